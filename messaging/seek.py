"""On assignment, a consumer goes on where its own database says that it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Final

import structlog
from aiokafka import TopicPartition
from aiokafka.abc import ConsumerRebalanceListener

from messaging.intervals import Partition
from messaging.offsets import COMMIT_LIMIT, Offsets, Progress

log = structlog.get_logger()

Positions = Callable[[], Coroutine[Any, Any, Mapping[Partition, int]]]
BACK_OFF: Final = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)


class Seek(ConsumerRebalanceListener):  # type: ignore[misc]
    """On assignment, go on where the database says that we are."""

    def __init__(self, positions: Positions, offsets: Offsets, progress: Progress) -> None:
        self._positions = positions
        self._offsets = offsets
        self._progress = progress
        self.subscriber: Any = None
        self.paused = False
        self.stopping = False

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        self._progress.joined = False
        for part in revoked:
            self._progress.assigned.discard((part.topic, part.partition))
            self._offsets.after.pop((part.topic, part.partition), None)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        parts = list(assigned)
        positions = await self._patiently(parts)
        for part in parts:
            position = positions.get((part.topic, part.partition))
            if position is not None:
                self._progress.assigned.add((part.topic, part.partition))
                self._offsets.after[part.topic, part.partition] = position
                self.subscriber.consumer.seek(part, position)
        if self.paused:
            self.subscriber.consumer.pause(*parts)
        self._progress.joined = True

    async def _patiently(self, parts: Sequence[TopicPartition]) -> Mapping[Partition, int]:
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

    async def _known(self, parts: Sequence[TopicPartition]) -> Mapping[Partition, int]:
        """Where the database says we are; from the beginning where it says nothing, whatever Kafka says:

        a database restored to its first days has no interval, and the group's commits are of another life.
        """
        positions = dict(await self._positions())
        if new := [part for part in parts if (part.topic, part.partition) not in positions]:
            async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):
                begins = await self.subscriber.consumer.beginning_offsets(new)
            positions |= {(part.topic, part.partition): begins[part] for part in new}
        return positions
