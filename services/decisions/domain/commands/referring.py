"""Commands about partners: an offer, its withdrawal, what was decided not to share, a partner's silence."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.codes import LegalBasis, ReferralKind, ReferralWithdrawn, SharedPart
from contracts.fields import ChildRef, Key, PartyId
from messaging.decider import Actor


@dataclass(frozen=True, slots=True)
class OfferReferral:
    """`items`, `checks`: the graded intelligence and the answers of agencies on which the concern rests.

    `conditions_met`: why sharing keeps to the conditions of what is graded C. `concern` is what the partner
    reads; `reasons` stay here.
    """

    by: Actor
    referral: Key
    party: PartyId
    kind: ReferralKind
    parts: frozenset[SharedPart]
    children: frozenset[ChildRef]
    basis: LegalBasis | None
    concern: str
    reasons: str
    items: frozenset[Key] = frozenset()
    checks: frozenset[Key] = frozenset()
    conditions_met: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawReferral:
    by: Actor
    referral: Key
    why: ReferralWithdrawn
    reasons: str


@dataclass(frozen=True, slots=True)
class RecordNotShared:
    """It was decided that a partner is told nothing, or not a part (G 103)."""

    by: Actor
    party: PartyId
    parts: frozenset[SharedPart]
    reasons: str


@dataclass(frozen=True, slots=True)
class PartnerSilent:
    """Nothing has been heard of a referral in time; `time` counts how often that was so."""

    referral: Key
    time: int


INTENDED = OfferReferral | WithdrawReferral
REPORTED = RecordNotShared
FROM_CLOCK = PartnerSilent
