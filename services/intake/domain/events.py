"""What intake journals for itself and publishes to nobody."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.event import Event, Fact
from contracts.fields import CaseId, Instant, Key, MessageId, StaffId
from contracts.intake import Warned
from contracts.parts import LinkedCase
from contracts.people import Line, PersonName, Reasons
from contracts.sealed import Personal, Sealed
from services.intake.domain.flags import Flag

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,59}$")]
"""The code of a gate."""

Part = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]
"""What was corrected, by the name it has in `fact.corrected`."""


class ResponsibleAdult(Personal, label="applicant"):
    """Who accompanies an applicant under 18 (G 58)."""

    name: PersonName
    relation: Line
    """Family, friend or professional, in the applicant's words."""


class FlagsRaised(Event, type="intake.flags.raised.v1", public=False):
    """Accepted, and a supervisor is to look at it. `about` is the meeting, where it is of one."""

    flags: tuple[Flag, ...] = Field(min_length=1)
    about: Key | None = None


class FlagsAcknowledged(Event, type="intake.flags.acknowledged.v1", public=False):
    flags: tuple[Flag, ...] = Field(min_length=1)
    reasons: Sealed[Reasons]


class OverrideUsed(Event, type="intake.override.used.v1", public=False):
    """Conditions that a rank which may has passed, with its written reason."""

    conditions: tuple[Code, ...] = Field(min_length=1)
    reasons: Sealed[Reasons]


class Replaced(Fact):
    """The version of the case, and the message, in which the part stood that a correction replaced."""

    part: Part
    version: int = Field(ge=0)
    message: MessageId | None = None


class CorrectionTraced(Event, type="intake.correction.traced.v1", public=False):
    """Which earlier entries a correction replaced. They stay in the journal as they were."""

    replaced: tuple[Replaced, ...] = Field(min_length=1)


class CasesLinked(Event, type="intake.cases.linked.v1", public=False):
    """Found after the enquiry was taken: the same applicant asked about the same subject (never merged)."""

    linked: tuple[LinkedCase, ...] = Field(min_length=1)


class SameEnquiry(Fact):
    """Another case in which the same applicant asked about the same subject; redirected, or not."""

    case_id: CaseId
    contacted_at: Instant
    redirected_at: Instant | None = None


class SameEnquiriesCompared(Event, type="intake.same_enquiries.compared.v1", public=False):
    """How the same enquiry in other cases stands now; and which turned out not to be the same."""

    found: tuple[SameEnquiry, ...] = ()
    no_longer: tuple[CaseId, ...] = ()


class CaseAllocated(Event, type="intake.case.allocated.v1", public=False, occurred="allocated_at"):
    to: StaffId
    allocated_at: Instant


class WarningsGiven(Event, type="intake.warnings.given.v1", public=False):
    """What the applicant was warned and told of outside a meeting (G 40 a to d, G 46)."""

    warned: tuple[Warned, ...] = Field(min_length=1)


class ResponsibleAdultNamed(Event, type="intake.responsible_adult.named.v1", public=False):
    adult: Sealed[ResponsibleAdult]
    lives_with_subject: bool | None = None


class NoResponsibleAdult(Event, type="intake.responsible_adult.none.v1", public=False, occurred="decided_at"):
    """G 59: exceptionally it goes on without one; social services were considered."""

    decided_at: Instant
    social_services_told: bool
    reasons: Sealed[Reasons]


class InterviewerNamed(Event, type="intake.interviewer.named.v1", public=False):
    """Who is to hold a meeting."""

    meeting: Key
    interviewer: StaffId


class PartTaken(Event, type="intake.part.taken.v1", public=False):
    """An officer takes part in the case from now on, and why (A9)."""

    reasons: Sealed[Reasons]


PRIVATE: tuple[type[Event], ...] = (
    FlagsRaised,
    FlagsAcknowledged,
    OverrideUsed,
    CorrectionTraced,
    CasesLinked,
    SameEnquiriesCompared,
    CaseAllocated,
    WarningsGiven,
    ResponsibleAdultNamed,
    NoResponsibleAdult,
    InterviewerNamed,
    PartTaken,
)
