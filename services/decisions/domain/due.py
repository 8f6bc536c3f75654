"""Every clock and watchdog task that a case must have, derived from its state. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from messaging.outcomes import Task
from services.decisions.domain import (
    alerts,
    clocks,
    closing,
    decision_owed,
    handover,
    linked,
    recording,
    referrals,
    release,
    same_person,
    silence,
    still_late,
    supervision,
    tasking,
    unaddressed,
    unsettled,
    urgent,
)
from services.decisions.domain.state import Case


def due(case: Case) -> Iterator[Task]:
    yield from clocks.due(case)
    yield from alerts.due(case)
    yield from supervision.due(case)
    yield from silence.due(case)
    yield from unaddressed.due(case)
    yield from still_late.due(case)
    yield from closing.due(case)
    yield from handover.due(case)
    yield from release.due(case)
    yield from urgent.due(case)
    yield from linked.due(case)
    yield from tasking.due(case)
    yield from decision_owed.due(case)
    yield from unsettled.due(case)
    yield from same_person.due(case)
    yield from recording.due(case)
    yield from referrals.due(case)
