"""`python -m deploy.simulators.records`: the force's own record system; every call with X-Api-Key.

PUT /v1/entries/{reference} `{case, part, system, record?, text}`: 201, the same again 200, both with its own
`{reference}`; other content under a reference that is there: 409. GET of one: 200 or 404.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.simulators.keys import read_keys
from deploy.simulators.serving import Setting, Simulator, run

NAME = "record system"
REPORT = "FORMAL_REPORT"


class Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str = Field(min_length=1, max_length=80)
    part: str = Field(min_length=1, max_length=40)
    system: str = Field(min_length=1, max_length=40)
    record: str | None = None
    text: str = Field(min_length=1, max_length=100_000)


class Kept:
    """What was entered, in a file of its own (SQLite)."""

    def __init__(self, state: Path) -> None:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = sqlite3.connect(state / "records.sqlite3", isolation_level=None)
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE,"
            " own TEXT NOT NULL, body TEXT NOT NULL) STRICT"
        )

    def get(self, reference: str) -> tuple[str, str] | None:
        """Its own reference of it, and what it holds."""
        row = self._file.execute("SELECT own, body FROM entries WHERE reference = ?", (reference,)).fetchone()
        return (row[0], row[1]) if row else None

    def put(self, reference: str, given: Given) -> str:
        number = 1 + self._file.execute("SELECT count(*) FROM entries").fetchone()[0]
        own = f"46/{800000 + number}/26" if given.part == REPORT else f"{given.record or '46/0/26'}/{number}"
        self._file.execute(
            "INSERT INTO entries (reference, own, body) VALUES (?, ?, ?)",
            (reference, own, given.model_dump_json()),
        )
        return own


def build(setting: Setting) -> Simulator:
    keys, kept = read_keys(setting.key_file, "force"), Kept(setting.state)

    async def put(request: Request) -> Response:
        if keys.role(request.headers.get("x-api-key")) is None:
            return JSONResponse({"status": 401, "detail": "send a valid X-Api-Key"}, 401)
        reference = request.path_params["reference"]
        try:
            given = Given.model_validate_json(await request.body())
        except ValidationError as invalid:
            places = [".".join(map(str, one["loc"])) for one in invalid.errors(include_input=False)]
            return JSONResponse({"status": 422, "detail": "this is no entry", "where": places}, 422)
        there = kept.get(reference)
        if there is None:
            return JSONResponse({"reference": kept.put(reference, given)}, 201)
        if Given.model_validate_json(there[1]) != given:
            return JSONResponse({"status": 409, "detail": "it is there with other content"}, 409)
        return JSONResponse({"reference": there[0]})

    async def get(request: Request) -> Response:
        if keys.role(request.headers.get("x-api-key")) is None:
            return JSONResponse({"status": 401, "detail": "send a valid X-Api-Key"}, 401)
        there = kept.get(request.path_params["reference"])
        if there is None:
            return JSONResponse({"status": 404, "detail": "no such entry"}, 404)
        return JSONResponse({"reference": there[0], **json.loads(there[1])})

    path = "/v1/entries/{reference:path}"
    return Simulator(NAME, [Route(path, put, methods=["PUT"]), Route(path, get, methods=["GET"])])


if __name__ == "__main__":
    run(build, NAME)
