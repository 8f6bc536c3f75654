"""The routes about partners: offer, withdraw, and what is not shared (G 12, 55, 68, 69, 103)."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from access.commands import command
from contracts.codes import LegalBasis, ReferralKind, ReferralWithdrawn, SharedPart
from contracts.fields import ChildRef, Key, PartyId
from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.http.bodies import Body, Words

REFERRALS: Final = "/cases/{case_id}/referrals"


class OfferBody(Body):
    """`concern` is what the partner reads; `reasons` stay here. `items`, `checks`: on what it rests."""

    referral: Key
    party: PartyId
    kind: ReferralKind
    parts: frozenset[SharedPart]
    children: frozenset[ChildRef] = frozenset()
    basis: LegalBasis | None = None
    concern: Words
    reasons: Words
    items: frozenset[Key] = frozenset()
    checks: frozenset[Key] = frozenset()
    conditions_met: Words | None = None


class WithdrawBody(Body):
    referral: Key
    why: ReferralWithdrawn
    reasons: Words


class NotSharedBody(Body):
    party: PartyId
    parts: frozenset[SharedPart] = frozenset()
    reasons: Words


def offer(body: OfferBody, by: Actor) -> c.OfferReferral:
    return c.OfferReferral(
        by,
        body.referral,
        body.party,
        body.kind,
        body.parts,
        body.children,
        body.basis,
        body.concern,
        body.reasons,
        body.items,
        body.checks,
        body.conditions_met,
    )


def withdraw(body: WithdrawBody, by: Actor) -> c.WithdrawReferral:
    return c.WithdrawReferral(by, body.referral, body.why, body.reasons)


def not_shared(body: NotSharedBody, by: Actor) -> c.RecordNotShared:
    return c.RecordNotShared(by, body.party, body.parts, body.reasons)


def routes(router: APIRouter, *, staff: frozenset[str]) -> None:
    """Open to all staff: a child is not to wait for a supervisor (G 12)."""
    command(
        router, REFERRALS, OfferBody, offer,
        summary="Offer something to a partner: a referral, a transfer into the hub (G 12, 55, 68, 69)",
        roles=staff,
    )  # fmt: skip
    command(
        router, f"{REFERRALS}/withdrawal", WithdrawBody, withdraw,
        summary="Ask a partner no longer, and why (G 103)", roles=staff,
    )  # fmt: skip
    command(
        router, f"{REFERRALS}/not-shared", NotSharedBody, not_shared,
        summary="Record a decision not to share, and why (G 103)", roles=staff,
    )  # fmt: skip
