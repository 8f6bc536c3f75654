"""What waits for somebody, in words; and that no code reaches a reader."""

from __future__ import annotations

import re
from datetime import timedelta

from contracts.checks import InitialChecksCompleted
from contracts.codes import Answer, ConditionKind, InitialOutcome, NoAnswer, PartyRole, Source
from contracts.held import Grade
from contracts.people import Finding, FindingKind, PersonName, SubjectDetails
from contracts.schemas import every_event
from services.checks.domain import commands as c
from services.checks.domain import wording
from services.checks.domain.answers import CouldNotLook, WouldNotSay
from services.checks.domain.breach import conditions
from services.checks.domain.coverage import lacking, standings
from services.checks.domain.grading import items
from services.checks.domain.state import Checks, Pair
from services.checks.domain.to_do import WORDS, Step, to_do
from tests.given import START, Story, story
from tests.services.checks.told import (
    APPLICANT,
    DECIDER,
    LOCAL,
    NATIONAL,
    PROBATION,
    REGISTER,
    RESEARCHER,
    begun,
    clock_start_moved,
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


def test_they_are_due_by_the_instant_from_which_the_clocks_count() -> None:
    """Intake put contact right, or the same had been asked earlier; the opening facts stay as they were."""
    earlier = START - timedelta(hours=10)
    told = heard(nothing_held(begun()), clock_start_moved(earlier))
    (one,) = to_do(told.state, lacking(told.state, REGISTER))
    assert (one.step, one.due) == (Step.COMPLETE_INITIAL_CHECKS, earlier + timedelta(hours=24))
    assert DECIDER.opening(told.state) == DECIDER.opening(nothing_held(begun()).state)


def test_of_two_such_words_the_later_one_counts() -> None:
    later, sooner = START - timedelta(hours=2), START - timedelta(hours=9)
    told = heard(nothing_held(begun()), clock_start_moved(later, at=START + timedelta(minutes=5)))
    told = heard(told, clock_start_moved(sooner, at=START + timedelta(minutes=1)))
    assert told.state.counts_from == later


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


def answered(*findings: Finding) -> Story[Checks]:
    held = record(findings=findings)
    return nothing_held(begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, held))))


def test_ungraded_intelligence_waits_until_it_is_graded_though_the_checks_are_complete() -> None:
    told = completed(answered(held_finding(FindingKind.RELEVANT_INTELLIGENCE)))
    assert steps(told) == [Step.GRADE_INTELLIGENCE]
    (item,) = items(told.state)
    grade = Grade(source=2, intelligence="C", handling="P")
    told = told.when(c.GradeIntelligence(RESEARCHER, item.key, grade, "Told once, and borne out."))
    assert Step.GRADE_INTELLIGENCE not in steps(told)


def test_an_order_that_nobody_has_classified_waits_to_be_read() -> None:
    told = answered(held_finding(FindingKind.ORDER_IN_FORCE))
    assert Step.READ_CONDITIONS in steps(told)
    (one,) = conditions(told.state)
    kinds = (ConditionKind.NOT_ABOUT_CONTACT,)
    told = told.when(c.ReadCondition(RESEARCHER, one.key, kinds, "It is about a curfew alone."))
    assert Step.READ_CONDITIONS not in steps(told)


def test_a_source_that_answers_twice_and_differently_waits_to_be_settled() -> None:
    told = answered(held_finding(FindingKind.OTHER_CONVICTION))
    assert Step.SETTLE_ANSWERS not in steps(told)
    pair = Pair(Source.POLICE_LOCAL, PartyRole.SUBJECT)
    told = told.when(c.AskAgain(RESEARCHER, (pair,)))
    again = replied("initial-2-police-local-subject", found(Source.POLICE_LOCAL))
    told = told.when(again)
    assert Step.SETTLE_ANSWERS in steps(told)
    counts = Answer.HIT
    told = told.when(c.SettleAnswers(RESEARCHER, told.version, pair, counts, "The record was moved."))
    assert Step.SETTLE_ANSWERS not in steps(told)


def test_a_possible_match_of_another_adult_waits_for_a_person_and_holds_nothing_back() -> None:
    held = record("Barnaby", born=None).model_copy(update={"name": APPLICANT.name, "addresses": ()})
    check = "initial-1-offender-management-applicant"
    told = nothing_held(begun().when(replied(check, found(Source.OFFENDER_MANAGEMENT, held))))
    assert Step.LOOK_AT_ADULTS in steps(told)
    completed(told).decided(InitialChecksCompleted)


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
