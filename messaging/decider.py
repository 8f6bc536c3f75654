"""What a service gives the runtime: how to fold its events and how to decide. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from messaging.outcomes import Outcome, Task, Unmet

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as they were at that moment: rank and role are stored with what they did.

    `id` is an officer's or a service's name (`system:checks` when nobody acted); no personal data of the
    parties. `organisation` is a force code or an agency.
    """

    id: str
    rank: str = ""
    role: str = ""
    organisation: str = ""
    competences: frozenset[str] = frozenset()


class Message(NamedTuple):
    """A message taken from a topic, checked and decoded; `event` is its model.

    Instants are aware. `opening` holds the case's opening facts (the envelope's extension attributes).
    """

    id: str
    source: str
    type: str
    case_id: str
    event: Any
    occurred_at: datetime
    recorded_at: datetime
    actor: Actor
    opening: Mapping[str, str] = MappingProxyType({})


class Recorded(NamedTuple):
    """One entry of a case's journal as it is folded: our own event, or a message that we kept (`heard`)."""

    version: int
    id: str
    source: str
    type: str
    event: Any
    occurred_at: datetime
    recorded_at: datetime
    actor: Actor
    heard: bool
    opening: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Unread:
    """A message of this case that nobody has read: quarantined, waiting or missing."""

    where: str
    topic: str
    type: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Stale:
    """A topic that we read and that may hold what we do not know of. `since` is machine time, aware.

    `why`: UNREAD_HERE, what stands on it has not been read since; SILENT, its writer has not spoken since;
    UNREAD_THERE and UNPUBLISHED, its writer says that it has not read, or not published, since.
    """

    topic: str
    why: str
    since: datetime


class Moment(NamedTuple):
    """What is true at this instant besides the case's own history.

    `now` is business time, aware, never before the case's last event. `version` is that of the state decided
    on; `unread` lists this case's unread mail, `stale` the feeds that are behind (both read under the same
    lock).
    """

    now: datetime
    case_id: str = ""
    version: int = 0
    unread: tuple[Unread, ...] = ()
    stale: tuple[Stale, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that was refused, with every condition that stood in its way; `at` is business time.

    `version` is that of the state it was weighed against, `edition` that of the rules.
    """

    command: str
    actor: str
    version: int
    unmet: tuple[Unmet, ...]
    edition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class History(Generic[S]):
    """A case as it stood at an instant, and all that had been recorded of it until then, in order.

    What was recorded later is not here, even if it occurred before. `hash` is that of the chain at `version`;
    `erased` are the ids of keys that have been destroyed, then or since: their boxes never open again.
    """

    case_id: str
    state: S
    version: int
    hash: str
    entries: tuple[Recorded, ...]
    refused: tuple[Refused, ...]
    until: datetime
    erased: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decider(Generic[S]):
    """The rules of one service as five pure functions.

    `due` derives from the state every task that must exist; what exists already is left alone. `opened` tells
    whether the case is open here; `opening` gives its immutable opening facts for the envelope of each
    published event, keys lower-case letters and digits (CloudEvents 1.0, attribute naming).
    """

    initial: Callable[[str], S]
    evolve: Callable[[S, Recorded], S]
    decide: Callable[[S, Any, Moment], Outcome]
    opened: Callable[[S], bool]
    due: Callable[[S], Iterable[Task]] = lambda _state: ()
    opening: Callable[[S], Mapping[str, str]] = lambda _state: {}
