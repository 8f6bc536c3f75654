"""Who works on the case: whoever recorded something on it, here or in another of our services (A9). Pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from contracts import decisions, intake
from contracts.codes import Rank
from contracts.parties import SERVICES
from contracts.people import Reasons
from contracts.ranks import at_least
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Moment, Recorded
from messaging.outcomes import Decided
from services.checks.domain.commands import TakePart
from services.checks.domain.events import DangersFound, PartTaken
from services.checks.domain.folding_asks import Changes, Fold
from services.checks.domain.state import Checks, Joined

NO_WORK: Final = frozenset(
    {
        ImmediateRiskIdentified,
        DangersFound,
        intake.IndirectInformationReceived,
        decisions.SupervisorAssigned,
    }
)
"""Whoever reports something leaves it to others to act; who is assigned supervises as long as they do."""


def take(_case: Checks, command: TakePart, _moment: Moment) -> Decided:
    return Decided((PartTaken(reasons=Sealed.of(Reasons(text=command.why))),))


def worked(case: Checks, recorded: Recorded) -> Changes:
    """With whoever did this on it. What an agency says of its own people counts not."""
    actor = recorded.actor
    if not actor.rank or type(recorded.event) in NO_WORK or (actor.id, actor.role) in case.worked_by:
        return {}
    if recorded.heard and recorded.source.rpartition("/")[2] not in SERVICES:
        return {}
    return {"worked_by": case.worked_by | {(actor.id, actor.role)}}


def _joined(case: Checks, event: PartTaken, recorded: Recorded) -> Changes:
    return {"joined": (*case.joined, Joined(recorded.actor.id, recorded.recorded_at, event.reasons))}


def _assigned(_case: Checks, event: decisions.SupervisorAssigned, _recorded: Recorded) -> Changes:
    """Who covers does so until somebody else supervises."""
    if event.covering:
        return {"cover": event.supervisor}
    return {"supervisor": event.supervisor, "cover": None}


def _alerted(case: Checks, event: decisions.SupervisorAlerted, _recorded: Recorded) -> Changes:
    if event.because_of is None:
        return {}
    rung = MappingProxyType({**case.rung, event.alert: event.because_of})
    return {"rung": rung, "alerted": case.alerted | {event.because_of}}


def _taken(case: Checks, event: decisions.SupervisorAcknowledged, _recorded: Recorded) -> Changes:
    """To take an immediate risk on is for a supervisor (G 30)."""
    risk = case.rung.get(event.alert)
    return {"taken": case.taken | {risk}} if risk and at_least(event.rank, Rank.SERGEANT) else {}


def risk_waits(case: Checks) -> bool:
    """Whether an immediate risk waits for somebody to take it, as far as decisions has said."""
    ended = case.finished_at
    waiting = (one for one in case.risks.values() if one.message not in case.taken)
    return any(ended is None or one.at > ended for one in waiting)


PARTS: Final[dict[type[Any], Fold]] = {
    PartTaken: _joined,
    decisions.SupervisorAssigned: _assigned,
    decisions.SupervisorAlerted: _alerted,
    decisions.SupervisorAcknowledged: _taken,
}
