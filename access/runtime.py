"""What the APIs meet of the runtime: a protocol, so that tests of HTTP need neither Kafka nor a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from messaging.decider import Actor, Unread
from messaging.outcomes import Refusal, Unmet

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Once:
    """One request of one client: sent again it has no second effect."""

    client: str
    route: str
    key: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Executed:
    case_id: str
    version: int
    event_types: tuple[str, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[S]):
    """A case as it stands; `now` is business time, aware."""

    state: S
    version: int
    unread: tuple[Unread, ...]
    held: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody must look. `words` are plain; `since` is machine time, aware."""

    id: int
    case_id: str
    code: str
    words: str
    role: str
    since: datetime
    acknowledged_by: str | None = None


class KeyReused(Exception):
    """The same Idempotency-Key came with another body."""


class NotRecorded(Exception):
    """The database is away: nothing was written."""


class Runtime(Protocol):
    """The facade of messaging.runtime."""

    @property
    def engine(self) -> AsyncEngine: ...

    def new_case_id(self, once: Once) -> str: ...

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal: ...

    async def read(self, case_id: str) -> Snapshot[Any] | None: ...

    async def weigh(self, case_id: str, command: object, actor: Actor) -> tuple[Unmet, ...]: ...

    async def now(self) -> datetime: ...

    async def alarms(self) -> Sequence[Alarm]: ...

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> None: ...
