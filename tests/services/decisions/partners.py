"""What partners are offered, and what they say of it, in the words of the tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts import referrals as r
from contracts.codes import (
    LegalBasis,
    NotTakenOn,
    ReferralKind,
    ReferralOutcome,
    ReferralWithdrawn,
    SharedPart,
)
from contracts.held import Grade, item_of
from messaging.decider import Message
from services.decisions.domain import commands as c
from tests.given import Story, message
from tests.services.decisions import said_of_subject as of
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told

FRONT_DOOR, SOCIAL_CARE, PROBATION = "front-door-1", "socialcare-kent", "probation-kent"
CONCERN = "He is alone with the child twice a week."
ITEM = item_of(of.RECORD, of.ITEM)
CONDITIONS = "Not to be told to the family."
CONDITIONAL = Grade(source=2, intelligence="C", handling="C", conditions=CONDITIONS)


def offer(told: Told, **more: Any) -> c.OfferReferral:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "referral": FRONT_DOOR,
        "party": SOCIAL_CARE,
        "kind": ReferralKind.CHILD_PROTECTION,
        "parts": frozenset(SharedPart),
        "children": frozenset({t.CHILD}),
        "basis": LegalBasis.CHILDREN_ACT_1989_S47,
        "concern": CONCERN,
        "reasons": "The child lives with him.",
    }
    return c.OfferReferral(**(parts | more))


def withdraw(told: Told, **more: Any) -> c.WithdrawReferral:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "referral": FRONT_DOOR,
        "why": ReferralWithdrawn.OFFERED_ELSEWHERE,
        "reasons": "Offered to the neighbours.",
    }
    return c.WithdrawReferral(**(parts | more))


def offered(told: Told | None = None, **more: Any) -> Story[Any]:
    told = told or t.supervised()
    return told.when(offer(told, **more))


def to_the_hub(told: Told | None = None, **more: Any) -> Story[Any]:
    return offered(told, kind=ReferralKind.MASH_TRANSFER, referral="hub-1", **more)


def by_partner(event: Any, at: datetime, party: str = SOCIAL_CARE) -> Message:
    return message(event, source=f"csods/{party}", at=at)


def taken_on(at: datetime, referral: str = FRONT_DOOR, party: str = SOCIAL_CARE) -> Message:
    return by_partner(r.ReferralTakenOn(referral=referral, taken_on_at=at), at, party)


def not_taken_on(at: datetime, referral: str = FRONT_DOOR) -> Message:
    reason = NotTakenOn.THRESHOLD_NOT_MET
    return by_partner(r.ReferralNotTakenOn(referral=referral, reason=reason, decided_at=at), at)


def in_progress(at: datetime, next_word_by: datetime | None = None) -> Message:
    return by_partner(r.ReferralInProgress(referral=FRONT_DOOR, next_word_by=next_word_by, said_at=at), at)


def done(at: datetime) -> Message:
    outcome = ReferralOutcome.STATUTORY_ENQUIRY
    return by_partner(r.ReferralDone(referral=FRONT_DOOR, outcome=outcome, done_at=at), at)
