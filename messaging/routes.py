"""Routing tables: what becomes of each message type and of each task kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from messaging.decider import Message


@dataclass(frozen=True, slots=True)
class Ignored:
    """This message does not concern us, and why."""

    why: str


def ignored(why: str) -> Ignored:
    return Ignored(why)


ToCommand = Callable[[Message], Any]
MessageRoutes = Mapping[type[Any], ToCommand | Ignored]


class Safety(StrEnum):
    """What may be done after an attempt of which nobody knows whether it worked."""

    REPEATABLE = "repeatable"
    LOOK_UP_FIRST = "look up first"
    ONCE_THEN_HUMAN = "once, then a person"


_NEVER: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task that has come due. `reference` is stable over attempts: give it to the outside system.

    It follows from what the task is, not from a number of the database: after a restore the number would be
    another task's, and the outside would say that it was done. `made_at`: when it was made, or came up again.
    """

    case_id: str
    kind: str
    key: str
    refs: Mapping[str, str]
    due: datetime
    attempt: int
    reference: str
    made_at: datetime = _NEVER


@dataclass(frozen=True, slots=True)
class Due:
    """A clock: when it runs out, `to_command` goes through decide."""

    to_command: Callable[[DueTask], Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """Something done outside; what comes of it goes through decide as the command returned.

    `perform(task, state)` gets the state of the case folded and opened. It raises `TryAgain` when a later
    attempt may help; anything else it raises counts as an attempt with unknown result, which `safety` judges.
    `look_up(task, state)` asks the outside by `task.reference` whether it was done: the command, or None.
    """

    perform: Callable[[DueTask, Any], Awaitable[Any]]
    safety: Safety
    timeout: timedelta = timedelta(seconds=30)
    attempts: int = 8
    look_up: Callable[[DueTask, Any], Awaitable[Any | None]] | None = None


class TryAgain(Exception):
    """Nothing was done outside; a later attempt may help."""


TaskRoutes = Mapping[str, Due | Effect]
