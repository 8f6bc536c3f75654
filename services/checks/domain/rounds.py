"""Beginning a round of checks: its asks, and until when they are repeated by themselves (G 29, 51)."""

from __future__ import annotations

from datetime import datetime

from contracts.checks import Ask, CheckFailed, ChecksRequested
from contracts.codes import Answer, NoAnswer, Route, Stage, Why
from contracts.parts import Scope
from messaging.decider import Moment
from services.checks.domain import patience
from services.checks.domain.events import to_the_millisecond
from services.checks.domain.planning import (
    can_be_sought,
    changed,
    pairs,
    plan,
    ready,
)
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks, Pair


def begin(
    case: Checks, stage: Stage, why: Why, asked: tuple[Pair, ...], register: Register, moment: Moment
) -> tuple[object, ...]:
    """The events that begin a round on these pairs; none when there is nobody to ask about.

    Of whom no source can look for, it is said at once that it could not look.
    """
    if not asked:
        return ()
    now = to_the_millisecond(moment.now)
    number = case.rounds.get(stage, 0) + 1
    limit = patience.limit_of(stage, case.counts_from or now, case.route, case.policy)
    asks, sources, people = plan(stage, number, asked, case.consent)
    requested = ChecksRequested(
        stage=stage,
        round=number,
        why=why,
        requested_at=now,
        due_at=to_the_millisecond(limit),
        sources=sources,
        about=people,
        asks=asks,
        until=to_the_millisecond(patience.until(limit, now)),
    )
    unknown = [one for one in people if not can_be_sought(case, one.role, one.child)]
    unsought = (one for one in asks if one.about in unknown)
    return requested, *(_not_sought(one, stage, register, now) for one in unsought)


def _not_sought(ask: Ask, stage: Stage, register: Register, now: datetime) -> CheckFailed:
    """It is for a person now: to find out the surname, or to ring the source's desk."""
    source = register[ask.source]
    return CheckFailed(
        check=ask.check,
        stage=stage,
        source=ask.source,
        about=ask.about,
        answer=Answer.UNAVAILABLE,
        scope=Scope(searched=source.searched),
        reason=NoAnswer.NO_SURNAME,
        ring=source.ring,
        asked_at=now,
        failed_at=now,
        attempts=1,
    )


def _occasion(case: Checks) -> Why:
    """What the first round of a case is asked for."""
    if case.wanted_at is not None:
        return Why.ANOTHER_FORCE_ASKS
    return Why.INFORMATION_RECEIVED if case.route == Route.RIGHT_TO_KNOW else Why.APPLICATION_MADE


def reactions(
    before: Checks, after: Checks, why: Why, register: Register, moment: Moment
) -> tuple[object, ...]:
    """What new facts of the people lead to: the first round, or a further one on what has changed (R-104)."""
    if after.finished_at is not None or not ready(after):
        return ()
    needed = pairs(after, register)
    if not after.asks:
        return begin(after, after.stage, _occasion(after), needed, register, moment)
    news = changed(before, after, needed)
    wanted = tuple(pair for pair in needed if pair not in after.latest or (pair.role, pair.child) in news)
    return begin(after, after.stage, why, wanted, register, moment)
