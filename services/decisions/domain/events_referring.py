"""The log of what was shared with partners, by which law and why; and that a case moved into the hub."""

from __future__ import annotations

from pydantic import Field

from contracts.codes import HandlingCode, LegalBasis, SharedPart
from contracts.event import Event
from contracts.fields import ChildRef, Instant, Key, PartyId
from contracts.people import Reasons, Words
from contracts.sealed import Personal, Sealed


class WhyShared(Personal, label="reasons"):
    """Why it is shared, and why that keeps to the conditions of what is graded C."""

    text: Words
    conditions: Words | None = None
    conditions_met: Words | None = None


class InformationShared(Event, type="decisions.information.shared.v1", public=False, occurred="shared_at"):
    """One share: to whom, what, by which law, under which handling code (G 103; DPA 2018, s. 62)."""

    party: PartyId
    referral: Key
    parts: tuple[SharedPart, ...] = Field(min_length=1)
    children: tuple[ChildRef, ...] = ()
    basis: LegalBasis
    handling: HandlingCode
    items: tuple[Key, ...] = ()
    checks: tuple[Key, ...] = ()
    shared_at: Instant
    reasons: Sealed[WhyShared]


class InformationNotShared(
    Event, type="decisions.information.not_shared.v1", public=False, occurred="decided_at"
):
    """A decision not to share is recorded too (G 103)."""

    party: PartyId
    parts: tuple[SharedPart, ...] = ()
    decided_at: Instant
    reasons: Sealed[Reasons]


class MashTransferAccepted(
    Event, type="decisions.mash.transfer_accepted.v1", public=False, occurred="accepted_at"
):
    """The hub has taken the case: until then all its clocks were ours (G 12)."""

    party: PartyId
    referral: Key
    accepted_at: Instant


class LeadAgencyEngaged(Event, type="decisions.lead_agency.engaged.v1", public=False, occurred="engaged_at"):
    """Whoever manages the subject under MAPPA has been told of the case, by that referral (G 69)."""

    party: PartyId
    referral: Key
    engaged_at: Instant


EVENTS: tuple[type[Event], ...] = (
    InformationShared,
    InformationNotShared,
    MashTransferAccepted,
    LeadAgencyEngaged,
)
