"""Right to Know: what police learn opens a case in which nobody applied (G 53 to 57)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts import police
from contracts.clocks import ClockName
from contracts.codes import (
    Arrested,
    CorrectionReason,
    DetentionEnd,
    IndirectKind,
    InformationSource,
    Occurrence,
    OffenderChange,
    RiskGround,
    Route,
)
from contracts.intake import FactCorrected, IndirectInformationReceived
from contracts.people import Children, Information, PersonName, RiskDetails, SubjectDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Box, Sealed
from messaging.decider import Message
from services.intake.domain import commands as c
from services.intake.domain import due
from services.intake.domain.decide import opening
from services.intake.domain.events import FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.policy import clocks_of
from services.intake.domain.state import Case
from tests.given import START, Story, message
from tests.services.intake.invented import (
    APPLICANT,
    CALL_TAKER,
    CHILDREN,
    EARLY,
    RISK,
    SUBJECT,
    SUPERVISOR,
    TOLD,
    WITH_CONTACT,
    a_case,
    held,
    meeting,
    received,
)

CUSTODY = "csods/custody-46"
LEARNT = Information(text="Arrested at the home of his partner, where a child lives.")
NOBODY_APPLIED = (
    c.GiveInitialInformation(CALL_TAKER, received().state.enquiry.channel, TOLD),  # type: ignore[union-attr]
    c.GiveWarnings(CALL_TAKER, ()),
    meeting(),
    held(),
    c.CompleteAnnexAPart1(CALL_TAKER, "annex-a@1"),
)


def arrest(**changes: Any) -> police.ArrestMade:
    parts: dict[str, Any] = {
        "reference": "46CU/1187/26",
        "known_at": START,
        "kinds": (IndirectKind.FOUND_IN_INVESTIGATION,),
        "subject": Sealed.of(SUBJECT),
        "children": Sealed.of(CHILDREN),
        "relationships": WITH_CONTACT,
        "information": Sealed.of(LEARNT),
        "arrested": Arrested.INDECENT_IMAGES,
    }
    return police.ArrestMade(**(parts | changes))


def from_a_system(event: Any, source: str = CUSTODY) -> Message:
    return message(event, source=source, at=START)


def arrested(**changes: Any) -> Story[Case]:
    return a_case().when(c.HearSystem(from_a_system(arrest(**changes))))


def flags(case: Story[Case]) -> set[Flag]:
    return {raised.flag for raised in case.state.flags}


@pytest.mark.proves("R-125", by="services.intake.domain.information:hear")
def test_an_arrest_opens_a_case_in_which_nobody_applied() -> None:
    case = arrested().decided(IndirectInformationReceived)
    (said,) = case.events
    assert (said.source, said.party, said.what) == (
        InformationSource.CUSTODY, "custody-46", Occurrence.ARREST_MADE,
    )  # fmt: skip
    assert said.subject.clear() == SUBJECT
    assert said.children.clear() == CHILDREN
    assert said.information.clear() == LEARNT
    assert case.state.route is Route.RIGHT_TO_KNOW
    assert case.state.enquiry is None
    assert flags(case) == set()


def test_every_limit_runs_from_when_police_knew_it() -> None:
    case = arrested(known_at=START - timedelta(hours=30))
    running = clocks_of(case.state)
    assert running is not None
    assert running.contact == START - timedelta(hours=30)
    assert {one.name for one in running.all()} == {
        ClockName.INITIAL_CHECKS, ClockName.CATEGORISATION, ClockName.WHOLE_CASE,
    }  # fmt: skip
    assert opening(case.state)["openedat"] == "2026-05-31T03:00:00.000Z"
    assert opening(case.state)["route"] == "RIGHT_TO_KNOW"


def test_a_clock_that_runs_ahead_is_taken_as_of_receipt_and_flagged() -> None:
    case = arrested(known_at=START + timedelta(minutes=4))
    assert case.state.contact_at == START
    assert flags(case) == {Flag.CLOCK_AHEAD}


def test_a_time_before_every_policy_turns_nobody_away() -> None:
    case = arrested(known_at=EARLY - timedelta(days=9000))
    assert case.state.contact_at == START
    assert flags(case) == {Flag.CONTACT_TIME_NOT_CREDIBLE}


def test_what_a_system_says_later_belongs_to_the_same_case_and_starts_no_clock_again() -> None:
    bailed = police.DetentionEnded(
        reference="46CU/1187/26",
        known_at=START + timedelta(hours=9),
        how=DetentionEnd.BAILED,
        information=Sealed.of(Information(text="Bail forbids contact with children.")),
    )
    case = arrested().after(hours=10).when(c.HearSystem(from_a_system(bailed)))
    case.decided(IndirectInformationReceived)
    assert case.state.contact_at == START
    assert [one.what for one in case.state.learnt] == [Occurrence.ARREST_MADE, Occurrence.DETENTION_ENDED]
    assert case.state.given.subject is not None
    assert case.state.given.subject.clear() == SUBJECT, "what is not given anew stays"
    assert case.events[0].names_a_child


@pytest.mark.proves("R-126", by="services.intake.domain.information:hear")
@pytest.mark.parametrize("kind", IndirectKind)
def test_every_kind_of_indirect_information_is_recorded(kind: Any) -> None:
    assert arrested(kinds=(kind,)).events[0].kinds == (kind,)


def test_what_names_no_child_is_recorded_all_the_same_and_a_person_looks_at_it() -> None:
    case = arrested(children=None, relationships=None, kinds=())
    case.decided(IndirectInformationReceived, FlagsRaised)
    assert flags(case) == {Flag.NO_CHILD_NAMED}
    assert not case.events[0].names_a_child
    looked = c.AcknowledgeFlags(SUPERVISOR, (Flag.NO_CHILD_NAMED,), "His sister has a daughter of six.")
    assert all(one.acknowledged for one in case.when(looked).state.flags)


def test_a_part_that_cannot_be_opened_is_flagged_and_never_passed_over() -> None:
    closed: Sealed[Any] = Sealed("children", None, Box("b" * 16, "k" * 16, "c2VhbGVk"))
    case = arrested(children=closed)
    assert Flag.PART_NOT_READABLE in flags(case)


def test_a_police_system_that_reports_a_child_at_risk_opens_a_case_and_says_it_at_once() -> None:
    risk = ImmediateRiskIdentified(
        risk_id="their-risk",
        ground=RiskGround.OFFICER_JUDGEMENT,
        identified_at=START,
        reported_at=START,
        risk=Sealed.of(RiskDetails(risk="He left with the child an hour ago.")),
    )
    case = a_case().when(c.HearRisk(from_a_system(risk)))
    case.decided(IndirectInformationReceived, ImmediateRiskIdentified)
    assert case.events[1].risk.clear().risk == "He left with the child an hour ago."
    watched = {(one.kind, one.key) for one in due.due(case.state, due.Patience())}
    assert (due.HAND_OVER, "risk/risk-1") in watched, "rings if nobody is alerted"
    more = case.when(c.HearSystem(from_a_system(arrest()))).decided(IndirectInformationReceived)
    assert more.state.given.subject is not None


def test_a_risk_that_a_service_of_ours_reports_is_not_said_twice() -> None:
    risk = ImmediateRiskIdentified(
        risk_id="risk-1",
        ground=RiskGround.FOUND_BY_CHECKS,
        identified_at=START,
        reported_at=START,
        risk=Sealed.of(RiskDetails(risk="Found by checks.")),
    )
    arrested().when(c.HearRisk(message(risk, source="csods/46/checks"))).decided()


@pytest.mark.parametrize("ask_only", NOBODY_APPLIED, ids=lambda one: type(one).__name__)
def test_what_needs_an_applicant_is_refused_where_nobody_applied(ask_only: Any) -> None:
    outcome: Any = arrested().when(ask_only).outcome
    assert "NOBODY_APPLIED" in {one.code for one in outcome.unmet}
    outcome = received().when(ask_only).outcome
    assert "NOBODY_APPLIED" not in {one.code for one in getattr(outcome, "unmet", ())}


def test_no_applicant_is_attached_by_a_correction() -> None:
    why = CorrectionReason.LEARNT_LATER
    added = c.CorrectFact(CALL_TAKER, why, c.Details(applicant=APPLICANT), 99)
    arrested().when(added).refused("NOBODY_APPLIED")
    children = c.CorrectFact(CALL_TAKER, why, c.Details(children=CHILDREN), 99)
    case = arrested(children=None).when(children).decided(FactCorrected)
    assert case.state.application_at is None, "a case in which nobody applied is never an application"


def test_nobody_is_asked_told_or_waited_for() -> None:
    case = arrested()
    kinds = {one.kind for one in due.due(case.state, due.Patience())}
    assert kinds == {due.HAND_OVER}
    keys = {one.key for one in due.due(case.state, due.Patience())}
    assert keys == {due.RECORD, due.CHECKS}, "the case record, and that checks begin"


def reported(**changes: Any) -> Story[Case]:
    told = c.ReceiveInformation(
        CALL_TAKER,
        InformationSource.OFFICER,
        c.Details(subject=SUBJECT, children=CHILDREN),
        LEARNT,
        (IndirectKind.IMPENDING_CONTACT,),
    )
    return a_case().when(replace(told, **changes))


@pytest.mark.proves("R-127", by="services.intake.domain.information:receive")
def test_an_officer_reports_and_nobody_has_to_apply() -> None:
    case = reported().decided(IndirectInformationReceived)
    assert case.events[0].what is Occurrence.REPORTED_BY_A_PERSON
    assert case.state.contact_at == START


def test_a_report_with_a_child_at_risk_in_it_is_taken_whatever_is_wrong_with_it() -> None:
    child = CHILDREN.named[0].model_copy(
        update={"name": SUBJECT.name, "date_of_birth": SUBJECT.date_of_birth}
    )
    twice = c.Details(subject=SUBJECT, children=Children(named=(child,)))
    reported(details=twice).refused("SUBJECT_IS_APPLICANT_OR_CHILD")
    case = reported(details=twice, risk=RISK)
    case.decided(IndirectInformationReceived, ImmediateRiskIdentified, FlagsRaised)
    assert flags(case) == {Flag.SAME_PERSON}


def test_a_report_ahead_of_time_is_refused_with_ours() -> None:
    reported(known_at=START + timedelta(hours=1)).refused("TIME_IN_THE_FUTURE")


def test_a_partner_who_is_not_named_is_flagged() -> None:
    assert flags(reported(source=InformationSource.PARTNER)) == {Flag.PARTNER_NOT_NAMED}


def test_a_changed_address_of_a_managed_offender_opens_a_case() -> None:
    changed = police.OffenderChanged(
        reference="46MO/0417", known_at=START, subject=Sealed.of(SUBJECT), changed=OffenderChange.ADDRESS
    )
    case = a_case().when(c.HearSystem(from_a_system(changed, "csods/offenders-46")))
    assert case.events[0].source is InformationSource.MANAGED_OFFENDERS


def subject_of(case: Story[Case]) -> SubjectDetails:
    subject = case.state.given.subject
    assert subject is not None
    return subject.clear()


def test_what_a_system_says_again_of_whom_was_put_right_here_is_no_news() -> None:
    """Custody repeats the name that it was given on arrest."""
    right = SUBJECT.model_copy(update={"name": PersonName(given="Jasper", family="Elsewhere")})
    details = c.Details(subject=right)
    case = arrested()
    case = case.when(c.CorrectFact(CALL_TAKER, CorrectionReason.LEARNT_LATER, details, case.version))
    ended = police.DetentionEnded(
        reference="46CU/1187/26",
        known_at=START,
        how=DetentionEnd.BAILED,
        subject=Sealed.of(SUBJECT),
        children=Sealed.of(CHILDREN),
    )
    again = case.after(hours=1).when(c.HearSystem(from_a_system(ended)))
    (said,) = (one for one in again.events if isinstance(one, IndirectInformationReceived))
    assert said.children is not None
    assert (said.subject, said.children.clear(), said.names_a_child) == (None, CHILDREN, True)
    assert subject_of(again) == right
    other = SUBJECT.model_copy(update={"name": PersonName(given="Third", family="Person")})
    ended = ended.model_copy(update={"subject": Sealed.of(other)})
    anew = case.after(hours=1).when(c.HearSystem(from_a_system(ended)))
    assert subject_of(anew) == other
