"""Right to Know in decisions: clocks, priority, referral, category and end, and never a word to anybody."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.clocks import ClockName, forum_referral
from contracts.codes import AlertKind, ConcernGround, CredibleRisk, Outcome, Priority, Rank, Route
from contracts.decisions import (
    CLOSINGS,
    CaseCategorised,
    CaseClosed,
    CaseFinalised,
    CaseRecordCreated,
    CaseRecordFinalEntry,
    ClockLimitPassed,
    InformationPrioritised,
    OfficerAlertDue,
    SupervisorAlerted,
)
from messaging.outcomes import Refusal
from services.decisions.domain import commands as c
from services.decisions.domain.closing import letter_due
from services.decisions.domain.events import ClocksStarted, Consideration
from services.decisions.domain.stage import next_step, stage
from services.decisions.domain.state import Case, Stage
from tests.given import Story
from tests.services.decisions import knowing as k
from tests.services.decisions import told as t


def test_information_received_opens_a_case_with_its_clocks() -> None:
    told = k.received().decided(ClocksStarted, CaseRecordCreated)
    assert told.state.opening is not None
    assert told.state.opening.route is Route.RIGHT_TO_KNOW
    assert set(told.state.clocks) == {
        ClockName.INITIAL_CHECKS, ClockName.CATEGORISATION, ClockName.WHOLE_CASE,
    }  # fmt: skip
    assert stage(told.state) is Stage.INITIAL_CHECKS


def test_what_comes_later_under_the_same_reference_is_news_to_the_case() -> None:
    told = k.checked()
    more = k.information(t.days(3), subject=None, children=None, relationships=None)
    told = t.hearing(told, more)
    told.when(k.prioritise(told, seen=told.version - 1)).refused("CASE_CHANGED")
    assert len(told.state.learnt) == 2
    assert told.state.children is not None


@pytest.mark.proves("R-129", by="services.decisions.domain.knowing:prioritise")
@pytest.mark.parametrize("priority", Priority)
def test_priority_is_a_recorded_decision_with_its_reasons(priority: Any) -> None:
    told = k.checked()
    told = told.when(k.prioritise(told, priority))
    said = next(one for one in told.events if isinstance(one, InformationPrioritised))
    assert (said.priority, said.rank) == (priority, Rank.SERGEANT)
    assert said.reasons.clear().text


@pytest.mark.proves("R-130", by="services.decisions.domain.supervision:nobody")
def test_what_is_learnt_goes_to_whoever_coordinates_the_scheme_and_is_asked_for_until_one_takes_it() -> None:
    told = k.received()
    assert CaseRecordCreated in {type(event) for event in told.events}
    ((key, due),) = t.tasks_due(told, "supervision").items()
    assert due is not None
    told = told.at(due).when(c.NobodySupervises(int(key)))
    told.decided(SupervisorAlerted, OfficerAlertDue)
    assert told.events[0].kind is AlertKind.SUPERVISION_WANTED
    told = told.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    assert not t.tasks_due(told, "supervision")
    told.after(days=2).when(c.NobodySupervises(9)).decided()


@pytest.mark.proves("R-131", by="services.decisions.domain.clocks:ran_out")
def test_what_waits_behind_others_keeps_its_clock_and_is_overdue_like_any_other() -> None:
    told = k.prioritised(Priority.NO_FULL_ASSESSMENT)
    clock = told.state.clocks[ClockName.CATEGORISATION]
    assert clock.limit is not None
    ((key, due),) = [one for one in t.tasks_due(told, "clock").items() if one[0].startswith("CATEGORISATION")]
    assert (key.split("/")[1], due) == ("limit", clock.limit.late_from)
    told = told.at(clock.limit.late_from)
    told = told.when(c.ClockRanOut(ClockName.CATEGORISATION, True, clock.limit.at))
    assert isinstance(told.events[0], ClockLimitPassed)


def test_a_full_assessment_that_was_decided_on_comes_before_the_category() -> None:
    told = k.prioritised(Priority.FULL_ASSESSMENT_NOW)
    assert stage(told.state) is Stage.RISK_ASSESSMENT
    told.when(t.concern(told)).refused("FULL_ASSESSMENT_OPEN")
    told = t.hearing(told, t.risk_assessment(credible=CredibleRisk.CREDIBLE))
    told.when(t.concern(told)).decided(*_kinds(told.when(t.concern(told))))
    assert stage(told.state) is Stage.CATEGORISATION


def _kinds(told: Story[Case]) -> tuple[type, ...]:
    assert any(isinstance(one, CaseCategorised) for one in told.events), told.outcome
    return tuple(type(one) for one in told.events)


def test_without_intelligence_checks_nothing_is_categorised() -> None:
    told = k.supervised(*t.NOTHING_HELD, t.initial_checks())
    assert stage(told.state) is Stage.INTELLIGENCE_CHECKS
    assert next_step(told.state, stage(told.state)) == "complete the intelligence checks"
    told.when(t.concern(told)).refused("RISK_ASSESSMENT_OPEN")


def test_the_referral_to_a_meeting_is_due_28_days_after_the_intelligence_checks() -> None:
    told = k.checked()
    refer = c.ConsiderMappa(
        t.SERGEANT, True, "Manage him at level 2.", 2, "probation-kent", frozenset({"om-1"})
    )
    told = told.when(refer)
    clock = told.state.clocks[ClockName.FORUM_REFERRAL]
    assert clock.started == t.days(2)
    told = t.hearing(told, t.risk_assessment(t.days(12)))
    assert told.state.clocks[ClockName.FORUM_REFERRAL].started == t.days(2), "an assessment starts none anew"
    assert forum_referral(told.state.profile, t.days(2)).limit == clock.limit


def whole(told: Story[Case], end: Any) -> Story[Case]:
    """Final entry and end; what any of it says to notifications is collected."""
    told = t.considering(told, *t.ALWAYS_CONSIDERED, Consideration.STATUTORY_REFERRALS)
    told = told.when(t.entry(told))
    assert any(isinstance(one, CaseRecordFinalEntry) for one in told.events), told.outcome
    return told.when(end(told))


def no_concern() -> Story[Case]:
    told = k.supervised(
        *t.NOTHING_HELD, t.initial_checks(), k.intelligence_checks(credible=CredibleRisk.NONE_IDENTIFIED)
    ).at(t.days(5))
    return told.when(t.no_concern(told))


@pytest.mark.proves("R-182", by="services.decisions.domain.finalising:_advised")
def test_it_ends_without_letter_or_advice_and_notifications_hears_of_no_closing() -> None:
    told = no_concern()
    assert not letter_due(told.state)
    assert not t.tasks_due(told, "closing")
    told = whole(told, t.finalise)
    assert any(isinstance(one, CaseFinalised) for one in told.events), told.outcome
    assert told.state.entered is Outcome.NO_DISCLOSURE
    said = {entry.type for entry in told.state.entries}
    assert not {kind.TYPE for kind in CLOSINGS} & said
    assert not t.tasks_due(told, "closing")


def test_what_is_not_for_the_scheme_is_closed_by_a_person_with_reasons() -> None:
    told = k.supervised(
        *t.NOTHING_HELD, t.initial_checks(), k.intelligence_checks(credible=CredibleRisk.NONE_IDENTIFIED)
    ).at(t.days(3))
    left = c.DoNotProgress(t.SERGEANT, told.version, "No child is near him, and none will be.")
    told = whole(
        told.when(left), lambda one: c.CloseCase(t.SERGEANT, one.version, "It does not concern the scheme.")
    )
    assert any(isinstance(one, CaseClosed) for one in told.events), told.outcome
    assert not letter_due(told.state)


def test_there_is_no_application_to_progress_and_nobody_to_meet_or_tell() -> None:
    told = k.checked()
    outcome = told.when(t.progress(told)).outcome
    assert isinstance(outcome, Refusal)
    assert "NOBODY_APPLIED" in {one.code for one in outcome.unmet}


def test_a_concern_needs_its_ground_and_line_of_risk_like_any_other() -> None:
    told = k.prioritised()
    told.when(t.concern(told, grounds=frozenset(), line_of_risk=None)).refused(
        "GROUND_MISSING", "LINE_OF_RISK_MISSING"
    )
    told = told.when(t.concern(told, grounds=frozenset({ConcernGround.CONCERNING_BEHAVIOUR})))
    assert any(isinstance(one, CaseCategorised) for one in told.events), told.outcome
