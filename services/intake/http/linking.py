"""An enquiry is taken together with the cases that it is linked to.

Two forms that come at one moment cannot see one another when they are taken; a task looks again after each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from access.runtime import Alarm, Executed, History, Once, Runtime, Snapshot
from messaging.decider import Actor
from messaging.outcomes import Refusal, Unmet
from services.intake.domain.commands import ReceiveEnquiry
from services.intake.store.links import Links


class LinkingRuntime:
    """The runtime as the API meets it, with one addition: `execute` looks for links first."""

    def __init__(self, runtime: Runtime, links: Links) -> None:
        self._runtime = runtime
        self._links = links

    @property
    def engine(self) -> AsyncEngine:
        return self._runtime.engine

    def new_case_id(self, once: Once) -> str:
        return self._runtime.new_case_id(once)

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        if isinstance(command, ReceiveEnquiry):
            command = await self._linked(case_id, command)
        return await self._runtime.execute(case_id, command, actor, once)

    async def _linked(self, case_id: str, command: ReceiveEnquiry) -> ReceiveEnquiry:
        """A report of immediate risk waits for no search: the task looks for links later."""
        if command.risk is not None:
            return command
        found = await self._links.of(case_id, command.details.applicant, command.details.subject)
        return replace(command, linked=found)

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
