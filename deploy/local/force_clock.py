"""The clock of a force: quiet when its services and agencies are, and stopping wherever an agency acts."""

from __future__ import annotations

from datetime import datetime

import httpx

from deploy.local.clock import ClockAuthority, NextDue
from deploy.local.contents import service_reads
from deploy.local.force import Address, Force
from deploy.local.quiet import Probe, Report


def clock_of(force: Force, http: httpx.AsyncClient) -> ClockAuthority:
    """`http` must outlive the clock."""
    agencies = force.simulators.items()
    return ClockAuthority.of(
        force.stack,
        service_reads((force.code,)),
        [_quiet(http, name, at) for name, at in agencies],
        dues=[_next_due(http, at) for _, at in agencies],
    )


def _quiet(http: httpx.AsyncClient, name: str, at: Address) -> Probe:
    async def look() -> Report:
        found = (await http.get(f"{at.url}/sim/quiet")).json()
        return Report(tuple(f"{name}: {words}" for words in found["busy"]), found["mark"])

    return look


def _next_due(http: httpx.AsyncClient, at: Address) -> NextDue:
    async def look() -> datetime | None:
        found = (await http.get(f"{at.url}/sim/next-due")).json()["next_due"]
        return datetime.fromisoformat(found) if found else None

    return look
