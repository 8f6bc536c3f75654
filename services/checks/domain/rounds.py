"""Beginning a round of checks: its asks, and until when they are repeated by themselves (G 29, 51)."""

from __future__ import annotations

from contracts.checks import ChecksRequested
from contracts.codes import Stage, Why
from messaging.decider import Moment
from services.checks.domain import patience
from services.checks.domain.events import AsksPlanned, PlannedAsk, to_the_millisecond
from services.checks.domain.planning import (
    about_all,
    basis,
    changed,
    described,
    key_of,
    pairs,
    ready,
    sources_of,
)
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks, Pair


def begin(
    case: Checks, stage: Stage, why: Why, wanted: tuple[Pair, ...], moment: Moment
) -> tuple[object, ...]:
    """The events that begin a round on these pairs; none when there is nobody to ask about."""
    named = {one for one in {(pair.role, pair.child) for pair in wanted} if described(case, *one)}
    asked = tuple(pair for pair in wanted if (pair.role, pair.child) in named)
    if not asked:
        return ()
    now = to_the_millisecond(moment.now)
    number = case.rounds.get(stage, 0) + 1
    limit = patience.limit_of(stage, case.opened_at or now, case.route, case.policy)
    planned = AsksPlanned(
        stage=stage,
        round=number,
        planned_at=now,
        until=to_the_millisecond(patience.until(limit, now)),
        asks=tuple(
            PlannedAsk(
                check=key_of(stage, number, pair),
                source=pair.source,
                about=pair.about,
                basis=basis(case, pair),
            )
            for pair in asked
        ),
    )
    requested = ChecksRequested(
        stage=stage,
        round=number,
        why=why,
        requested_at=now,
        due_at=to_the_millisecond(limit),
        sources=sources_of(asked),
        about=about_all(asked),
    )
    return requested, planned


def reactions(
    before: Checks, after: Checks, why: Why, register: Register, moment: Moment
) -> tuple[object, ...]:
    """What new facts of the people lead to: the first round, or a further one on what has changed (R-104)."""
    if after.finished_at is not None or not ready(after):
        return ()
    begun = bool(after.asks)
    needed = pairs(after, register)
    news = changed(before, after, needed) if begun else frozenset()
    asked = {ask.pair for ask in after.asks.values() if not ask.superseded}
    wanted = tuple(pair for pair in needed if pair not in asked or (pair.role, pair.child) in news)
    return begin(after, after.stage, why if begun else Why.APPLICATION_MADE, wanted, moment)
