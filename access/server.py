"""The application of one service: its routes, health, OpenAPI, AsyncAPI, and one way to say no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Any

import asyncpg
import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from access import validation
from access.docs import page
from access.gate import Access
from access.officers import KeysAway, Officers
from access.problems import Problem, key_reused, not_found, not_recorded, not_shown, officers_unknown
from access.reads import AccessLog, CannotLog, Reads
from access.requests import EveryRequest
from access.runtime import KeyReused, NotRecorded, Runtime, UnknownCase
from access.settings import AccessSettings
from contracts import asyncapi
from contracts import page as messages_page
from contracts.topics import for_force
from messaging.faults import Transient, is_transient

Ready = Callable[[], Awaitable[dict[str, bool]]]
"""What must hold before requests are sent here: name -> whether it does."""

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "conditions": {"type": "array", "items": {"$ref": "#/components/schemas/Condition"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"path": {"type": "string"}, "words": {"type": "string"}},
            },
        },
        "ring": {"type": "string"},
    },
}
PROBLEMS = {
    401: "sign in again",
    403: "not for your role",
    422: "cannot be taken as it is",
    503: "NOT RECORDED",
}


def app(
    title: str,
    routers: Sequence[APIRouter],
    *,
    runtime: Runtime,
    settings: AccessSettings,
    secret: bytes,
    ready: Ready | None = None,
    officers: Officers | None = None,
    reads: AccessLog | None = None,
    lifespan: Any = None,
) -> FastAPI:
    """Puts a service's routes together. `/health/ready` asks `ready`; `officers`, `reads` are for tests.

    `secret` is the service's own, of 32 bytes or more.
    """
    made = FastAPI(
        title=title,
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        responses={
            status: {
                "description": words,
                "content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}},
            }
            for status, words in PROBLEMS.items()
        },
    )
    made.state.access = Access(
        runtime, officers or Officers(settings), reads or Reads(runtime.engine), settings, secret
    )
    for router in routers:
        made.include_router(router)
    made.include_router(_about(made, ready))
    made.include_router(_language(settings.force))
    _say_no(made, settings.ring)
    made.add_middleware(EveryRequest, largest_body=settings.largest_body)
    return made


def config(served: FastAPI, port: int, host: str = "127.0.0.1") -> uvicorn.Config:
    """uvicorn without its own access log, which would write the addresses that were called."""
    return uvicorn.Config(
        served,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
    )


def _about(made: FastAPI, ready: Ready | None) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    async def live() -> dict[str, str]:
        return {"live": "yes"}

    async def is_ready(response: Response) -> dict[str, Any]:
        found = await ready() if ready else {}
        response.status_code = 200 if all(found.values()) else 503
        return {"ready": all(found.values()), "checks": found}

    def openapi() -> JSONResponse:
        return JSONResponse(made.openapi())

    def docs() -> HTMLResponse:
        return HTMLResponse(page(made.openapi()))

    router.add_api_route("/health/live", live, methods=["GET"])
    router.add_api_route("/health/ready", is_ready, methods=["GET"])
    # Beside everything else, not in front of it: the first time it takes most of a second.
    router.add_api_route("/openapi.json", openapi, methods=["GET"])
    router.add_api_route("/docs", docs, methods=["GET"], response_class=HTMLResponse)
    return router


def _language(force: str) -> APIRouter:
    """What the force's services, agencies and other forces say to each other; made at the first asking."""
    router = APIRouter(include_in_schema=False)

    def described() -> dict[str, Any]:
        return _document(force)

    def page_of_messages() -> HTMLResponse:
        return HTMLResponse(messages_page.page(_document(force)))

    router.add_api_route("/asyncapi.json", described, methods=["GET"])
    router.add_api_route("/messages", page_of_messages, methods=["GET"], response_class=HTMLResponse)
    return router


@cache
def _document(force: str) -> dict[str, Any]:
    return asyncapi.document(for_force(force))


def _say_no(made: FastAPI, ring: str) -> None:
    def says(make: Callable[[Any], Problem]) -> Callable[[Request, Exception], Awaitable[JSONResponse]]:
        async def handler(request: Request, trouble: Exception) -> JSONResponse:
            return make(trouble).response()

        return handler

    async def invalid(request: Request, trouble: Exception) -> JSONResponse:
        if not isinstance(trouble, RequestValidationError):
            raise trouble
        body, parameters = _declared(request)
        return validation.problem(trouble, body, parameters).response()

    async def away(request: Request, trouble: Exception) -> JSONResponse:
        reading = request.method == "GET" or getattr(request.state, "reading", False)
        return (not_shown(ring) if reading else not_recorded(ring)).response()

    async def database(request: Request, trouble: Exception) -> JSONResponse:
        if not is_transient(trouble):
            raise trouble
        return await away(request, trouble)

    made.add_exception_handler(Problem, says(lambda trouble: trouble))
    made.add_exception_handler(KeyReused, says(lambda _: key_reused()))
    made.add_exception_handler(UnknownCase, says(lambda _: not_found("There is no such case here.")))
    made.add_exception_handler(CannotLog, says(lambda _: not_shown(ring)))
    made.add_exception_handler(KeysAway, says(lambda _: officers_unknown(ring)))
    made.add_exception_handler(HTTPException, says(_plain))
    made.add_exception_handler(RequestValidationError, invalid)
    made.add_exception_handler(NotRecorded, away)
    made.add_exception_handler(PoolTimeout, away)
    made.add_exception_handler(ConnectionError, away)
    for raised in (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, Transient):
        made.add_exception_handler(raised, database)  # a server that is starting says so to the driver alone


def _plain(trouble: HTTPException) -> Problem:
    match trouble.status_code:
        case 404:
            return not_found("There is nothing at this address.")
        case 405:
            return Problem(
                405, "method", "Not done this way", "This address is asked in another way: see /docs."
            )
        case 413:
            return Problem(413, "too_large", "Too large", "Send less at once.")
        case status:
            return Problem(status, "http", "Cannot be done")


def _declared(request: Request) -> tuple[type[BaseModel] | None, frozenset[str]]:
    """The body's model of the route called, and its parameters' names."""
    route = request.scope.get("route")
    body = getattr(route, "body_field", None)
    model = getattr(getattr(body, "field_info", None), "annotation", None)
    dependant = getattr(route, "dependant", None)
    names = {
        one.alias
        for kind in ("path_params", "query_params", "header_params")
        for one in getattr(dependant, kind, ())
    }
    for one in getattr(dependant, "query_params", ()):
        kind = one.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names |= set(kind.model_fields)
    return (model if isinstance(model, type) and issubclass(model, BaseModel) else None), frozenset(names)
