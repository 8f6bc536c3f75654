"""From an officer's HTTP report of immediate risk to the alert in the mailbox, through all four services."""

from __future__ import annotations

import asyncio
import os
import time
from typing import Any, Final
from uuid import uuid4

import httpx

from access.issuer import DEVELOPMENT, PROFILE
from bench.contest import Spread
from bench.findings import Bar, Finding
from deploy.local.contents import contents
from deploy.local.force import Force
from deploy.local.stack import Stack
from deploy.simulators import forms
from deploy.simulators.people import read_people

FORCE: Final = "46"
CALL_TAKER: Final = "st-1001"
LONGEST: Final = 20
"""Seconds that one alert may take before the measurement has failed."""


async def measure(name: str, *, reports: int) -> list[Finding]:
    """One report after another on a stack of its own, each when the one before has come through."""
    os.environ.setdefault(PROFILE, DEVELOPMENT)
    stack = await asyncio.to_thread(Stack.start, contents((FORCE,)), name, disposable=True)
    try:
        force = Force(stack, FORCE)
        await asyncio.to_thread(force.start)
        async with httpx.AsyncClient(timeout=LONGEST + 5) as http:
            caller = Caller(force, http)
            for _ in range(3):
                await caller.report()
            waits = sorted([await caller.report() for _ in range(reports)])
    finally:
        await asyncio.to_thread(stack.stop, orderly=False)
    low, middle, high = (waits[int(len(waits) * part)] for part in (0.05, 0.5, 0.95))
    return [
        Finding(
            "report of immediate risk → alert, idle, p50 (p5 to p95)",
            Spread(middle, low, high),
            "ms",
            Bar(80, at_most=True),
        )
    ]


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
        case_id = (await self._post("/enquiries", forms.callers_enquiry(self._people)))["case_id"]
        await self._skip()
        arrives = asyncio.create_task(self._alert())
        await asyncio.sleep(0.3)  # what the enquiry itself set going has ended
        began = time.perf_counter()
        await self._post(f"/cases/{case_id}/immediate-risk", forms.risk())
        return (await arrives - began) * 1000

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

    async def _skip(self) -> None:
        self._seen = (await self._messages(wait=0))["last"]

    async def _alert(self) -> float:
        """The instant at which the mailbox had it."""
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
