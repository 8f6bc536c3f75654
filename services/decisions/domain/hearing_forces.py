"""What another force says is kept, and what follows from it done at once (G 64 to 68). Pure.

A force may speak of a case that it tasked, or was tasked in, and of no other: for any other force this case
does not exist, and that is all it learns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from contracts import crossing
from contracts.decisions import SupervisorAlerted
from contracts.parties import force_of
from messaging.decider import Message, Moment
from messaging.outcomes import HEARD, Decided, NotYet
from services.decisions.domain import agreeing, correcting, decision_owed, responding, tasking
from services.decisions.domain.across import writer
from services.decisions.domain.alerts import Raised
from services.decisions.domain.commands import HearForce
from services.decisions.domain.record import unweighed
from services.decisions.domain.state import Case

STRANGER: Final = "that force has no part in a case of this name"

FROM_COORDINATING: Final = (
    crossing.RespondingForceChased,
    crossing.TaskedPartiesCorrected,
    crossing.RespondingForceStoodDown,
    crossing.DecisionChased,
    crossing.PositionPassedOn,
    crossing.DecisionPassedOn,
    crossing.OutcomePassedOn,
    crossing.DisagreementRecorded,
    crossing.PrimacyDetermined,
    crossing.PrimacyReEvaluated,
    crossing.ApplicantNamed,
)
FROM_RESPONDING: Final = (
    crossing.RespondingForceAcknowledged,
    crossing.RespondingForceReturned,
    crossing.RespondingForceReported,
)


def hear(case: Case, command: HearForce, moment: Moment) -> Decided | NotYet:
    message = command.message
    opens = isinstance(message.event, crossing.RespondingForceTasked)
    if not (to_us(case, message) and may_speak(case, message) and (case.opened or opens)):
        return NotYet(STRANGER)
    opened = Raised()
    if not case.opened:
        opened = responding.opens(message, case, moment)
    reaction = REACTIONS.get(type(message.event))
    follows = reaction(case, message, moment) if reaction else Raised()
    rings = any(isinstance(event, SupervisorAlerted) for event in follows.events)
    news = Raised() if rings else unweighed(case, message, moment)
    again = responding.resumes(case, message, moment)
    return (Raised((HEARD,)) + opened + again + follows + news).decided()


def to_us(case: Case, message: Message) -> bool:
    """A task that is meant for another force would make us that one."""
    return not case.opened or force_of(message.event.to) == case.force


def may_speak(case: Case, message: Message) -> bool:
    """Whether the writer takes part in the case, in the role that this message has."""
    force, event, across = writer(message.source), message.event, case.across
    if isinstance(event, crossing.RespondingForceTasked):
        if not case.opened:
            return not case.entries
        return across.responding_to == force and across.their_case == event.our_case
    if isinstance(event, FROM_COORDINATING):
        return across.responding_to == force
    if isinstance(event, FROM_RESPONDING):
        held = across.tasks.get(event.task)
        return across.responding_to is None and held is not None and held.force == force
    if across.responding_to is not None:
        return isinstance(event, crossing.PositionStated) and across.responding_to == force
    return any(held.force == force for held in across.tasks.values())


Reaction = Callable[[Case, Message, Moment], Raised]
REACTIONS: Final[Mapping[type[Any], Reaction]] = {
    crossing.RespondingForceTasked: responding.asked,
    crossing.RespondingForceChased: responding.chased,
    crossing.TaskedPartiesCorrected: correcting.heard,
    crossing.RespondingForceStoodDown: responding.stood_down,
    crossing.ApplicantNamed: responding.applicant_named,
    crossing.RespondingForceReturned: tasking.heard_return,
    crossing.RespondingForceReported: tasking.heard_report,
    crossing.PositionStated: responding.spoken,
    crossing.PositionPassedOn: responding.position_passed_on,
    crossing.DecisionPassedOn: responding.spoken,
    crossing.OutcomePassedOn: responding.spoken,
    crossing.PrimacyDetermined: agreeing.heard_primacy,
    crossing.PrimacyReEvaluated: agreeing.heard_primacy,
    crossing.HostedDecisionMade: responding.spoken,
    crossing.DecisionChased: decision_owed.chased,
}
