"""Once a day of business time a service signs where every case stands, and that leaves its database.

A tail cut of events that never left shows in no reader's inbox: it shows against the root of the day before.
The root is a task like any other clock, so it outlives restarts and is made once; what it says is read in one
snapshot, which locks no case. It is written with its task's end; the file and the topic follow from there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import driver, envelope, queries, root_file, statement
from messaging.alarms import Alarms
from messaging.clock import Clock
from messaging.faults import Fenced
from messaging.service import Signer
from messaging.statement import BEGINNING, Changed, Statement
from messaging.tree import Growing, Head, leaf

log = structlog.get_logger()

ROOT: Final = "runtime.root"
"""Kind of the task; its key is the day that it closes."""
TYPE: Final = "service.root.v1"
PUBLISH_EVERY: Final = 1.0
"""Seconds between looks for roots that have not been published."""
AT_ONCE: Final = 2_000
"""Heads read between two turns of whatever else this process does."""
FILE_WITHIN: Final = timedelta(seconds=5)
"""Less than the server leaves a transaction idle."""
RUNG_AGAIN: Final = timedelta(minutes=15)

HEADS: Final = text('SELECT case_id, version, hash FROM cases WHERE version > 0 ORDER BY case_id COLLATE "C"')
NOTE_CHANGED: Final = text("""
INSERT INTO rooted (case_id, version, hash, number)
SELECT c.case_id, c.version, c.hash, :number FROM cases c
WHERE c.version > 0 AND NOT EXISTS (
  SELECT FROM rooted r WHERE r.case_id = c.case_id AND r.version = c.version)
