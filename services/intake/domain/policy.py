"""The policy profile of a case, and what follows from it: whose rank suffices, when something is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from contracts.clocks import Clocks, clocks
from contracts.codes import Route
from contracts.policies import NoProfile, Profile, profile
from contracts.ranks import at_least
from messaging.decider import Actor
from services.intake.domain.state import Case


def profile_of(case: Case) -> Profile | None:
    """The edition that the case has kept since contact (C-35); None before contact, or if it is not held."""
    if not case.policy:
        return None
    try:
        return profile(case.policy)
    except NoProfile:
        return None


def clocks_of(case: Case) -> Clocks | None:
    """K1 to K4 as they run from contact, or from receipt, or from the same enquiry made earlier."""
    if profile_of(case) is None or case.counts_from is None:
        return None
    return _clocks(case.policy, case.counts_from, case.route)


@lru_cache(maxsize=4096)
def _clocks(reference: str, counts_from: datetime, route: Route) -> Clocks:
    return clocks(profile(reference), counts_from, route)


def may_override(case: Case, by: Actor) -> bool:
    """Whether this rank may pass a condition with a written reason."""
    held = profile_of(case)
    return held is not None and at_least(by.rank, held.rules.staff.override.least_rank.value)


def may_supervise(case: Case, by: Actor) -> bool:
    """Whether this is a Sergeant or equivalent, or above (G 34)."""
    held = profile_of(case)
    return held is not None and at_least(by.rank, held.rules.staff.supervise.least_rank.value)


def trained(case: Case, competences: Iterable[str]) -> bool:
    """Whether these include what the policy asks of whoever sees the applicant (G 37)."""
    held = profile_of(case)
    return held is not None and set(held.rules.staff.meeting.competences) <= set(competences)
