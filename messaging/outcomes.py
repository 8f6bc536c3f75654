"""The five things that can come of an input. Pure: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Unmet:
    """One condition that stands between a case and a step.

    `code` is for machines, `words` for the officer, `paragraph` says where the rule is written.
    An `override` condition may be passed by the rank that may, with a written reason.
    """

    code: str
    words: str
    paragraph: str
    requirements: tuple[str, ...] = ()
    override: bool = False


class Time(StrEnum):
    """Which clock makes a task due: the force's calendar, or the machine's own."""

    BUSINESS = "business"
    MACHINE = "machine"


class Task(NamedTuple):
    """Something that must happen later; its natural key is (case, kind, key).

    `due` is an aware instant of the clock named by `time`, or None for at once. `refs` holds references
    only, never personal data: what an effect needs it reads from the state of the case.
    `after`, with `Time.MACHINE` and no `due`: that long after it is written. A decision knows business time
    only, from which no instant of the machine's clock can be worked out.
    """

    kind: str
    key: str
    due: datetime | None = None
    time: Time = Time.BUSINESS
    refs: Mapping[str, str] = MappingProxyType({})
    after: timedelta | None = None


class _Heard:
    """See HEARD."""

    def __repr__(self) -> str:
        return "HEARD"


HEARD: Final = _Heard()
"""Among a decision's events: keep the message itself, as it came, in the journal of the case."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Among a decision's events: this one occurred at `at` (aware), earlier than it is recorded."""

    event: object
    at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """Events (models, plain or as Happened, or HEARD) and tasks, all written in one transaction."""

    events: tuple[object, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Every unmet condition at once. The case stays as it was."""

    unmet: tuple[Unmet, ...]


@dataclass(frozen=True, slots=True)
class NotYet:
    """A message of our own services for a case that is not open here yet; waits until it is."""

    why: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The message itself is wrong: `reason` is a code, `detail` names declared paths only."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Transient:
    """Database or broker away: back off and come again from the same offsets."""

    cause: str


Outcome = Decided | Refusal | NotYet | Unreadable | Transient
