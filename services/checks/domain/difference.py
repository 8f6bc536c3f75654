"""What the full round says that the initial one did not (G 51, R-116)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contracts.codes import Answer, Stage
from services.checks.domain.coverage import entries
from services.checks.domain.planning import pairs
from services.checks.domain.sources import Register
from services.checks.domain.state import Answered, Ask, Checks, Pair


class Change(StrEnum):
    SAME = "as before"
    NEW = "not asked before"
    FOUND_NOW = "holds something that it did not hold before"
    MORE_FOUND = "holds more than before"
    OTHER_FOUND = "holds other things than before, and not all of what it held"
    GONE_NOW = "no longer holds what it held"
    OTHER_ANSWER = "answers otherwise than before"
    NOT_YET = "has not answered again yet"


@dataclass(frozen=True, slots=True)
class Difference:
    """`before` and `now`: the last answer of each stage."""

    pair: Pair
    change: Change
    before: Answered | None
    now: Answered | None


def differences(case: Checks, register: Register) -> tuple[Difference, ...]:
    """Of every pair, in the order of the register."""
    return tuple(_difference(case, pair) for pair in pairs(case, register))


def _difference(case: Checks, pair: Pair) -> Difference:
    before, now = _last(case, pair, Stage.INITIAL), _last(case, pair, Stage.FULL)
    return Difference(pair, _change(before, now), before, now)


def _last(case: Checks, pair: Pair, stage: Stage) -> Answered | None:
    said = [one for ask in case.of_pair(pair) if ask.stage is stage for one in _shown(ask)]
    return said[-1] if said else None


def _shown(ask: Ask) -> tuple[Answered, ...]:
    """What was found in part is not made nothing by what could not be shown beside it."""
    if not any(one.in_part for one in ask.answers):
        return ask.answers
    return tuple(one for one in ask.answers if one.answer not in (Answer.UNAVAILABLE, Answer.WITHHELD))


def _change(before: Answered | None, now: Answered | None) -> Change:
    if now is None:
        return Change.NOT_YET
    if before is None:
        return Change.NEW
    if before.answer is Answer.NO_TRACE and now.count:
        return Change.FOUND_NOW
    if before.count:
        return _of_what_was_held(before, now)
    return Change.SAME if before.answer is now.answer else Change.OTHER_ANSWER


def _of_what_was_held(before: Answered, now: Answered) -> Change:
    if now.answer is Answer.NO_TRACE:
        return Change.GONE_NOW
    if now.count and entries(before.findings) - entries(now.findings):
        return Change.OTHER_FOUND
    if entries(now.findings) - entries(before.findings):
        return Change.MORE_FOUND
    return Change.SAME if before.answer is now.answer else Change.OTHER_ANSWER
