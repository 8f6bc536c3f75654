"""Initial contact: what is taken, what is refused, what is flagged, when it becomes an application."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.codes import (
    ApplicantToChild,
    ApplicantToSubject,
    Channel,
    ContactKind,
    CorrectionReason,
    LinkReason,
    Missing,
    Route,
)
from contracts.intake import (
    ApplicationMade,
    EnquiryReceived,
    FactCorrected,
    InitialInformationGiven,
)
from contracts.parts import LinkedCase, ReferredBy, Relationship, Relationships
from contracts.people import Address, Child, Children, PersonName, SubjectDetails
from contracts.risk import ImmediateRiskIdentified
from messaging.outcomes import Refusal
from services.intake.domain import commands as c
from services.intake.domain.decide import opening
from services.intake.domain.events import CaseAllocated, CasesLinked, CorrectionTraced, FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.state import Case, Enquiry
from tests.given import CASE, START, Story
from tests.services.intake.invented import (
    ACCOUNT,
    APPLICANT,
    CALL_TAKER,
    EARLY,
    RISK,
    SUBJECT,
    WHOLE,
    a_case,
    enquiry,
    received,
)


def flags(case: Story[Case]) -> set[Flag]:
    return {raised.flag for raised in case.state.flags}


def taken(case: Story[Case]) -> Enquiry:
    assert case.state.enquiry is not None
    return case.state.enquiry


BY_SOCIAL_CARE = ReferredBy(party="socialcare-kent", agreed=True, helped=True, their_reference="SC-4471")


@pytest.mark.proves("R-040", "R-041", by="services.intake.domain.enquiry:receive")
def test_whom_a_partner_sends_to_police_has_made_an_enquiry_when_they_came_to_police() -> None:
    case = received(referred_by=BY_SOCIAL_CARE).after(hours=1)
    said = case.events[0]
    assert (said.referred_by, said.route) == (BY_SOCIAL_CARE, Route.RIGHT_TO_ASK)
    assert said.contacted_at == START
    assert taken(case).referred_by == BY_SOCIAL_CARE
    assert not flags(case)


@pytest.mark.proves("R-040", by="services.intake.domain.enquiry:_received_flags")
@pytest.mark.parametrize("agreed", [None, False])
def test_what_a_partner_passed_on_without_agreement_is_flagged_and_taken(agreed: bool | None) -> None:
    case = received(referred_by=BY_SOCIAL_CARE.model_copy(update={"agreed": agreed}))
    assert taken(case).referred_by is not None
    assert flags(case) == {Flag.REFERRAL_NOT_AGREED}


def correction(details: c.Details, seen: int = 99) -> c.CorrectFact:
    return c.CorrectFact(CALL_TAKER, CorrectionReason.LEARNT_LATER, details, seen)


@pytest.mark.proves("R-027", "R-028", by="services.intake.domain.enquiry:receive")
@pytest.mark.parametrize("channel", Channel)
def test_every_channel_leads_to_an_enquiry(channel: Any) -> None:
    assert taken(received(channel=channel)).channel is channel


@pytest.mark.proves("R-007", by="services.intake.domain.enquiry:receive")
def test_who_applies_comes_by_the_right_to_ask_and_a_route_that_there_is_not_is_refused() -> None:
    case = received()
    said = case.events[0]
    assert said.route is Route.RIGHT_TO_ASK
    assert opening(case.state)["route"] == "RIGHT_TO_ASK"
    with pytest.raises(ValidationError, match="route"):
        type(said).model_validate(dict(said) | {"route": "RIGHT_TO_BE_CURIOUS"})


@pytest.mark.proves("R-024", by="services.intake.domain.enquiry:receive")
@pytest.mark.parametrize("to_child", ApplicantToChild)
def test_anybody_may_apply_whoever_they_are_to_the_child_and_to_the_subject(to_child: Any) -> None:
    for to_subject in ApplicantToSubject:
        who = Relationships(
            applicant_to_subject=to_subject,
            children=(Relationship(child="child-1", applicant=to_child, contact=(ContactKind.SUPERVISED,)),),
        )
        case = received(details=replace(WHOLE, relationships=who))
        case.decided(EnquiryReceived, InitialInformationGiven, ApplicationMade)
        assert case.events[0].relationships == who


def test_an_enquiry_with_what_searches_need_is_an_application_at_once() -> None:
    received().decided(EnquiryReceived, InitialInformationGiven, ApplicationMade)


def test_an_enquiry_without_a_name_is_taken_and_says_what_is_missing() -> None:
    nameless = replace(WHOLE, subject=SubjectDetails(approximate_age=40))
    case = received(details=nameless).decided(EnquiryReceived, InitialInformationGiven)
    assert case.events[0].missing == (Missing.SUBJECT_NAME,)
    assert case.state.application_at is None


def test_an_enquiry_with_nothing_at_all_is_taken() -> None:
    case = received(details=c.Details(), told=()).decided(EnquiryReceived)
    assert set(case.events[0].missing) == set(Missing)


def test_no_search_waits_for_the_reason_or_the_contact() -> None:
    silent = replace(WHOLE, account=None, relationships=None)
    case = received(details=silent)
    assert case.state.application_at == START
    assert case.events[0].missing == (Missing.CONTACT_WITH_CHILD, Missing.REASON_FOR_ASKING)


@pytest.mark.parametrize(
    "known",
    [
        SubjectDetails(name=SUBJECT.name, date_of_birth=date(1980, 1, 1)),
        SubjectDetails(name=SUBJECT.name, approximate_age=46),
        SubjectDetails(name=SUBJECT.name, address=Address(lines=("12 Invented Row",))),
    ],
)
def test_a_surname_and_an_age_or_an_address_are_enough_to_search(known: Any) -> None:
    assert received(details=replace(WHOLE, subject=known)).state.application_at is not None


def test_a_subject_of_whom_only_a_first_name_is_known_is_asked_for_in_words() -> None:
    only_quentin = SubjectDetails(name=PersonName(given="Quentin"), approximate_age=46)
    case = received(details=replace(WHOLE, subject=only_quentin))
    assert case.events[0].missing == (Missing.SUBJECT_NAME,)
    assert case.state.application_at is None


def test_a_child_of_whom_only_a_first_name_is_known_holds_nothing_up_and_is_asked_for() -> None:
    tom = Child(ref="child-1", name=PersonName(given="Tom"))
    case = received(details=replace(WHOLE, children=Children(named=(tom,))))
    assert case.events[0].missing == (Missing.CHILD_NAME,)
    assert case.state.application_at == START


@pytest.mark.proves("R-029", by="services.intake.domain.enquiry:application")
def test_details_learnt_later_make_the_application() -> None:
    case = received(details=replace(WHOLE, subject=None))
    case = case.after(hours=2).when(correction(c.Details(subject=SUBJECT)))
    case.decided(FactCorrected, CorrectionTraced, ApplicationMade)
    assert case.events[2].subject.clear() == SUBJECT
    assert case.events[2].applicant.clear() == APPLICANT


def test_an_application_is_made_once() -> None:
    case = received().when(correction(c.Details(account=ACCOUNT)))
    case.decided(FactCorrected, CorrectionTraced)


def test_an_anonymous_caller_is_no_reason_to_refuse_or_to_wait() -> None:
    case = received(details=replace(WHOLE, applicant=None, applicant_contact=None))
    case.decided(EnquiryReceived, InitialInformationGiven, ApplicationMade)
    assert case.events[0].anonymous
    assert case.events[2].anonymous


def test_an_anonymous_caller_may_say_later_who_they_are() -> None:
    case = received(details=replace(WHOLE, applicant=None, applicant_contact=None))
    case = case.when(correction(c.Details(applicant=APPLICANT)))
    assert not taken(case).anonymous


def test_a_contact_six_minutes_ahead_is_refused_with_our_time() -> None:
    case = received(contacted_at=START + timedelta(minutes=6)).refused("TIME_IN_THE_FUTURE")
    assert isinstance(case.outcome, Refusal)
    assert "01 June 2026, 10:00:00" in case.outcome.unmet[0].words


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(minutes=5)])
def test_a_contact_up_to_five_minutes_ahead_is_taken_as_of_now_and_flagged(ahead: Any) -> None:
    case = received(contacted_at=START + ahead)
    assert taken(case).contacted_at == START
    assert flags(case) == {Flag.CLOCK_AHEAD}


def test_limits_run_from_the_contact_however_late_it_is_entered() -> None:
    contact = START - timedelta(hours=30)
    case = received(contacted_at=contact)
    assert taken(case).contacted_at == contact
    assert flags(case) == {Flag.ENTERED_LATE}


def test_exactly_24_hours_is_not_late() -> None:
    assert flags(received(contacted_at=START - timedelta(hours=24))) == set()


def test_a_contact_before_any_policy_is_refused() -> None:
    received(contacted_at=EARLY).refused("NO_POLICY_IN_FORCE")


@pytest.mark.proves("R-031", by="services.intake.domain.enquiry:receive")
def test_a_visitor_who_was_not_offered_privacy_is_flagged_and_taken() -> None:
    assert flags(received(channel=Channel.STATION)) == {Flag.PRIVACY_NOT_OFFERED}
    assert flags(received(channel=Channel.STATION, privacy_offered=True)) == set()


def test_nobody_asks_about_themselves() -> None:
    own = SubjectDetails(name=APPLICANT.name, date_of_birth=APPLICANT.date_of_birth)
    received(details=replace(WHOLE, subject=own)).refused("SUBJECT_IS_APPLICANT_OR_CHILD")


def test_a_son_may_bear_his_fathers_name() -> None:
    namesake = SubjectDetails(name=APPLICANT.name, date_of_birth=date(2008, 3, 2))
    assert received(details=replace(WHOLE, subject=namesake)).state.opened


def test_a_correction_that_makes_two_people_one_is_flagged() -> None:
    own = SubjectDetails(name=APPLICANT.name, date_of_birth=APPLICANT.date_of_birth)
    case = received().when(correction(c.Details(subject=own)))
    assert flags(case) == {Flag.SAME_PERSON}


@pytest.mark.parametrize(
    "wrong",
    [
        {"contacted_at": START + timedelta(days=1)},
        {"contacted_at": EARLY},
        {
            "details": replace(
                WHOLE, subject=SubjectDetails(name=APPLICANT.name, date_of_birth=date(1984, 3, 2))
            )
        },
        {"details": c.Details(), "told": ()},
    ],
)
def test_no_error_in_a_form_holds_up_an_immediate_risk(wrong: Any) -> None:
    case = received(risk=RISK, **wrong)
    assert ImmediateRiskIdentified in {type(event) for event in case.events}
    assert case.state.opened


def test_a_risk_in_a_form_with_an_impossible_date_runs_from_its_receipt() -> None:
    case = received(risk=RISK, contacted_at=EARLY)
    assert taken(case).contacted_at == START
    assert Flag.CONTACT_TIME_NOT_CREDIBLE in flags(case)


def test_the_same_number_is_taken_once() -> None:
    received().when(enquiry()).refused("ALREADY_RECEIVED")


def test_the_same_form_under_a_new_key_names_the_case_it_is_linked_to() -> None:
    earlier = LinkedCase(case_id="c-earlier-1", why=LinkReason.SENT_AGAIN)
    case = received(linked=(earlier,))
    assert case.events[0].linked == (earlier,)
    assert case.state.linked == (earlier,)


def test_a_link_found_afterwards_is_added_once_and_never_to_itself() -> None:
    other = LinkedCase(case_id="c-earlier-1", why=LinkReason.SENT_AGAIN)
    itself = LinkedCase.model_construct(case_id=CASE, why=LinkReason.SENT_AGAIN)
    case = received().when(c.LinkCases((other, other, itself))).decided(CasesLinked)
    assert case.state.linked == (other,)
    case.when(c.LinkCases((other,))).decided()


def test_a_correction_names_the_entry_that_it_replaces() -> None:
    case = received()
    origin = case.state.origins["subject"]
    case = case.when(correction(c.Details(subject=SUBJECT))).decided(FactCorrected, CorrectionTraced)
    (replaced,) = case.events[1].replaced
    assert (replaced.part, replaced.version, replaced.message) == ("subject", origin.version, origin.message)


def test_a_correction_of_what_somebody_else_has_corrected_since_is_refused() -> None:
    case = received()
    seen = case.version
    case = case.when(correction(c.Details(subject=SUBJECT), seen))
    case.when(correction(c.Details(subject=SUBJECT), seen)).refused("CASE_CHANGED")
    case.when(correction(c.Details(account=ACCOUNT), seen)).decided(FactCorrected, CorrectionTraced)


def test_a_correction_of_nothing_is_refused() -> None:
    received().when(correction(c.Details())).refused("NOTHING_CORRECTED")


def test_a_child_named_later_replaces_the_list_whole() -> None:
    case = received(details=replace(WHOLE, children=Children()))
    assert case.state.application_at is None
    case = case.when(correction(c.Details(children=WHOLE.children)))
    assert case.state.application_at is not None


def test_an_applicant_whose_age_is_not_known_is_flagged() -> None:
    ageless = APPLICANT.model_copy(update={"date_of_birth": None})
    assert flags(received(details=replace(WHOLE, applicant=ageless))) == {Flag.APPLICANT_AGE_UNKNOWN}


def test_a_case_is_given_to_somebody() -> None:
    case = received().when(c.AllocateCase(CALL_TAKER, "pc-4711")).decided(CaseAllocated)
    assert case.state.allocated_to == "pc-4711"


def test_a_command_on_a_case_that_is_not_open_here_says_so() -> None:
    a_case().when(c.AllocateCase(CALL_TAKER, "pc-4711")).refused("NO_ENQUIRY")


def test_flags_are_raised_in_one_event() -> None:
    case = received(channel=Channel.STATION, contacted_at=START - timedelta(days=2))
    assert [type(event) for event in case.events].count(FlagsRaised) == 1
    assert flags(case) == {Flag.PRIVACY_NOT_OFFERED, Flag.ENTERED_LATE}
