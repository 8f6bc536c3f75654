"""Where a consumer stands: in the database for itself, at the brokers for who looks at its lag."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from messaging.intervals import Partition
from messaging.lives import Place

log = structlog.get_logger()

COMMIT_LIMIT: Final = timedelta(seconds=5)
MOST_PARTS: Final = 512


@dataclass(slots=True)
class Progress:
    """How the consumer fares: what health is judged by, since a dead broker raises nothing."""

    batches: int = 0
    records: int = 0
    failures: int = 0
    parts: int = 1
    """Into how many parts what is taken at once is divided: one batch may be more than a transaction has time
    for, and would fail for ever."""
    got_through: int = 0
    """Parts of this size in a row."""
    last_good_at: float = field(default_factory=time.monotonic)
    """When a batch was last taken, or the brokers said that nothing is unread."""
    assigned: set[Partition] = field(default_factory=set)
    joined: bool = False

    def failed(self) -> None:
        """The same comes again, less of it at once."""
        self.failures += 1
        self.parts, self.got_through = min(2 * self.parts, MOST_PARTS), 0

    def went_well(self) -> None:
        """And more once all parts of a whole have got through: what follows is likely as slow."""
        self.failures = 0
        self.got_through += 1
        if self.got_through >= self.parts:
            self.parts, self.got_through = max(1, self.parts // 2), 0
        self.last_good_at = time.monotonic()


@dataclass(slots=True)
class Offsets:
    """Next offset by partition, by our own count, as far as they have been accounted for in the database."""

    after: dict[Partition, int] = field(default_factory=dict)
    ahead: dict[Partition, int] = field(default_factory=dict)
    """How far that is ahead of the brokers' own count (`lives`); what is not here is not ahead."""
    ids: dict[str, UUID] = field(default_factory=dict)
    """What topics they are of."""
    gone: int = 0
    """How often we were sent elsewhere: what was polled before is not of where we are now."""

    def go(self, part: Partition, place: Place) -> None:
        self.after[part], self.ahead[part] = place
        self.gone += 1

    def leave(self, part: Partition) -> None:
        self.after.pop(part, None)
        self.ahead.pop(part, None)

    def advance(self, reached: Mapping[Partition, int], before: Mapping[Partition, int]) -> None:
        """To these, except where a rebalance has said otherwise since `before`."""
        for part, offset in reached.items():
            if self.after.get(part) == before[part]:
                self.after[part] = offset


class Commits:
    """Tells the brokers how far we are, beside the work: nobody waits for it, and only the last counts."""

    def __init__(self) -> None:
        self._wanted: dict[TopicPartition, int] = {}
        self._running: asyncio.Task[None] | None = None

    def note(self, consumer: Any, offsets: Mapping[TopicPartition, int]) -> None:
        """Commit these, with whatever else comes until the brokers have answered the commit before."""
        self._wanted |= offsets
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._commit(consumer))

    async def _commit(self, consumer: Any) -> None:
        while self._wanted:
            offsets, self._wanted = self._wanted, {}
            try:
                async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):
                    await consumer.commit(offsets)
            except (TimeoutError, KafkaError) as error:
                log.warning("consume.commit_failed", error=type(error).__name__)

    async def ended(self) -> None:
        """When the brokers have been told, or have said nothing for too long."""
        if self._running is not None:
            await self._running
