"""What is offered to a partner, and what the partner says of it; each on the topic between the two.

A partner is told the least: what it needs to protect a child, by which law, and under which conditions it may
be shared on. Never who applied, nor any wording (A5, A9). The partner writes under the case as it was given.
Answers are codes and instants: whatever needs words is said by telephone.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from contracts.codes import (
    HandlingCode,
    LegalBasis,
    NotTakenOn,
    ReferralKind,
    ReferralOutcome,
    ReferralWithdrawn,
    SharedPart,
)
from contracts.event import Event
from contracts.fields import ChildRef, Count, Instant, Key, PartyId, Reference
from contracts.parts import WhomToRing
from contracts.people import Address, PersonName, Words
from contracts.sealed import Personal, PersonalPart, Sealed


class SharedChild(PersonalPart):
    """Who the child is and where; nothing of what anybody said."""

    ref: ChildRef
    name: PersonName
    date_of_birth: date | None = None
    address: Address | None = None


class SharedSubject(PersonalPart):
    """Who the person is who may be a risk; what records hold of them is not here."""

    name: PersonName | None = None
    date_of_birth: date | None = None
    address: Address | None = None


class SharedFacts(Personal, label="shared"):
    """The least that a partner needs. `conditions`: under which it may be shared on, where the code is C."""

    children: tuple[SharedChild, ...] = ()
    subject: SharedSubject | None = None
    concern: Words | None = None
    conditions: Words | None = None


class ReferralOffered(Event, type="decisions.referral.offered.v1", addressed="party", occurred="offered_at"):
    """Something to be taken on; until it is, the case stays with us, with all its clocks."""

    party: PartyId
    referral: Key
    kind: ReferralKind
    parts: tuple[SharedPart, ...] = Field(min_length=1)
    basis: LegalBasis
    handling: HandlingCode
    reference: Reference
    """To be named on the telephone."""
    answer_by: Instant
    offered_at: Instant
    facts: Sealed[SharedFacts]


class ReferralChased(Event, type="decisions.referral.chased.v1", addressed="party", occurred="chased_at"):
    """Nothing has been heard in time."""

    party: PartyId
    referral: Key
    time: Count
    """How often it was chased, this time included."""
    answer_by: Instant
    chased_at: Instant


class ReferralNoLongerOffered(
    Event, type="decisions.referral.withdrawn.v1", addressed="party", occurred="withdrawn_at"
):
    """We ask no longer; what was shared stays under the law and the conditions under which it was."""

    party: PartyId
    referral: Key
    why: ReferralWithdrawn
    withdrawn_at: Instant


class SharedFactsCorrected(
    Event, type="decisions.referral.corrected.v1", addressed="party", occurred="corrected_at"
):
    """What a partner was given was wrong: this is right, or, without facts, must not be relied on. It is sent
    to everybody who was given it, however long ago (DPA 2018, s. 38)."""

    party: PartyId
    referral: Key
    parts: tuple[SharedPart, ...] = Field(min_length=1)
    handling: HandlingCode
    corrected_at: Instant
    facts: Sealed[SharedFacts] | None = None


class ReferralTakenOn(Event, type="referral.taken_on.v1", occurred="taken_on_at"):
    """The partner has it now."""

    referral: Key
    their_reference: Reference | None = None
    taken_on_at: Instant


class ReferralNotTakenOn(Event, type="referral.not_taken_on.v1", critical=True, occurred="decided_at"):
    """The partner does not take it on: the child is with us alone."""

    referral: Key
    reason: NotTakenOn
    ring: WhomToRing | None = None
    decided_at: Instant


class ReferralInProgress(Event, type="referral.in_progress.v1", occurred="said_at"):
    """The partner is at work on it."""

    referral: Key
    next_word_by: Instant | None = None
    said_at: Instant


class ReferralDone(Event, type="referral.done.v1", critical=True, occurred="done_at"):
    """The partner has ended its work on it."""

    referral: Key
    outcome: ReferralOutcome
    done_at: Instant


OF_OURS: tuple[type[Event], ...] = (
    ReferralOffered,
    ReferralChased,
    ReferralNoLongerOffered,
    SharedFactsCorrected,
)
OF_PARTNERS: tuple[type[Event], ...] = (
    ReferralTakenOn,
    ReferralNotTakenOn,
    ReferralInProgress,
    ReferralDone,
)
EVENTS: tuple[type[Event], ...] = (*OF_OURS, *OF_PARTNERS)
