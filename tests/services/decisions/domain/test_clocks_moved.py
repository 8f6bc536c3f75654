"""The clocks count from another instant: every deadline anew, and nothing that was raised is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.clocks import ClockName
from contracts.codes import AlertKind, ClockStart, Route
from contracts.decisions import ClockLimitPassed, OfficerAlertDue, SupervisorAlerted
from messaging.decider import Message
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.clocks import overdue
from services.decisions.domain.closing import slot
from services.decisions.domain.events import ClocksMoved
from services.decisions.domain.explaining.titles import title
from services.decisions.domain.stage import late, next_due, standing_alerts
from services.decisions.domain.state import Case
from services.decisions.domain.statistics import counted
from services.decisions.http.view import clocks as shown
from services.decisions.http.view import counts_from
from tests.given import Story, story
from tests.services.decisions import knowing as k
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_clocks import due_of, run_out
from tests.services.decisions.ordering import extend

CHECKS, MEETING = ClockName.INITIAL_CHECKS, ClockName.MEETING
CATEGORISATION, WHOLE = ClockName.CATEGORISATION, ClockName.WHOLE_CASE
FIRST = "c-sent-first"


def put_right(at: datetime, contact: datetime, **more: Any) -> Message:
    return t.clock_start_moved(at, contact, **more)


def marks(told: Story[Case]) -> dict[str, datetime | None]:
    """By clock, mark and instant."""
    return {key.partition("Z")[0]: due for key, due in t.tasks_due(told, "clock").items()}


def alerts(told: Story[Case], kind: AlertKind) -> int:
    return sum(alert.kind is kind for alert in standing_alerts(told.state))


def late_by_a_mistake() -> Story[Case]:
    """The limit of the first checks passed by an instant that was typed a day too early."""
    told = t.supervised(*t.NOTHING_HELD)
    return run_out(told, CHECKS)


@pytest.mark.proves("R-246", by="services.decisions.domain.clocks_moved:moved")
@pytest.mark.parametrize("hours", [-50, -3, 0.5, 20])
def test_every_clock_is_as_if_the_case_had_been_opened_so(hours: float) -> None:
    contact = t.hours(hours)
    told = t.hearing(t.opened(), put_right(t.hours(1), contact)).decided(ClocksMoved)
    right = t.opened(at=contact)
    assert told.state.clocks == right.state.clocks
    assert marks(told) == marks(right)
    assert told.state.opening is not None
    assert right.state.opening is not None
    assert told.state.opening.closing_at == right.state.opening.closing_at
    assert next_due(told.state) == next_due(right.state)
    assert counted(told.state).contact_at == contact


def test_two_linked_enquiries_have_the_same_limits_from_the_earliest_contact() -> None:
    first, second = t.opened(), t.opened(at=t.hours(5))
    moved = put_right(
        t.hours(5), t.hours(5), counts_from=t.CONTACT, why=ClockStart.SENT_BEFORE, earlier=FIRST
    )
    second = t.hearing(second, moved)
    for clock in (CHECKS, MEETING, CATEGORISATION, WHOLE):
        assert due_of(second, clock) == due_of(first, clock)
    assert second.state.opening is not None
    assert second.state.opening.contacted_at == t.hours(5)
    assert counted(second.state).contact_at == t.hours(5)
    assert counts_from(second.state.opening)["clocks_count_from_case"] == FIRST


@pytest.mark.parametrize("opened", [t.opened, t.supervised, t.categorised])
def test_a_task_of_moved_clocks_is_another_task(opened: Callable[[], Story[Case]]) -> None:
    """One that is written keeps its instant and fires once, also where a mark is moved back."""
    told = opened()
    before = {(task.kind, task.key): task.due for task in DECIDER.due(told.state)}
    for contact in (t.hours(-30), t.hours(5), t.hours(-30), t.CONTACT):
        told = t.hearing(told, put_right(told.now + timedelta(minutes=1), contact))
        after = {(task.kind, task.key): task.due for task in DECIDER.due(told.state)}
        same = before.keys() & after.keys()
        assert [one for one in same if before[one] != after[one] or one[0] == "clock"] == []
        before |= after


def test_nobody_is_asked_to_supervise_by_the_instant_that_was_wrong() -> None:
    told = t.hearing(t.opened(), put_right(t.hours(1), t.hours(10)))
    told.at(t.hours(12)).when(c.NobodySupervises(0)).decided()
    asked = told.at(t.hours(22)).when(c.NobodySupervises(0))
    assert AlertKind.SUPERVISION_WANTED in {alert.kind for alert in standing_alerts(asked.state)}


def test_a_limit_that_lies_behind_by_the_right_instant_rings_at_once() -> None:
    told = t.hearing(t.supervised(), put_right(t.hours(1), t.hours(-30)))
    assert due_of(told, CHECKS) < told.now
    told = told.when(c.ClockRanOut(CHECKS, limit=True, due=due_of(told, CHECKS)))
    told.decided(ClockLimitPassed, SupervisorAlerted, OfficerAlertDue)
    assert overdue(told.state) == (CHECKS,)


def test_a_limit_that_the_wrong_instant_raised_asks_for_no_reason_and_its_entries_stay() -> None:
    told = late_by_a_mistake()
    assert overdue(told.state) == late(told.state) == (CHECKS,)
    told = t.hearing(told, put_right(told.now + timedelta(minutes=5), t.hours(20)))
    assert overdue(told.state) == late(told.state) == ()
    assert [one.event.due_at for one in told.history if isinstance(one.event, ClockLimitPassed)] == [
        t.hours(24)
    ]
    assert alerts(told, AlertKind.LIMIT_PASSED) == 1
    assert title(ClocksMoved.TYPE)[0] == (
        "every limit of the case was worked out anew, from the instant that is right"
    )


def test_the_right_limit_rings_in_its_turn() -> None:
    told = t.hearing(late_by_a_mistake(), put_right(t.hours(25), t.hours(20)))
    told = run_out(told, CHECKS)
    told.decided(ClockLimitPassed, SupervisorAlerted, OfficerAlertDue)
    assert alerts(told, AlertKind.LIMIT_PASSED) == 2
    assert overdue(told.state) == (CHECKS,)


def test_a_limit_that_lies_behind_by_both_stays_passed_with_the_reason_that_was_given() -> None:
    told = late_by_a_mistake().when(c.ExplainOverdue(t.SERGEANT, CHECKS, "Probation was down for a day."))
    told = t.hearing(told, put_right(told.now, t.hours(-2)))
    assert told.state.passed[CHECKS].limit
    assert overdue(told.state) == ()
    assert not [key for key in marks(told) if key.startswith("INITIAL_CHECKS/limit")]


def test_what_was_met_by_the_right_instant_was_in_time() -> None:
    told = t.hearing(late_by_a_mistake(), t.initial_checks(t.hours(26)))
    told = t.hearing(told, put_right(t.hours(27), t.hours(4)))
    assert overdue(told.state) == ()
    stands = {one["clock"]: one["stands"] for one in shown(told.state, told.now)}
    right = t.hearing(t.opened(at=t.hours(4)), t.initial_checks(t.hours(26)))
    assert (
        stands["INITIAL_CHECKS"]
        == {one["clock"]: one["stands"] for one in shown(right.state, told.now)}["INITIAL_CHECKS"]
    )


def test_what_was_met_too_late_by_the_right_instant_is_recorded_as_passed() -> None:
    told = t.hearing(t.supervised(*t.NOTHING_HELD), t.initial_checks(t.hours(23)))
    told = t.hearing(told, put_right(t.hours(24), t.hours(-3)))
    told = told.when(c.ClockRanOut(CHECKS, limit=True, due=due_of(told, CHECKS)))
    assert isinstance(told.events[0], ClockLimitPassed)


def test_what_was_put_right_as_in_time_and_was_too_late_by_the_right_instant_rings() -> None:
    """Heard late as met in time; then contact turns out to have been earlier."""
    told = t.hearing(late_by_a_mistake(), t.initial_checks(t.hours(23)))
    assert told.state.passed[CHECKS].corrected
    told = t.hearing(told, put_right(told.now, t.hours(-3)))
    told = told.when(c.ClockRanOut(CHECKS, limit=True, due=due_of(told, CHECKS)))
    told.decided(ClockLimitPassed, SupervisorAlerted, OfficerAlertDue)
    assert overdue(told.state) == (CHECKS,)


def test_an_extension_to_a_day_stands_where_that_is_later() -> None:
    told = t.supervised().when(extend())
    extended = due_of(told, WHOLE)
    assert due_of(t.hearing(told, put_right(t.hours(1), t.hours(-30))), WHOLE) == extended
    much_later = t.hearing(told, put_right(t.days(30), t.days(25)))
    assert due_of(much_later, WHOLE) == due_of(t.opened(at=t.days(25)), WHOLE)


def test_an_extension_outlasts_a_move_that_is_moved_back() -> None:
    """As where the move back is heard first, and the other never counts."""
    told = t.supervised().when(extend())
    there = put_right(t.days(30), t.days(25))
    back = put_right(t.days(31), t.CONTACT)
    moved = t.hearing(told, there, back)
    assert due_of(moved, WHOLE) == due_of(told, WHOLE)
    assert moved.state.clocks == t.hearing(told, back).when(c.Hear(there)).state.clocks


def test_a_clock_of_its_own_goes_on_as_it_was() -> None:
    told = t.hearing(t.supervised(), t.risk())
    before = told.state.alert_clocks
    assert t.hearing(told, put_right(t.hours(3), t.hours(-30))).state.alert_clocks == before


def test_of_two_moves_the_later_one_counts_whichever_is_heard_first() -> None:
    told = t.hearing(t.opened(), put_right(t.hours(2), t.hours(-5)))
    told.when(c.Hear(put_right(t.hours(1), t.hours(-9)))).decided()
    assert due_of(told, CHECKS) == t.hours(19)


def test_a_move_that_was_wrong_too_is_moved_back() -> None:
    told = t.hearing(t.opened(), put_right(t.hours(1), t.hours(-5)), put_right(t.hours(2), t.CONTACT))
    assert told.state.clocks == t.opened().state.clocks


def test_it_is_taken_as_the_first_word_of_a_case() -> None:
    told = story(DECIDER).at(t.hours(1)).when(c.Hear(put_right(t.hours(1), t.hours(-5))))
    assert told.state.clocks == t.opened(at=t.hours(-5)).state.clocks
    assert DECIDER.opening(told.state) == DECIDER.opening(t.opened().state)


def test_the_opening_facts_on_our_messages_never_change() -> None:
    told = t.hearing(t.opened(), put_right(t.hours(1), t.hours(-30)))
    assert DECIDER.opening(told.state) == DECIDER.opening(t.opened().state)


def test_the_policy_of_the_right_instant_holds() -> None:
    told = t.hearing(t.opened(), put_right(t.hours(1), t.days(-600), policy="NATIONAL-2023@2023-04"))
    assert told.state.profile.reference == "NATIONAL-2023@2023-04"


def test_a_letter_that_waits_for_its_day_takes_the_next_slot_when_the_right_day_has_passed() -> None:
    """Never a day that has gone, nor one that tells when anything was decided (C-10)."""
    told = t.categorised()
    before = slot(told.state)
    told = t.hearing(told, put_right(told.now, t.days(-40)))
    after = slot(told.state)
    assert before is not None
    assert after is not None
    assert told.now < after < before


def test_when_police_received_it_can_be_put_right_too() -> None:
    told = k.received()
    told = t.hearing(told, put_right(t.hours(1), t.hours(-4)))
    assert told.state.opening is not None
    assert told.state.opening.route is Route.RIGHT_TO_KNOW
    assert MEETING not in told.state.clocks
