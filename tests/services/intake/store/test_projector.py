"""What the work list says of a case, and who stands in the blind index."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pydantic import SecretStr

from contracts.codes import Channel, Missing, PartyRole
from contracts.decisions import CaseFinalised
from services.intake.domain import commands as c
from services.intake.domain.state import Case
from services.intake.domain.to_do import Step, ToDo, to_do
from services.intake.store.blind import BlindIndex
from services.intake.store.projector import line, people_of
from tests.given import START, Story
from tests.services.intake.invented import (
    APPLICANT,
    CALL_TAKER,
    FORM,
    RISK,
    WHOLE,
    acknowledged,
    alerted,
    from_decisions,
    hears,
    held,
    meeting,
    received,
    to_be_seen,
)

INDEX = BlindIndex(SecretStr("an invented secret of enough bytes for tests"))
TWELVE_HOURS = START + timedelta(hours=12)
TEN_DAYS = datetime(2026, 6, 11, 22, 59, 59, tzinfo=UTC)
TEN_WORKING_DAYS = datetime(2026, 6, 15, 22, 59, 59, tzinfo=UTC)
PART_1 = c.CompleteAnnexAPart1(CALL_TAKER, FORM)


def steps(case: Story[Case]) -> list[Step]:
    return [one.step for one in to_do(case.state)]


def test_what_is_missing_stays_on_the_list_with_the_clock_running() -> None:
    case = received(details=c.Details(), told=())
    assert to_do(case.state) == (
        ToDo(Step.ASK_FOR_DETAILS, TWELVE_HOURS),
        ToDo(Step.TELL_THE_APPLICANT, TWELVE_HOURS),
        ToDo(Step.COMPLETE_INITIAL_FORM, TWELVE_HOURS),
    )
    assert line(case.state)["missing"]


def test_an_enquiry_that_cannot_be_searched_stays_on_the_list_until_its_form_says_what_nobody_knows() -> None:
    case = received(details=replace(WHOLE, subject=None))
    assert Step.ASK_FOR_DETAILS in steps(case)
    case = case.when(replace(PART_1, cannot_be_given=frozenset(Missing)))
    assert steps(case) == []


def test_a_complete_first_form_leaves_nothing_to_do_until_it_is_decided_to_go_on() -> None:
    case = received().when(PART_1)
    assert steps(case) == []
    assert line(case.state)["idle"]


def test_then_the_applicant_is_to_be_seen_by_the_day_they_were_told() -> None:
    case = to_be_seen().when(PART_1)
    assert to_do(case.state) == (
        ToDo(Step.ARRANGE_MEETING, TEN_DAYS),
        ToDo(Step.ASK_FOR_IDENTITY, TEN_WORKING_DAYS),
    )


def test_a_delay_that_was_told_leaves_the_ten_working_days() -> None:
    told = c.TellOfDelay(CALL_TAKER, date(2026, 6, 14), Channel.TELEPHONE, "delay@1", told_already=True)
    assert to_do(to_be_seen().when(PART_1).when(told).state)[0] == ToDo(
        Step.ARRANGE_MEETING, TEN_WORKING_DAYS
    )


def test_a_meeting_is_on_the_list_of_whoever_holds_it() -> None:
    case = to_be_seen().when(PART_1).when(meeting())
    assert to_do(case.state)[0] == ToDo(Step.HOLD_MEETING, START + timedelta(days=3))
    assert line(case.state)["allocated_to"] == ["pc-4711"]


def test_a_meeting_later_than_the_applicant_was_told_must_be_said() -> None:
    case = to_be_seen().when(PART_1).when(meeting(begins_at=TEN_DAYS + timedelta(days=1)))
    assert Step.TELL_OF_DELAY in steps(case)


def test_a_child_needs_an_adult_before_the_meeting() -> None:
    minor = replace(WHOLE, applicant=APPLICANT.model_copy(update={"date_of_birth": date(2010, 1, 1)}))
    assert steps(to_be_seen(details=minor).when(PART_1))[0] is Step.NAME_RESPONSIBLE_ADULT


def test_after_the_meeting_the_form_is_due_the_same_day() -> None:
    case = to_be_seen().when(PART_1).after(days=3).when(held())
    assert ToDo(Step.COMPLETE_MEETING_FORM, datetime(2026, 6, 4, 23, tzinfo=UTC)) in to_do(case.state)


def test_a_risk_that_nobody_has_taken_comes_first() -> None:
    case = received(risk=RISK, told=())
    assert steps(case)[0] is Step.ACT_ON_RISK
    assert line(case.state)["risk_unanswered"]
    message = case.state.risks["risk-1"].message
    case = hears(case, from_decisions(alerted(message)), from_decisions(acknowledged()))
    assert not line(case.state)["risk_unanswered"]


def test_flags_stay_on_the_list_until_a_supervisor_has_looked() -> None:
    case = received(channel=Channel.STATION).when(PART_1)
    assert steps(case) == [Step.LOOK_AT_FLAGS]


def test_a_case_that_has_ended_is_off_the_list() -> None:
    case = hears(received(told=()), from_decisions(CaseFinalised(finalised_at=START)))
    assert steps(case) == []


def test_everybody_who_is_named_in_full_can_be_found() -> None:
    found = people_of(received().state, INDEX)
    assert {one.role for one in found} == {PartyRole.APPLICANT, PartyRole.SUBJECT, PartyRole.CHILD}


def test_nothing_that_is_projected_is_personal() -> None:
    row = str(line(received().state)) + str(people_of(received().state, INDEX))
    assert not any(name in row for name in ("Ferdinand", "Testperson", "Quentin", "Quill", "Pip", "01632"))
