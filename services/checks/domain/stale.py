"""Which answers have grown older than the policy lets a judgement rest on (R-116)."""

from __future__ import annotations

from datetime import datetime, timedelta

from contracts.policies import NoProfile, profile
from services.checks.domain.coverage import standing
from services.checks.domain.planning import mandatory
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks, Pair

WITHOUT_PROFILE = timedelta(days=7)


def stale(case: Checks, register: Register, now: datetime) -> tuple[Pair, ...]:
    """Mandatory pairs whose counting answer is too old at `now` (aware)."""
    oldest = now - _keeps(case)
    found = (standing(case, pair) for pair in mandatory(case, register))
    return tuple(one.pair for one in found if (ask := one.ask) and ask.latest and ask.latest.at < oldest)


def _keeps(case: Checks) -> timedelta:
    try:
        return timedelta(days=profile(case.policy).rules.periods.results_stale_after_days)
    except (NoProfile, ValueError):
        return WITHOUT_PROFILE
