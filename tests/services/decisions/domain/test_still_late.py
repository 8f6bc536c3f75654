"""A limit that has passed rings once more after it was taken, and again, until what it limits is done."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contracts.clocks import ClockName
from contracts.codes import AlertKind, ExtensionReason
from contracts.decisions import SupervisorAlerted
from services.decisions.domain import commands as c
from services.decisions.domain.state import Case
from services.decisions.domain.still_late import TASK
from tests.given import Story
from tests.services.decisions import told as t
from tests.services.decisions.domain.ringing import fired, taken
from tests.services.decisions.ordering import do_not, over

A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


def late(told: Story[Case], *names: ClockName) -> Story[Case]:
    """These limits pass, and a Sergeant takes each alert."""
    for name in names:
        limit = told.state.clocks[name].limit
        assert limit is not None
        told = told.at(max(told.now, limit.late_from)).when(c.ClockRanOut(name, limit=True, due=limit.at))
        assert AlertKind.LIMIT_PASSED in [
            one.kind for one in told.events if isinstance(one, SupervisorAlerted)
        ]
        told = taken(told)
    return told


def next_ring(told: Story[Case]) -> datetime:
    ((_, due),) = t.tasks_due(told, TASK).items()
    assert due is not None
    return due


def rung(told: Story[Case]) -> Story[Case]:
    told = fired(told.at(next_ring(told)), TASK)
    assert [one.kind for one in told.events if isinstance(one, SupervisorAlerted)] == [AlertKind.LIMIT_PASSED]
    return told


def test_initial_checks_that_are_late_ring_daily_until_they_are_complete() -> None:
    """Whether a child is in danger now is not known before (G 31)."""
    told = late(t.supervised(), ClockName.INITIAL_CHECKS)
    for _ in range(3):
        assert next_ring(told) == told.now + A_DAY
        told = taken(rung(told))
    told = t.hearing(told, *t.NOTHING_HELD, t.initial_checks(told.now))
    assert not t.tasks_due(told, TASK)


def test_a_reason_why_they_are_late_makes_them_no_more_complete() -> None:
    told = late(t.supervised(), ClockName.INITIAL_CHECKS)
    told = told.when(c.ExplainOverdue(t.SERGEANT, ClockName.INITIAL_CHECKS, "The system was down."))
    for _ in range(3):
        assert next_ring(told) == told.now + A_WEEK
        told = taken(rung(told))


def test_a_task_of_before_the_reason_was_given_rings_nobody() -> None:
    told = late(t.supervised(), ClockName.INITIAL_CHECKS)
    due = next_ring(told)
    told = told.when(c.ExplainOverdue(t.SERGEANT, ClockName.INITIAL_CHECKS, "The system was down."))
    limit = told.state.clocks[ClockName.INITIAL_CHECKS].limit
    assert limit is not None
    told.at(due).when(c.StillLate(ClockName.INITIAL_CHECKS, limit.at, 1)).decided()
    rung(told)


@pytest.mark.parametrize("name", [ClockName.MEETING, ClockName.CATEGORISATION, ClockName.WHOLE_CASE])
def test_any_other_rings_weekly_until_somebody_has_said_why(name: ClockName) -> None:
    told = late(t.checked(), name)
    for _ in range(3):
        assert next_ring(told) == told.now + A_WEEK
        told = taken(rung(told))
    told = told.when(c.ExplainOverdue(t.SERGEANT, name, "The applicant was ill."))
    assert not t.tasks_due(told, TASK)


def test_whatever_else_is_done_on_the_case_it_is_late_all_the_same() -> None:
    told = late(t.checked(), ClockName.WHOLE_CASE)
    due = next_ring(told)
    told = told.after(days=6).when(c.RecordCrime(t.CONSTABLE, "grooming", "46/1299/26", told.now))
    assert next_ring(told) == due


def test_while_its_alert_still_rings_it_does_not_ring_twice() -> None:
    told = t.checked()
    limit = told.state.clocks[ClockName.MEETING].limit
    assert limit is not None
    told = told.at(limit.late_from).when(c.ClockRanOut(ClockName.MEETING, limit=True, due=limit.at))
    assert not t.tasks_due(told, TASK)
    again = rung(taken(told))
    assert not t.tasks_due(again, TASK)


def test_a_limit_that_was_extended_is_late_no_more_and_passes_anew() -> None:
    told = late(t.checked(), ClockName.WHOLE_CASE)
    limit = told.state.clocks[ClockName.WHOLE_CASE].limit
    why, until = ExtensionReason.OTHER_EXTENUATING, told.now + timedelta(days=20)
    told = told.when(c.Extend(t.SERGEANT, ClockName.WHOLE_CASE, until, why, True, True, "Awaits an answer."))
    assert not t.tasks_due(told, TASK)
    assert limit is not None
    told.when(c.StillLate(ClockName.WHOLE_CASE, limit.at, 1)).decided()
    rung(late(told, ClockName.WHOLE_CASE))


def test_what_is_decided_asks_for_no_checks_any_more() -> None:
    told = late(t.supervised(), ClockName.INITIAL_CHECKS)
    told = told.when(c.ExplainOverdue(t.SERGEANT, ClockName.INITIAL_CHECKS, "The system was down."))
    told = over(told, do_not)
    assert told.state.decision is not None
    assert not t.tasks_due(told, TASK)


def test_a_case_that_has_ended_is_late_no_more() -> None:
    told = late(t.ready(), ClockName.WHOLE_CASE)
    assert t.tasks_due(told, TASK)
    told = told.when(c.ExplainOverdue(t.SERGEANT, ClockName.WHOLE_CASE, "The letter was late."))
    told = told.when(t.finalise(told))
    assert told.state.finalised
    assert not t.tasks_due(told, TASK)
