"""How any fact is folded: of two about the same thing the later one counts, by when it occurred. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from contracts.clocks import ClockName
from messaging.decider import Recorded
from services.decisions.domain.facts import AsOf
from services.decisions.domain.state import Case

T = TypeVar("T")

ENQUIRY, APPLICATION, CORRECTION = range(3)
"""Of two facts of one instant the one further on counts."""


def later(held: AsOf[T] | None, value: T | None, at: datetime, weight: int = ENQUIRY) -> AsOf[T] | None:
    """What counts after `value` was said of the instant `at`; a value that was not given changes nothing."""
    if value is None or (held is not None and (held.at, held.weight) > (at, weight)):
        return held
    return AsOf(value, at, weight)


def earliest(held: datetime | None, at: datetime) -> datetime:
    return at if held is None else min(held, at)


def latest(held: datetime | None, at: datetime) -> datetime:
    return at if held is None else max(held, at)


def ended(case: Case, clock: ClockName, at: datetime) -> Case:
    return case._replace(ends={**case.ends, clock: earliest(case.ends.get(clock), at)})


def worked(case: Case, recorded: Recorded) -> Case:
    """Remember the officer who did this work (R-080)."""
    officer = recorded.actor.id
    if not officer or officer.startswith("system:"):
        return case
    return case._replace(worked_by=case.worked_by | {officer})


def disclosing(case: Case, **parts: Any) -> Case:
    """The case with these parts of its disclosure."""
    return case._replace(disclosure=replace(case.disclosure, **parts))


Fold = Callable[[Case, Recorded], Case]