""")
CHANGED: Final = text("""
SELECT case_id, version, hash FROM rooted WHERE number = :number ORDER BY case_id COLLATE "C"
""")
LAST: Final = text("SELECT number, last_day, signed FROM roots ORDER BY number DESC LIMIT 1")
WRITE: Final = text("INSERT INTO roots (number, last_day, signed) VALUES (:number, :last_day, :signed)")
NEXT: Final = text("""
INSERT INTO tasks (case_id, kind, key, due_at, time) VALUES ('', :kind, :key, :due_at, 'business')
ON CONFLICT DO NOTHING
""")
BEGUN: Final = text("SELECT EXISTS (SELECT FROM tasks WHERE kind = :kind AND state <> 'done')")
ALONE: Final = text("SELECT pg_try_advisory_xact_lock(7309)")
UNFILED: Final = text("SELECT number, signed FROM roots WHERE filed_at IS NULL ORDER BY number LIMIT 1")
FILED: Final = text("UPDATE roots SET filed_at = clock_timestamp() WHERE number = :number")
UNPUBLISHED: Final = text("""
SELECT number, signed, clock_timestamp() FROM roots WHERE published_at IS NULL ORDER BY number LIMIT 50
""")
PUBLISHED: Final = text("UPDATE roots SET published_at = clock_timestamp() WHERE number = :number")

KafkaRecord = tuple[str, bytes, bytes, list[Any]]
"""Topic, value, key, headers."""
Deliver = Callable[[Sequence[Any]], Awaitable[Sequence[BaseException | None]]]


class _NotFiled(Exception):
    """The file could not be written, for the reason that caused this."""


class Roots:
    """Of one service. `topic` is where they are published, `directory` where its file stands."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        principal: str,
        source: str,
        signer: Signer,
        topic: str,
        directory: Path,
        alarms: Alarms,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._principal = principal
        self._source = source
        self._signer = signer
        self._topic = topic
        self._path = root_file.path_of(directory, principal)
        self._alarms = alarms
        self._look_at = 0.0
        self._appending: asyncio.Future[None] | None = None

    async def begin(self) -> None:
        """There is always one task for the next root: the first closes the day on which a service begins."""
        async with self._engine.begin() as connection:
            if not (await connection.execute(BEGUN, {"kind": ROOT})).scalar_one():
                await self._next(connection, (await self._clock.now(connection)).date())

    async def make(self, task_id: int, lease: str, key: str) -> None:
        """Ends the task with its root, and begins the next, in one transaction. Raises Fenced."""
        engine = self._engine.execution_options(isolation_level="REPEATABLE READ")
        async with engine.begin() as connection:
            asked = {"id": task_id, "lease": lease}
            if not (await connection.execute(queries.FINISH_TASK, asked)).rowcount:
                raise Fenced
            now = await self._clock.now(connection)
            last = (await connection.execute(LAST)).one_or_none()
            first = last.last_day + timedelta(days=1) if last else date.fromisoformat(key)
            closed = now.date() - timedelta(days=1)
            if first <= closed:
                previous = statement.digest(last.signed) if last else BEGINNING
                number = last.number + 1 if last else 1
                said = await self._said(connection, number, first, closed, now, previous)
                signed = self._signer.sign(said.written())
                await connection.execute(
                    WRITE, {"number": said.number, "last_day": said.last, "signed": signed}
                )
                log.info("root.made", number=said.number, cases=said.cases)
            await self._next(connection, now.date())

    async def _next(self, connection: AsyncConnection, day: date) -> None:
        due = datetime.combine(day + timedelta(days=1), time_of_day(), UTC)
        await connection.execute(NEXT, {"kind": ROOT, "key": day.isoformat(), "due_at": due})

    async def _said(
        self,
        connection: AsyncConnection,
        number: int,
        first: date,
        last: date,
        now: datetime,
        previous: str,
    ) -> Statement:
        await connection.execute(NOTE_CHANGED, {"number": number})
        changed = Changed()
        async for heads in _parts(connection, CHANGED, number=number):
            for head in heads:
                changed.add(head)
        tree = Growing()
        async for heads in _parts(connection, HEADS):
            for head in heads:
                tree.add(leaf(head))
        root = tree.root().hex()
        return Statement(
            self._principal, number, first, last, now, tree.size, root,
            changed.count, changed.digest(), previous,
        )  # fmt: skip

    async def file(self) -> None:
        """Write to the file what stands in the database alone. One process does it at a time."""
        try:
            while await self._file_one():
                pass
        except _NotFiled as error:
            log.error("root.not_filed", error=type(error.__cause__).__name__)
            words = "a daily root cannot be written to its file: mend its directory; it is tried again"
            await self._alarms.raise_("ROOT_NOT_FILED", self._path.name, words, rest=RUNG_AGAIN)

    async def _file_one(self) -> bool:
        """False when there is none, or another process is at it."""
        async with self._engine.begin() as connection:
            if not (await connection.execute(ALONE)).scalar_one():
                return False
            row = (await connection.execute(UNFILED)).one_or_none()
            if row is None:
                return False
            heads = [one async for part in _parts(connection, CHANGED, number=row.number) for one in part]
            try:
                await self._appended(root_file.Line(row.signed, tuple(heads)))
            except OSError as error:
                raise _NotFiled from error
            await connection.execute(FILED, {"number": row.number})
            return True

    async def _appended(self, line: root_file.Line) -> None:
        """Raises OSError, or TimeoutError, which is one: the directory may be another machine's, and hang.

        Nobody can end a write that hangs. No second one is begun beside it.
        """
        if self._appending is not None and not self._appending.done():
            raise TimeoutError
        self._appending = asyncio.ensure_future(asyncio.to_thread(root_file.append, self._path, line))
        done, _ = await asyncio.wait({self._appending}, timeout=FILE_WITHIN.total_seconds())
        if not done:
            raise TimeoutError
        self._appending.result()

    @property
    def due(self) -> bool:
        """Whether to look for what is to be published."""
        return asyncio.get_running_loop().time() >= self._look_at

    def look_again(self) -> None:
        """There may be something to publish now."""
        self._look_at = 0.0

    async def publish(self, connection: AsyncConnection, deliver: Deliver) -> None:
        """In order, on the relay's own connection; what was not acknowledged comes again."""
        self._look_at = asyncio.get_running_loop().time() + PUBLISH_EVERY
        rows = await driver.fetch(connection, UNPUBLISHED, {})
        if not rows:
            return
        key = self._principal.encode()
        records: list[KafkaRecord] = [
            (self._topic, self._record(signed, at), key, []) for _, signed, at in rows
        ]
        for (number, _, _), failed in zip(rows, await deliver(records), strict=True):
            if failed is not None:
                return
            await driver.execute(connection, PUBLISHED, {"number": number})

    def _record(self, signed: str, at: datetime) -> bytes:
        sent = envelope.wire(at)
        return envelope.canonical(
            {
                "specversion": "1.0",
                "id": envelope.event_id(bytes.fromhex(statement.digest(signed))),
                "source": self._source,
                "type": TYPE,
                "subject": self._principal,
                "time": sent,
                "recordedtime": sent,
                "datacontenttype": "application/json",
                "data": {"signed": signed},
            }
        )


async def _parts(connection: AsyncConnection, asked: Any, **values: Any) -> AsyncIterator[list[Head]]:
    """Heads, so many at a time."""
    result = await connection.stream(asked, values)
    async for rows in result.partitions(AT_ONCE):
        yield [Head(case_id, version, hash_) for case_id, version, hash_ in rows]
