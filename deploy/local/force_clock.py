"""The clock of forces: quiet when their services and agencies are, and stopping wherever an agency acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import httpx

from contracts.parties import SERVICES
from deploy.local.clock import ClockAuthority
from deploy.local.contents import service_reads
from deploy.local.quiet import Probe, Report

if TYPE_CHECKING:  # to ask a clock needs no services
    from deploy.local.force import Force


def clock_of(forces: Sequence[Force], http: httpx.AsyncClient) -> ClockAuthority:
    """One clock for forces of one stack. `http` must outlive it."""
    agencies = [(f"{force.code}-{name}", at) for force in forces for name, at in force.simulators.items()]
    return ClockAuthority.of(
        forces[0].stack,
        service_reads(force.code for force in forces),
        [quiet(http, name, at.url) for name, at in agencies],
        databases=[force.database(name) for force in forces for name in SERVICES],
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
