"""What checks keeps for itself, beside what it publishes: how matches were weighed, gates passed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.codes import ConditionKind, PartyRole, Rank, RiskGround, Source
from contracts.event import Event
from contracts.fields import CaseId, ChildRef, Instant, Key
from contracts.people import Address, Line, MatchReasons, PersonName, Reasons, Words
from contracts.sealed import Personal, PersonalPart, Sealed
from services.checks.domain.matching import Band

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z_]{2,39}$")]
Step = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{2,39}$")]


class WeighedRecord(PersonalPart):
    record: Line
    band: Band
    weight: float
    reasons_for: tuple[Line, ...] = ()
    reasons_against: tuple[Line, ...] = ()


class Weighed(Personal, label="findings"):
    records: tuple[WeighedRecord, ...] = Field(min_length=1)


class MatchesWeighed(Event, type="checks.matches.weighed.v1", public=False):
    """Every record that a source returned, and why it was taken for the person, for another, or for neither
    yet.
    """

    check: Key
    weighed: Sealed[Weighed]


class Danger(PersonalPart):
    """One record of the subject, and one child whom it puts in danger; `child` None: none is named yet."""

    source: Source
    record: Line
    ground: RiskGround
    sure: bool
    """Not merely a possible match."""
    child: ChildRef | None = None
    near: bool = False
    """Close contact is stated."""


class Dangers(Personal, label="findings"):
    found: tuple[Danger, ...] = Field(min_length=1)


class DangersFound(Event, type="checks.dangers.found.v1", public=False):
    """Of what an immediate risk was reported: the same is not reported twice, and nothing new is lost."""

    risk_id: Key
    dangers: Sealed[Dangers]


class ConditionRead(Personal, label="findings"):
    """What a person made of one condition: what it forbids, towards whom. `under`, `names` as in an order."""

    condition: Key
    forbids: tuple[ConditionKind, ...] = Field(min_length=1)
    under: int | None = Field(default=None, ge=1, le=18)
    names: tuple[Line, ...] = ()
    reasons: Words


class ConditionsRead(Event, type="checks.condition.read.v1", public=False):
    """A person has read what an order or a licence forbids; the last reading counts."""

    read: Sealed[ConditionRead]


class NamedAdult(Personal, label="applicant"):
    """Another adult of the case, to be looked up among managed offenders (C-23)."""

    role: PartyRole
    name: PersonName
    date_of_birth: date | None = None
    address: Address | None = None


class AdultNamed(Event, type="checks.adult.named.v1", public=False):
    """A recipient, or another adult responsible for a child, was named by an officer."""

    adult: Sealed[NamedAdult]


class PossibleCase(PersonalPart):
    """Another live case in which somebody may be somebody of this one, with the reasons in words."""

    other: CaseId
    role: PartyRole
    other_role: PartyRole
    reasons_for: tuple[Line, ...] = ()
    reasons_against: tuple[Line, ...] = ()


class PossibleCases(Personal, label="findings"):
    found: tuple[PossibleCase, ...] = Field(min_length=1)


class RelatedFound(Event, type="checks.related.found.v1", material=True, public=False):
    """Other live cases that may concern somebody of this one: a person decides."""

    cases: Sealed[PossibleCases]


class RelatedSettled(Event, type="checks.related.settled.v1", public=False, occurred="settled_at"):
    """A person said whether it is one person."""

    other: CaseId
    same: bool
    settled_at: Instant
    match: Sealed[MatchReasons]


class ConsentDispensed(Event, type="checks.consent.dispensed.v1", public=False, occurred="decided_at"):
    """The circumstances dictate that social care is asked without the applicant's consent (G 52 a)."""

    decided_at: Instant
    reasons: Sealed[Reasons]


class OtherAgenciesWanted(Event, type="checks.other_agencies.wanted.v1", public=False, occurred="decided_at"):
    """Why other agencies can inform the risk assessment, and are asked (G 52 c)."""

    decided_at: Instant
    reasons: Sealed[Reasons]


class GatesOverridden(Event, type="checks.gates.overridden.v1", public=False):
    """Conditions that were passed with a written reason, by the rank that may."""

    step: Step
    codes: tuple[Code, ...] = Field(min_length=1)
    rank: Rank
    reasons: Sealed[Reasons]


class PartTaken(Event, type="checks.part.taken.v1", public=False):
    """An officer takes part in the case from now on, and why (A9)."""

    reasons: Sealed[Reasons]


EVENTS: tuple[type[Event], ...] = (
    MatchesWeighed,
    DangersFound,
    ConditionsRead,
    AdultNamed,
    RelatedFound,
    RelatedSettled,
    ConsentDispensed,
    OtherAgenciesWanted,
    GatesOverridden,
    PartTaken,
)


def to_the_millisecond(at: datetime) -> datetime:
    """Instants as the wire keeps them, so that what is decided equals what is read back."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
