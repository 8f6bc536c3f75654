"""Round every request: its id, a limit on its size, one line in the log, and no error text that leaves."""

from __future__ import annotations

import time
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from access.logs import where
from access.problems import unexpected

log = structlog.get_logger("access")

HEADERS = (
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
)
"""No answer is kept, framed or allowed to fetch anything."""


class EveryRequest:
    """Pure ASGI, outermost: also an error that nobody caught ends here, as a problem without details."""

    def __init__(self, app: ASGIApp, largest_body: int) -> None:
        self._app = app
        self._largest = largest_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["request"] = request_id
        began = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *HEADERS, (b"x-request-id", request_id.encode())]
            await send(message)

        trouble: Exception | None = None
        try:
            await self._app(scope, _limited(receive, scope, self._largest), sending)
        except Exception as caught:
            trouble = caught
            if status == 0:
                await unexpected(request_id).response()(scope, receive, sending)
        finally:
            _line(scope, status, time.perf_counter() - began, trouble)


def _limited(receive: Receive, scope: Scope, largest: int) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        announced = int(next((value for name, value in scope["headers"] if name == b"content-length"), b"0"))
        if taken > largest or announced > largest:
            raise HTTPException(413)
        return message

    return limited


def _line(scope: Scope, status: int, seconds: float, trouble: Exception | None) -> None:
    state = scope["state"]
    officer = state.get("officer")
    fields = {
        "request": state["request"],
        "method": scope["method"],
        "route": getattr(scope.get("route"), "path", "unknown"),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "officer": officer.actor.id if officer else None,
        "role": officer.actor.role if officer else None,
        "case": state.get("case"),
        "codes": state.get("codes"),
    }
    if trouble is None:
        log.info("http", **fields)
    else:
        log.error("http", **fields, error=type(trouble).__name__, where=where(trouble))
