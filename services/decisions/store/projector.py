"""Keeps the work list, in the transaction that wrote the events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.clocks import ClockName
from messaging.service import Changed
from services.decisions.domain.clocks import overdue
from services.decisions.domain.stage import (
    at_risk,
    late,
    next_due,
    next_step,
    open_stage,
    standing_alerts,
    unshown,
)
from services.decisions.domain.state import Case
from services.decisions.domain.statistics import Counted, counted
from services.decisions.domain.unread import elsewhere
from services.decisions.store.queries import APART, WORK

_COUNTS: Final = tuple(one.name for one in fields(Counted) if one.name not in ("contact_at", "route"))
"""Contact and route are on the line already."""


class WorkProjector:
    """Writes codes, instants, staff identifiers and opaque references."""

    def line(self, changed: Changed[Case]) -> dict[str, Any]:
        return line(changed.state, changed.version)

    async def write(self, connection: AsyncConnection, lines: Sequence[dict[str, Any]]) -> None:
        """The last state of each case of the batch."""
        await WORK.write(connection, lines)


def line(case: Case, version: int) -> dict[str, Any]:
    """One row of the work list; a case that has ended waits only while an alert of it does."""
    opening = case.opening
    return {
        "case_id": case.case_id,
        "version": version,
        "reference": case.reference,
        "force_reference": case.force_record[1] if case.force_record else None,
        "route": opening.route.value if opening else None,
        "contact_at": opening.contacted_at if opening else None,
        "stage": open_stage(case).value,
        "step": next_step(case, open_stage(case)),
        "due": next_due(case),
        "late": _clocks(case, late(case)),
        "unexplained": _clocks(case, overdue(case)),
        "supervisor": case.supervisor.id if case.supervisor else None,
        "cover": case.cover.id if case.cover else None,
        "at_risk": at_risk(case),
        "idle": case.ended is not None and not standing_alerts(case),
        "held_elsewhere": bool(elsewhere(case)),
        **_counted(case),
    }


def _clocks(case: Case, names: Iterable[ClockName]) -> list[str]:
    """The work list is everybody's: of a clock that tells something it keeps that one is late, not which."""
    return [APART if name in unshown(case) else name.value for name in names]


def _counted(case: Case) -> dict[str, Any]:
    told = counted(case)
    return {name: getattr(told, name) for name in _COUNTS}
