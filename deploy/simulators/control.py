"""What every simulator answers under /sim: its faults, whether it is busy, and what it will do next."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.simulators.business import BusinessClock
from deploy.simulators.faults import FaultOrder, Faults

Busy = Callable[[], Awaitable[list[str]]]
NextDue = Callable[[], Awaitable[datetime | None]]


async def nothing_busy() -> list[str]:
    return []


async def nothing_due() -> datetime | None:
    return None


def routes(name: str, faults: Faults, clock: BusinessClock, busy: Busy, next_due: NextDue) -> list[Route]:
    """`GET /sim/health|quiet|faults` and `POST /sim/faults`.

    quiet: what is `busy`, in words, and when the agency will act next of its own accord, `next_due`.
    """

    async def health(_request: Request) -> Response:
        return JSONResponse({"name": name, "up": True})

    async def quiet(_request: Request) -> Response:
        found, due = await busy(), await next_due()
        return JSONResponse({"busy": found, "next_due": None if due is None else due.isoformat()})

    async def standing(_request: Request) -> Response:
        return JSONResponse({"faults": faults.shown()})

    async def order(request: Request) -> Response:
        # a page of another site can post a form, but not this content type, without asking first
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return JSONResponse({"why": "send application/json"}, 415)
        try:
            wanted = FaultOrder.model_validate_json(await request.body())
        except ValidationError as invalid:
            found = [
                f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}"
                for one in invalid.errors(include_input=False)
            ]
            return JSONResponse({"why": found}, 422)
        faults.order(wanted, await clock.now() if wanted.hours else None, time.monotonic())
        return JSONResponse({"faults": faults.shown()})

    return [
        Route("/sim/health", health),
        Route("/sim/quiet", quiet),
        Route("/sim/faults", standing, methods=["GET"]),
        Route("/sim/faults", order, methods=["POST"]),
    ]
