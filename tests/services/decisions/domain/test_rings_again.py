"""What was used, taken or late once rings again where it is another (G 28 g, 66, 77)."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from contracts.clocks import ClockName
from contracts.codes import Answer, RiskGround, Source
from contracts.decisions import ClockLimitPassed, SupervisorAlerted
from contracts.people import FindingKind
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain.events import Addressed
from services.decisions.domain.finalising import outcome_of
from services.decisions.domain.safeguarding import open_issues
from tests.services.decisions import between as b
from tests.services.decisions import partners as p
from tests.services.decisions import told as t
from tests.services.decisions.test_never_silent import busy_with_something_else, longest

K6 = ClockName.RESPONDING_FORCE


def codes(told: Any, command: Any) -> set[str]:
    outcome = told.by(command.by).when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def at_risk(by: Any, words: str) -> c.ReportImmediateRisk:
    return c.ReportImmediateRisk(by, "risk-1", RiskGround.OFFICER_JUDGEMENT, words, (t.CHILD,))


def test_a_risk_that_is_reported_under_a_key_that_was_used_before_rings_and_is_open() -> None:
    told = t.assessed().when(at_risk(t.CONSTABLE, "The child is with them tonight."))
    (key,) = told.state.alerts
    told = told.by(t.SERGEANT).when(c.AcknowledgeAlert(t.SERGEANT, key))
    told = told.when(c.ResolveSafeguardingIssue(t.SERGEANT, key, Addressed.RESOLVED, "With the aunt."))
    told = told.after(days=3).by(t.RESEARCHER).when(at_risk(t.RESEARCHER, "They have taken the child back."))
    assert any(isinstance(one, SupervisorAlerted) for one in told.events)
    assert open_issues(told.state)


def test_a_child_for_whom_a_partner_never_answers_rings_again_after_its_alert_was_taken() -> None:
    told, rings = p.offered(), 0
    for time in range(1, 15):
        (due,) = t.tasks_due(told, "partner").values()
        assert due is not None
        told = told.at(due).when(c.PartnerSilent(p.FRONT_DOOR, time))
        for one in [one for one in told.events if isinstance(one, SupervisorAlerted)]:
            rings += 1
            told = told.after(minutes=10).by(t.SERGEANT).when(c.AcknowledgeAlert(t.SERGEANT, one.alert))
    assert rings > 1


def test_a_child_who_was_referred_of_an_ended_case_is_not_forgotten() -> None:
    """58 days and 23 hours without a ring on 0f75bbe."""
    assert longest(p.offered(t.finalised()), 60, busy_with_something_else) <= timedelta(days=8)


GIVEN_BACK = permutations((p.taken_on(t.days(1), "hub-1"), p.not_taken_on(t.days(3), "hub-1")))
HELD = t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.SCHEDULE_34A_CONVICTION)


@pytest.mark.parametrize("order", list(GIVEN_BACK))
def test_a_case_that_the_hub_gives_back_is_ours_to_categorise(order: Any) -> None:
    told = t.hearing(p.to_the_hub(t.checked(t.requested(), HELD)), *order)
    assert ClockName.CATEGORISATION not in told.state.ends
    assert outcome_of(told.state) is None


def test_so_is_one_that_was_withdrawn_from_the_hub() -> None:
    told = t.hearing(p.to_the_hub(t.checked(t.requested(), HELD)), p.taken_on(t.days(1), "hub-1"))
    told = told.after(days=1).by(t.SERGEANT)
    told = told.when(p.withdraw(told, referral="hub-1"))
    assert ClockName.CATEGORISATION not in told.state.ends
    assert outcome_of(told.state) is None


def test_the_limit_of_a_further_task_of_another_force_rings_in_its_turn() -> None:
    told = b.searched()
    limit = told.state.clocks[K6].limit
    assert limit is not None
    told = told.at(limit.late_from).when(c.ClockRanOut(K6, limit=True, due=limit.at))
    told = told.by(t.SERGEANT).after(hours=1)
    told = told.when(c.ExplainOverdue(t.SERGEANT, K6, "The archive was closed."))
    told = told.when(b.report(told)).after(hours=1)
    now = told.now
    told = b.hearing(
        told,
        b.tasked_by_them(
            now,
            task="task-46-2",
            tasked_at=now,
            acknowledge_by=now + timedelta(days=1),
            report_by=now + timedelta(days=9),
        ),
    )
    limit = told.state.clocks[K6].limit
    assert limit is not None
    told = told.at(limit.late_from).when(c.ClockRanOut(K6, limit=True, due=limit.at))
    assert any(isinstance(one, ClockLimitPassed) for one in told.events)


def test_a_hub_that_takes_a_case_on_again_has_it_and_is_asked_when_it_is_silent() -> None:
    told = p.offered(p.to_the_hub(t.checked(t.requested(), HELD)))
    back = p.taken_on(t.days(1), "hub-1"), p.not_taken_on(t.days(3), "hub-1")
    told = t.hearing(told, *back, p.taken_on(t.days(4), "hub-1"))
    assert told.state.referrals.moved == t.days(4)
    assert any("hub-1" in one for one in t.tasks_due(told, "partner"))
    told = t.hearing(told, p.taken_on(t.days(5)))
    assert told.state.referrals.moved == t.days(4), "whatever another partner says of another referral"


def test_a_partner_that_names_a_far_day_for_its_next_word_is_asked_within_four_weeks() -> None:
    told = t.hearing(p.offered(), p.taken_on(t.days(1)), p.in_progress(t.days(2), t.days(400)))
    (due,) = t.tasks_due(told, "partner").values()
    assert due == t.days(30)
