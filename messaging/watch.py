"""Watchdogs: what went quiet rings somebody, by machine time, without Kafka; clocks are proved from state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar

import structlog
from aiokafka.errors import KafkaError

from messaging import alive, operate, queries
from messaging.alarms import Alarms
from messaging.apply import Applier
from messaging.decider import Stale
from messaging.faults import is_transient
from messaging.frozen import end_frozen
from messaging.roots import Roots
from messaging.rows import Rows

log = structlog.get_logger()
S = TypeVar("S")

RECONCILE_EVERY: Final = timedelta(hours=1)
TAKEN_ON: Final = timedelta(minutes=15)
"""How long whoever acknowledged that something lasts is left to it, before it rings again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long what may be quiet before somebody is rung; machine time.

    `urgent`: an urgent event unpublished; `unpublished`: any event; `not_yet`: mail for a case that is not
    open here; `silent`: a part of this process without progress. Looked at `every` so often.
    """

    urgent: timedelta = timedelta(seconds=55)
    unpublished: timedelta = timedelta(minutes=2)
    not_yet: timedelta = timedelta(minutes=5)
    silent: timedelta = timedelta(seconds=60)
    every: timedelta = timedelta(seconds=5)


class Watch(Generic[S]):
    """One for each process; alarms have natural keys, so several say the same once."""

    def __init__(
        self,
        applier: Applier[S],
        alarms: Alarms,
        silent: Callable[[], dict[str, float]],
        pause: Callable[[bool], None],
        look: Callable[[], Awaitable[None]],
        limits: Limits,
        roots: Roots | None = None,
    ) -> None:
        self._roots = roots
        self._applier = applier
        self._alarms = alarms
        self._silent = silent
        self._pause = pause
        self._look = look
        self._limits = limits
        self._stop = asyncio.Event()

    async def stop(self) -> None:
        self._stop.set()

    async def run(self) -> None:
        """Look every few seconds; reconcile the clocks at start and every hour."""
        reconcile_at = time.monotonic()
        while not self._stop.is_set():
            try:
                await self._end_frozen()
                await self._obey()
                await self._ask()
                await self.once()
                await self._applier.announce()
                if time.monotonic() >= reconcile_at:
                    await self.reconcile()
                    if self._roots is not None:
                        await self._roots.begin()
                    reconcile_at = time.monotonic() + RECONCILE_EVERY.total_seconds()
                if self._roots is not None:
                    await self._roots.file()
            except Exception as error:
                if not is_transient(error):
                    log.error("watch.failed", error=type(error).__name__)
            try:
                async with asyncio.timeout(self._limits.every.total_seconds()):
                    await self._stop.wait()
            except TimeoutError:
                continue

    async def once(self) -> None:
        """Ring for what has been urgent and unpublished, unpublished, or not yet possible for too long."""
        for row in await self._rows(queries.LATE_URGENT, self._limits.urgent):
            words = "an urgent event has not left this service: act on the case now, by telephone if need be"
            await self._ring("URGENT_UNPUBLISHED", row.topic, words, row.case_id, "duty-supervisor")
        for row in await self._rows(queries.LATE_OUTBOX, self._limits.unpublished):
            if row.many:
                words = "events wait to be published: is Kafka reachable? see `csods doctor`"
                await self._ring("UNPUBLISHED", "outbox", words)
        for row in await self._rows(queries.LATE_WAITING, self._limits.not_yet):
            words = f"a message on {row.topic} waits for its case to be opened here; see `csods where`"
            await self._ring("NOT_YET", row.topic, words, row.case_id)
        for feed in await self._stale():
            words = f"{feed.topic} is behind ({feed.why}): judgements wait for it; see `csods doctor`"
            await self._ring("FEED_STALE", feed.topic, words)
        for part, seconds in self._silent().items():
            words = f"the {part} of this service has made no progress for {seconds:.0f} s: see `csods doctor`"
            await self._ring("NO_PROGRESS", part, words)

    async def _ring(
        self, code: str, what_for: str, words: str, case_id: str = "", role: str = "system-duty"
    ) -> None:
        await self._alarms.raise_(code, what_for, words, role, case_id, rest=TAKEN_ON)

    async def _ask(self) -> None:
        """Have the brokers say how far the topics go; whether they do not is seen by the lack of progress."""
        try:
            await self._look()
        except (TimeoutError, KafkaError, OSError) as error:
            log.warning("watch.no_brokers", error=type(error).__name__)

    async def _end_frozen(self) -> None:
        if ended := await end_frozen(self._applier.engine):
            log.warning("watch.frozen_ended", sessions=ended)

    async def _obey(self) -> None:
        """Consume, or pause, as an operator has said."""
        self._pause(await operate.paused(self._applier.engine) is not None)

    async def _stale(self) -> tuple[Stale, ...]:
        async with self._applier.engine.connect() as connection:
            return await alive.stale(connection, self._applier.service)

    async def _rows(self, statement: Any, limit: timedelta) -> list[Any]:
        async with self._applier.engine.connect() as connection:
            return list((await connection.execute(statement, {"seconds": limit.total_seconds()})).all())

    async def reconcile(self) -> int:
        """Prove that every task that the state of an open case calls for exists; gives how many cases."""
        after, seen = "", 0
        decider = self._applier.service.decider
        while True:
            async with self._applier.engine.begin() as connection:
                asked = {"after": after, "limit": 500}
                ids = [row.case_id for row in await connection.execute(queries.OPEN_CASES, asked)]
                if not ids:
                    return seen
                now = await self._applier.clock.now(connection)
                heads = await self._applier.cases.lock(connection, ids)
                states = await self._applier.cases.readable(connection, heads.values())
                rows = Rows()
                for case_id in heads.keys() - states.keys():
                    words = "a case cannot be read: its clocks are not proved; act on the case itself"
                    rows.alarm("CASE_UNREADABLE", case_id, words, case_id)
                for case_id, state in states.items():
                    rows.tasks_of(case_id, decider.due(state), now)
                await rows.write(connection)
            self._applier.tasked()
            after, seen = ids[-1], seen + len(ids)
