"""Tasks as they fire, and alerts as somebody takes them."""

from __future__ import annotations

from messaging.routes import Due, DueTask
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.state import Case
from services.decisions.tasks import TASKS
from tests.given import SYSTEM, Story
from tests.services.decisions import told as t


def fired(told: Story[Case], kind: str) -> Story[Case]:
    """The first task of this kind, at its instant or now if that is later."""
    due = [task for task in DECIDER.due(told.state) if task.kind == kind and task.due is not None]
    task = min(due, key=lambda one: (one.due, one.key))
    assert task.due is not None
    route = TASKS[kind]
    assert isinstance(route, Due)
    fires = DueTask(told.state.case_id, kind, task.key, task.refs, task.due, 1, "r", told.now)
    return told.at(max(told.now, task.due)).by(SYSTEM).when(route.to_command(fires))


def taken(told: Story[Case]) -> Story[Case]:
    """A Sergeant takes whatever rings, five minutes later, and does nothing else."""
    told = told.after(minutes=5)
    for alert in told.state.alerts.values():
        if alert.acknowledged_at is None:
            told = told.by(t.SERGEANT).when(c.AcknowledgeAlert(t.SERGEANT, alert.key))
    return told.by(SYSTEM)
