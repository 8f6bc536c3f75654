"""Folding what was asked, and what came of it: one question to one source about one person at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeVar

from contracts import checks as said
from contracts.codes import Answer, NoAnswer
from contracts.parts import Scope
from contracts.people import Candidate, Finding
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.checks.domain import events as own
from services.checks.domain.patience import later
from services.checks.domain.state import Answered, Ask, Checks, Pair

R = TypeVar("R", Candidate, own.WeighedRecord)
Changes = dict[str, Any]
"""Fields of the case, as they are from now on."""
Fold = Callable[[Checks, Any, Recorded], Changes]


def _begun(case: Checks, event: said.ChecksRequested, recorded: Recorded) -> Changes:
    stage, round_ = event.stage, event.round
    begun_at, until = event.requested_at, event.until or event.requested_at
    asks, latest = dict(case.asks), dict(case.latest)
    for one in event.asks:
        pair = Pair.of(one.source, one.about)
        if (earlier := latest.get(pair)) is not None:
            asks[earlier] = asks[earlier]._replace(superseded=True, next_ask_at=None)
        latest[pair] = one.check
        asks[one.check] = Ask(one.check, stage, round_, pair, begun_at, until, begun_at, one.basis)
    rounds = {**case.rounds, stage: max(round_, case.rounds.get(stage, 0))}
    return {
        "asks": MappingProxyType(asks),
        "latest": MappingProxyType(latest),
        "rounds": MappingProxyType(rounds),
    }


def _ask(case: Checks, check: str, change: Callable[[Ask], Ask]) -> Changes:
    ask = case.asks.get(check)
    if ask is None:
        return {}
    return {"asks": MappingProxyType({**case.asks, check: change(ask)})}


def _answered(
    recorded: Recorded,
    answer: Answer,
    scope: Scope,
    at: datetime,
    *,
    reason: NoAnswer | None = None,
    count: int = 0,
    findings: Sealed[Any] | None = None,
    in_part: bool = False,
) -> Answered:
    opened = findings.opened if findings is not None else None
    found: tuple[Finding, ...] = opened.found if opened is not None else ()
    return Answered(recorded.version, at, answer, scope, reason, count, found, in_part)


def _completed(
    case: Checks, event: said.CheckCompleted | said.AgencyCheckResponded, recorded: Recorded
) -> Changes:
    one = _answered(
        recorded,
        event.answer,
        event.scope,
        event.answered_at,
        count=event.count,
        findings=event.findings,
        in_part=isinstance(event, said.CheckCompleted) and event.in_part,
    )
    return _ask(
        case,
        event.check,
        lambda ask: ask._replace(
            answers=(*ask.answers, one),
            next_ask_at=ask.next_ask_at if one.in_part else None,
            failing_since=ask.failing_since if one.in_part else None,
        ),
    )


def _failed(case: Checks, event: said.CheckFailed, recorded: Recorded) -> Changes:
    one = _answered(recorded, event.answer, event.scope, event.failed_at, reason=event.reason)
    return _ask(
        case,
        event.check,
        lambda ask: ask._replace(
            answers=(*ask.answers, one),
            attempts=max(ask.attempts, event.attempts),
            next_ask_at=None if ask.superseded or ask.searched else event.next_ask_at,
            failing_since=ask.failing_since or event.since or event.failed_at,
        ),
    )


def _requested(case: Checks, event: said.AgencyCheckRequested, recorded: Recorded) -> Changes:
    return _ask(
        case,
        event.check,
        lambda ask: ask._replace(
            attempts=ask.attempts + 1,
            accepted_at=ask.accepted_at or event.asked_at,
            due_at=event.due_at,
            next_ask_at=None,
            failing_since=None,
            heard_before=len(ask.answers),
        ),
    )


def _withheld(case: Checks, event: said.AgencyCheckWithheld, recorded: Recorded) -> Changes:
    one = _answered(recorded, event.answer, event.scope, event.answered_at, reason=event.reason)

    def withheld(ask: Ask) -> Ask:
        looks_again = event.answer is Answer.UNAVAILABLE and not ask.superseded
        again = later(ask.stage, event.answered_at, ask.until) if looks_again else None
        return ask._replace(answers=(*ask.answers, one), next_ask_at=again)

    return _ask(case, event.check, withheld)


def _overdue(case: Checks, event: said.AgencyCheckOverdue, recorded: Recorded) -> Changes:
    return _ask(
        case,
        event.check,
        lambda ask: ask._replace(
            overdue=ask.overdue + 1, next_ask_at=None if ask.superseded else event.next_ask_at
        ),
    )


def _candidates(case: Checks, event: said.SubjectCandidatesFound, recorded: Recorded) -> Changes:
    opened = event.candidates.opened
    if opened is None:
        return {}
    named = {check: case.asks[check] for check in event.checks if check in case.asks}
    found = {
        check: ask._replace(candidates=_with_earlier(ask, ask.candidates, opened.candidates))
        for check, ask in named.items()
    }
    return {"asks": MappingProxyType({**case.asks, **found})}


def _with_earlier(ask: Ask, earlier: tuple[R, ...], found: tuple[R, ...]) -> tuple[R, ...]:
    """What was found in part takes nothing from what another part had found."""
    if not (ask.answers and ask.answers[-1].in_part):
        return found
    again: set[str] = {one.record for one in found}
    kept: list[R] = [one for one in earlier if one.record not in again]
    kept += found
    return tuple(kept)


def _weighed(case: Checks, event: own.MatchesWeighed, recorded: Recorded) -> Changes:
    opened = event.weighed.opened
    if opened is None:
        return {}
    records = opened.records
    return _ask(case, event.check, lambda ask: ask._replace(weighed=_with_earlier(ask, ask.weighed, records)))


ASKS: Final[Mapping[type[Any], Fold]] = {
    said.ChecksRequested: _begun,
    own.MatchesWeighed: _weighed,
    said.SubjectCandidatesFound: _candidates,
    said.CheckCompleted: _completed,
    said.AgencyCheckResponded: _completed,
    said.CheckFailed: _failed,
    said.AgencyCheckRequested: _requested,
    said.AgencyCheckWithheld: _withheld,
    said.AgencyCheckOverdue: _overdue,
}
