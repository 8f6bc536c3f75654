"""What the routes of a telling take: from the release of a wording to the end of a case of concern."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.codes import PartyRole
from contracts.fields import ChildRef, Key, Reference, StaffId, WordingVersion
from contracts.people import Address, Line
from services.decisions.domain.events_telling import (
    How,
    ProtectiveAction,
    RiskTool,
    Telling,
    Told,
)
from services.decisions.http.bodies import Body, Judged, Words

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ReleaseBody(Judged):
    """`to`: the officer who will tell the recipient, in person."""

    authority: Key
    to: StaffId


class PageBody(Body):
    release: Key


class AnotherPageBody(PageBody):
    """Why one more page is needed, and where the first is."""

    reasons: Words


class VisitBody(Body):
    """Where, who was there, and how the recipient's identity was checked."""

    place: Address | None = None
    place_words: Line | None = None
    present: tuple[Line, ...] = ()
    identity: Line


class TellingBody(Body):
    """`hash`: of the released words, if it was they that were spoken. `officers`: who told."""

    recipient: Key
    role: PartyRole = PartyRole.RECIPIENT
    release: Key | None = None
    hash: Hash | None = None
    at: AwareDatetime
    how: How
    telling: Telling
    told: frozenset[Told] = frozenset()
    script: WordingVersion | None = None
    left_in_writing: bool
    identity_checked: bool
    visit: VisitBody
    officers: tuple[StaffId, ...] = Field(min_length=1)
    reasons: Words | None = None


class UrgentBody(Body):
    """`officers`: who told, where it was not whoever reports it."""

    recipient: Key
    role: PartyRole
    enquiry: Reference
    at: AwareDatetime
    visit: VisitBody
    officers: tuple[StaffId, ...] = ()
    reasons: Words


class RatificationBody(Judged):
    recipient: Key
    ratified: bool
    reasons: Words


class ExplainedBody(Body):
    recipient: Key
    script: WordingVersion
    at: AwareDatetime


class SignedBody(Body):
    recipient: Key
    at: AwareDatetime
    witness: StaffId


class NotSignedBody(Body):
    recipient: Key
    at: AwareDatetime
    reasons: Words | None = None


class ReconsideredBody(Judged):
    recipient: Key
    goes_on: bool
    reasons: Words


class SubjectBody(Body):
    at: AwareDatetime
    before_delivery: bool
    in_person: bool
    scheme_explained: bool
    implications_explained: bool
    reasons: Words | None = None


class SelfDisclosureBody(Judged):
    safe: bool
    reasons: Words


class SubjectSaidBody(Body):
    recipient: Key
    at: AwareDatetime


class IncompleteBody(Body):
    recipient: Key
    at: AwareDatetime
    reasons: Words


class ProtectiveActionBody(Body):
    action: ProtectiveAction
    at: AwareDatetime
    children: tuple[ChildRef, ...] = ()
    reference: Reference | None = None
    reasons: Words


class SafetyPlanBody(Body):
    children: tuple[ChildRef, ...] = Field(min_length=1)
    owner: StaffId
    reasons: Words


class DiscussedBody(Body):
    at: AwareDatetime
    reasons: Words


class RiskToolBody(Body):
    tool: RiskTool
    used: bool
    reasons: Words


class NominalEntryBody(Body):
    reference: Reference
    at: AwareDatetime
