"""What the APIs meet of the runtime: a protocol, so that tests of HTTP need neither Kafka nor a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from messaging.alarms import Alarm
from messaging.apply import Executed, Once
from messaging.decider import Actor, History
from messaging.faults import KeyReused, NotRecorded, UnknownCase
from messaging.outcomes import Refusal, Unmet
from messaging.runtime import Snapshot


class Runtime(Protocol):
    """The facade of `messaging.runtime`. Its methods raise NotRecorded while the database is away."""

    @property
    def engine(self) -> AsyncEngine: ...

    def new_case_id(self, once: Once) -> str: ...

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        """Raises KeyReused and UnknownCase besides."""

    async def read(self, case_id: str) -> Snapshot[Any] | None: ...

    async def read_as_of(self, case_id: str, until: datetime) -> History[Any] | None: ...

    async def weigh(self, case_id: str, command: object, actor: Actor) -> tuple[Unmet, ...]: ...

    async def now(self) -> datetime: ...

    async def alarms(self) -> Sequence[Alarm]: ...

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        """False: no such alarm rings."""


__all__ = [
    "Alarm",
    "Executed",
    "History",
    "KeyReused",
    "NotRecorded",
    "Once",
    "Runtime",
    "Snapshot",
    "UnknownCase",
]
