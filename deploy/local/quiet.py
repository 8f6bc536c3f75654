"""Whether a stack is quiet: nothing unread, unpublished, due or under way, so that time may jump.

A probe looks at one place and reports what is still busy there, in words, with a mark that changes whenever
something has happened. Messages move between places while one looks at them in turn; therefore only two
rounds in a row, both quiet and with the same marks, count as quiet. What costs little is looked at first, and
a round ends where something is busy.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from deploy.local import clock_sql
from deploy.local.kafka_admin import KafkaAdministrator
from deploy.local.observers import Observers
from messaging import alive, reading
from messaging.kafka_log import Extent, KafkaLog, Partition

LOOK_EVERY: Final = timedelta(milliseconds=20)
WITHIN: Final = timedelta(seconds=60)
STANDS: Final = timedelta(milliseconds=500)
"""What has been unread for so long is looked at: its reader may be stopped."""


class NotQuiet(Exception):
    """The stack did not come to rest in time; the message names what was still busy."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a probe found: what is `busy`, in words, and a `mark` of all activity so far."""

    busy: tuple[str, ...] = ()
    mark: Hashable = None


Probe = Callable[[], Awaitable[Report]]


async def until_quiet(stages: Sequence[Sequence[Probe]], within: timedelta = WITHIN) -> None:
    """Return once two rounds of all probes agree that nothing is busy. Raises NotQuiet after `within`.

    A stage is looked at when nothing is busy in those before it; nothing else while what was busy still is.
    """
    before: list[Hashable] | None = None
    busy: tuple[str, ...] = ()
    first: Probe | None = None
    try:
        async with asyncio.timeout(within.total_seconds()):
            while True:
                if first is not None and (busy := (await first()).busy):
                    await asyncio.sleep(LOOK_EVERY.total_seconds())
                    continue
                busy, marks, first = await _round(stages)
                if not busy and marks == before:
                    return
                before = None if busy else marks
                await asyncio.sleep(LOOK_EVERY.total_seconds())
    except TimeoutError:
        found = "; ".join(busy) or "it never stood still between two looks"
        raise NotQuiet(f"not quiet after {within.total_seconds():.0f} s: {found}") from None


async def _round(
    stages: Sequence[Sequence[Probe]],
) -> tuple[tuple[str, ...], list[Hashable], Probe | None]:
    """What is busy in the first stage in which anything is, all marks as far as that, and who says it."""
    marks: list[Hashable] = []
    for probes in stages:
        reports = await asyncio.gather(*(probe() for probe in probes))
        marks += [report.mark for report in reports]
        busy = [(probe, report.busy) for probe, report in zip(probes, reports, strict=True) if report.busy]
        if busy:
            return tuple(words for _, said in busy for words in said), marks, busy[0][0]
    return (), marks, None


def database_probe(observers: Observers, database: str) -> Probe:
    """Unpublished events, and tasks whose time has come, of one service."""

    async def look() -> Report:
        if not await migrated(observers, database):
            return Report()
        [found] = await observers.rows(database, clock_sql.BUSY)
        busy = [f"{database}: task {words}" for words in found["due"]]
        if found["unpublished"]:
            busy.append(f"{database}: {found['unpublished']} unpublished")
        return Report(tuple(busy), (found["events"], found["tasks"]))

    return look


async def migrated(observers: Observers, database: str) -> bool:
    """Before its first migration a database has nothing to do. What is migrated stays so."""
    known = observers.migrated
    if database not in known and await observers.value(database, clock_sql.MIGRATED):
        known.add(database)
    return database in known


def lag_probe(
    observers: Observers, kafka: KafkaAdministrator, reads: Mapping[str, Iterable[str]], log: KafkaLog
) -> Probe:
    """Messages on `reads[database]`, the topics of the service behind it, not yet accounted for there.

    That a service says it lives is no message: where nothing else is unread, as on the topics of a service
    that is stopped, all is quiet.
    """
    topics = sorted({topic for read in reads.values() for topic in read})
    looking = _Unread(log)

    async def look() -> Report:
        found = await asyncio.gather(*(_positions(observers, database) for database in reads))
        positions = dict(zip(reads, found, strict=True))
        ends = await asyncio.to_thread(kafka.end_offsets, topics)
        unread: dict[str, dict[Partition, Extent]] = {
            database: {
                part: Extent(min(end, positions[database].get(part, 0)), end)
                for part, end in ends.items()
                if part[0] in read and positions[database].get(part, 0) < end
            }
            for database, read in ((name, set(topics)) for name, topics in reads.items())
        }
        left = await looking.messages(unread)
        busy = [f"{database}: {many} unread on {topic}" for (database, topic), many in left.items() if many]
        return Report(tuple(busy), tuple(sorted(ends.items())))

    return look


class _Unread:
    """How many messages are unread, without those by which services say that they live.

    Only what has stood unread for a while is read to tell: what is on its way will be taken in a moment.
    """

    def __init__(self, log: KafkaLog) -> None:
        self._log = log
        self._since: dict[tuple[str, Partition, Extent], float] = {}
        self._alive: dict[tuple[Partition, Extent], int] = {}

    async def messages(
        self, unread: Mapping[str, Mapping[Partition, Extent]]
    ) -> Mapping[tuple[str, str], int]:
        """By database and topic."""
        now = time.monotonic()
        keys = {
            (database, part, extent) for database, parts in unread.items() for part, extent in parts.items()
        }
        self._since = {key: self._since.get(key, now) for key in keys}
        left: dict[tuple[str, str], int] = {}
        for (database, part, extent), since in self._since.items():
            many = extent.end - extent.begin
            if now - since > STANDS.total_seconds():
                many -= await self._of_services(part, extent)
            left[database, part[0]] = left.get((database, part[0]), 0) + many
        return left

    async def _of_services(self, part: Partition, extent: Extent) -> int:
        known = self._alive.get((part, extent))
        if known is None:
            known = 0
            async for record in self._log.between({part: extent}):
                read = reading.read(record.value)
                known += isinstance(read, reading.Envelope) and alive.is_one(read)
            self._alive = {(part, extent): known, **dict(list(self._alive.items())[:200])}
        return known


async def _positions(observers: Observers, database: str) -> dict[tuple[str, int], int]:
    if not await migrated(observers, database):
        return {}
    rows = await observers.rows(database, clock_sql.POSITIONS)
    return {(row["topic"], row["partition"]): row["position"] for row in rows}
