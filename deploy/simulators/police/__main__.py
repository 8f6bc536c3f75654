"""`python -m deploy.simulators.police`: POST /v1/persons/search, with the header X-Api-Key."""

from __future__ import annotations

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.simulators.keys import read_keys
from deploy.simulators.police.search import Search, found
from deploy.simulators.serving import Setting, Simulator, run

NAME = "police records search"


def build(setting: Setting) -> Simulator:
    """401 without a good key; 422 for a body that is no search, saying where but never what was sent."""
    keys = read_keys(setting.key_file, "searcher")

    async def search(request: Request) -> Response:
        if keys.role(request.headers.get("x-api-key")) is None:
            return JSONResponse({"status": 401, "detail": "send a valid X-Api-Key"}, 401)
        try:
            wanted = Search.model_validate_json(await request.body())
        except ValidationError as invalid:
            places = [
                {"where": [str(step) for step in one["loc"]], "why": one["type"]}
                for one in invalid.errors(include_input=False)
            ]
            return JSONResponse({"status": 422, "detail": "this is no search", "errors": places}, 422)
        return JSONResponse(found(setting.people, wanted), headers={"cache-control": "no-store"})

    return Simulator(NAME, [Route("/v1/persons/search", search, methods=["POST"])])


if __name__ == "__main__":
    run(build, NAME)
