"""The runtime as an API meets it, passed on as it is: whoever adds something says only that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from access.runtime import Alarm, Executed, History, Once, Runtime, Snapshot
from messaging.decider import Actor
from messaging.outcomes import Refusal, Unmet


class Around:
    """Satisfies `Runtime` by another that does."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    @property
    def engine(self) -> AsyncEngine:
        return self._runtime.engine

    def new_case_id(self, once: Once) -> str:
        return self._runtime.new_case_id(once)

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        return await self._runtime.execute(case_id, command, actor, once)

    async def read(self, case_id: str) -> Snapshot[Any] | None:
        return await self._runtime.read(case_id)

    async def read_as_of(self, case_id: str, until: datetime) -> History[Any] | None:
        return await self._runtime.read_as_of(case_id, until)

    async def weigh(self, case_id: str, command: object, actor: Actor) -> tuple[Unmet, ...]:
        return await self._runtime.weigh(case_id, command, actor)

    async def now(self) -> datetime:
        return await self._runtime.now()

    async def alarms(self) -> Sequence[Alarm]:
        return await self._runtime.alarms()

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        return await self._runtime.acknowledge_alarm(alarm_id, actor)
