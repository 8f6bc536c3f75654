"""Clocks while fifty times as many people ask as usual: how late each runs out, by machine time."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import asyncpg
import httpx

from bench.contest import Spread
from bench.findings import Bar, Finding
from bench.load import site
from bench.load.around import Around
from bench.load.cases import Case
from bench.load.desks import Met
from bench.load.plan import Asked, Planned, plan
from contracts.parties import SERVICES
from deploy.local.contents import contents
from deploy.local.force import Force
from deploy.local.force_clock import clock_of
from deploy.local.stack import Stack
from messaging.roots import ROOT
from messaging.routes import Due
from messaging.sweep import HURRIED
from services.checks.domain import due as checks
from services.decisions import tasks as decisions
from services.intake.domain import due as intake
from services.notifications.domain import due as notifications

USUAL: Final = 0.4
"""Enquiries a day: twelve a month and force (field facts, pilot of 2009)."""
TIMES: Final = 50
RATE: Final = 1_440.0
"""Business seconds a machine second: a day is a minute, so clocks of hours run out while one looks."""
AT_ONCE: Final = 8
CLOCKS: Final[Mapping[str, Sequence[str]]] = {
    "checks": (checks.OVERDUE, checks.WATCH),
    "decisions": tuple(kind for kind, route in decisions.TASKS.items() if isinstance(route, Due)),
    "intake": (intake.HAND_OVER, intake.STEP),
    "notifications": (notifications.LIES_HERE,),
}
"""Kinds of tasks that are clocks. What is done outside tells of the outside, not of clocks."""
LATE: Final = """
SELECT t.kind, extract(epoch FROM t.ended_at - greatest(t.made_at,
  c.set_at + make_interval(secs => extract(epoch FROM t.due_at - c.business_at) / c.rate))) AS late
FROM tasks t, clock.authority c
WHERE t.time = 'business' AND t.state = 'done' AND t.kind = ANY($1::text[])
  AND t.due_at > c.business_at AND t.ended_at > $2
"""


async def measure(name: str, forces: Sequence[str], *, days: int) -> list[Finding]:
    """So many business days as usual, then as many of a burst, while business time flows.

    Of several forces the first is asked; the services of the others live beside it.
    """
    stack = await asyncio.to_thread(Stack.start, contents(forces), name, disposable=True)
    try:
        many = int(days * USUAL * TIMES)
        asked = Asked(site.monday(), 1, many + days, 7, tuple(forces))
        started = await asyncio.to_thread(site.start, stack, asked)
        force = started[0]
        async with httpx.AsyncClient(timeout=site.HTTP_WITHIN) as http, clock_of(started, http) as clock:
            await clock.set(asked.begins, rate=RATE)
            cases = iter(plan(asked))
            usual = await _phase(force, [next(cases) for _ in range(max(1, int(days * USUAL)))], days)
            burst = await _phase(force, [next(cases) for _ in range(many)], days)
            await clock.stand_still()
    finally:
        await asyncio.to_thread(stack.stop, orderly=False)
    period = HURRIED.total_seconds() * 1000
    return [
        Finding(f"lateness of {len(usual)} clocks, as usual", _spread(usual), "ms"),
        Finding(f"lateness of {len(burst)} clocks in a burst of {many} enquiries", _spread(burst), "ms"),
        Finding("… the latest of them", _latest(burst), "ms", Bar(period, at_most=True)),
    ]


async def _phase(force: Force, planned: Sequence[Planned], days: int) -> list[float]:
    """Enquiries evenly over the phase, each at its machine time; the lateness of every clock since, in ms."""
    loop = asyncio.get_running_loop()
    began, seconds = loop.time(), days * 86_400 / RATE
    since = await _machine(force)
    around = Around(force, site.silent(), Met(), [since])
    places = asyncio.Semaphore(AT_ONCE)

    async def asks(number: int, one: Planned) -> None:
        await asyncio.sleep(max(0.0, began + seconds * number / len(planned) - loop.time()))
        async with places:
            await asyncio.to_thread(Case(around, one).enquires)

    await asyncio.gather(*(asks(number, one) for number, one in enumerate(planned)))
    await asyncio.sleep(max(0.0, began + seconds - loop.time()))
    return [late for service in SERVICES for late in await _late(force, service, since)]


async def _late(force: Force, service: str, since: datetime) -> list[float]:
    connection = await asyncpg.connect(force.stack.dsn(force.database(service), "operator"))
    try:
        rows = await connection.fetch(LATE, [*CLOCKS[service], ROOT], since)
        return [float(row["late"]) * 1000 for row in rows]
    finally:
        await connection.close()


async def _machine(force: Force) -> datetime:
    connection: Any = await asyncpg.connect(force.stack.dsn(force.database("intake"), "operator"))
    try:
        found: datetime = await connection.fetchval("SELECT clock_timestamp()")
        return found
    finally:
        await connection.close()


def _spread(late: Sequence[float]) -> Spread:
    return Spread(statistics.median(late), min(late), max(late)) if late else Spread(0, 0, 0)


def _latest(late: Sequence[float]) -> Spread:
    """Without a clock there is nothing to measure: then the bar is missed."""
    worst = max(late) if late else float("inf")
    return Spread(worst, worst, worst)
