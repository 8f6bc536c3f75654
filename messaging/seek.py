"""On assignment, a consumer goes on where its own database says that it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import structlog
from aiokafka import TopicPartition
from aiokafka.abc import ConsumerRebalanceListener

from messaging import brokers
from messaging.intervals import Partition
from messaging.lives import Begins, Place
from messaging.offsets import COMMIT_LIMIT, Offsets, Progress

log = structlog.get_logger()

Places = Callable[
    [Sequence[Partition], Mapping[str, UUID], Begins], Coroutine[Any, Any, Mapping[Partition, Place]]
]
"""As `Lives.places`: where the database says that we are."""
BACK_OFF: Final = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)


class Seek(ConsumerRebalanceListener):  # type: ignore[misc]
    """On assignment, go on where the database says that we are."""

    def __init__(self, places: Places, offsets: Offsets, progress: Progress) -> None:
        self._places = places
        self._offsets = offsets
        self._progress = progress
        self.subscriber: Any = None
        self.paused = False
        self.stopping = False

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        self._progress.joined = False
        for part in revoked:
            self._progress.assigned.discard((part.topic, part.partition))
            self._offsets.leave((part.topic, part.partition))

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        parts = list(assigned)
        places = await self._patiently(parts)
        for part in parts:
            place = places.get((part.topic, part.partition))
            if place is not None:
                self._progress.assigned.add((part.topic, part.partition))
                self._offsets.go((part.topic, part.partition), place)
                self.subscriber.consumer.seek(part, place.position - place.ahead)
        if self.paused:
            self.subscriber.consumer.pause(*parts)
        self._progress.joined = True

    async def _patiently(self, parts: Sequence[TopicPartition]) -> Mapping[Partition, Place]:
        """Without the database there is nothing to go on from, so wait for it."""
        failures = 0
        while not self.stopping:
            try:
                return await self._known(parts)
            except Exception as error:
                log.warning("consume.no_positions", error=type(error).__name__)
                await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1
        return {}

    async def _known(self, parts: Sequence[TopicPartition]) -> Mapping[Partition, Place]:
        """Where the database says we are; from the beginning where it says nothing, whatever Kafka says:

        a database restored to its first days has no interval, and the group's commits are of another life.
        """
        async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):
            there = await brokers.topics(self.subscriber.consumer._client, {part.topic for part in parts})  # noqa: SLF001 - no public way
        ids = {name: one.id for name, one in there.items()}
        places = await self._places([(part.topic, part.partition) for part in parts], ids, self._begins)
        self._offsets.ids = {**self._offsets.ids, **ids}
        return places

    async def _begins(self, parts: Sequence[Partition]) -> Mapping[Partition, int]:
        async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):
            asked = [TopicPartition(*part) for part in parts]
            found = await self.subscriber.consumer.beginning_offsets(asked)
        return {(part.topic, part.partition): offset for part, offset in found.items()}
