"""From which instant the clocks of a case count: contact put right, and the same enquiry made earlier."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.clocks import clocks as worked_out
from contracts.clocks import closing_instant
from contracts.codes import ClockStart, CorrectionReason, LinkReason
from contracts.decisions import CaseFinalised
from contracts.intake import ClockStartMoved
from contracts.parts import LinkedCase
from contracts.policies import profile
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.intake.domain import clock_start, due
from services.intake.domain import commands as c
from services.intake.domain.events import CasesLinked, OverrideUsed, SameEnquiriesCompared
from services.intake.domain.policy import clocks_of
from services.intake.domain.state import AskedToo, Case
from services.intake.domain.to_do import to_do
from services.intake.store.projector import line
from tests.given import START, Story
from tests.services.intake.domain.tried import informed
from tests.services.intake.invented import (
    APPLICANT,
    DECIDER,
    INSPECTOR,
    SUPERVISOR,
    TOLD,
    WHOLE,
    from_decisions,
    hears,
    received,
)

WHY = "The caller rang on the evening before; the morning was typed."
EARLIER = START - timedelta(hours=10)


def contact(at: datetime = EARLIER, **more: Any) -> c.CorrectContact:
    return replace(c.CorrectContact(SUPERVISOR, at, WHY, seen=99), **more)


def linked(*found: AskedToo, gone: tuple[str, ...] = ()) -> c.LinkCases:
    names = tuple(LinkedCase(case_id=one.case_id, why=LinkReason.SENT_AGAIN) for one in found)
    return c.LinkCases(names, found, gone)


def limit_from(at: datetime, policy: str) -> datetime:
    limit = worked_out(profile(policy), at).initial_checks.limit
    assert limit is not None
    return limit.at


def counted(case: Story[Case]) -> datetime:
    """From when the limits that officers see count; that they do is worked out here again."""
    held = clocks_of(case.state)
    at = case.state.counts_from
    assert held is not None
    assert at is not None
    assert held.initial_checks.limit is not None
    assert held.initial_checks.limit.at == limit_from(at, case.state.policy)
    assert min(one.due for one in to_do(case.state) if one.due) <= held.initial_checks.limit.at
    return at


A, B = "c-sent-first", "c-sent-again"
FIRST = AskedToo(A, EARLIER)


@pytest.mark.proves("R-246", by="services.intake.domain.clock_start:correct")
def test_contact_that_was_mistyped_is_put_right_and_both_stay_on_record() -> None:
    case = received().after(hours=1).when(contact()).decided(ClockStartMoved)
    (moved,) = case.events
    assert (moved.why, moved.contacted_at, moved.counts_from) == (
        ClockStart.CONTACT_CORRECTED,
        EARLIER,
        EARLIER,
    )
    assert (moved.counted_from, moved.reasons.clear().text) == (START, WHY)
    assert (case.state.contact_at, case.state.opened_at) == (EARLIER, START)
    assert counted(case) == EARLIER
    assert line(case.state)["contact_at"] == EARLIER


def steps(case: Story[Case]) -> dict[str, datetime | None]:
    return {due.step_of(task.key): task.due for task in DECIDER.due(case.state) if task.kind == due.STEP}


def nameless(**changes: Any) -> Story[Case]:
    return received(details=replace(WHOLE, subject=None), **changes)


DAYS_AGO = START - timedelta(days=3)


def test_every_task_of_the_case_follows_the_instant_that_is_right() -> None:
    assert steps(nameless().when(contact(DAYS_AGO))) == steps(nameless(contacted_at=DAYS_AGO))
    assert len(steps(nameless())) == 7


def test_a_task_of_another_instant_is_another_task() -> None:
    """One that is written keeps its instant: of one name there is never a second."""
    before = {(task.kind, task.key): task.due for task in DECIDER.due(nameless().state)}
    moved = nameless().when(contact(DAYS_AGO))
    later = moved.when(contact(START - timedelta(hours=1)))
    back = later.when(contact(DAYS_AGO))
    for case in (moved, later, back):
        after = {(task.kind, task.key): task.due for task in DECIDER.due(case.state)}
        assert {one for one in before.keys() & after.keys() if one[0] == due.STEP} == set()
        before |= after


def test_the_task_of_the_wrong_instant_rings_nobody_and_the_right_one_does() -> None:
    case = nameless(contacted_at=DAYS_AGO, told=()).when(contact(START - timedelta(hours=1)))
    case.when(c.CheckStep(due.DETAILS_LIMIT)).decided()
    late = case.after(hours=24).when(c.CheckStep(due.DETAILS_LIMIT))
    assert isinstance(late.outcome, Decided)
    assert [task.refs["code"] for task in late.outcome.tasks] == ["DETAILS_MISSING"]


def test_what_the_wrong_instant_rang_does_not_silence_the_right_one() -> None:
    """Of an alarm of one name there is never a second."""
    case = nameless(contacted_at=DAYS_AGO, told=())
    wrong = case.when(c.CheckStep(due.DETAILS_LIMIT)).outcome
    moved = case.when(contact(START - timedelta(hours=1)))
    right = moved.after(hours=24).when(c.CheckStep(due.DETAILS_LIMIT)).outcome
    assert isinstance(wrong, Decided)
    assert isinstance(right, Decided)
    assert len(wrong.tasks) == len(right.tasks) == 1
    assert wrong.tasks[0].key != right.tasks[0].key


def test_the_opening_facts_on_its_messages_never_change() -> None:
    before, after = received(), received().when(contact())
    assert DECIDER.opening(before.state) == DECIDER.opening(after.state)


def test_the_policy_of_the_instant_that_is_right_holds() -> None:
    """C-35: across a change of edition the one in force at contact."""
    old = datetime.fromisoformat("2024-06-03T09:00:00+00:00")
    case = received().when(contact(old))
    assert case.events[0].policy == case.state.policy != case.state.opened_under


def test_when_police_received_what_nobody_applied_for_can_be_put_right_too() -> None:
    case = informed().when(contact()).decided(ClockStartMoved)
    assert case.state.contact_at == case.state.counts_from == EARLIER


def test_an_inspector_passes_in_writing_what_was_recorded_as_before_contact() -> None:
    wrong = replace(TOLD[0], at=START - timedelta(days=1))
    case = received(contacted_at=START - timedelta(days=2), told=(wrong,))
    order = contact(START - timedelta(hours=1), by=INSPECTOR, override="The told item was mistyped too.")
    case.when(order).decided(ClockStartMoved, OverrideUsed)
    case.when(replace(order, by=SUPERVISOR)).refused("CONTACT_AFTER_WHAT_FOLLOWED", "RANK_TO_OVERRIDE")


def test_of_two_linked_enquiries_the_earliest_contact_counts() -> None:
    case = received().when(linked(FIRST)).decided(CasesLinked, SameEnquiriesCompared, ClockStartMoved)
    moved = case.events[-1]
    assert (moved.why, moved.earlier, moved.contacted_at) == (ClockStart.SENT_BEFORE, A, START)
    assert counted(case) == EARLIER
    assert case.state.contact_at == START
    case.when(linked(FIRST)).decided()


def test_an_earlier_contact_that_was_entered_later_counts_for_the_first_case() -> None:
    """The telephone call of the evening, typed after the morning's online form."""
    first, second = received(), received(contacted_at=EARLIER)
    told = clock_start.for_the_other(replace(second.state, case_id=B), first.state, same=True)
    assert told is not None
    assert counted(first.when(told)) == EARLIER


