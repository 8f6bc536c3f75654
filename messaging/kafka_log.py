"""Reading whole topics for operators' tools: outside any group, up to where they ended when we began."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.partitioner import murmur2

from messaging import brokers, packed  # noqa: F401 - what anybody has packed is read here, too
from messaging.rows import Position, Record

Partition = tuple[str, int]
LIMIT: Final = timedelta(seconds=60)
"""How long a broker may say nothing before we give up: a dead one raises nothing."""
REACH: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Extent:
    """First offset kept and next offset of a partition."""

    begin: int
    end: int


def partition_of(key: bytes, partitions: int) -> int:
    """Where every writer of ours puts this key, as Kafka's own clients do."""
    return int(murmur2(key) & 0x7FFFFFFF) % partitions


class KafkaLog:
    """`login` holds the arguments of an aiokafka client that may read the topics.

    All methods raise TimeoutError or aiokafka.errors.KafkaError when the brokers do not answer.
    """

    def __init__(self, login: Mapping[str, Any]) -> None:
        self._login = dict(login)

    async def extents(self, topics: Sequence[str]) -> dict[Partition, Extent]:
        """Where each partition begins and ends now; a topic that does not exist has none."""
        async with self._consumer() as consumer:
            return await _extents(consumer, topics)

    async def topic_ids(self, topics: Sequence[str]) -> Mapping[str, UUID]:
        """What topics these are now; of those that there are."""
        async with self._consumer() as consumer, asyncio.timeout(LIMIT.total_seconds()):
            there = await brokers.topics(consumer._client, topics)  # noqa: SLF001 - no public way
        return {name: one.id for name, one in there.items()}

    async def at(self, position: Position) -> Record | None:
        """The one record at a position; None when it has expired or is not there yet."""
        part = (position.topic, position.partition)
        async with self._consumer() as consumer:
            extent = (await _extents(consumer, [position.topic])).get(part)
            if extent is not None and extent.begin <= position.offset < extent.end:
                async for record in _upto(consumer, {part: Extent(position.offset, extent.end)}):
                    return record if record.position == position else None
        return None

    async def read(
        self,
        topics: Sequence[str],
        only: Collection[Partition] | None = None,
        since: datetime | None = None,
    ) -> AsyncIterator[Record]:
        """Every record from the first kept, or written `since` (aware), to the end as of now.

        With `only`, of those partitions.
        """
        async with self._consumer() as consumer:
            extents = await _extents(consumer, topics)
            if only is not None:
                extents = {part: extent for part, extent in extents.items() if part in only}
            if since is not None:
                extents = await _from(consumer, extents, since)
            async for record in _upto(consumer, extents):
                yield record

    async def between(self, extents: Mapping[Partition, Extent]) -> AsyncIterator[Record]:
        """Every record of these extents that is still there."""
        async with self._consumer() as consumer:
            async for record in _upto(consumer, extents):
                yield record

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(**self._login, enable_auto_commit=False, auto_offset_reset="earliest")
        try:
            async with asyncio.timeout(REACH.total_seconds()):
                await consumer.start()
            yield consumer
        finally:
            await consumer.stop()


async def _upto(consumer: AIOKafkaConsumer, extents: Mapping[Partition, Extent]) -> AsyncIterator[Record]:
    """The records of these extents. Raises TimeoutError when no partition moves on for too long."""
    left = {part: extent.end for part, extent in extents.items() if extent.end > extent.begin}
    parts = [TopicPartition(*part) for part in left]
    consumer.assign(parts)
    for part in parts:
        consumer.seek(part, extents[part.topic, part.partition].begin)
    moved_at = time.monotonic()
    while left:
        for part, raws in (await consumer.getmany(timeout_ms=500, max_records=5_000)).items():
            moved_at = time.monotonic()
            for raw in raws:
                if raw.offset < extents[part.topic, part.partition].end:
                    headers = tuple((name, value or b"") for name, value in raw.headers)
                    position = Position(raw.topic, raw.partition, raw.offset)
                    yield Record(position, raw.key, raw.value, headers)
        for part in parts:
            key = (part.topic, part.partition)
            if key in left and await consumer.position(part) >= left[key]:
                del left[key]
        if left and time.monotonic() - moved_at > LIMIT.total_seconds():
            raise TimeoutError("the brokers give no more records")


async def _from(
    consumer: AIOKafkaConsumer, extents: Mapping[Partition, Extent], since: datetime
) -> dict[Partition, Extent]:
    """From the first record of each partition that is not older."""
    instant = int(since.timestamp() * 1000)
    asked = {TopicPartition(*part): instant for part, extent in extents.items() if extent.end > extent.begin}
    async with asyncio.timeout(LIMIT.total_seconds()):
        found = await consumer.offsets_for_times(asked) if asked else {}
    begins = {(part.topic, part.partition): at.offset for part, at in found.items() if at is not None}
    return {part: Extent(begins.get(part, extent.end), extent.end) for part, extent in extents.items()}


async def _extents(consumer: AIOKafkaConsumer, topics: Sequence[str]) -> dict[Partition, Extent]:
    parts = []
    async with asyncio.timeout(LIMIT.total_seconds()):
        for topic in topics:
            await consumer._client.add_topic(topic)  # noqa: SLF001 - metadata of topics without subscribing
            numbers = consumer.partitions_for_topic(topic) or ()
            parts += [TopicPartition(topic, number) for number in sorted(numbers)]
        begins = await consumer.beginning_offsets(parts)
        ends = await consumer.end_offsets(parts)
    return {(part.topic, part.partition): Extent(begins[part], ends[part]) for part in parts}
