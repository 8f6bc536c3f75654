"""Whether a stack is quiet: nothing unread, unpublished, due or under way, so that time may jump.

A probe looks at one place and reports what is still busy there, in words, with a mark that changes whenever
something has happened. Messages move between places while one looks at them in turn; therefore only two
rounds in a row, both quiet and with the same marks, count as quiet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from deploy.local import clock_sql
from deploy.local.kafka_admin import KafkaAdministrator
from deploy.local.observers import Observers

LOOK_EVERY: Final = timedelta(milliseconds=20)
WITHIN: Final = timedelta(seconds=60)


class NotQuiet(Exception):
    """The stack did not come to rest in time; the message names what was still busy."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a probe found: what is `busy`, in words, and a `mark` of all activity so far."""

    busy: tuple[str, ...] = ()
    mark: Hashable = None


Probe = Callable[[], Awaitable[Report]]


async def until_quiet(probes: Sequence[Probe], within: timedelta = WITHIN) -> None:
    """Return once two rounds of all probes agree that nothing is busy. Raises NotQuiet after `within`."""
    before: list[Hashable] | None = None
    busy: tuple[str, ...] = ()
    try:
        async with asyncio.timeout(within.total_seconds()):
            while True:
                reports = await asyncio.gather(*(probe() for probe in probes))
                busy = tuple(words for report in reports for words in report.busy)
                marks = [report.mark for report in reports]
                if not busy and marks == before:
                    return
                before = None if busy else marks
                await asyncio.sleep(LOOK_EVERY.total_seconds())
    except TimeoutError:
        found = "; ".join(busy) or "it never stood still between two looks"
        raise NotQuiet(f"not quiet after {within.total_seconds():.0f} s: {found}") from None


def database_probe(observers: Observers, database: str) -> Probe:
    """Unpublished events, and tasks whose time has come, of one service."""

    async def look() -> Report:
        if not await observers.value(database, clock_sql.MIGRATED):
            return Report()
        due = await observers.rows(database, clock_sql.DUE)
        busy = [f"{database}: task {row['kind']} is due ({row['many']})" for row in due]
        if unpublished := await observers.value(database, clock_sql.UNPUBLISHED):
            busy.append(f"{database}: {unpublished} unpublished")
        activity = await observers.rows(database, clock_sql.ACTIVITY)
        return Report(tuple(busy), tuple(activity[0]))

    return look


def lag_probe(observers: Observers, kafka: KafkaAdministrator, reads: Mapping[str, Iterable[str]]) -> Probe:
    """Messages on `reads[database]`, the topics of the service behind it, not yet accounted for there."""
    topics = sorted({topic for read in reads.values() for topic in read})

    async def look() -> Report:
        positions = {database: await _positions(observers, database) for database in reads}
        ends = await asyncio.to_thread(kafka.end_offsets, topics)
        busy = []
        for database, read in reads.items():
            for topic in read:
                unread = sum(
                    end - min(end, positions[database].get((topic, partition), 0))
                    for (name, partition), end in ends.items()
                    if name == topic
                )
                if unread:
                    busy.append(f"{database}: {unread} unread on {topic}")
        return Report(tuple(busy), tuple(sorted(ends.items())))

    return look


async def _positions(observers: Observers, database: str) -> dict[tuple[str, int], int]:
    if not await observers.value(database, clock_sql.MIGRATED):
        return {}
    rows = await observers.rows(database, clock_sql.POSITIONS)
    return {(row["topic"], row["partition"]): row["position"] for row in rows}
