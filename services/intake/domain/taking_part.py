"""Who works on the case: whoever recorded something on it, here or in another of our services (A9). Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from contracts.decisions import SupervisorAssigned
from contracts.intake import IndirectInformationReceived
from contracts.parties import SERVICES
from contracts.people import Reasons
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Moment, Recorded
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.events import FlagsRaised, PartTaken
from services.intake.domain.state import Case, Joined

NO_WORK: Final = frozenset(
    {ImmediateRiskIdentified, IndirectInformationReceived, FlagsRaised, SupervisorAssigned}
)
"""Whoever reports something leaves it to others to act; who is assigned supervises as long as they do."""


def take(_case: Case, command: c.TakePart, _moment: Moment) -> Decided:
    return Decided((PartTaken(reasons=Sealed.of(Reasons(text=command.why))),))


def worked(case: Case, recorded: Recorded) -> Case:
    """The case with whoever did this on it. What a partner or a system says of its own people counts not."""
    actor = recorded.actor
    if not actor.rank or type(recorded.event) in NO_WORK or (actor.id, actor.role) in case.worked_by:
        return case
    if recorded.heard and recorded.source.rpartition("/")[2] not in SERVICES:
        return case
    return replace(case, worked_by=case.worked_by | {(actor.id, actor.role)})


def joined(case: Case, event: PartTaken, recorded: Recorded) -> Case:
    one = Joined(recorded.actor.id, recorded.recorded_at, event.reasons)
    return replace(case, joined=(*case.joined, one))


def assigned(case: Case, event: SupervisorAssigned, _recorded: Recorded) -> Case:
    """Who covers does so until somebody else supervises."""
    if event.covering:
        return replace(case, cover=event.supervisor)
    return replace(case, supervisor=event.supervisor, cover=None)
