"""The faulty wire: stands before a simulator's routes and does to a request what the faults say."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from deploy.simulators.business import BusinessClock, ClockUnreadable
from deploy.simulators.faults import FaultOrder, Faults, Mode

log = logging.getLogger("simulator")

MOST_BYTES = 1_000_000
CONTROL = "/sim/"
BROKEN_JSON = b'{"data": [{"truncated'
_RESET = struct.pack("ii", 1, 0)
_LOOK_AGAIN_SECONDS = 0.05

_open: dict[tuple[str, int], asyncio.Transport] = {}


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 whose connections can be cut by the address of the client."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client:
            _open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client:
            _open.pop(self.client, None)
        super().connection_lost(exc)


async def cut(scope: Scope, receive: Receive) -> None:
    """Reset the connection of that request, as a host that has gone away would; returns when it is gone."""
    transport = _open.get(scope["client"])
    if transport is not None:
        peer = transport.get_extra_info("socket")
        if peer is not None:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


class FaultyWire:
    """ASGI. `/sim/` is never struck. `problem(status)` is the simulated system's own way to say so."""

    def __init__(
        self,
        app: ASGIApp,
        faults: Faults,
        clock: BusinessClock,
        problem: Callable[[int], Response],
        delay_seconds: float = 0.0,
    ) -> None:
        self._app = app
        self._faults = faults
        self._clock = clock
        self._problem = problem
        self._delay_seconds = delay_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
            return
        try:
            await self._serve(scope, receive, send)
        except ClockUnreadable:
            log.warning("clock unreadable: answered 500")
            await self._problem(500)(scope, receive, send)
        except ClientDisconnect:
            return
        except Exception as bug:
            log.error("request failed: %s", type(bug).__name__)  # and no traceback: it may show people
            await cut(scope, receive)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _whole_body(receive)
        if body is None:
            await self._problem(413)(scope, receive, send)
            return
        fault = self._faults.strike(_text(scope, body), await self._now(), time.monotonic())
        if fault is None or fault.mode is not Mode.DOWN:
            await asyncio.sleep(self._delay_seconds)
        again = _replay(body, receive)
        if fault is None:
            await self._app(scope, again, send)
        else:
            await self._strike(fault, scope, again, send)

    async def _strike(self, fault: FaultOrder, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.mode:
            case Mode.DOWN:
                await cut(scope, receive)
            case Mode.TIMEOUT:
                await self._hang(fault, receive)
                await cut(scope, receive)
            case Mode.SLOW:
                await asyncio.sleep(fault.delay_seconds)
                await self._app(scope, receive, send)
            case Mode.LOST_ANSWER:
                await self._app(scope, receive, _unsent)
                await cut(scope, receive)
            case Mode.GARBAGE:
                await Response(BROKEN_JSON, media_type="application/json")(scope, receive, send)
            case Mode.FORBIDDEN:
                await self._problem(403)(scope, receive, send)
            case Mode.NOT_FOUND:
                await self._problem(404)(scope, receive, send)
            case _:
                await self._problem(500)(scope, receive, send)

    async def _hang(self, fault: FaultOrder, receive: Receive) -> None:
        """Say nothing until the caller leaves or the fault is lifted."""
        await receive()  # the request itself, given once more
        left = asyncio.ensure_future(receive())
        try:
            while self._faults.holds(fault, await self._now(), time.monotonic()):
                await asyncio.wait((left,), timeout=_LOOK_AGAIN_SECONDS)
                if left.done():
                    return
        finally:
            left.cancel()

    async def _now(self) -> Any:
        return await self._clock.now() if self._faults.by_business_time else None


async def _whole_body(receive: Receive) -> bytes | None:
    """The request's body, or None when it is larger than any that this system takes."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _text(scope: Scope, body: bytes) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['method']} {scope['path']}?{query}\n{body.decode('utf-8', 'replace')}".casefold()


async def _unsent(_message: Message) -> None:
    return
