"""From an officer's HTTP report of immediate risk to the alert in the mailbox, through all four services."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaProducer

from access.issuer import DEVELOPMENT, PROFILE
from bench.applications import applications
from bench.contest import Spread
from bench.findings import Bar, Finding
from bench.traffic import case_ids
from contracts.intake import ApplicationMade
from contracts.parties import principal
from contracts.topics import for_force
from deploy.local.contents import contents
from deploy.local.force import Force, introduce
from deploy.local.stack import Stack
from deploy.simulators import forms
from deploy.simulators.people import read_people

CALL_TAKER: Final = "st-1001"
ON_THE_WAY: Final = ("decisions", "notifications")
"""Services that the alert goes through behind intake."""
T = TypeVar("T")
BEHIND_LIMIT: Final = 1_800
"""Seconds that an alert behind a backlog may take."""
LONGEST: Final = 20
"""Seconds that one alert may take before the measurement has failed."""


async def measure(name: str, forces: Sequence[str], *, reports: int, backlog: int) -> list[Finding]:
    """Ours and one that looks once a second, each on a stack of its own; then ours behind a backlog.

    Of several forces the first has the reports; the services of the others live beside it.
    """
    os.environ.setdefault(PROFILE, DEVELOPMENT)
    polled = await _on_stack(
        f"{name}-polling", Polling, forces, lambda force: _idle(force, max(5, reports // 4))
    )
    ours, behind = await _on_stack(name, Force, forces, lambda force: _ours(force, reports, backlog))
    return [
        Finding("report of immediate risk → alert, idle, p50 (p5 to p95)", ours, "ms", Bar(80, at_most=True)),
        Finding("… where relays and sweepers look once a second", polled, "ms"),
        Finding(
            "… : ours",
            Spread(*(polled.median / one for one in (ours.median, ours.greatest, ours.least))),
            "×",
        ),
        Finding(f"… behind {backlog:,} unread messages, of services just begun", behind, "s"),
    ]


async def _on_stack(
    name: str, kind: type[Force], forces: Sequence[str], work: Callable[[Force], Awaitable[T]]
) -> T:
    stack = await asyncio.to_thread(Stack.start, contents(forces), name, disposable=True)
    try:
        started = [kind(stack, code) for code in forces]
        introduce(started)
        for force in started:
            await asyncio.to_thread(force.start)
        return await work(started[0])
    finally:
        await asyncio.to_thread(stack.stop, orderly=False)


async def _ours(force: Force, reports: int, backlog: int) -> tuple[Spread, Spread]:
    return await _idle(force, reports), await _behind(force, backlog)


async def _idle(force: Force, reports: int) -> Spread:
    """Milliseconds, one report after another, each when the one before has come through."""
    async with httpx.AsyncClient(timeout=LONGEST + 5) as http:
        caller = Caller(force, http)
        for _ in range(3):
            await caller.report()
        waits = sorted([await caller.report() for _ in range(reports)])
    low, middle, high = (waits[int(len(waits) * part)] for part in (0.05, 0.5, 0.95))
    return Spread(middle, low, high)


async def _behind(force: Force, backlog: int) -> Spread:
    """Seconds from a report, with so many applications unread before it, to its alert.

    The services that the alert goes through are stopped while the backlog grows, and begun again as it is
    reported; checks, which is not on its way, stays away.
    """
    async with httpx.AsyncClient(timeout=LONGEST + 5) as http:
        caller = Caller(force, http)
        case_id = await caller.enquire()
        stopped = [force.stack.process(f"{force.code}-{name}") for name in (*ON_THE_WAY, "checks")]
        for process in stopped:
            await asyncio.to_thread(process.stop)
        await _send(force, backlog)
        arrives = asyncio.create_task(caller.alert(BEHIND_LIMIT))
        began = time.perf_counter()
        await caller.risk(case_id)
        for process in stopped[: len(ON_THE_WAY)]:
            await asyncio.to_thread(process.restart)
        took = await arrives - began
    return Spread(took, took, took)


async def _send(force: Force, many: int) -> None:
    """Applications, a case each, as intake would have published them."""
    writer = principal(force.code, "intake")
    topic = for_force(force.code).topic_for(writer, ApplicationMade.TYPE)
    assert topic is not None
    login = force.stack.login(writer)
    producer = AIOKafkaProducer(**login, acks="all", enable_idempotence=True, linger_ms=5)
    await producer.start()
    try:
        keys = force.home / "keys"
        for key, value, headers in applications(force.code, keys, case_ids(many), ("checks", *ON_THE_WAY)):
            await producer.send(topic.name, value=value, key=key, headers=headers)
        await producer.flush()
    finally:
        await producer.stop()


class Polling(Force):
    """The same services, whose relays and sweepers nobody wakes."""

    def program(self, name: str) -> list[str]:
        return ["bench.contenders.polling", name]


class Caller:
    """Takes calls, reports that a child is at risk, and watches the mailbox for the alert."""

    def __init__(self, force: Force, http: httpx.AsyncClient) -> None:
        self._force = force
        self._http = http
        self._mailbox = force.simulators["mailbox"]
        self._people = read_people()
        self._seen = 0

    async def report(self) -> float:
        """Milliseconds from sending the report to the arrival of the alert about this very case."""
        case_id = await self.enquire()
        arrives = asyncio.create_task(self.alert())
        await asyncio.sleep(0.3)  # what the enquiry itself set going has ended
        began = time.perf_counter()
        await self.risk(case_id)
        return (await arrives - began) * 1000

    async def enquire(self) -> str:
        """A new case; what the mailbox holds by now is of no account."""
        case_id: str = (await self._post("/enquiries", forms.callers_enquiry(self._people)))["case_id"]
        self._seen = (await self._messages(wait=0))["last"]
        return case_id

    async def risk(self, case_id: str) -> None:
        await self._post(f"/cases/{case_id}/immediate-risk", forms.risk())

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {self._force.token(CALL_TAKER)}",
            "Idempotency-Key": str(uuid4()),
        }
        answer = await self._http.post(
            f"{self._force.services['intake'].url}{path}", json=body, headers=headers
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    async def alert(self, within: float = LONGEST) -> float:
        """The instant at which the mailbox had it. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                found = await self._messages(wait=LONGEST)
                at = time.perf_counter()
                self._seen = found["last"]
                if any(one["kind"] == "OFFICER_ALERT" for one in found["messages"]):
                    return at

    async def _messages(self, wait: float) -> dict[str, Any]:
        answer = await self._http.get(
            f"{self._mailbox.url}/v1/messages",
            params={"after": self._seen, "wait": wait},
            headers={"X-Api-Key": self._mailbox.key},
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
