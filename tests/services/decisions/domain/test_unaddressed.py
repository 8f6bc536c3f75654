"""To take an alert is not to act: what endangers a child rings until somebody has said what was done."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contracts.codes import AlertKind, Answer, SafeguardingAction, Source
from contracts.decisions import SupervisorAlerted
from contracts.people import FindingKind
from messaging.decider import Actor, Message, Moment
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import Addressed
from services.decisions.domain.evidence import MEASURE_TAKEN
from services.decisions.domain.safeguarding import open_issues
from services.decisions.domain.stage import next_step, stage
from services.decisions.domain.state import Case
from services.decisions.domain.unaddressed import TASK
from tests.given import Story, story
from tests.services.decisions import told as t
from tests.services.decisions.domain.ringing import fired, taken

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


def at_risk(told: Story[Case] | None = None) -> Story[Case]:
    """A supervisor has taken the report of an immediate risk, and that is all."""
    told = told or t.supervised()
    return taken(t.hearing(told, t.risk(told.now + AN_HOUR)))


def next_ring(told: Story[Case]) -> datetime:
    ((_, due),) = t.tasks_due(told, TASK).items()
    assert due is not None
    return due


def rung(told: Story[Case]) -> Story[Case]:
    """The next ring for it, as its task fires."""
    told = fired(told.at(next_ring(told)), TASK)
    assert [one.kind for one in told.events if isinstance(one, SupervisorAlerted)] == [
        AlertKind.REVIEW_WANTED
    ]
    return told


def resolved(told: Story[Case], how: Addressed = Addressed.RESOLVED) -> Story[Case]:
    (issue,) = open_issues(told.state)
    return told.when(c.ResolveSafeguardingIssue(t.SERGEANT, issue, how, "Police found her; she is safe."))


def safe_already(at: datetime) -> Message:
    said = t.risk(at)
    done = (SafeguardingAction.POLICE_SENT, SafeguardingAction.CHILD_MADE_SAFE)
    return said._replace(event=said.event.model_copy(update={"done": done}))


def test_a_risk_that_was_taken_and_not_acted_on_rings_within_the_hour_then_daily() -> None:
    told = at_risk()
    assert next_ring(told) == told.now + AN_HOUR
    told = taken(rung(told))
    assert next_ring(told) == told.now + A_DAY
    told = taken(rung(told))
    assert next_ring(told) == told.now + A_DAY


def test_while_its_alert_still_rings_it_does_not_ring_twice() -> None:
    told = t.hearing(t.supervised(), t.risk())
    assert not t.tasks_due(told, TASK)
    again = rung(at_risk())
    assert not t.tasks_due(again, TASK)
    assert t.tasks_due(again, "climb")


@pytest.mark.parametrize("how", Addressed)
def test_it_ends_when_somebody_says_what_was_done(how: Addressed) -> None:
    told = at_risk()
    due = next_ring(told)
    told = resolved(told, how)
    assert not t.tasks_due(told, TASK)
    (risk,) = told.state.issues
    told.at(due).when(c.NobodyAddressed(risk, 1)).decided()


def test_whatever_else_is_done_on_the_case_is_not_that() -> None:
    told = at_risk()
    due = next_ring(told)
    told = t.hearing(told, *t.NOTHING_HELD, t.initial_checks()).when(t.progress(told))
    assert next_ring(told) == due
    rung(told)


def test_a_child_who_is_safe_already_is_asked_after_no_more() -> None:
    told = taken(t.hearing(t.supervised(), safe_already(t.hours(2))))
    assert not t.tasks_due(told, TASK)
    assert not open_issues(told.state)


def test_a_case_does_not_end_over_a_risk_of_which_nobody_has_said_what_was_done() -> None:
    told = at_risk(t.assessed())
    told = t.ready(told)
    told.when(t.finalise(told)).refused("SAFEGUARDING_ISSUE_OPEN")
    done = resolved(told)
    done = done.when(t.finalise(done))
    assert done.state.finalised


def test_a_risk_before_the_case_is_open_here_is_not_forgotten_either() -> None:
    told = story(DECIDER).at(t.hours(2)).when(c.Hear(t.risk()._replace(opening={})))
    assert not told.state.opened
    rung(taken(told))


def test_a_risk_that_nobody_has_addressed_is_no_measure_taken() -> None:
    """Else a report of danger would let a case leave the scheme with what is held (G 42, 85)."""
    hit = t.answered(Source.POLICE_NATIONAL, Answer.HIT, kind=FindingKind.SCHEDULE_34A_CONVICTION)
    held = t.opened(t.application(), t.requested(), hit)
    moment = Moment(held.now, held.state.case_id, held.version, (), ())
    assert not MEASURE_TAKEN.holds(held.state, None, moment)
    told = at_risk(held)
    assert not MEASURE_TAKEN.holds(told.state, None, moment)
    assert MEASURE_TAKEN.holds(resolved(told).state, None, moment)


# any other issue


def raised(told: Story[Case], by: Actor = t.CONSTABLE) -> Story[Case]:
    return told.when(c.RaiseSafeguardingIssue(by, "alone", "Alone after school."))


def test_an_issue_that_somebody_took_and_nobody_resolved_rings_as_a_silent_case_would() -> None:
    told = taken(raised(t.supervised()))
    for _ in range(4):
        assert next_ring(told) == told.now + timedelta(days=told.state.rules.periods.silent_after_days)
        told = taken(rung(told))


def test_so_does_one_that_its_supervisor_raised_and_for_which_nobody_was_rung() -> None:
    told = raised(t.supervised(), t.SERGEANT)
    assert not told.state.alerts
    assert next_ring(told) == told.now + timedelta(days=7)
    rung(told)


def test_raised_again_it_is_another_and_rings_anew() -> None:
    told = taken(raised(t.supervised()))
    told = resolved(taken(rung(told)))
    told = taken(raised(told.after(days=1)))
    assert next_ring(told) == told.now + timedelta(days=7)
    rung(told)


def test_after_the_end_of_a_case_nothing_else_watches_it() -> None:
    """No clock runs there, and no silence is counted: one who took the alert and forgot it was the last."""
    told = taken(raised(t.finalised()))
    assert not t.tasks_due(told, "silence")
    told = rung(told)
    assert t.tasks_due(taken(told), TASK)
    assert not t.tasks_due(resolved(told), TASK)


def test_a_risk_after_the_end_rings_on_the_case_it_was_said_of() -> None:
    rung(at_risk(t.finalised()))


def test_what_was_there_when_a_case_ended_does_not_ring_after_it() -> None:
    """A journal of before has risks that ended with the case: the end was decided with them in view."""
    told = at_risk(t.finalised())
    (issue,) = told.state.issues.values()
    assert issue.since is not None
    ended = t.with_state(told, ended=issue.since + timedelta(minutes=1))
    assert not t.tasks_due(ended, TASK)


def test_the_work_list_says_that_it_is_still_to_be_addressed() -> None:
    told = at_risk()
    still = "say what was done about each open safeguarding issue; and "
    assert next_step(told.state, stage(told.state)).startswith(still)
    assert not next_step(resolved(told).state, stage(told.state)).startswith(still)
