"""Watchdogs: what went quiet rings somebody, by machine time, without Kafka; clocks are proved from state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar

import structlog
from aiokafka.errors import KafkaError

from messaging import alive, operate, queries
from messaging.alarms import Alarms
from messaging.apply import Applier
from messaging.cases import NewerJournal
from messaging.decider import Stale
from messaging.faults import is_transient
from messaging.frozen import end_frozen
from messaging.outcomes import Task
from messaging.roots import Roots
from messaging.rows import Rows

log = structlog.get_logger()
S = TypeVar("S")

RECONCILE_EVERY: Final = timedelta(hours=1)
LOOK_WITHIN: Final = timedelta(minutes=2)
"""More than any look takes that does not hang."""
PROVED_AT_ONCE: Final = 50
"""Cases a transaction: they are locked meanwhile, and none of them may be in memory yet."""
PROVED_IN: Final = 3
"""Attempts at one case by itself, of which each was cut short: then it is the case, and no database away."""
NOT_PROVED: Final = "the clocks of a case cannot be proved; act on the case itself"
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
        self._reconcile_at = time.monotonic()
        self._proved = ""
        """The last case of which that was done, until all are."""
        self._apart = 0
        """Cases that failed together and are still to be proved each by itself."""
        self._attempts = 0
        """At the cases in hand, once they were locked."""
        self.progress_at: float = 0.0
        """When it last looked at all that may have gone quiet."""

    async def stop(self) -> None:
        self._stop.set()

    async def run(self) -> None:
        """Look every few seconds; reconcile the clocks at start and every hour.

        Each look by itself: one that fails, on a single case or on brokers that say what nobody expects, must
        not keep the others from being made, nor anybody from being rung.
        """
        looks = (self._end_frozen, self._obey, self._ask, self.once, self._announce, self._prove, self._file)
        while not self._stop.is_set():
            for look in looks:
                await self._tried(look)
            try:
                async with asyncio.timeout(self._limits.every.total_seconds()):
                    await self._stop.wait()
            except TimeoutError:
                continue

    async def _tried(self, look: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(LOOK_WITHIN.total_seconds()):
                await look()
        except Exception as error:
            if not is_transient(error) or isinstance(error, TimeoutError):
                log.error("watch.failed", look=look.__name__.strip("_"), error=type(error).__name__)

    async def _announce(self) -> None:
        """All at once, or, where one of them fails, each case by itself."""
        try:
            await self._applier.announce()
        except Exception as error:
            if isinstance(error, NewerJournal) or is_transient(error):
                raise
            for case_id in await self._applier.to_announce():
                await self._announce_one(case_id)

    async def _announce_one(self, case_id: str) -> None:
        try:
            await self._applier.announce([case_id])
        except Exception as error:
            if isinstance(error, NewerJournal) or is_transient(error):
                raise
            log.error("case.not_announced", error=type(error).__name__)
            words = "whether mail of a case is unread here cannot be said: tell whoever judges it"
            await self._ring("NOT_ANNOUNCED", case_id, words, case_id)

    async def _prove(self) -> None:
        """As many cases as there is time for between two looks: a service may have hundreds of thousands."""
        began = time.monotonic()
        if began < self._reconcile_at:
            return
        while await self._prove_some():
            if time.monotonic() - began > self._limits.every.total_seconds():
                return
        if self._roots is not None:
            await self._roots.begin()
        self._reconcile_at = time.monotonic() + RECONCILE_EVERY.total_seconds()

    async def _file(self) -> None:
        if self._roots is not None:
            await self._roots.file()

    async def once(self) -> None:
        """Ring for what has been urgent and unpublished, unpublished, or not yet possible for too long."""
        for row in await self._rows(queries.LATE_URGENT, self._limits.urgent):
            left = f"cannot leave this service ({row.why})" if row.why else "has not left this service"
            words = f"an urgent event {left}: act on the case now, by telephone if need be"
            await self._ring("URGENT_UNPUBLISHED", row.topic, words, row.case_id, "duty-supervisor")
        for row in await self._rows(queries.LATE_OUTBOX, self._limits.unpublished):
            words = "events wait to be published: is Kafka reachable? see `csods doctor`"
            if row.why:
                words = f"{row.why}: an event cannot be sent, its case waits behind it; see the relay's log"
            await self._ring("UNPUBLISHED", row.why or "outbox", words)
        for row in await self._rows(queries.LATE_WAITING, self._limits.not_yet):
            words = f"a message on {row.topic} waits for its case to be opened here; see `csods where`"
            await self._ring("NOT_YET", row.topic, words, row.case_id)
        for feed in await self._stale():
            words = f"{feed.topic} is behind ({feed.why}): judgements wait for it; see `csods doctor`"
            await self._ring("FEED_STALE", feed.topic, words)
        self.progress_at = asyncio.get_running_loop().time()
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
        """Prove that every task that the state of an open case calls for exists; gives how many cases.

        What fails half way is gone on with from there.
        """
        seen = 0
        while many := await self._prove_some():
            seen += many
        return seen

    async def _prove_some(self) -> int:
        """The next few cases, or, where they fail together, each by itself; 0 after the last."""
        asked = {"after": self._proved, "limit": 1 if self._apart else PROVED_AT_ONCE}
        async with self._applier.engine.connect() as connection:
            ids = [row.case_id for row in await connection.execute(queries.OPEN_CASES, asked)]
        if not ids:
            self._proved = ""
            return 0
        try:
            await self._prove_these(ids)
        except Exception as error:
            if isinstance(error, NewerJournal):
                raise
            if len(ids) > 1:  # they may be too much for one transaction
                self._apart, self._attempts = len(ids), 0
            if is_transient(error) and self._attempts < PROVED_IN:
                raise
            if len(ids) > 1:
                return await self._prove_some()
            log.error("case.not_proved", error=type(error).__name__)
            await self._ring("CASE_UNREADABLE", ids[0], NOT_PROVED, ids[0])
        self._proved, self._attempts = ids[-1], 0
        self._apart = max(0, self._apart - len(ids))
        self._applier.tasked()
        return len(ids)

    async def _prove_these(self, ids: Sequence[str]) -> None:
        """They are locked meanwhile, and a transaction has its end."""
        async with self._applier.engine.begin() as connection:
            now = await self._applier.clock.now(connection)
            heads = await self._applier.cases.lock(connection, ids)
            self._attempts += 1
            states = await self._applier.cases.readable(connection, heads.values())
            rows = Rows()
            wanted = {case_id: self._due(state) for case_id, state in states.items()}
            for case_id in heads:
                if (tasks := wanted.get(case_id)) is None:
                    rows.alarm("CASE_UNREADABLE", case_id, NOT_PROVED, case_id)
                else:
                    rows.tasks_of(case_id, tasks, now)
            await rows.write(connection)

    def _due(self, state: S) -> tuple[Task, ...] | None:
        """What a case calls for; None where a program fails on it, which must not stop all others."""
        try:
            return tuple(self._applier.service.decider.due(state))
        except Exception as error:
            log.error("case.no_clocks", error=type(error).__name__)
            return None