def test_the_later_of_the_two_changes_nothing_for_the_earlier() -> None:
    later = AskedToo(B, START + timedelta(hours=1))
    case = received().when(linked(later)).decided(CasesLinked, SameEnquiriesCompared)
    assert counted(case) == START


def test_what_was_sent_elsewhere_before_this_contact_counts_no_more() -> None:
    over = AskedToo(A, START - timedelta(days=9), START - timedelta(days=6))
    assert counted(received().when(linked(over))) == START


def test_what_was_sent_elsewhere_after_this_contact_counts() -> None:
    over = AskedToo(A, EARLIER, START + timedelta(hours=1))
    assert counted(received().when(linked(over))) == EARLIER


def test_an_enquiry_counts_until_the_day_of_its_letter() -> None:
    case = received().state
    days = range(1, 40)
    until = [day for day in days if counted(received().when(linked(sent(day)))) != START]
    letter = closing_instant(profile(case.policy), START - timedelta(days=max(until)))
    assert until == list(range(1, max(until) + 1))
    assert letter >= START > letter - timedelta(days=4)


def sent(days_ago: int) -> AskedToo:
    return AskedToo(A, START - timedelta(days=days_ago))


def test_whether_the_earlier_case_has_ended_does_not_show_in_the_day_of_the_next_letter() -> None:
    """A case in which somebody was told ends later than one in which nobody was (C-10)."""
    opened = replace(received().state, case_id=A)
    ended = hears(received(), from_decisions(CaseFinalised(finalised_at=START))).state
    assert clock_start.asked(replace(ended, case_id=A)) == clock_start.asked(opened)


