"""What the routes between forces take (G 64 to 68)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from contracts.codes import Known, PartyRole, Rank
from contracts.crossing import Action, ReturnReason, View
from contracts.fields import ChildRef, ForceCode, Key
from contracts.mappa import AreaCode
from contracts.parties import Nation
from services.decisions.domain.events_across import Owned
from services.decisions.http.bodies import Body, Judged, Words


class Party(Body):
    """The applicant, the subject, or a child by its reference."""

    role: Literal[PartyRole.APPLICANT, PartyRole.SUBJECT, PartyRole.CHILD]
    child: ChildRef | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.role is PartyRole.CHILD) is not (self.child is not None):
            raise ValueError("a child is named by its reference, and nobody else is")
        return self


class Lives(Body):
    """Without `force`: it is not known, or lies outside England and Wales."""

    about: Party
    nation: Nation
    force: ForceCode | None = None


class PlacesBody(Body):
    """In which force area each party lives, as far as it is known now."""

    places: tuple[Lives, ...] = Field(min_length=1)


class MappaStatusBody(Body):
    """`manager`: the force that manages the subject."""

    current: Known
    area: AreaCode | None = None
    manager: ForceCode | None = None
    as_of: AwareDatetime


class OwnerBody(Body):
    what: Owned
    force: ForceCode


class TaskBody(Body):
    """The instants are those that both forces agreed."""

    force: ForceCode
    about: tuple[Party, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = Field(min_length=1)
    acknowledge_by: AwareDatetime
    report_by: AwareDatetime


class StandDownBody(Body):
    task: Key
    reasons: Words


class TakenBody(Body):
    task: Key


class ReturnBody(Body):
    """`lives_in`: the force in whose area the party lives, if it is known."""

    task: Key
    why: ReturnReason
    lives_in: ForceCode | None = None
    reasons: Words


class ReportBody(Judged):
    """`manages`: whether this force manages the subject. `conditions_met`: how the report keeps to the
    conditions of intelligence that may be shared under conditions only (G 18)."""

    task: Key
    done: tuple[Action, ...] = Field(min_length=1)
    mappa: Known
    area: AreaCode | None = None
    manages: bool = False
    findings: Words
    conditions_met: Words | None = None


class PositionBody(Judged):
    view: View
    reasons: Words


class DisagreementBody(Judged):
    reasons: Words


class HostBody(Judged):
    """Without `host` each force decides for the children of its own area."""

    host: ForceCode | None = None
    reasons: Words


class NoteBody(Judged):
    """`rank`: of whoever decided there. `UNDECIDED`: what was written down before stands no longer."""

    force: ForceCode
    view: View
    rank: Rank | None = None
    reasons: Words


class DecisionTakenBody(Body):
    """Nothing to say: this force was told that it decides."""


class HostedBody(Judged):
    """`multi_agency`: other agencies were involved in deciding."""

    view: View
    multi_agency: bool
    reasons: Words


class NamingBody(Body):
    task: Key
    action: Action
    reasons: Words
