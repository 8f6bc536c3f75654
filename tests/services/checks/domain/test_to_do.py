"""What waits for somebody, in words; and that no code reaches a reader."""

from __future__ import annotations

import re
from datetime import timedelta

from contracts.codes import InitialOutcome, NoAnswer, Source
from contracts.people import FindingKind, PersonName, SubjectDetails
from contracts.schemas import every_event
from services.checks.domain import commands as c
from services.checks.domain import wording
from services.checks.domain.answers import CouldNotLook, WouldNotSay
from services.checks.domain.coverage import lacking, standings
from services.checks.domain.state import Checks
from services.checks.domain.to_do import WORDS, Step, to_do
from tests.given import START, Story, story
from tests.services.checks.told import (
    DECIDER,
    LOCAL,
    NATIONAL,
    PROBATION,
    REGISTER,
    RESEARCHER,
    begun,
    enquiry,
    finalised,
    found,
    heard,
    held_finding,
    meeting,
    nothing_held,
    progressed,
    record,
    replied,
)


def steps(told: Story[Checks]) -> list[Step]:
    return [one.step for one in to_do(told.state, lacking(told.state, REGISTER))]


def completed(told: Story[Checks]) -> Story[Checks]:
    outcome = InitialOutcome.NO_IMMEDIATE_CONCERN
    return told.when(c.CompleteInitialChecks(RESEARCHER, told.version, outcome, progress=True))


def test_a_nameless_subject_waits_for_details() -> None:
    nameless = SubjectDetails(name=PersonName(given="Ferdinand"))
    assert steps(heard(story(DECIDER), enquiry(subject=nameless))) == [Step.WAIT_FOR_DETAILS]


def test_the_initial_checks_are_due_when_their_24_hours_end() -> None:
    told = nothing_held(begun())
    (one,) = to_do(told.state, lacking(told.state, REGISTER))
    assert (one.step, one.due) == (Step.COMPLETE_INITIAL_CHECKS, START + timedelta(hours=24))


def test_matches_and_silent_sources_come_first() -> None:
    told = begun().when(replied(PROBATION, WouldNotSay(NoAnswer.FILTERED)))
    told = told.when(replied(LOCAL, found(Source.POLICE_LOCAL, record("Florian", number="REC-2"))))
    assert steps(told) == [Step.SETTLE_MATCHES, Step.RING_SOURCES, Step.COMPLETE_INITIAL_CHECKS]


def test_an_unanswered_risk_comes_before_all_else() -> None:
    held = record(findings=(held_finding(FindingKind.REGISTERED_SEX_OFFENDER),))
    told = begun().when(replied(NATIONAL, found(Source.POLICE_NATIONAL, held)))
    assert steps(told)[0] is Step.TELL_SUPERVISOR


def test_once_complete_nothing_waits_until_something_bears_on_it() -> None:
    told = completed(nothing_held(begun()))
    assert steps(told) == []
    assert steps(heard(told, meeting())) == []
    told = heard(told, progressed(), meeting())
    assert steps(told) == [Step.COMPLETE_RISK_ASSESSMENT]


def test_nothing_waits_in_a_finished_case() -> None:
    assert steps(heard(begun(), finalised())) == []


def test_no_code_reaches_a_reader() -> None:
    told = begun().when(replied(PROBATION, CouldNotLook(NoAnswer.DOWN)))
    told = told.when(replied(LOCAL, WouldNotSay(NoAnswer.RECORD_RESTRICTED)))
    ring = REGISTER[Source.PROBATION].ring
    said = [wording.answer(one, ring) for one in standings(told.state, REGISTER)]
    said += [wording.standing(one, REGISTER) for one in standings(told.state, REGISTER)]
    said += [wording.of_type(type_) for type_ in every_event()]
    said += WORDS.values()
    assert not [one for one in said if re.search(r"[A-Z]{2,}_|\b[KRC]-?\d|NO_|HIT", one)]


def test_could_not_look_says_since_when_on_the_london_clock() -> None:
    told = begun().when(replied(PROBATION, CouldNotLook(NoAnswer.DOWN)))
    ring = REGISTER[Source.PROBATION].ring
    said = {one.pair.source: wording.answer(one, ring) for one in standings(told.state, REGISTER)}
    assert said[Source.PROBATION] == "could not look, since 01 June 10:00"
