"""What the routes between forces take (G 64 to 68)."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.codes import Known
from contracts.crossing import Action, ReturnReason, View
from contracts.fields import ForceCode, Key
from contracts.mappa import AreaCode
from contracts.parts import About
from services.decisions.domain.events_across import Owned, Place
from services.decisions.http.bodies import Body, Judged, Words


class PlacesBody(Body):
    """In which force area each party lives, as far as it is known now."""

    places: tuple[Place, ...] = Field(min_length=1)


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
    about: tuple[About, ...] = Field(min_length=1)
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
    """`manages`: whether this force manages the subject."""

    task: Key
    done: tuple[Action, ...] = Field(min_length=1)
    mappa: Known
    area: AreaCode | None = None
    manages: bool = False
    findings: Words


class PositionBody(Judged):
    view: View
    reasons: Words


class DisagreementBody(Judged):
    reasons: Words


class HostBody(Body):
    """Without `host` each force decides for the children of its own area."""

    host: ForceCode | None = None
    reasons: Words


class HostedBody(Judged):
    """`multi_agency`: other agencies were involved in deciding."""

    view: View
    multi_agency: bool
    reasons: Words


class NamingBody(Body):
    task: Key
    action: Action
    reasons: Words