def test_a_link_that_was_wrong_counts_no_more_and_its_entries_stay() -> None:
    case = received().when(linked(FIRST))
    case = case.when(linked(gone=(A,))).decided(SameEnquiriesCompared, ClockStartMoved)
    assert case.events[-1].why is ClockStart.NOT_SENT_BEFORE
    assert (counted(case), case.state.linked) == (START, ())
    assert [one.event.counts_from for one in case.history if isinstance(one.event, ClockStartMoved)] == [
        EARLIER,
        START,
    ]


def test_without_that_link_the_next_earliest_is_looked_for() -> None:
    case = received().when(linked(FIRST))
    before = {key for kind, key in case.due() if kind == due.FIND_LINKS}
    after = case.when(linked(gone=(A,)))
    assert {key for kind, key in after.due() if kind == due.FIND_LINKS}.isdisjoint(before)


def test_contact_of_the_other_put_right_moves_the_clocks_of_both() -> None:
    case = received().when(linked(FIRST)).when(linked(AskedToo(A, EARLIER - timedelta(hours=2))))
    assert counted(case) == EARLIER - timedelta(hours=2)
    case = case.when(linked(AskedToo(A, START + timedelta(hours=2))))
    assert counted(case) == START


def test_contact_put_right_looks_again_so_that_the_other_is_told() -> None:
    case = received()
    before = {key for kind, key in case.due() if kind == due.FIND_LINKS}
    after = {key for kind, key in case.when(contact()).due() if kind == due.FIND_LINKS}
    assert before.isdisjoint(after)


def test_contact_put_right_while_an_earlier_enquiry_counts_keeps_counting_from_that() -> None:
    case = received().when(linked(AskedToo(A, EARLIER - timedelta(hours=1)))).when(contact())
    assert case.state.contact_at == EARLIER
    assert counted(case) == EARLIER - timedelta(hours=1)


def test_a_case_that_has_ended_moves_no_clock() -> None:
    case = hears(received(), from_decisions(CaseFinalised(finalised_at=START)))
    case.when(linked(FIRST)).decided(CasesLinked, SameEnquiriesCompared)


def test_whoever_knows_is_not_told_again() -> None:
    one = received().state
    other = received().when(linked(AskedToo(one.case_id, START))).state
    assert clock_start.for_the_other(one, other, same=True) is None
    assert clock_start.for_the_other(one, received().state, same=False) is None


@pytest.mark.parametrize("why", CorrectionReason)
def test_correcting_the_people_moves_no_clock_by_itself(why: Any) -> None:
    case = received()
    outcome = DECIDER.decide(
        case.state,
        c.CorrectFact(SUPERVISOR, why, c.Details(applicant=APPLICANT), 99),
        Moment(START, case.state.case_id, case.version),
    )
    assert isinstance(outcome, Decided)
    assert not [one for one in outcome.events if isinstance(one, ClockStartMoved)]
