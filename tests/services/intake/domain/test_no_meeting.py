"""Once it is decided that nobody can be met, nobody is rung to meet, ask or tell them (G 41, 42; C-19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from contracts.codes import Channel, NotMet
from contracts.decisions import MeetingNotPossible
from contracts.intake import ApplicantDelayNotified, MeetingScheduled
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain import due
from services.intake.domain.events import OverrideUsed
from services.intake.domain.state import Case
from services.intake.domain.to_do import Step, to_do
from tests.given import START, Story
from tests.services.intake.invented import (
    CALL_TAKER,
    INSPECTOR,
    INTERVIEWER,
    from_decisions,
    hears,
    held,
    meeting,
    received,
    to_be_seen,
)

LATE = datetime(2026, 6, 11, 23, tzinfo=UTC)
DANGEROUS = (NotMet.ANONYMOUS, NotMet.UNSAFE_TO_CONTACT)


def not_met(case: Story[Case], why: NotMet) -> Story[Case]:
    said = MeetingNotPossible(
        why=why, decided_at=START, reasons=Sealed.of(Reasons(text="Asked not to ring."))
    )
    return hears(case, from_decisions(said))


def words(case: Story[Case]) -> list[str]:
    assert isinstance(case.outcome, Decided)
    return [task.refs["words"] for task in case.outcome.tasks]


@pytest.mark.parametrize("why", list(NotMet))
def test_nobody_is_rung_to_see_or_tell_an_applicant_who_cannot_be_met(why: NotMet) -> None:
    case = not_met(to_be_seen(), why)
    assert (due.STEP, due.MEETING_TARGET) not in case.due()
    assert words(case.at(LATE).when(c.CheckStep(due.MEETING_TARGET))) == []
    steps = {one.step for one in to_do(case.state)}
    assert not steps & {Step.ARRANGE_MEETING, Step.HOLD_MEETING, Step.TELL_OF_DELAY, Step.ASK_FOR_IDENTITY}


@pytest.mark.parametrize("why", DANGEROUS)
def test_what_is_missing_is_not_asked_of_an_applicant_who_must_not_be_contacted(why: NotMet) -> None:
    case = not_met(received(details=c.Details(), told=()), why)
    (said,) = words(case.when(c.CheckStep(due.DETAILS_LIMIT)))
    assert "must not be contacted" in said
    assert "ask the applicant" not in said
    steps = {one.step for one in to_do(case.state)}
    assert not steps & {Step.ASK_FOR_DETAILS, Step.TELL_THE_APPLICANT}


@pytest.mark.parametrize("why", DANGEROUS)
def test_a_meeting_with_them_needs_a_written_reason_of_an_inspector(why: NotMet) -> None:
    case = not_met(to_be_seen(), why)
    case.when(meeting()).refused("NOT_TO_BE_CONTACTED")
    why_now = "She has left him and asked to be seen."
    case.when(meeting(override=why_now)).refused("NOT_TO_BE_CONTACTED", "RANK_TO_OVERRIDE")
    trained = replace(INSPECTOR, competences=INTERVIEWER.competences)
    passed = case.when(meeting(by=trained, override=why_now))
    assert {MeetingScheduled, OverrideUsed} <= {type(event) for event in passed.events}


def test_an_applicant_who_changes_their_mind_can_be_seen() -> None:
    case = not_met(to_be_seen(), NotMet.DECLINED)
    case = case.when(meeting())
    assert MeetingScheduled in {type(event) for event in case.events}


@pytest.mark.parametrize("why", DANGEROUS)
def test_no_text_of_a_delay_goes_to_them(why: NotMet) -> None:
    told = c.TellOfDelay(CALL_TAKER, date(2026, 6, 20), Channel.TELEPHONE, "delay@1")
    case = to_be_seen().when(told).decided(ApplicantDelayNotified)
    assert case.events[0].applicant_contact is not None
    case = not_met(to_be_seen(), why).when(told).decided(ApplicantDelayNotified)
    assert case.events[0].applicant_contact is None


def test_they_were_met_after_all_and_the_form_is_awaited() -> None:
    case = not_met(to_be_seen(), NotMet.UNREACHABLE).after(days=3).when(held(by=INTERVIEWER))
    assert (due.STEP, due.FORM) in case.due()
