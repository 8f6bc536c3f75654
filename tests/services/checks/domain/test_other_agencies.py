"""Any other agency that can inform the risk assessment is asked, and its answer recorded (G 52c; R-121)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts.checks import (
    AgencyCheckOverdue,
    AgencyCheckRequested,
    CheckCompleted,
    CheckFailed,
    ChecksRequested,
)
from contracts.codes import Answer, CredibleRisk, NoAnswer, PartyRole, Purpose, Source, Why
from contracts.people import Children, FindingKind
from contracts.sealed import Sealed
from messaging.outcomes import Decided, Refusal
from services.checks.domain import commands as c
from services.checks.domain.answers import Accepted
from services.checks.domain.coverage import lacking, standing, written
from services.checks.domain.events import OtherAgenciesWanted
from services.checks.domain.state import Checks, Pair
from services.checks.domain.to_do import Step, to_do
from tests.given import Story
from tests.services.checks.domain.test_judging import assessing
from tests.services.checks.told import (
    REGISTER,
    RESEARCHER,
    begun,
    correction,
    heard,
    held_finding,
    replied,
)

WHY = "The child told a teacher something last week, and he was in prison until spring."
SCHOOL = Pair(Source.SCHOOL, PartyRole.CHILD, "child-1")
OTHERS = (
    SCHOOL,
    Pair(Source.HEALTH, PartyRole.CHILD, "child-1"),
    Pair(Source.HEALTH, PartyRole.SUBJECT),
    Pair(Source.YOUTH_JUSTICE, PartyRole.SUBJECT),
    Pair(Source.PRISON, PartyRole.SUBJECT),
)
Told = Story[Checks]


def asked(told: Told, *pairs: Pair) -> Told:
    return told.when(c.AskOtherAgencies(RESEARCHER, pairs or (SCHOOL,), WHY))


def rung(told: Told) -> Told:
    """A person was rung to ask each of them."""
    waiting = [ask for ask in told.state.asks.values() if ask.next_ask_at and ask.pair in OTHERS]
    for ask in waiting:
        told = told.when(replied(ask.check, Accepted(), attempt=ask.attempts + 1, at=told.now))
    return told


def check_of(told: Told, pair: Pair) -> str:
    return told.state.latest[pair]


def says(told: Told, answer: Answer, reason: NoAnswer | None = None, *findings: Any) -> Told:
    return told.when(c.RecordSpokenAnswer(RESEARCHER, check_of(told, SCHOOL), answer, reason, findings))


def assess(told: Told) -> Told:
    return told.when(
        c.CompleteRiskAssessment(
            RESEARCHER, told.version, CredibleRisk.NONE_IDENTIFIED, "All was read again."
        )
    )


@pytest.mark.proves("R-121", by="services.checks.domain.other_agencies:ask")
def test_health_school_youth_offending_team_and_prison_are_asked_where_an_officer_says_why() -> None:
    told = asked(assessing(), *OTHERS).decided(OtherAgenciesWanted, ChecksRequested)
    wanted, begun_ = told.events
    assert wanted.reasons.clear().text == WHY
    assert begun_.why is Why.AGENCY_CAN_INFORM
    assert {Pair.of(one.source, one.about) for one in begun_.asks} == set(OTHERS)
    told = told.when(replied(check_of(told, SCHOOL), Accepted(), at=told.now)).decided(AgencyCheckRequested)
    request = told.events[0]
    assert (request.agency, request.purpose) == ("schools-kent", Purpose.RISK_ASSESSMENT)
    [alarm] = told.outcome.tasks  # type: ignore[union-attr]
    assert alarm.refs["code"] == "AGENCY_TO_BE_ASKED"


@pytest.mark.proves("R-121", by="services.checks.domain.agency:spoken")
@pytest.mark.parametrize(
    ("answer", "reason", "findings"),
    [
        (Answer.HIT, None, (held_finding(FindingKind.CONCERNING_BEHAVIOUR),)),
        (Answer.AMBIGUOUS, None, (held_finding(FindingKind.CONCERNING_BEHAVIOUR),)),
        (Answer.NO_TRACE, None, ()),
        (Answer.UNAVAILABLE, NoAnswer.DOWN, ()),
        (Answer.WITHHELD, NoAnswer.NO_LEGAL_BASIS, ()),
    ],
)
def test_its_answer_is_one_of_five_and_stands_in_the_coverage(
    answer: Answer, reason: NoAnswer | None, findings: tuple[Any, ...]
) -> None:
    told = says(rung(asked(assessing())), answer, reason, *findings)
    assert isinstance(told.events[0], CheckFailed if reason else CheckCompleted)
    [line] = [one for one in written(told.state, REGISTER) if one.source is Source.SCHOOL]
    assert (line.answer, line.reason) == (answer, reason)
    missing = {one.pair for one in lacking(told.state, REGISTER)}
    assert (SCHOOL in missing) == (answer not in (Answer.HIT, Answer.NO_TRACE))


@pytest.mark.proves("R-121", by="services.checks.domain.planning:mandatory")
def test_the_risk_assessment_waits_for_an_agency_that_was_asked() -> None:
    assert isinstance(assess(assessing()).outcome, Decided)
    told = rung(asked(assessing()))
    assert Step.RING_AGENCIES in {one.step for one in to_do(told.state, lacking(told.state, REGISTER))}
    refused = assess(told)
    assert isinstance(refused.outcome, Refusal)
    [reason] = refused.outcome.unmet
    assert reason.code == "COVERAGE_INCOMPLETE"
    assert "school about child 1" in reason.words
    told = says(told, Answer.NO_TRACE)
    assert Step.RING_AGENCIES not in {one.step for one in to_do(told.state, lacking(told.state, REGISTER))}
    assert isinstance(assess(told).outcome, Decided)


def test_the_initial_checks_do_not_wait_for_it() -> None:
    before = {one.pair for one in lacking(begun().state, REGISTER)}
    told = rung(asked(begun()))
    assert standing(told.state, SCHOOL).ask is not None
    assert {one.pair for one in lacking(told.state, REGISTER)} == before


def test_one_that_does_not_answer_is_chased_and_rings() -> None:
    told = rung(asked(assessing()))
    ask = told.state.asks[check_of(told, SCHOOL)]
    assert ask.due_at is not None
    told = told.at(ask.due_at).when(c.MarkOverdue(ask.check, ask.attempts)).decided(AgencyCheckOverdue)
    assert standing(told.state, SCHOOL).reason is NoAnswer.TIMED_OUT
    again = told.state.asks[ask.check].next_ask_at
    assert again is not None
    assert rung(told.at(again)).events[0].due_at > again + timedelta(hours=1)


def test_about_a_child_who_is_not_named_any_more_nobody_is_waited_for() -> None:
    told = rung(asked(assessing()))
    told = heard(told, correction(at=told.now, children=Sealed.of(Children())))
    assert SCHOOL not in {one.pair for one in lacking(told.state, REGISTER)}


@pytest.mark.parametrize(
    "pair",
    [
        Pair(Source.PRISON, PartyRole.CHILD, "child-1"),
        Pair(Source.SCHOOL, PartyRole.CHILD, "child-9"),
        Pair(Source.PRISON, PartyRole.SUBJECT, "child-1"),
        Pair(Source.POLICE_NATIONAL, PartyRole.SUBJECT),
    ],
)
def test_only_who_can_be_asked_about_that_person_is(pair: Pair) -> None:
    asked(begun(), pair).refused("NO_SUCH_AGENCY")
