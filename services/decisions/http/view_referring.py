"""How referrals stand, and whom to ring about each now, for officers on the case alone (A9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts.parties import agencies
from contracts.words import say
from services.decisions.domain.referrals import waits_until
from services.decisions.domain.referred import Referral
from services.decisions.domain.state import Case


def referrals(case: Case, now: datetime) -> list[dict[str, Any]] | None:
    return [_referral(one, now) for one in case.referrals.offered.values()] or None


def _referral(one: Referral, now: datetime) -> dict[str, Any]:
    declined = one.not_taken_on
    return {
        "referral": one.key,
        "partner": agencies()[one.party].name if one.party in agencies() else one.party,
        "what": say(one.kind).text,
        "stands": say(one.stands).text,
        "offered_at": one.offered,
        "expected_by": waits_until(one) if one.live else None,
        "late": one.live and waits_until(one) <= now,
        "chased": one.chased,
        "their_reference": one.their_reference,
        "not_taken_on_because": say(declined[1]).text if declined else None,
        "came_of_it": say(one.done[1]).text if one.done else None,
        "given": sorted(say(part).text for part in one.shared.parts),
        "by_law": say(one.shared.basis).text,
        "handling": say(one.shared.handling).text,
        "ring": _desk(one, now),
    }


def _desk(one: Referral, now: datetime) -> dict[str, str] | None:
    """The desk that answers at this hour; what the partner itself named goes first."""
    named = one.not_taken_on[2] if one.not_taken_on else None
    if named is not None:
        return {"desk": named.desk, "telephone": named.telephone, "hours": named.hours}
    agency = agencies().get(one.party)
    if agency is None:
        return None
    desk = agency.desk_at(now)
    return {"desk": desk.desk, "telephone": desk.telephone, "hours": desk.hours}
