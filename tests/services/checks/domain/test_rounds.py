"""When checks begin, whom they ask about, and what makes them begin again (G 29, 45, 51; R-057, R-065,
R-104).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contracts.checks import CheckFailed, ChecksRequested, InitialChecksCompleted, RiskAssessmentStarted
from contracts.codes import (
    Answer,
    Basis,
    Consent,
    InitialOutcome,
    NoAnswer,
    PartyRole,
    Source,
    Stage,
    Why,
)
from contracts.people import Child, Children, PersonName, SubjectDetails
from contracts.sealed import Sealed
from messaging.outcomes import Refusal
from services.checks.domain import commands as c
from services.checks.domain.coverage import Lack, standing
from services.checks.domain.events import GatesOverridden
from services.checks.domain.state import Pair
from tests.given import START, story
from tests.services.checks.told import (
    ABOUT_CHILD,
    ABOUT_SUBJECT,
    CARE_CHILD,
    CHILD,
    CHILDREN,
    DECIDER,
    INSPECTOR,
    OPENING,
    PROBATION,
    RESEARCHER,
    SERGEANT,
    SUBJECT,
    annex_a,
    application,
    begun,
    correction,
    enquiry,
    finalised,
    heard,
    meeting,
    not_met,
    nothing_held,
    progressed,
)

MIDDLE_NAME = SUBJECT.model_copy(update={"name": PersonName(given="Ferdinand Max", family="Testperson")})


@pytest.mark.proves("R-058", "R-120", by="services.checks.domain.rounds:begin")
def test_all_sources_are_asked_side_by_side_when_the_application_is_made() -> None:
    told = begun().decided(ChecksRequested)
    requested = told.events[0]
    assert {Pair.of(one.source, one.about) for one in requested.asks} == {
        *ABOUT_SUBJECT,
        ABOUT_CHILD,
        Pair(Source.OFFENDER_MANAGEMENT, PartyRole.APPLICANT),
    }
    assert {task.due for task in DECIDER.due(told.state)} == {START}
    assert {key for kind, key in told.due() if kind == "ask"} == {f"{one.check}/1" for one in requested.asks}


AT_NIGHT = (
    datetime(2026, 12, 25, 3, 10, tzinfo=UTC),
    datetime(2026, 6, 7, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
)
"""Christmas night, a Sunday, the hour that comes twice, and New Year's midnight."""


@pytest.mark.proves("R-060", by="services.checks.domain.rounds:begin")
@pytest.mark.parametrize("now", AT_NIGHT, ids=str)
def test_checks_begin_are_put_and_are_completed_at_any_hour_of_any_day(now: datetime) -> None:
    made = application(at=now)._replace(opening=OPENING | {"openedat": f"{now:%FT%T}.000Z"})
    told = heard(story(DECIDER).at(now), made).decided(ChecksRequested)
    assert {task.due for task in DECIDER.due(told.state) if task.kind == "ask"} == {now}
    assert told.events[0].due_at == now + timedelta(hours=24)
    told = nothing_held(told)
    assert told.now == now
    done = c.CompleteInitialChecks(RESEARCHER, told.version, InitialOutcome.NO_IMMEDIATE_CONCERN, True)
    told.when(done).decided(InitialChecksCompleted)


def test_they_are_due_when_the_24_hours_end() -> None:
    assert begun().events[0].due_at == START + timedelta(hours=24)


def test_an_enquiry_with_enough_to_search_by_begins_them_already() -> None:
    told = heard(story(DECIDER), enquiry()).decided(ChecksRequested)
    heard(told, application()).decided()


def test_an_enquiry_without_a_surname_waits_for_it() -> None:
    nameless = SubjectDetails(name=PersonName(given="Ferdinand"), address=SUBJECT.address)
    told = heard(story(DECIDER), enquiry(subject=nameless)).decided()
    heard(told, application()).decided(ChecksRequested)


def test_an_enquiry_with_nothing_to_tell_people_apart_waits() -> None:
    bare = SubjectDetails(name=SUBJECT.name)
    told = heard(story(DECIDER), enquiry(subject=bare)).decided()
    heard(told, application(subject=bare)).decided(ChecksRequested)


@pytest.mark.proves("R-065", by="services.checks.domain.rounds:begin")
def test_an_anonymous_enquiry_still_yields_checks() -> None:
    told = begun(anonymous=True)
    assert {ask.pair for ask in told.state.asks.values()} == {*ABOUT_SUBJECT, ABOUT_CHILD}


