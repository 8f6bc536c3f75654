"""The eight things told, and the initial contact form."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.codes import Channel, InitialItem, Missing
from contracts.intake import AnnexAPart1Completed, ApplicationMade, InitialInformationGiven
from contracts.people import ApplicantDetails, PersonName, SubjectDetails
from contracts.sealed import Box, Sealed
from messaging.outcomes import Refusal
from services.intake.domain import commands as c
from services.intake.domain.events import OverrideUsed
from services.intake.domain.state import Case
from tests.given import START, Story
from tests.services.intake.invented import CALL_TAKER, FORM, INSPECTOR, RISK, TOLD, WHOLE, received

COMPLETE = c.CompleteAnnexAPart1(CALL_TAKER, FORM)


def words(case: Story[Case]) -> str:
    assert isinstance(case.outcome, Refusal)
    return " ".join(one.words for one in case.outcome.unmet)


def test_each_thing_told_keeps_its_time_channel_and_wording() -> None:
    case = received(told=(c.Item(InitialItem.WHERE_TO_READ_MORE, "initial-information@1", START),))
    one = case.state.told[InitialItem.WHERE_TO_READ_MORE]
    assert (one.told_at, one.channel, one.wording) == (START, Channel.TELEPHONE, "initial-information@1")


def test_on_a_screen_only_what_was_acknowledged_counts_as_told() -> None:
    shown = tuple(replace(one, acknowledged=number != 0) for number, one in enumerate(TOLD))
    case = received(channel=Channel.ONLINE, told=shown)
    assert set(InitialItem) - set(case.state.told) == {InitialItem.NOT_SUBJECT_ACCESS_FOI_OR_DBS}


def test_what_is_said_by_telephone_needs_no_acknowledgement() -> None:
    said = tuple(replace(one, acknowledged=False) for one in TOLD)
    assert set(received(told=said).state.told) == set(InitialItem)


@pytest.mark.parametrize("left_out", InitialItem)
def test_the_form_waits_for_each_of_the_eight_things(left_out: Any) -> None:
    told = tuple(one for one in TOLD if one.item is not left_out)
    case = received(told=told).when(COMPLETE).refused("INITIAL_INFORMATION_NOT_GIVEN")
    assert f"({left_out.value[-1]})" in words(case)


def test_what_was_left_out_can_be_told_later() -> None:
    case = received(told=TOLD[:3])
    case = case.when(c.GiveInitialInformation(CALL_TAKER, Channel.TELEPHONE, TOLD[3:]))
    case.decided(InitialInformationGiven).when(COMPLETE).decided(AnnexAPart1Completed)


def test_the_form_waits_until_what_is_missing_was_asked_for() -> None:
    nameless = replace(WHOLE, subject=SubjectDetails())
    case = received(details=nameless).when(COMPLETE).refused("DETAILS_MISSING")
    assert "the subject's surname, without which no source can be searched" in words(case)
    known = replace(
        COMPLETE, cannot_be_given=frozenset({Missing.SUBJECT_NAME, Missing.SUBJECT_AGE_OR_ADDRESS})
    )
    case = case.when(known).decided(AnnexAPart1Completed, ApplicationMade)
    assert case.events[0].missing == (Missing.SUBJECT_NAME, Missing.SUBJECT_AGE_OR_ADDRESS)


def test_what_the_applicant_cannot_say_keeps_no_enquiry_from_being_an_application() -> None:
    dave = replace(WHOLE, subject=SubjectDetails(name=PersonName(given="Dave")))
    case = received(details=dave)
    assert case.state.application_at is None
    asked = frozenset({Missing.SUBJECT_NAME, Missing.SUBJECT_AGE_OR_ADDRESS})
    case = case.after(hours=1).when(replace(COMPLETE, cannot_be_given=asked))
    assert case.state.application_at == case.now
    assert case.events[1].subject.clear() == dave.subject


def test_an_enquirer_who_cannot_be_reached_again_is_no_dead_end() -> None:
    case = received(told=(), details=c.Details())
    form = replace(COMPLETE, cannot_be_given=frozenset(Missing), override="Rung three times; no answer.")
    case.when(form).refused("INITIAL_INFORMATION_NOT_GIVEN", "RANK_TO_OVERRIDE")
    case = case.when(replace(form, by=INSPECTOR))
    case.decided(AnnexAPart1Completed, ApplicationMade, OverrideUsed)
    assert case.events[2].conditions == ("INITIAL_INFORMATION_NOT_GIVEN",)


def test_all_reasons_come_at_once() -> None:
    received(told=(), details=c.Details()).when(COMPLETE).refused(
        "INITIAL_INFORMATION_NOT_GIVEN", "DETAILS_MISSING"
    )


def test_the_form_is_completed_once() -> None:
    received().when(COMPLETE).when(COMPLETE).refused("FORM_COMPLETE")


def test_a_risk_is_reported_while_the_form_is_empty() -> None:
    case = received(told=(), details=c.Details()).when(c.ReportImmediateRisk(CALL_TAKER, RISK))
    assert len(case.state.risks) == 1


def test_a_thing_told_tomorrow_is_refused() -> None:
    tomorrow = (replace(TOLD[0], at=START + timedelta(days=1)),)
    received().when(c.GiveInitialInformation(CALL_TAKER, Channel.TELEPHONE, tomorrow)).refused(
        "TIME_IN_THE_FUTURE"
    )


def test_where_whoever_asked_cannot_be_read_any_more_the_form_is_complete_and_nobody_applies() -> None:
    """They were not anonymous, and their keys are gone."""
    case = received(details=replace(WHOLE, subject=None))
    closed: Sealed[ApplicantDetails] = Sealed("applicant", None, Box("x" * 20, "k" * 20, "abcd"))
    erased = replace(case, state=replace(case.state, given=replace(case.state.given, applicant=closed)))
    erased.when(replace(COMPLETE, cannot_be_given=frozenset(Missing))).decided(AnnexAPart1Completed)
