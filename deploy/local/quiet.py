"""Whether a stack is quiet: nothing unread, unpublished, due or under way, so that time may jump.

A probe looks at one place and reports what is still busy there, in words, with a mark that changes whenever
something has happened. Messages move between places while one looks at them in turn; therefore all is quiet
only when the databases and topics were quiet, with the same marks, before and after the agencies were.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
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
    """What a probe found: what is `busy`, in words, a `mark` of all activity so far, what is `due` next."""

    busy: tuple[str, ...] = ()
    mark: Hashable = None
    due: datetime | None = None


Probe = Callable[[], Awaitable[Report]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where messages may be: `databases` of services, their `topics`, and `agencies` that these talk to.

    An agency acts on what it is sent, or at the time that it has said; it is asked when nothing else is busy.
    """

    databases: Sequence[Probe] = ()
    topics: Sequence[Probe] = ()
    agencies: Sequence[Probe] = ()

    async def next_due(self) -> datetime | None:
        """When any of them will act next; None: not of its own accord."""
        found = await asyncio.gather(*(probe() for probe in (*self.databases, *self.agencies)))
        return min((one.due for one in found if one.due), default=None)


async def until_quiet(places: Places, within: timedelta = WITHIN) -> datetime | None:
    """Return once nothing is busy: when anything is due next. Raises NotQuiet after `within`."""
    looking = _Looking(places)
    try:
        async with asyncio.timeout(within.total_seconds()):
            while True:
                found = await looking.at_all()
                if found is not None:
                    return found.due
                await asyncio.sleep(LOOK_EVERY.total_seconds())
    except TimeoutError:
        what = "; ".join(looking.busy) or "it never stood still between two looks"
        raise NotQuiet(f"not quiet after {within.total_seconds():.0f} s: {what}") from None


class _Looking:
    """Look after look, until one finds nothing busy. `busy`: what the last one found, in words."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._first: Probe | None = None
        """Which was busy: it is asked before all others are again."""
        self.busy: tuple[str, ...] = ()

    async def at_all(self) -> Report | None:
        """What all together say while all is quiet; None as soon as something is busy."""
        if self._first is not None and await self._at([self._first]) is None:
            return None
        before = await self._at_ours()
        agencies = None if before is None else await self._at(self._places.agencies)
        after = None if agencies is None else await self._at_ours()
        if before is None or agencies is None or after is None or after.mark != before.mark:
            return None
        return _together([after, agencies])

    async def _at_ours(self) -> Report | None:
        databases = await self._at(self._places.databases)
        topics = None if databases is None else await self._at(self._places.topics)
        return None if databases is None or topics is None else _together([databases, topics])

    async def _at(self, probes: Sequence[Probe]) -> Report | None:
        """What they found together, or None where one of them was busy."""
        found = await asyncio.gather(*(probe() for probe in probes))
        self.busy = tuple(words for report in found for words in report.busy)
        self._first = next((probe for probe, report in zip(probes, found, strict=True) if report.busy), None)
        return None if self.busy else _together(found)


def _together(reports: Sequence[Report]) -> Report:
    """Of places where nothing is busy."""
    due = min((one.due for one in reports if one.due), default=None)
    return Report(mark=tuple(one.mark for one in reports), due=due)


def database_probe(observers: Observers, database: str) -> Probe:
    """Unpublished events, and tasks whose time has come, of one service."""

    async def look() -> Report:
        if not await migrated(observers, database):
            return Report()
        [state] = await observers.rows(database, clock_sql.STATE)
        busy = [f"{database}: task {words}" for words in state["due"]]
        if state["unpublished"]:
            busy.append(f"{database}: {state['unpublished']} unpublished")
        return Report(tuple(busy), (state["events"], state["tasks"]), state["next_due"])

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
