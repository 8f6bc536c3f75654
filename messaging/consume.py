"""Consuming: the one place where FastStream appears.

One batch subscriber a service over all its topics, on raw bytes. The stock acknowledgement, parser and
decoder each lose or loop on some record, so all three are ours: offsets live in our own database, the Kafka
commit is for lag display, and a batch that could not be written comes again, later each time.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import Any, Final

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from faststream.middlewares import AckPolicy
from faststream.security import SASLScram512

from messaging import crash
from messaging.rows import Position, Record
from messaging.service import KEYS_HEADER

log = structlog.get_logger()

Partition = tuple[str, int]
Take = Callable[[Sequence[Record], Mapping[Partition, int]], Coroutine[Any, Any, object]]
Positions = Callable[[], Coroutine[Any, Any, Mapping[Partition, int]]]
Expired = Callable[[Partition, int, int], Coroutine[Any, Any, None]]
"""Told of (partition, offset wanted, offset there): records between them were never seen by us."""

KEPT_HEADERS: Final = frozenset({KEYS_HEADER, "traceparent"})
COMMIT_LIMIT: Final = timedelta(seconds=5)
BACK_OFF: Final = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
SESSION: Final = timedelta(seconds=6)
"""After so long without a heartbeat others take over."""
POLL: Final = timedelta(milliseconds=200)
"""How long one poll waits for the first record; it returns as soon as there is one."""
EMPTY_PAUSE: Final = timedelta(milliseconds=20)
"""After a poll that came back empty at once, as one may when nothing is assigned."""


@dataclass(slots=True)
class Progress:
    """How the consumer fares: what health is judged by, since a dead broker raises nothing."""

    batches: int = 0
    records: int = 0
    failures: int = 0
    last_good_at: float = field(default_factory=time.monotonic)
    """When a batch was last taken, or the brokers said that nothing is unread."""
    assigned: set[Partition] = field(default_factory=set)
    joined: bool = False


class Delivery(KafkaAckableMessage):
    """A batch whose `ack` commits its own offsets under a timeout and whose `nack` rewinds after a pause."""

    progress: Progress

    async def ack(self) -> None:
        """For lag display only: where we are is in `intervals`."""
        offsets: dict[TopicPartition, int] = {}
        for record in self.raw_message:
            offsets[TopicPartition(record.topic, record.partition)] = record.offset + 1
        crash.point("before offsets")
        try:
            async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):
                await self.consumer.commit(offsets)  # type: ignore[call-arg]
        except (TimeoutError, KafkaError) as error:
            log.warning("consume.commit_failed", error=type(error).__name__)
        self.progress.failures = 0
        self.progress.last_good_at = time.monotonic()
        self.committed = "acked"  # type: ignore[assignment]

    async def nack(self) -> None:
        pause = BACK_OFF[min(self.progress.failures, len(BACK_OFF) - 1)]
        self.progress.failures += 1
        await super().nack()
        await asyncio.sleep(pause)

    async def reject(self) -> None:
        await self.nack()


@dataclass(slots=True)
class Offsets:
    """Next offset by partition, as far as this consumer has accounted for them in the database."""

    after: dict[Partition, int] = field(default_factory=dict)

    def advance(self, records: Iterable[Record], before: Mapping[Partition, int]) -> None:
        """Beyond these records, except where a rebalance has said otherwise since `before`."""
        reached = {_part(record): record.position.offset + 1 for record in records}
        for part, offset in reached.items():
            if self.after.get(part) == before[part]:
                self.after[part] = offset


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


@dataclass(frozen=True, slots=True)
class Wire:
    """How to reach the brokers; SASL/SCRAM-SHA-512 when a user is given."""

    bootstrap_servers: str
    user: str = ""
    password: str = field(default="", repr=False)

    def client(self) -> dict[str, Any]:
        """Arguments of an aiokafka client."""
        told: dict[str, Any] = {"bootstrap_servers": self.bootstrap_servers}
        if self.user:
            told |= {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "SCRAM-SHA-512"}
            told |= {"sasl_plain_username": self.user, "sasl_plain_password": self.password}
        return told


def broker(wire: Wire) -> KafkaBroker:
    """A FastStream broker that neither logs what it is given nor validates it again."""
    security = SASLScram512(wire.user, wire.password, use_ssl=False) if wire.user else None
    return KafkaBroker(
        wire.bootstrap_servers,
        security=security,
        client_id=wire.user or "messaging",
        logger=None,
        apply_types=False,
        allow_auto_create_topics=False,
    )


class Consumer:
    """Feeds `take` with batches of raw records, in order, one batch at a time.

    `take` raises to have the same records again; what it does not raise for is accounted for.
    """

    def __init__(
        self,
        broker: KafkaBroker,
        topics: Sequence[str],
        group: str,
        instance: str,
        take: Take,
        positions: Positions,
        *,
        max_records: int = 500,
        session: timedelta = SESSION,
        fenced: type[Exception],
        expired: Expired,
        progress: Progress | None = None,
    ) -> None:
        self.progress = progress or Progress()
        self.broker = broker
        self._expired = expired
        self._looked_again: dict[Partition, int] = {}
        self._take = take
        self._fenced = fenced
        self._offsets = Offsets()
        self._seek = Seek(positions, self._offsets, self.progress)
        self._subscriber = broker.subscriber(
            *topics,
            batch=True,
            group_id=group,
            group_instance_id=instance,
            ack_policy=AckPolicy.NACK_ON_ERROR,
            no_reply=True,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            max_records=max_records,
            batch_timeout_ms=POLL // timedelta(milliseconds=1),
            session_timeout_ms=int(session.total_seconds() * 1000),
            heartbeat_interval_ms=int(session.total_seconds() * 250),
            max_poll_interval_ms=300_000,
            listener=self._seek,
            parser=self._parse,
            decoder=_decode,
        )
        self._seek.subscriber = self._subscriber
        self._subscriber(self._consume)
        self._subscriber.parser.msg_class = Delivery
        self._subscriber.get_msg = self._poll  # type: ignore[method-assign]
        self._max_records = max_records

    async def start(self) -> None:
        """Start; raises RuntimeError when the subscriber is not as this file says."""
        if wrong := unsafe(self._subscriber):
            raise RuntimeError(f"the subscriber would lose messages: {', '.join(wrong)}")
        await self.broker.start()

    async def stop(self) -> None:
        """Let the batch in hand end, then leave the group."""
        self._seek.stopping = True
        await self.broker.stop()

    def pause(self) -> None:
        """Take nothing until resumed; the place in the group is kept."""
        self._seek.paused = True
        if consumer := self._subscriber.consumer:
            consumer.pause(*consumer.assignment())

    def resume(self) -> None:
        self._seek.paused = False
        if consumer := self._subscriber.consumer:
            consumer.resume(*consumer.assignment())

    @property
    def paused(self) -> bool:
        return self._seek.paused

    async def _poll(self, consumer: Any) -> tuple[ConsumerRecord, ...]:
        """What there is, as soon as there is any: the stock way sleeps, deaf, after every empty poll."""
        began = time.monotonic()
        found = await consumer.getmany(
            timeout_ms=POLL // timedelta(milliseconds=1), max_records=self._max_records
        )
        if not found and time.monotonic() - began < EMPTY_PAUSE.total_seconds():
            await asyncio.sleep(EMPTY_PAUSE.total_seconds())
        return tuple(chain.from_iterable(found.values()))

    async def _parse(self, batch: tuple[ConsumerRecord, ...]) -> Delivery:
        """Take nothing from a header but bytes that we keep: nothing here can fail on a record."""
        delivery = Delivery(
            body=batch,
            headers={},
            reply_to="",
            content_type=None,
            message_id=f"{batch[0].topic}/{batch[0].partition}/{batch[0].offset}",
            raw_message=batch,
            consumer=self._subscriber.consumer,
        )
        delivery.progress = self.progress
        return delivery

    async def _consume(self, batch: Any) -> None:
        records = [_record(one) for one in batch]
        after = dict(self._offsets.after)  # a rebalance may change it while this batch is being written
        if any(_part(one) not in after for one in records):
            await self._afresh()
            return
        records = [one for one in records if one.position.offset >= after[_part(one)]]
        records = await self._following(records, after)
        if not records:
            return
        try:
            await self._take(records, after)
        except self._fenced:
            await self._afresh()
            return
        self._offsets.advance(records, after)
        self.progress.batches += 1
        self.progress.records += len(records)

    async def _following(self, records: Sequence[Record], after: Mapping[Partition, int]) -> list[Record]:
        """Those of partitions in which nothing is left out; what seems left out is read once more."""
        first: dict[Partition, int] = {}
        for one in records:
            first.setdefault(_part(one), one.position.offset)
        again = set()
        for part, offset in first.items():
            if offset == after[part]:
                continue
            if self._looked_again.get(part) == after[part]:
                await self._expired(part, after[part], offset)
            else:
                again.add(part)
                self._looked_again[part] = after[part]
                self._seek.subscriber.consumer.seek(TopicPartition(*part), after[part])
        return [one for one in records if _part(one) not in again]

    async def look(self) -> None:
        """Ask the brokers how far our partitions go: a dead one raises nothing by itself.

        Raises TimeoutError or KafkaError when they do not answer.
        """
        consumer = self._subscriber.consumer
        if consumer is None or not self.progress.joined:
            return
        async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):
            parts = list(consumer.assignment())
            ends = await consumer.end_offsets(parts) if parts else await consumer.topics() and {}
        after = {part: self._offsets.after.get((part.topic, part.partition), 0) for part in parts}
        for part in parts:
            if ends[part] < after[part]:
                await self._expired((part.topic, part.partition), after[part], ends[part])
        if self.paused or all(ends[part] <= after[part] for part in parts):
            self.progress.last_good_at = time.monotonic()

    async def _afresh(self) -> None:
        """Somebody else went on from here: believe the database, and go where it says."""
        log.warning("consume.fenced")
        consumer = self._subscriber.consumer
        if consumer is not None:
            await self._seek.on_partitions_assigned(consumer.assignment())


def unsafe(subscriber: Any) -> list[str]:
    """Names of the settings that are not as given here; each default was seen to lose or to loop."""
    arguments = subscriber._connection_args  # noqa: SLF001 - no public way to ask
    wanted = {
        "ack_policy": subscriber.ack_policy is AckPolicy.NACK_ON_ERROR,
        "no_reply": subscriber._no_reply,  # noqa: SLF001
        "auto_offset_reset": arguments["auto_offset_reset"] == "earliest",
        "isolation_level": arguments["isolation_level"] == "read_committed",
        "group_instance_id": bool(arguments["group_instance_id"]),
        "group_id": bool(subscriber.group_id),
        "message class": subscriber.parser.msg_class is Delivery,
        "listener": isinstance(subscriber._listener, Seek),  # noqa: SLF001
    }
    return [name for name, right in wanted.items() if not right]


async def _decode(message: Delivery) -> Any:
    """The records as they are: the stock decoder fails on a bad header, and comes again for ever."""
    return message.raw_message


def _part(record: Record) -> Partition:
    return record.position.topic, record.position.partition


def _record(raw: ConsumerRecord) -> Record:
    headers = tuple(
        (name, bytes(value))
        for name, value in raw.headers or ()
        if name in KEPT_HEADERS and value is not None
    )
    return Record(Position(raw.topic, raw.partition, raw.offset), raw.key, raw.value, headers)
