"""Who works on the case: whoever recorded something on it, here or in another of our services (A9). Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contracts.codes import MessageKind
from contracts.decisions import OfficerAlertDue
from contracts.parties import SERVICES
from messaging.decider import Moment, Recorded
from messaging.outcomes import Decided
from services.notifications.domain import commands as c
from services.notifications.domain.events import PartTaken
from services.notifications.domain.state import Case, Joined


def take(_case: Case, command: c.TakePart, _moment: Moment) -> Decided:
    return Decided((PartTaken(why=command.why),))


def worked(case: Case, recorded: Recorded) -> Case:
    """The case with whoever did this on it. An alert rings because of somebody who may only have reported."""
    actor = recorded.actor
    if not actor.rank or _rings(recorded.event) or (actor.id, actor.role) in case.worked_by:
        return case
    if recorded.heard and recorded.source.rpartition("/")[2] not in SERVICES:
        return case
    return replace(case, worked_by=case.worked_by | {(actor.id, actor.role)})


def _rings(event: Any) -> bool:
    return isinstance(event, OfficerAlertDue) or getattr(event, "kind", None) is MessageKind.OFFICER_ALERT


def joined(case: Case, recorded: Recorded) -> Case:
    one = Joined(recorded.actor.id, recorded.recorded_at, recorded.event.why)
    return replace(case, joined=(*case.joined, one))
