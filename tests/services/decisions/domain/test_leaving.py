"""Leaving the scheme gets round nothing: not progressed, outside it, directed elsewhere or withdrawn (A6)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.clocks import ClockName
from contracts.codes import Answer, ContactKind, CredibleRisk, Outcome, Source
from contracts.decisions import CaseClosed, CaseFinalised, CaseRecordFinalEntry
from contracts.people import Child, Children, FindingKind, PersonName
from contracts.sealed import Sealed
from services.decisions.domain import commands as c
from services.decisions.domain.events import Addressed, CannotBeTold, Consideration
from services.decisions.domain.explained import JudgementWeighed
from services.decisions.domain.state import Decision
from tests.services.decisions import told as t
from tests.services.decisions.ordering import (
    Told,
    close,
    confirm,
    do_not,
    no_contact,
    not_progressed,
    not_told,
    outside,
    over,
)

ENDED = (CaseFinalised, JudgementWeighed)
CONVICTED = t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.SCHEDULE_34A_CONVICTION)


def with_issue(told: Told) -> Told:
    return told.when(c.RaiseSafeguardingIssue(t.CONSTABLE, "lives-there", "The child lives with them."))


def test_a_convicted_subject_does_not_leave_by_not_progressing() -> None:
    told = t.checked(CONVICTED)
    told.when(do_not(told)).refused("SOMETHING_IS_HELD", "NO_MEASURE_TAKEN")
    over(told, do_not).refused("NO_MEASURE_TAKEN")
    told = with_issue(told)
    told.when(do_not(told)).refused("SOMETHING_IS_HELD")
    left = over(told, do_not).state
    assert left.decision is not None
    assert left.decision.what is Decision.NOT_PROGRESSED


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (t.failed(Source.PROBATION), "SOURCE_DID_NOT_LOOK"),
        (t.agency_requested(t.hours(2)), "SOURCE_DID_NOT_ANSWER"),
    ],
)
def test_what_was_not_searched_is_not_nothing_held_for_an_exit_either(fact: Any, code: str) -> None:
    told = t.checked(fact)
    told.when(do_not(told)).refused(code)
    assert over(told, do_not).state.decision is not None


def test_no_rank_leaves_the_scheme_over_a_possible_match_or_a_credible_risk() -> None:
    told = t.checked(t.answered(Source.PROBATION, Answer.AMBIGUOUS))
    over(told, do_not).refused("POSSIBLE_MATCH_OPEN")
    told = t.assessed(found=t.risk_assessment(credible=CredibleRisk.CREDIBLE))
    over(told, do_not).refused("CREDIBLE_RISK_FOUND")


def test_with_a_conviction_and_no_contact_the_case_is_outside_the_scheme_with_a_measure_taken() -> None:
    """C-29: no Inspector is needed, but something is done about what is held."""
    told = t.hearing(no_contact(), CONVICTED)
    told.when(outside(told)).refused("NO_MEASURE_TAKEN")
    told = with_issue(told)
    told.when(outside(told)).refused("SAFEGUARDING_ISSUE_OPEN")
    told = told.when(
        c.ResolveSafeguardingIssue(t.CONSTABLE, "lives-there", Addressed.OWNED_BY_AGENCY, "They have it.")
    )
    assert told.when(outside(told)).state.decision is not None


def test_a_child_of_whom_no_contact_is_said_may_have_contact() -> None:
    """Two children, and the relationship of one: the other has not been asked about (G 79)."""
    second = Child(ref="child-2", name=PersonName(given="Otis", family="Testperson"))
    first = Child(ref=t.CHILD, name=PersonName(given="Cleo", family="Testperson"))
    told = t.hearing(
        no_contact(), t.corrected(t.hours(10), children=Sealed.of(Children(named=(first, second))))
    )
    told.when(outside(told)).refused("CONTACT_OR_LIKELIHOOD")


def test_who_cannot_be_searched_for_can_leave_when_an_inspector_writes_that() -> None:
    told = t.supervised()
    told.when(do_not(told)).refused("INITIAL_CHECKS_OPEN")
    assert over(told, do_not).state.decision is not None


def hit_after(told: Told) -> Told:
    return t.hearing(
        told,
        t.answered(
            Source.POLICE_NATIONAL, Answer.HIT, at=t.days(27), kind=FindingKind.SCHEDULE_34A_CONVICTION
        ),
    )


def test_a_case_that_left_does_not_end_over_a_conviction_found_since() -> None:
    told = hit_after(not_progressed())
    told.when(close(told)).refused("DECISION_CONTRADICTED")
    told.when(confirm(told)).refused("DECISION_CONTRADICTED", "DECISION_IN_DOUBT")


def test_a_case_that_left_can_be_gone_on_with_and_categorised() -> None:
    told = hit_after(not_progressed())
    told = told.when(t.progress(told))
    assert told.state.decision is None
    assert ClockName.MEETING not in told.state.ends
    assert {key.split("/")[0] for key in t.tasks_due(told, "clock")} >= {ClockName.CATEGORISATION}
    told = t.hearing(told, t.meeting_held(t.days(28)), t.risk_assessment(t.days(29))).at(t.days(30))
    told = told.when(t.concern(told))
    assert told.state.decision is not None
    assert told.state.decision.what is Decision.CONCERN


def test_a_case_outside_the_scheme_comes_back_when_there_is_contact() -> None:
    told = no_contact()
    told = told.when(outside(told))
    told = t.hearing(told, t.corrected(t.days(3), relationships=t.relationships(ContactKind.SUPERVISED)))
    told = told.at(t.days(4))
    told.when(close(told)).refused(
        "DECISION_CONTRADICTED", "LETTER_NOT_GIVEN", "ADVICE_NOT_GIVEN", "FINAL_ENTRY_MISSING",
        "OTHER_DISCLOSURE_NOT_CONSIDERED",
    )  # fmt: skip
    assert told.when(t.progress(told)).state.decision is None


def test_not_progressed_may_be_found_outside_the_scheme_after_all() -> None:
    told = no_contact()
    told = told.when(do_not(told))
    told = told.when(outside(told))
    assert told.state.decision is not None
    assert told.state.decision.what is Decision.OUT_OF_SCOPE


@pytest.mark.parametrize(
    "news",
    [
        t.answered(Source.POLICE_LOCAL, Answer.HIT, at=t.days(27), kind=FindingKind.OTHER_CONVICTION),
        t.failed(Source.PROBATION, Answer.WITHHELD, at=t.days(27)),
        t.failed(Source.POLICE_NATIONAL, at=t.days(27)),
    ],
)
def test_what_an_inspector_would_have_to_pass_holds_up_the_end_until_it_is_passed(news: Any) -> None:
    told = t.hearing(t.ready(), news)
    told.when(t.finalise(told)).refused("DECISION_CONTRADICTED")
    told.when(confirm(told)).refused("DECISION_IN_DOUBT")
    told = over(told, confirm)
    told.when(t.finalise(told, by=t.INSPECTOR)).decided(*ENDED)


def passed_over(*facts: Any) -> Told:
    """No concern by an Inspector, over what did not look; all done but finalising."""
    told = over(t.assessed(*facts), t.no_concern)
    told = t.considering(t.hearing(told, t.letter()).at(t.days(26)))
    return told.when(t.entry(told, by=t.INSPECTOR))


def test_what_was_passed_with_a_reason_is_not_asked_for_again_while_nothing_has_changed() -> None:
    told = passed_over(t.failed(Source.PROBATION))
    told.when(t.finalise(told, by=t.INSPECTOR)).decided(*ENDED)


def test_a_reason_written_for_one_source_does_not_pass_another() -> None:
    told = passed_over(t.failed(Source.PROBATION))
    told = t.hearing(told, t.failed(Source.OFFENDER_MANAGEMENT, at=t.days(27)))
    told.when(t.finalise(told, by=t.INSPECTOR)).refused("DECISION_CONTRADICTED")


def test_a_withdrawn_application_ends_when_checks_are_done_and_what_is_held_is_weighed() -> None:
    """C-43."""
    told = t.checked(CONVICTED).when(c.RecordWithdrawal(t.CONSTABLE, "They rang to say so."))
    told = told.when(not_told(why=CannotBeTold.WITHDRAWN))
    told = t.considering(told, Consideration.OTHER_DISCLOSURE)
    told = told.when(t.entry(told)).decided(CaseRecordFinalEntry, JudgementWeighed)
    assert told.events[0].outcome is Outcome.WITHDRAWN_BY_APPLICANT
    told.when(close(told)).refused("SOMETHING_IS_HELD", "NO_MEASURE_TAKEN")
    clear = t.checked().when(c.RecordWithdrawal(t.CONSTABLE, "They rang to say so."))
    clear = t.considering(clear.when(not_told(why=CannotBeTold.WITHDRAWN)), Consideration.OTHER_DISCLOSURE)
    clear = clear.when(t.entry(clear))
    clear.when(close(clear)).decided(CaseClosed, JudgementWeighed)


def test_a_withdrawal_before_the_checks_are_done_needs_an_inspectors_reason_to_close() -> None:
    told = t.supervised().when(c.RecordWithdrawal(t.CONSTABLE, "They rang to say so."))
    told = t.considering(told.when(not_told(why=CannotBeTold.WITHDRAWN)), Consideration.OTHER_DISCLOSURE)
    told = told.when(t.entry(told))
    told.when(close(told)).refused("INITIAL_CHECKS_OPEN")
    assert over(told, close).state.ended is not None


def test_a_redirected_enquiry_is_not_closed_over_what_is_held() -> None:
    told = t.hearing(t.checked(CONVICTED), t.redirected())
    told = t.considering(t.hearing(told, t.advice()), Consideration.OTHER_DISCLOSURE)
    told = told.when(t.entry(told))
    told.when(close(told)).refused("SOMETHING_IS_HELD", "NO_MEASURE_TAKEN")
