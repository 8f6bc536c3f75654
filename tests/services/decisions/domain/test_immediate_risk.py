"""A child at risk: a supervisor is alerted at once, and the next, until somebody of the rank has taken it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.clocks import ClockName
from contracts.codes import AlertKind, DutyRole, RiskGround
from contracts.decisions import (
    ClockLimitPassed,
    ClockTargetPassed,
    OfficerAlertDue,
    SupervisorAcknowledged,
    SupervisorAlerted,
)
from contracts.risk import ImmediateRiskIdentified
from messaging.decider import Unread
from messaging.outcomes import Decided
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.alerts import step_due
from services.decisions.domain.events import AcknowledgementStarted
from services.decisions.domain.state import Alert, Case
from tests.given import Story, story
from tests.services.decisions import told as t


def alerted() -> Story[Case]:
    return t.hearing(t.supervised(), t.risk())


def alert_of(told: Story[Case]) -> Alert:
    return next(one for one in told.state.alerts.values() if one.kind is AlertKind.IMMEDIATE_RISK)


def climbed(told: Story[Case], steps: int) -> Story[Case]:
    for _ in range(steps):
        alert = alert_of(told)
        told = told.at(step_due(told.state, alert)).when(c.NobodyAnswered(alert.key, alert.level + 1))
    return told


@pytest.mark.proves("R-186", by="services.decisions.domain.immediate_risk:heard")
def test_a_supervisor_is_alerted_at_once() -> None:
    told = alerted()
    told.decided(SupervisorAlerted, OfficerAlertDue, AcknowledgementStarted)
    assert told.events[0].because_of == t.risk().id
    assert told.events[1].role is DutyRole.SUPERVISOR
    assert told.events[1].acknowledge_by - told.events[1].due_at == timedelta(minutes=15)


def test_the_alarm_rings_by_a_transport_of_our_own_too() -> None:
    outcome = alerted().outcome
    assert isinstance(outcome, Decided)
    (task,) = outcome.tasks
    assert (task.kind, task.due) == ("alarm", None)
    assert task.refs["role"] == "SUPERVISOR"


def test_it_waits_neither_for_the_case_nor_for_unread_mail() -> None:
    unread = Unread("quarantine", "csods.46.intake", "intake.enquiry.received.v1", "DATA_INVALID", t.CONTACT)
    bare = t.risk()._replace(opening={})
    told = story(DECIDER).with_unread(unread).at(t.hours(2)).when(c.Hear(bare))
    told.decided(SupervisorAlerted, OfficerAlertDue, AcknowledgementStarted)
    assert not told.state.opened


def test_without_a_supervisor_the_duty_sergeant_is_rung() -> None:
    told = t.hearing(t.opened(), t.risk())
    assert told.events[1].role is DutyRole.DUTY_SERGEANT


def test_the_same_risk_heard_twice_is_one_alert() -> None:
    t.hearing(alerted(), t.risk(t.hours(2.1))).decided()


def test_two_services_that_report_under_one_key_are_two_alerts() -> None:
    told = t.hearing(alerted(), t.risk(by="checks"))
    assert len(told.state.alerts) == 2


def test_unanswered_it_climbs_to_the_control_room_and_goes_on() -> None:
    roles = [climbed(alerted(), steps).events[0].role for steps in range(1, 6)]
    assert roles == [
        DutyRole.DUTY_SERGEANT,
        DutyRole.DUTY_INSPECTOR,
        DutyRole.CONTROL_ROOM,
        DutyRole.CONTROL_ROOM,
        DutyRole.CONTROL_ROOM,
    ]
    assert climbed(alerted(), 5).events[0].level == 5


def test_there_is_always_a_next_step_until_somebody_has_taken_it() -> None:
    told = alerted()
    for _ in range(12):
        assert len(t.tasks_due(told, "climb")) == 1
        told = climbed(told, 1)
    assert not t.tasks_due(told.when(c.AcknowledgeAlert(t.INSPECTOR, alert_of(told).key)), "climb")


def test_a_step_that_fires_twice_rings_once() -> None:
    told = climbed(alerted(), 1)
    told.when(c.NobodyAnswered(alert_of(told).key, 1)).decided()


def test_an_acknowledgement_stops_the_climb_and_the_clock() -> None:
    told = alerted().after(minutes=3)
    told = told.by(t.SERGEANT).when(c.AcknowledgeAlert(t.SERGEANT, alert_of(told).key))
    told.decided(SupervisorAcknowledged)
    assert not t.tasks_due(told, "climb")
    assert not [key for key in t.tasks_due(told, "clock") if key.startswith("ACKNOWLEDGEMENT")]


def test_somebody_below_the_rank_is_recorded_and_the_climb_goes_on() -> None:
    told = alerted().after(minutes=3)
    told = told.by(t.CONSTABLE).when(c.AcknowledgeAlert(t.CONSTABLE, alert_of(told).key))
    told.decided(SupervisorAcknowledged)
    assert t.tasks_due(told, "climb")


def test_taking_what_was_never_raised_is_no_success() -> None:
    told = alerted()
    told.when(c.AcknowledgeAlert(t.SERGEANT, "risk-mistyped")).refused("NO_SUCH_ALERT")
    assert t.tasks_due(told, "climb")


def test_taking_one_risk_takes_no_other() -> None:
    told = t.hearing(alerted(), t.risk(t.hours(2.5), risk_id="risk-2"))
    first, second = told.state.alerts
    told = told.when(c.AcknowledgeAlert(t.SERGEANT, first))
    assert [key.split("/")[0] for key in t.tasks_due(told, "climb")] == [second]


@pytest.mark.parametrize(("limit", "event"), [(False, ClockTargetPassed), (True, ClockLimitPassed)])
def test_an_unanswered_alert_passes_its_marks_once_each(limit: bool, event: type) -> None:
    told = alerted()
    key = alert_of(told).key
    clock = told.state.alert_clocks[key]
    mark = clock.limit if limit else clock.target
    assert mark is not None
    fired = c.ClockRanOut(ClockName.ACKNOWLEDGEMENT, limit=limit, due=mark.at, alert=key)
    passed = told.at(mark.late_from).when(fired)
    passed.decided(event)
    passed.when(fired).decided()


def test_the_clock_runs_from_when_the_risk_was_identified_not_from_when_we_heard() -> None:
    told = t.supervised().at(t.hours(3)).when(c.Hear(t.risk(t.hours(2))))
    (clock,) = told.state.alert_clocks.values()
    assert clock.started == t.hours(2)
    assert clock.limit is not None
    assert clock.limit.at < told.now


def test_an_officer_on_the_case_can_report_it_here() -> None:
    order = c.ReportImmediateRisk(
        t.CONSTABLE, "risk-2", RiskGround.OFFICER_JUDGEMENT, "The child is with them tonight.", (t.CHILD,)
    )
    told = t.assessed().when(order)
    told.decided(ImmediateRiskIdentified, SupervisorAlerted, OfficerAlertDue, AcknowledgementStarted)
    assert told.state.news[-1].type == "immediate_risk.identified.v1"


def test_a_risk_on_a_finished_case_still_rings() -> None:
    told = t.hearing(t.finalised(), t.risk(t.days(27)))
    told.decided(SupervisorAlerted, OfficerAlertDue, AcknowledgementStarted)
    assert t.tasks_due(told, "climb")


def test_an_alert_says_nothing_about_anybody() -> None:
    notice = alerted().events[1]
    assert set(notice.model_dump()) == {
        "alert", "kind", "role", "level", "reference", "due_at", "acknowledge_by", "also",
    }  # fmt: skip
    assert not notice.LABELS
