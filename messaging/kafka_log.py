"""Reading whole topics for operators' tools: outside any group, up to where they ended when we began."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from messaging.rows import Position, Record

Partition = tuple[str, int]
LIMIT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Extent:
    """First offset kept and next offset of a partition."""

    begin: int
    end: int


class KafkaLog:
    """`login` holds the arguments of an aiokafka client that may read the topics."""

    def __init__(self, login: Mapping[str, Any]) -> None:
        self._login = dict(login)

    async def extents(self, topics: Sequence[str]) -> dict[Partition, Extent]:
        """Where each partition begins and ends now."""
        async with self._consumer() as consumer:
            return await _extents(consumer, topics)

    async def read(self, topics: Sequence[str]) -> AsyncIterator[Record]:
        """Every record from the first kept to the end as it was when this began. Raises TimeoutError."""
        async with self._consumer() as consumer:
            extents = await _extents(consumer, topics)
            left = {part: extent.end for part, extent in extents.items() if extent.end > extent.begin}
            if not left:
                return
            parts = [TopicPartition(*part) for part in left]
            consumer.assign(parts)
            for part in parts:
                consumer.seek(part, extents[part.topic, part.partition].begin)
            while left:
                async with asyncio.timeout(LIMIT.total_seconds()):
                    found = await consumer.getmany(timeout_ms=500, max_records=5_000)
                for part, records in found.items():
                    for raw in records:
                        if raw.offset < extents[part.topic, part.partition].end:
                            headers = tuple((name, value or b"") for name, value in raw.headers)
                            position = Position(raw.topic, raw.partition, raw.offset)
                            yield Record(position, raw.key, raw.value, headers)
                for part in parts:
                    key = (part.topic, part.partition)
                    if key in left and await consumer.position(part) >= left[key]:
                        del left[key]

    @asynccontextmanager
    async def _consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        consumer = AIOKafkaConsumer(**self._login, enable_auto_commit=False, auto_offset_reset="earliest")
        async with asyncio.timeout(LIMIT.total_seconds()):
            await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop()


async def _extents(consumer: AIOKafkaConsumer, topics: Sequence[str]) -> dict[Partition, Extent]:
    parts = []
    for topic in topics:
        await consumer._client.add_topic(topic)  # noqa: SLF001 - metadata of topics without subscribing
        numbers = consumer.partitions_for_topic(topic) or ()
        parts += [TopicPartition(topic, number) for number in sorted(numbers)]
    begins = await consumer.beginning_offsets(parts)
    ends = await consumer.end_offsets(parts)
    return {(part.topic, part.partition): Extent(begins[part], ends[part]) for part in parts}
