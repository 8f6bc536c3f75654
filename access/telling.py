"""The runtime as an API meets it, where why a step is refused is told by need to know (A9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from access.runtime import Alarm, Executed, History, Once, Runtime, Snapshot
from messaging.decider import Actor
from messaging.outcomes import Refusal, Unmet

Tells = Callable[[Any, Actor, tuple[Unmet, ...]], tuple[Unmet, ...]]
"""(state, officer, all that stands in the way) -> what of it this officer is told."""


class Telling:
    """All of it is kept with the refusal, whatever is told."""

    def __init__(self, runtime: Runtime, tells: Tells) -> None:
        self._runtime = runtime
        self._tells = tells

    @property
    def engine(self) -> AsyncEngine:
        return self._runtime.engine

    def new_case_id(self, once: Once) -> str:
        return self._runtime.new_case_id(once)

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        outcome = await self._runtime.execute(case_id, command, actor, once)
        if isinstance(outcome, Refusal):
            return Refusal(await self._told(case_id, actor, outcome.unmet))
        return outcome

    async def read(self, case_id: str) -> Snapshot[Any] | None:
        return await self._runtime.read(case_id)

    async def read_as_of(self, case_id: str, until: datetime) -> History[Any] | None:
        return await self._runtime.read_as_of(case_id, until)

    async def weigh(self, case_id: str, command: object, actor: Actor) -> tuple[Unmet, ...]:
        return await self._told(case_id, actor, await self._runtime.weigh(case_id, command, actor))

    async def _told(self, case_id: str, actor: Actor, unmet: tuple[Unmet, ...]) -> tuple[Unmet, ...]:
        snapshot = await self._runtime.read(case_id) if unmet else None
        return self._tells(snapshot.state, actor, unmet) if snapshot else unmet

    async def now(self) -> datetime:
        return await self._runtime.now()

    async def alarms(self) -> Sequence[Alarm]:
        return await self._runtime.alarms()

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        return await self._runtime.acknowledge_alarm(alarm_id, actor)
