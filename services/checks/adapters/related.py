"""Looks among the other live cases for the people of one: the index brings cases up, the weights compare."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from access.runtime import Runtime
from contracts.calendar import london_date
from messaging.routes import DueTask
from services.checks.domain import related
from services.checks.domain.commands import RecordRelated
from services.checks.domain.state import Checks
from services.checks.store.blind import BlindIndex
from services.checks.store.queries import alike


class Related:
    """Repeating it changes nothing: of one other case is said once."""

    def __init__(
        self,
        engine: AsyncEngine,
        index: BlindIndex,
        runtime: Callable[[], Runtime],
        now: Callable[[], Awaitable[datetime]],
    ) -> None:
        self._engine, self._index, self._runtime, self._now = engine, index, runtime, now

    async def look(self, task: DueTask, case: Checks) -> RecordRelated:
        values = self._index.of(related.keys(case))
        async with self._engine.connect() as connection:
            others = await alike(
                connection, task.case_id, values, information=not related.is_information(case)
            )
        today = london_date(await self._now())
        found = []
        for other in others:
            snapshot = await self._runtime().read(other)
            if snapshot is not None and (one := related.compare(case, snapshot.state, today)):
                found.append(one)
        return RecordRelated(tuple(found))
