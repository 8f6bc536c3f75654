"""The clock of a force: quiet when its services and agencies are, and stopping wherever an agency acts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import httpx

from deploy.local.clock import ClockAuthority
from deploy.local.contents import service_reads
from deploy.local.quiet import Probe, Report

if TYPE_CHECKING:  # to ask a clock needs no services
    from deploy.local.force import Force


def clock_of(force: Force, http: httpx.AsyncClient, *others: Force) -> ClockAuthority:
    """`others`: forces of the same stack, for which it is the same time. `http` must outlive the clock."""
    together = (force, *others)
    agencies = [
        (name if one is force else f"{one.code}-{name}", at)
        for one in together
        for name, at in one.simulators.items()
    ]
    return ClockAuthority.of(
        force.stack,
        service_reads(one.code for one in together),
        [quiet(http, name, at.url) for name, at in agencies],
    )


def quiet(http: httpx.AsyncClient, name: str, url: str) -> Probe:
    """What the simulator at `url` is busy with, and when it will act next."""

    async def look() -> Report:
        found = await _asked(http, f"{url}/sim/quiet")
        due = found["next_due"]
        busy = tuple(f"{name}: {words}" for words in found["busy"])
        return Report(busy, due=datetime.fromisoformat(due) if due else None)

    return look


async def _asked(http: httpx.AsyncClient, url: str) -> Any:
    """Once more where the simulator has just closed a connection that had lain idle."""
    try:
        answer = await http.get(url)
    except httpx.TransportError:
        answer = await http.get(url)
    return answer.json()
