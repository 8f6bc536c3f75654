"""Judgements of a person: matches, initial checks, risk assessment, and all that stands in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.checks import (
    AnswersSettled,
    InitialChecksCompleted,
    RiskAssessmentCompleted,
    SubjectIdentityConfirmed,
)
from contracts.codes import (
    Answer,
    CredibleRisk,
    IdentityOutcome,
    InitialOutcome,
    NoAnswer,
    RiskGround,
    Source,
    Stage,
)
from contracts.people import Children, FindingKind, RiskDetails
from contracts.topics import for_force
from messaging.decider import Actor, Unread
from messaging.outcomes import Refusal
from services.checks.domain import commands as c
from services.checks.domain.answers import CouldNotLook, WouldNotSay
from services.checks.domain.coverage import standing
from services.checks.domain.difference import Change, differences
from services.checks.domain.events import GatesOverridden
from services.checks.domain.state import Checks
from tests.given import START, Story, story
from tests.services.checks.told import (
    ABOUT_CHILD,
    ABOUT_SUBJECT,
    DECIDER,
    INSPECTOR,
    LOCAL,
    PROBATION,
    REGISTER,
    RESEARCHER,
    annex_a,
    begun,
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

NO_CONCERN, CONCERN = InitialOutcome.NO_IMMEDIATE_CONCERN, InitialOutcome.IMMEDIATE_CONCERN
WHY = "Rung the desk; nothing is held there either."


def complete(
    told: Story[Checks],
    *,
    by: Actor = RESEARCHER,
    seen: int | None = None,
    outcome: InitialOutcome = NO_CONCERN,
    progress: bool = True,
    reasons: str | None = None,
    override: str | None = None,
) -> Story[Checks]:
    version = told.version if seen is None else seen
    return told.when(c.CompleteInitialChecks(by, version, outcome, progress, reasons, override))


def assess(
    told: Story[Checks],
    *,
    by: Actor = RESEARCHER,
    risk: CredibleRisk = CredibleRisk.NONE_IDENTIFIED,
    line: str | None = None,
    override: str | None = None,
) -> Story[Checks]:
    text = "Everything obtained was looked at again."
    return told.when(c.CompleteRiskAssessment(by, told.version, risk, text, line, override))


def ambiguous() -> Story[Checks]:
    """Nothing held anywhere but in our own records, where a twin is on record too."""
    twin = record("Florian", number="REC-2", findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE),))
    return nothing_held(begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, record(), twin))))


def assessing() -> Story[Checks]:
    told = complete(nothing_held(begun()))
    told = heard(told, progressed(), meeting())
    return nothing_held(told, stage="full-1")


def test_initial_checks_are_completed_by_a_person_with_a_recommendation() -> None:
    told = complete(nothing_held(begun())).decided(InitialChecksCompleted)
    completed = told.events[0]
    assert completed.outcome is NO_CONCERN
    assert completed.reasons.clear().text == "Recommended: progress the application."
    assert {one.answer for one in completed.coverage} == {Answer.NO_TRACE}
    assert all(one.scope is not None for one in completed.coverage)
    assert told.state.recommends is True


@pytest.mark.proves("R-064", by="services.checks.domain.judging:initial")
def test_without_immediate_concern_what_was_checked_goes_to_whoever_decides_how_to_go_on() -> None:
    told = complete(nothing_held(begun())).decided(InitialChecksCompleted)
    completed = told.events[0]
    assert completed.outcome is InitialOutcome.NO_IMMEDIATE_CONCERN
    assert {(one.source, one.about) for one in completed.coverage} >= {
        (pair.source, pair.about) for pair in (*ABOUT_SUBJECT, ABOUT_CHILD)
    }
    heard_by_decisions = for_force("46").reads("46.decisions")
    assert any(topic.carried(InitialChecksCompleted.TYPE) for topic in heard_by_decisions)
    assert told.state.finished_at is None


def test_nothing_can_be_completed_before_anybody_was_asked() -> None:
    complete(story(DECIDER)).refused("NOT_BEGUN", "CHILD_NOT_CHECKED")


def test_a_machine_completes_nothing() -> None:
    complete(nothing_held(begun()), by=Actor("system:46.checks")).refused("A_PERSON_DECIDES")


def test_everything_that_is_missing_is_said_at_once() -> None:
    told = complete(begun()).refused("COVERAGE_INCOMPLETE", "CHILD_NOT_CHECKED")
    assert isinstance(told.outcome, Refusal)
    words = told.outcome.unmet[0].words
    assert "probation service about the subject: has not answered yet" in words
    assert "PROBATION" not in words


def test_a_child_that_was_not_checked_stops_it_whatever_is_written() -> None:
    told = begun(children=Children())
    told = nothing_held(told)
    complete(told, by=INSPECTOR, override=WHY).refused("CHILD_NOT_CHECKED")


@pytest.mark.proves("R-254", by="services.checks.domain.judging:initial")
def test_a_source_that_could_not_look_is_passed_by_an_inspector_in_writing() -> None:
    down = _probation_down()
    complete(down).refused("COVERAGE_INCOMPLETE")
    complete(down, override=WHY).refused("COVERAGE_INCOMPLETE", "RANK_TO_OVERRIDE")
    passed = complete(down, by=INSPECTOR, override=WHY)
    passed.decided(GatesOverridden, InitialChecksCompleted)
    assert passed.events[0].codes == ("COVERAGE_INCOMPLETE",)
    coverage = {one.check: (one.answer, one.reason) for one in passed.events[1].coverage}
    assert coverage[PROBATION] == (Answer.UNAVAILABLE, NoAnswer.DOWN)


def _probation_down() -> Story[Checks]:
    told = begun().when(replied(PROBATION, CouldNotLook(NoAnswer.DOWN)))
    for check, ask in tuple(told.state.asks.items()):
        if ask.pair.source is not Source.PROBATION:
            told = nothing_held(told, stage=check)
    return told


def test_a_source_that_would_not_say_stops_it() -> None:
    told = begun().when(replied(PROBATION, WouldNotSay(NoAnswer.RECORD_RESTRICTED)))
    told = nothing_held(told)
    told = complete(told).refused("COVERAGE_INCOMPLETE")
    assert isinstance(told.outcome, Refusal)
    words = told.outcome.unmet[0].words
    assert "there is a record that it may not show: ring its owner" in words
    assert "ring " in words.partition("owner)")[2]


def test_an_answer_that_the_officer_has_not_seen_stops_it() -> None:
    told = nothing_held(begun())
    complete(told, seen=told.version - 1).refused("CASE_CHANGED")
    complete(told, seen=told.version)


def test_unread_mail_stops_it_unless_an_inspector_writes_why() -> None:
    mail = Unread("quarantine", "csods.46.intake", "intake.fact.corrected.v1", "BAD_DATA", START)
    told = nothing_held(begun()).with_unread(mail)
    complete(told).refused("UNREAD_MESSAGES")
    complete(told, by=INSPECTOR, override=WHY).decided(GatesOverridden, InitialChecksCompleted)


def test_a_possible_match_waits_for_a_person_and_cannot_be_overridden() -> None:
    complete(ambiguous(), by=INSPECTOR, override=WHY).refused("IDENTITY_NOT_SETTLED")


def test_a_chosen_record_makes_it_a_hit() -> None:
    told = ambiguous()
    told = told.when(
        c.ChooseMatch(
            RESEARCHER,
            told.version,
            (LOCAL,),
            IdentityOutcome.IS_THE_SUBJECT,
            ("REC-2",),
            "Photograph compared with the applicant's.",
        )
    ).decided(SubjectIdentityConfirmed, AnswersSettled)
    settled = told.events[1]
    assert (settled.counts, settled.count) == (Answer.HIT, 1)
    assert [one.record for one in settled.findings.clear().found] == ["REC-2"]
    stands = standing(told.state, ABOUT_SUBJECT[2])
    assert stands.answer is Answer.HIT
    assert stands.answered is not None
    assert stands.answered.records == {"REC-2"}
    complete(told).decided(InitialChecksCompleted)


def test_when_no_record_is_of_the_subject_nothing_is_held_there() -> None:
    told = ambiguous()
    told = told.when(
        c.ChooseMatch(
            RESEARCHER, told.version, (LOCAL,), IdentityOutcome.NONE_IS_THE_SUBJECT, (), "Both are abroad."
        )
    )
    assert standing(told.state, ABOUT_SUBJECT[2]).answer is Answer.NO_TRACE


def test_a_choice_has_to_make_sense() -> None:
    told = ambiguous()
    yes, none = IdentityOutcome.IS_THE_SUBJECT, IdentityOutcome.NONE_IS_THE_SUBJECT
    told.when(c.ChooseMatch(RESEARCHER, told.version, (LOCAL,), yes, (), "None named.")).refused(
        "CHOICE_UNCLEAR"
    )
    told.when(c.ChooseMatch(RESEARCHER, told.version, (LOCAL,), yes, ("REC-77",), "Which?")).refused(
        "RECORD_NOT_AMONG_THEM"
    )
    told.when(c.ChooseMatch(RESEARCHER, told.version, (PROBATION,), none, (), "No record.")).refused(
        "NO_RECORDS_TO_CHOOSE_FROM"
    )
    told.when(c.ChooseMatch(RESEARCHER, 1, (LOCAL,), none, (), "Not looked.")).refused("CASE_CHANGED")


def test_immediate_concern_is_reported_before_the_checks_are_completed() -> None:
    told = nothing_held(begun())
    complete(told, outcome=CONCERN).refused("IMMEDIATE_RISK_NOT_REPORTED")
    risk = RiskDetails(risk="The child is with the subject tonight.")
    told = told.when(c.ReportImmediateRisk(RESEARCHER, RiskGround.CHILD_WITH_SUBJECT_NOW, risk))
    complete(told, outcome=CONCERN).decided(InitialChecksCompleted)
    complete(told, outcome=NO_CONCERN).refused("REASONS_NEEDED")
    complete(told, outcome=NO_CONCERN, reasons="The child was seen and is with its mother.").decided(
        InitialChecksCompleted
    )


def test_not_to_progress_is_recommended_with_reasons() -> None:
    told = nothing_held(begun())
    complete(told, progress=False).refused("REASONS_NEEDED")
    told = complete(told, progress=False, reasons="The subject has died.")
    assert told.events[0].reasons.clear().text == "Recommended: do not progress it. The subject has died."


def test_they_are_completed_again_only_on_something_new() -> None:
    told = complete(nothing_held(begun()))
    complete(told).refused("ALREADY_COMPLETED")
    told = told.when(c.AskAgain(RESEARCHER, (ABOUT_SUBJECT[4],)))
    told = told.when(replied("initial-2-probation-subject", found(Source.PROBATION)))
    complete(told).decided(InitialChecksCompleted)


def test_a_finished_case_is_not_judged_again() -> None:
    complete(heard(nothing_held(begun()), finalised())).refused("CASE_FINISHED")


def test_the_risk_assessment_says_whether_a_credible_risk_exists() -> None:
    told = assess(assessing()).decided(RiskAssessmentCompleted)
    assert told.events[0].credible_risk is CredibleRisk.NONE_IDENTIFIED
    assert all(one.check.startswith("full-1") for one in told.events[0].coverage)


def test_a_risk_is_named_with_its_line() -> None:
    assess(assessing(), risk=CredibleRisk.POSSIBLE).refused("LINE_OF_RISK_NEEDED")
    assess(
        assessing(), risk=CredibleRisk.POSSIBLE, line="From the subject, who lives with the child."
    ).decided(RiskAssessmentCompleted)


def test_it_is_not_completed_before_it_has_begun() -> None:
    assess(nothing_held(begun())).refused("NOT_STARTED")


def test_answers_of_the_initial_checks_are_not_enough_for_it() -> None:
    told = heard(complete(nothing_held(begun())), progressed(), meeting())
    assess(told).refused("COVERAGE_INCOMPLETE", "CHILD_NOT_CHECKED")


def test_it_does_not_rest_on_answers_that_have_grown_old() -> None:
    told = assessing().after(days=8)
    assess(told).refused("RESULTS_TOO_OLD")
    assess(told, by=INSPECTOR, override="The subject has been in hospital since.").decided(
        GatesOverridden, RiskAssessmentCompleted
    )


def test_it_is_completed_once() -> None:
    told = assess(assessing())
    assess(told).refused("ALREADY_COMPLETED")


def test_what_the_full_checks_say_that_the_initial_ones_did_not_is_shown() -> None:
    told = heard(complete(nothing_held(begun())), progressed(), meeting(), annex_a())
    held = record(findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE),))
    told = told.when(replied("full-1-police-local-subject", found(Source.POLICE_LOCAL, held)))
    told = nothing_held(told, stage="full-1")
    changes = {one.pair.source: one.change for one in differences(told.state, REGISTER)}
    assert changes[Source.POLICE_LOCAL] is Change.FOUND_NOW
    assert changes[Source.PROBATION] is Change.SAME
    assert told.state.stage is Stage.FULL


def test_what_a_source_held_before_and_no_longer_holds_is_shown_beside_what_it_holds_now() -> None:
    first = record(findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE, "Invented item."),))
    told = begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, first)))
    told = heard(complete(nothing_held(told)), progressed(), meeting())
    other = record(findings=(held_finding(FindingKind.OTHER_CONVICTION, "Invented fine."),))
    told = told.when(replied("full-1-police-local-subject", found(Source.POLICE_LOCAL, other)))
    changes = {one.pair.source: one.change for one in differences(told.state, REGISTER)}
    assert changes[Source.POLICE_LOCAL] is Change.OTHER_FOUND


def test_an_old_hit_is_not_taken_back_by_a_later_search_that_finds_nothing() -> None:
    held = record(findings=(held_finding(FindingKind.RELEVANT_INTELLIGENCE),))
    told = begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, held)))
    told = heard(complete(nothing_held(told)), progressed(), meeting())
    told = nothing_held(told, stage="full-1")
    assert standing(told.state, ABOUT_SUBJECT[2]).answer is Answer.HIT
    gone = {one.pair.source: one.change for one in differences(told.state, REGISTER)}
    assert gone[Source.POLICE_LOCAL] is Change.GONE_NOW


def test_a_late_outage_does_not_hide_behind_an_earlier_answer() -> None:
    told = heard(complete(nothing_held(begun())), progressed(), meeting())
    told = told.when(replied("full-1-probation-subject", CouldNotLook(NoAnswer.TIMED_OUT)))
    assert standing(told.state, ABOUT_SUBJECT[4]).answer is Answer.UNAVAILABLE
    assert told.now >= START + timedelta(days=3)
