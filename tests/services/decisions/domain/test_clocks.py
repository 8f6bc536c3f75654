"""Clocks K1 to K4 of a case: worked out once, never paused, judged by when the end event occurred (A3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contracts.calendar import LONDON
from contracts.clocks import ClockName
from contracts.codes import AlertKind, ExtensionReason, Route, Source
from contracts.decisions import (
    ClockLimitPassed,
    ClockTargetPassed,
    ExtensionGranted,
    OfficerAlertDue,
    SupervisorAlerted,
)
from messaging.decider import Unread
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.clocks import overdue
from services.decisions.domain.events import ClockCorrected
from services.decisions.domain.state import Case
from tests.given import Story, story
from tests.services.decisions import told as t

CHECKS, MEETING, CATEGORISATION, WHOLE = (
    ClockName.INITIAL_CHECKS,
    ClockName.MEETING,
    ClockName.CATEGORISATION,
    ClockName.WHOLE_CASE,
)


def london(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LONDON).astimezone(UTC)


def due_of(told: Story[Case], clock: ClockName, *, limit: bool = True) -> datetime:
    running = told.state.clocks[clock]
    mark = running.limit if limit else running.target
    assert mark is not None
    return mark.at


def run_out(told: Story[Case], clock: ClockName, *, limit: bool = True) -> Story[Case]:
    """The task of this mark fires at the first instant that is late."""
    running = told.state.clocks[clock]
    mark = running.limit if limit else running.target
    assert mark is not None
    return told.at(mark.late_from).when(c.ClockRanOut(clock, limit=limit, due=mark.at))


WORKED_DATES = [  # contact, target and limit of the meeting, limit of the whole case (A3)
    ("2026-06-01T10:00", "2026-06-11T23:59:59", "2026-06-15T23:59:59", "2026-06-29T23:59:59"),
    ("2026-06-06T10:00", "2026-06-16T23:59:59", "2026-06-19T23:59:59", "2026-07-04T23:59:59"),
    ("2026-12-18T10:00", "2026-12-28T23:59:59", "2027-01-06T23:59:59", "2027-01-15T23:59:59"),
    ("2023-04-03T10:00", "2023-04-13T23:59:59", "2023-04-19T23:59:59", "2023-05-01T23:59:59"),
    ("2023-04-06T10:00", "2023-04-16T23:59:59", "2023-04-24T23:59:59", "2023-05-04T23:59:59"),
    ("2024-12-20T10:00", "2024-12-30T23:59:59", "2025-01-08T23:59:59", "2025-01-17T23:59:59"),
]


@pytest.mark.parametrize(("contact", "target", "limit", "whole"), WORKED_DATES)
def test_a_case_keeps_the_worked_dates_of_the_ledger(
    contact: str, target: str, limit: str, whole: str
) -> None:
    at = london(contact)
    told = story(DECIDER).at(at).when(c.Hear(t.enquiry(at)._replace(opening={})))
    assert due_of(told, MEETING, limit=False) == london(target)
    assert due_of(told, MEETING) == london(limit)
    assert due_of(told, CATEGORISATION) == london(whole)
    assert due_of(told, WHOLE) == london(whole)
    assert due_of(told, CHECKS) == at + timedelta(hours=24)


@pytest.mark.parametrize(
    ("contact", "due"),
    [
        ("2026-03-28T12:00:00+00:00", "2026-03-29T13:00:00+01:00"),
        ("2026-10-24T12:00:00+01:00", "2026-10-25T11:00:00+00:00"),
    ],
)
def test_24_hours_are_24_hours_when_the_clocks_change(contact: str, due: str) -> None:
    at = datetime.fromisoformat(contact).astimezone(UTC)
    assert due_of(t.opened(at=at), CHECKS) == datetime.fromisoformat(due)


def test_every_mark_has_its_task_from_the_moment_the_case_opens() -> None:
    told = t.opened()
    marks = {
        mark.late_from
        for clock in told.state.clocks.values()
        for mark in (clock.target, clock.limit)
        if mark is not None
    }
    assert set(t.tasks_due(told, "clock").values()) == marks
    assert len(t.tasks_due(told, "clock")) == 7


def test_the_profile_is_the_one_in_force_at_contact_however_late_the_entry() -> None:
    at = london("2024-12-20T10:00")
    told = story(DECIDER).at(london("2026-06-01T10:00"))
    told = told.when(c.Hear(t.enquiry(at)._replace(opening={})))
    assert told.state.opening is not None
    assert told.state.opening.profile.startswith("NATIONAL-2023")


def test_right_to_know_has_no_meeting_clock() -> None:
    told = story(DECIDER).when(c.Hear(t.know()))
    assert told.state.opening is not None
    assert told.state.opening.route is Route.RIGHT_TO_KNOW
    assert set(told.state.clocks) == {CHECKS, CATEGORISATION, WHOLE}


def test_exactly_at_24_hours_is_in_time() -> None:
    told = t.hearing(t.opened(), t.initial_checks(t.hours(24)))
    run_out(told, CHECKS).decided()
    assert not overdue(told.state)


@pytest.mark.proves("R-060", by="services.decisions.domain.clocks:ran_out")
def test_a_limit_that_passes_rings_a_supervisor_and_closes_nothing() -> None:
    told = run_out(t.supervised(), CHECKS)
    told.decided(ClockLimitPassed, SupervisorAlerted, OfficerAlertDue)
    assert told.events[1].kind is AlertKind.LIMIT_PASSED
    assert told.state.ended is None
    assert overdue(told.state) == (CHECKS,)


def test_a_passed_target_is_recorded_and_rings_nobody() -> None:
    run_out(t.supervised(), CHECKS, limit=False).decided(ClockTargetPassed)


def test_a_mark_is_recorded_once_however_often_its_task_fires() -> None:
    told = run_out(t.supervised(), CHECKS)
    run_out(told, CHECKS).decided()
    assert not [key for key in t.tasks_due(told, "clock") if key.startswith("INITIAL_CHECKS/limit")]


def test_an_end_that_occurred_in_time_but_came_late_corrects_and_erases_nothing() -> None:
    late = Unread("waiting", "csods.46.checks", "checks.initial_checks.completed.v1", "GAP", t.hours(20))
    told = run_out(t.supervised().with_unread(late), CHECKS)
    assert told.events[0].provisional
    told = told.with_unread().after(hours=1).when(c.Hear(t.initial_checks(t.hours(23))))
    told.decided(ClockCorrected)
    assert not overdue(told.state)
    assert told.state.passed[CHECKS].limit
    assert told.state.passed[CHECKS].corrected


def test_a_limit_passed_with_all_mail_read_is_not_provisional() -> None:
    assert not run_out(t.supervised(), CHECKS).events[0].provisional


def test_an_end_that_occurred_too_late_is_overdue_even_if_no_task_fired_before() -> None:
    told = t.supervised().at(t.hours(30)).when(c.Hear(t.initial_checks(t.hours(25))))
    told.decided(ClockLimitPassed, SupervisorAlerted, OfficerAlertDue)
    assert overdue(told.state) == (CHECKS,)


def test_a_late_end_that_opens_the_case_is_still_found_by_its_clock() -> None:
    told = story(DECIDER).at(t.hours(40)).when(c.Hear(t.initial_checks(t.hours(30))))
    assert due_of(told, CHECKS) == t.hours(24)
    assert any(key.startswith("INITIAL_CHECKS/limit") for key in t.tasks_due(told, "clock"))
    run_out(told, CHECKS).decided(ClockLimitPassed, SupervisorAlerted, OfficerAlertDue)


def test_nothing_pauses_a_clock() -> None:
    told = t.supervised()
    waiting = t.hearing(told, t.failed(Source.PROBATION), t.agency_requested())
    assert {clock: running.limit for clock, running in told.state.clocks.items()} == {
        clock: running.limit for clock, running in waiting.state.clocks.items()
    }


def extend(until: datetime, clock: ClockName = WHOLE) -> c.Extend:
    reason = ExtensionReason.SOURCE_NOT_AVAILABLE
    return c.Extend(t.SERGEANT, clock, until, reason, True, True, "Probation has been down for a week.")


def test_an_extension_moves_the_limit_and_leaves_the_target() -> None:
    told = t.supervised().at(t.days(20)).when(extend(t.days(41)))
    told.decided(ExtensionGranted)
    assert due_of(told, WHOLE) == london("2026-07-12T23:59:59")
    assert due_of(told, WHOLE, limit=False) == london("2026-06-29T23:59:59")
    assert due_of(told, CATEGORISATION) == london("2026-06-29T23:59:59")


def test_the_task_of_a_limit_that_moved_does_nothing() -> None:
    before = t.supervised().at(t.days(20))
    old = c.ClockRanOut(WHOLE, limit=True, due=due_of(before, WHOLE))
    before.when(extend(t.days(41))).at(t.days(29)).when(old).decided()


def test_an_extension_after_the_limit_is_its_explanation_and_runs_again() -> None:
    told = run_out(t.supervised(), WHOLE)
    told = told.when(extend(t.days(41)))
    assert not overdue(told.state)
    assert run_out(told, WHOLE).events[0].due_at == london("2026-07-12T23:59:59")


def test_a_reason_is_asked_for_until_it_is_given() -> None:
    told = run_out(run_out(t.supervised(), CHECKS), MEETING)
    assert set(overdue(told.state)) == {CHECKS, MEETING}
    told = told.when(c.ExplainOverdue(t.SERGEANT, CHECKS, "The system was down."))
    assert overdue(told.state) == (MEETING,)


def test_a_reason_given_before_the_limit_says_nothing_of_why_it_passed() -> None:
    told = t.supervised().when(c.ExplainOverdue(t.SERGEANT, CHECKS, "It may take longer."))
    assert overdue(run_out(told, CHECKS).state) == (CHECKS,)


def test_a_limit_that_passes_again_after_an_extension_wants_a_reason_of_its_own() -> None:
    told = run_out(t.supervised(), WHOLE)
    told = run_out(told.when(extend(t.days(41))), WHOLE)
    assert overdue(told.state) == (WHOLE,)
    assert not overdue(told.when(c.ExplainOverdue(t.SERGEANT, WHOLE, "Still down.")).state)


def test_no_clock_of_a_case_that_has_ended_runs() -> None:
    assert not t.tasks_due(t.finalised(), "clock")


def test_a_decision_not_to_progress_ends_meeting_and_categorisation_but_not_the_case() -> None:
    told = t.checked().at(t.days(1))
    told = told.when(c.DoNotProgress(t.SERGEANT, told.version, "No basis."))
    assert {key.split("/")[0] for key in t.tasks_due(told, "clock")} == {WHOLE}


def test_a_year_without_bank_holidays_is_provisional_alarms_and_turns_nobody_away() -> None:
    at = london("2031-12-20T10:00")
    told = story(DECIDER).at(at).when(c.Hear(t.enquiry(at)._replace(opening={})))
    limit = told.state.clocks[MEETING].limit
    assert limit is not None
    assert limit.provisional
    assert told.outcome is not None
    assert any(task.kind == "alarm" for task in told.outcome.tasks)  # type: ignore[union-attr]