def test_whatever_comes_first_opens_the_case_here() -> None:
    told = heard(story(DECIDER), progressed())
    assert told.state.opened_at == START
    assert told.state.opening["policy"] == "KENT-2025@2025-03"


def test_responsible_adults_are_looked_up_among_managed_offenders() -> None:
    adults = Children(named=(CHILD,), responsible_adults=(PersonName(given="Cleo", family="Sample-Quill"),))
    told = begun(children=adults)
    assert told.state.current(Pair(Source.OFFENDER_MANAGEMENT, PartyRole.RESPONSIBLE_ADULT)) is not None


def test_a_new_detail_of_the_subject_asks_about_the_subject_again() -> None:
    told = nothing_held(begun())
    told = heard(told, correction(subject=Sealed.of(MIDDLE_NAME))).decided(ChecksRequested)
    (requested,) = told.events
    assert (requested.stage, requested.round, requested.why) == (Stage.INITIAL, 2, Why.FACT_CORRECTED)
    assert {Pair.of(one.source, one.about) for one in requested.asks} == set(ABOUT_SUBJECT)
    assert told.state.asks[PROBATION].superseded


def test_the_same_detail_told_again_asks_nobody() -> None:
    heard(nothing_held(begun()), correction(subject=Sealed.of(SUBJECT))).decided()


def test_a_further_child_is_checked_too() -> None:
    two = Children(named=(CHILD, CHILD.model_copy(update={"ref": "child-2"})))
    told = heard(begun(), correction(children=Sealed.of(two))).decided(ChecksRequested)
    assert [one.about.child for one in told.events[0].asks] == ["child-2"]


def test_a_superseded_ask_is_not_put_again() -> None:
    told = heard(begun(), correction(subject=Sealed.of(MIDDLE_NAME)))
    assert ("ask", f"{PROBATION}/1") not in told.due()
    assert ("ask", "initial-2-probation-subject/1") in told.due()


def test_social_care_is_asked_about_the_subject_with_consent_only() -> None:
    subject = Pair(Source.SOCIAL_CARE, PartyRole.SUBJECT)
    assert begun().state.current(subject) is None
    consented = begun(consent=Consent.GIVEN).state.current(subject)
    assert consented is not None
    assert consented.basis is Basis.APPLICANT_CONSENTED


def test_the_child_is_checked_without_consent() -> None:
    assert begun().state.asks[CARE_CHILD].basis is Basis.CONSENT_NOT_NEEDED


def test_a_supervisor_may_say_that_the_circumstances_dictate_it() -> None:
    begun().when(c.AskWithoutConsent(RESEARCHER, "It cannot wait.")).refused("RANK_TO_DISPENSE")
    told = begun().when(c.AskWithoutConsent(SERGEANT, "The child lives there and it cannot wait."))
    ask = told.state.current(Pair(Source.SOCIAL_CARE, PartyRole.SUBJECT))
    assert ask is not None
    assert ask.basis is Basis.CIRCUMSTANCES_DICTATE
    told.when(c.AskWithoutConsent(SERGEANT, "Once more.")).refused("CONSENT_NOT_NEEDED")


@pytest.mark.proves("R-120", by="services.checks.domain.rounds:begin")
def test_the_risk_assessment_begins_after_the_progress_decision_and_the_meeting() -> None:
    told = nothing_held(begun())
    told = heard(told, progressed()).decided()
    told = heard(told, meeting()).decided(RiskAssessmentStarted, ChecksRequested)
    requested = told.events[1]
    assert (requested.stage, requested.why) == (Stage.FULL, Why.APPLICATION_PROGRESSED)
    assert {Pair.of(one.source, one.about) for one in requested.asks} == {
        ask.pair for ask in told.state.asks.values() if ask.stage is Stage.INITIAL
    }


def test_the_meeting_alone_does_not_begin_it() -> None:
    told = heard(nothing_held(begun()), meeting()).decided()
    told = heard(told, progressed())
    assert RiskAssessmentStarted in {type(event) for event in told.events}


def test_the_risk_assessment_begins_without_a_meeting_once_none_is_possible() -> None:
    told = heard(nothing_held(begun(anonymous=True)), progressed()).decided()
    heard(told, not_met()).decided(RiskAssessmentStarted, ChecksRequested)


def test_that_no_meeting_is_possible_does_not_begin_it_before_police_go_on() -> None:
    told = heard(nothing_held(begun()), not_met()).decided()
    heard(told, progressed(START + timedelta(days=3))).decided(RiskAssessmentStarted, ChecksRequested)


