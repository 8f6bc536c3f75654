"""How long a source is waited for and how often it is asked again, in business time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from contracts.clocks import due_after
from contracts.codes import Route, Stage
from contracts.policies import NoProfile, profile
from contracts.policies.profile import Span

AGAIN_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60, 120))
"""Growing: after the first failure, the second, …; the last holds from then on."""
AT_LEAST: Final = timedelta(hours=6)
"""A round that begins late is given this long, though its limit is nearer or has passed."""
WITHOUT_PROFILE: Final = {Stage.INITIAL: timedelta(hours=24), Stage.FULL: timedelta(days=28)}
"""G 31 and G 77, for a case whose profile is not held here."""
AGENCY_WITHIN: Final = {Stage.INITIAL: timedelta(hours=12), Stage.FULL: timedelta(days=5)}
"""When an agency's answer is overdue. Our own: the guidance sets none."""
CHASED_AFTER: Final = {Stage.INITIAL: timedelta(hours=2), Stage.FULL: timedelta(days=1)}
ALERTED_WITHIN: Final = timedelta(seconds=60)
"""Machine time in which decisions says that it has alerted a supervisor (DESIGN section 4)."""


@lru_cache(maxsize=4096)
def limit_of(stage: Stage, opened_at: datetime, route: str, policy: str) -> datetime:
    """When this stage has to be complete: K1, or the 28 days of categorisation (aware UTC)."""
    span = _span(stage, route, policy)
    return opened_at + WITHOUT_PROFILE[stage] if span is None else due_after(span, opened_at).at


@lru_cache(maxsize=256)
def _span(stage: Stage, route: str, policy: str) -> Span | None:
    """None: the profile is not held here, or sets no span."""
    try:
        rules = profile(policy).clocks
    except NoProfile:
        return None
    initial = rules.know_triage if route == Route.RIGHT_TO_KNOW else rules.initial_checks
    rule = initial if stage is Stage.INITIAL else rules.categorisation
    mark = rule.limit or rule.target
    return mark if isinstance(mark, Span) else None


def until(limit: datetime, begun: datetime) -> datetime:
    """Until when the sources of a round are asked again by themselves."""
    return max(limit, begun + AT_LEAST)


def next_ask(attempts: int, now: datetime, until_: datetime) -> datetime | None:
    """When to ask again after so many attempts; None when that would be too late to do by itself."""
    again = now + AGAIN_AFTER[min(attempts, len(AGAIN_AFTER)) - 1]
    return again if again <= until_ else None


def answer_due(stage: Stage, asked: datetime) -> datetime:
    """When an agency should have answered."""
    return asked + AGENCY_WITHIN[stage]


def chase(stage: Stage, now: datetime, until_: datetime) -> datetime | None:
    """When an agency that is overdue is asked again; None: not by itself."""
    return now if now + CHASED_AFTER[stage] <= until_ else None


def later(stage: Stage, answered: datetime, until_: datetime) -> datetime | None:
    """When an agency that says it could not look is asked again; None: not by itself."""
    again = answered + CHASED_AFTER[stage]
    return again if again <= until_ else None
