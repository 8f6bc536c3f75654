"""`python -m deploy.simulators.mailbox`: where letters, e-mails, texts and alerts end in the local stack.

`/` is the page for people and asks for no key. The rest needs X-Api-Key. References may hold slashes.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.types import StringConstraints
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from deploy.simulators.business import BusinessClock
from deploy.simulators.keys import ApiKeys, read_keys
from deploy.simulators.mailbox.messages import REFERENCE, Mailbox, Message, OtherContent, Ring
from deploy.simulators.mailbox.page import HEADERS, page
from deploy.simulators.serving import Setting, Simulator, run

NAME = "mailbox"
LONGEST_WAIT = 60.0
What = Literal["message", "ring"]
Endpoint = Callable[[Request], Awaitable[Response]]
_REFERENCE = TypeAdapter(Annotated[str, StringConstraints(pattern=REFERENCE)])


class Api:
    """PUT, GET and listing, the same for messages and rings."""

    def __init__(self, mailbox: Mailbox, clock: BusinessClock, keys: ApiKeys) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._keys = keys

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._page),
            *self._of("/v1/messages", "message", Message),
            *self._of("/v1/rings", "ring", Ring),
        ]

    def _of(self, path: str, what: What, content: type[Message | Ring]) -> list[BaseRoute]:
        async def put(request: Request) -> Response:
            try:
                reference = _REFERENCE.validate_python(request.path_params["reference"])
                said = content.model_validate_json(await request.body())
            except ValidationError as invalid:
                return _unprocessable(invalid)
            try:
                new = await self._mailbox.put(reference, said, await self._clock.now())
            except OtherContent:
                return JSONResponse(
                    {"status": 409, "detail": "this reference has arrived with other content"}, 409
                )
            return JSONResponse({"reference": reference}, 201 if new else 200)

        async def get(request: Request) -> Response:
            one = self._mailbox.get(what, request.path_params["reference"])
            if one is None:
                return JSONResponse({"status": 404, "detail": "nothing has arrived with this reference"}, 404)
            return JSONResponse(one.shown())

        async def listing(request: Request) -> Response:
            after, wait = _number(request, "after"), _number(request, "wait")
            if after is None or wait is None:
                return JSONResponse({"status": 422, "detail": "after and wait are numbers from 0"}, 422)
            last = self._mailbox.last
            arrived = await self._mailbox.after(int(after), what, min(wait, LONGEST_WAIT))
            last = max([last, *(one.number for one in arrived)])
            return JSONResponse({f"{what}s": [one.shown() for one in arrived], "last": last})

        one_path = path + "/{reference:path}"
        return [
            Route(path, self._with_key(listing), methods=["GET"]),
            Route(one_path, self._with_key(put), methods=["PUT"]),
            Route(one_path, self._with_key(get), methods=["GET"]),
        ]

    def _with_key(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            if self._keys.role(request.headers.get("x-api-key")) is None:
                return JSONResponse({"status": 401, "detail": "send a valid X-Api-Key"}, 401)
            return await endpoint(request)

        return guarded

    async def _page(self, _request: Request) -> Response:
        return HTMLResponse(page(self._mailbox.everything()), headers=HEADERS)


def _unprocessable(invalid: ValidationError) -> Response:
    places: list[dict[str, Any]] = [
        {"where": [str(step) for step in one["loc"]], "why": one["type"]}
        for one in invalid.errors(include_input=False)
    ]
    return JSONResponse({"status": 422, "detail": "this cannot be taken", "errors": places}, 422)


def _number(request: Request, name: str) -> float | None:
    try:
        number = float(request.query_params.get(name, "0"))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def build(setting: Setting) -> Simulator:
    """Raises OSError when the state directory cannot be used."""
    keys = read_keys(setting.key_file, "sender")
    mailbox = Mailbox(setting.state)
    return Simulator(NAME, Api(mailbox, setting.clock, keys).routes())


if __name__ == "__main__":
    run(build, NAME)