def test_it_begins_once() -> None:
    told = heard(nothing_held(begun()), progressed(), meeting())
    heard(told, annex_a()).decided()


def test_nobody_is_asked_for_a_finished_case() -> None:
    told = heard(begun(), finalised())
    assert told.due() == set()
    heard(told, correction(at=told.now, subject=Sealed.of(MIDDLE_NAME))).decided()


def test_an_officer_may_ask_again() -> None:
    told = nothing_held(begun()).when(c.AskAgain(RESEARCHER, (ABOUT_SUBJECT[4],)))
    told.decided(ChecksRequested)
    assert ("ask", "initial-2-probation-subject/1") in told.due()


def test_children_that_nobody_named_do_not_stop_the_rest() -> None:
    told = begun(children=Children())
    assert ABOUT_CHILD not in {ask.pair for ask in told.state.asks.values()}
    assert CHILDREN.named


def test_a_subject_with_a_first_name_only_is_no_dead_end() -> None:
    dave = SubjectDetails(name=PersonName(given="Dave"))
    told = begun(subject=dave)
    failed = [one for one in told.events if isinstance(one, CheckFailed)]
    assert {(one.source, one.about) for one in failed} == {(one.source, one.about) for one in ABOUT_SUBJECT}
    assert {(one.answer, one.reason) for one in failed} == {(Answer.UNAVAILABLE, NoAnswer.NO_SURNAME)}
    assert not any(key.endswith("-subject/1") for kind, key in told.due() if kind == "ask")
    assert standing(told.state, ABOUT_SUBJECT[0]).lack is Lack.NOT_SEARCHABLE
    told = nothing_held(told)
    done = c.CompleteInitialChecks(
        INSPECTOR,
        told.version,
        InitialOutcome.NO_IMMEDIATE_CONCERN,
        progress=False,
        reasons="Nobody can be looked for by this name.",
        override="The applicant knows no more, and no record of ours fits.",
    )
    told.when(replace(done, override=None)).refused("COVERAGE_INCOMPLETE")
    told.when(done).decided(GatesOverridden, InitialChecksCompleted)


@pytest.mark.parametrize("other", [(), ("Ваня",), ("Ivan Petrov",)])
def test_nobody_is_looked_for_by_a_name_in_letters_that_no_source_writes(other: tuple[str, ...]) -> None:
    """What they do not find so is not nothing held."""
    name = PersonName(given="Иван", family="Петров", other=other)
    told = begun(subject=SubjectDetails(name=name, approximate_age=38))
    asked = standing(told.state, ABOUT_SUBJECT[0]).lack
    assert asked is (Lack.NO_ANSWER_YET if "Ivan Petrov" in other else Lack.NOT_SEARCHABLE)


def test_a_child_with_a_first_name_only_is_passed_by_an_inspector_or_asked_about_by_telephone() -> None:
    tom = Child(ref="child-1", name=PersonName(given="Tom"))
    told = nothing_held(begun(children=Children(named=(tom,))))
    assert standing(told.state, ABOUT_CHILD).lack is Lack.NOT_SEARCHABLE
    done = c.CompleteInitialChecks(
        RESEARCHER, told.version, InitialOutcome.NO_IMMEDIATE_CONCERN, progress=True
    )
    refused = told.when(done).refused("COVERAGE_INCOMPLETE")
    assert isinstance(refused.outcome, Refusal)
    said = "child 1: cannot be searched: the surname is not known in Latin letters"
    assert said in refused.outcome.unmet[0].words
    passed = replace(done, by=INSPECTOR, override="Rung social care: nobody there knows a Tom.")
    told.when(passed).decided(GatesOverridden, InitialChecksCompleted)
    rung = told.when(c.RecordSpokenAnswer(RESEARCHER, CARE_CHILD, Answer.NO_TRACE))
    rung.when(replace(done, seen=rung.version)).decided(InitialChecksCompleted)


def test_a_surname_that_is_learnt_later_is_searched_at_once() -> None:
    tom = Child(ref="child-1", name=PersonName(given="Tom"))
    told = begun(children=Children(named=(tom,)))
    told = heard(told, correction(children=Sealed.of(CHILDREN)))
    assert ("ask", "initial-2-social-care-child-1/1") in told.due()
    assert standing(told.state, ABOUT_CHILD).lack is Lack.NO_ANSWER_YET
