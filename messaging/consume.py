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

KEPT_HEADERS: Final = frozenset({KEYS_HEADER, "traceparent"})
COMMIT_LIMIT: Final = timedelta(seconds=5)
BACK_OFF: Final = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
BATCH_TIMEOUT_MS: Final = 20
"""An empty poll sleeps this long once more: it is the latency at low rates."""


@dataclass(slots=True)
class Progress:
    """How the consumer fares: what health is judged by, since a dead broker raises nothing."""

    batches: int = 0
    records: int = 0
    failures: int = 0
    last_good_at: float = field(default_factory=time.monotonic)
    assigned: set[Partition] = field(default_factory=set)


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

    def advance(self, records: Iterable[Record]) -> None:
        for record in records:
            at = record.position
            self.after[at.topic, at.partition] = at.offset + 1


class Seek(ConsumerRebalanceListener):  # type: ignore[misc]
    """On assignment, go on where the database says that we are."""

    def __init__(self, positions: Positions, offsets: Offsets, progress: Progress) -> None:
        self._positions = positions
        self._offsets = offsets
        self._progress = progress
        self.subscriber: Any = None
        self.paused = False

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        for part in revoked:
            self._progress.assigned.discard((part.topic, part.partition))
            self._offsets.after.pop((part.topic, part.partition), None)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        positions = await self._patiently()
        for part in assigned:
            self._progress.assigned.add((part.topic, part.partition))
            position = positions.get((part.topic, part.partition))
            if position is not None:
                self._offsets.after[part.topic, part.partition] = position
                self.subscriber.consumer.seek(part, position)
        if self.paused:
            self.subscriber.consumer.pause(*assigned)

    async def _patiently(self) -> Mapping[Partition, int]:
        """Without the database there is nothing to go on from, so wait for it."""
        failures = 0
        while True:
            try:
                return await self._positions()
            except Exception as error:
                log.warning("consume.no_positions", error=type(error).__name__)
                await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1


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
        fenced: type[Exception],
    ) -> None:
        self.progress = Progress()
        self.broker = broker
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
            batch_timeout_ms=BATCH_TIMEOUT_MS,
            session_timeout_ms=6_000,
            heartbeat_interval_ms=1_500,
            max_poll_interval_ms=300_000,
            listener=self._seek,
            parser=self._parse,
            decoder=_decode,
        )
        self._seek.subscriber = self._subscriber
        self._subscriber(self._consume)
        self._subscriber.parser.msg_class = Delivery

    async def start(self) -> None:
        """Start; raises RuntimeError when the subscriber is not as this file says."""
        if wrong := unsafe(self._subscriber):
            raise RuntimeError(f"the subscriber would lose messages: {', '.join(wrong)}")
        await self.broker.start()

    async def stop(self) -> None:
        """Let the batch in hand end, then leave the group."""
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
        records = [one for one in records if one.position.offset >= self._from(one.position)]
        if not records:
            return
        try:
            await self._take(records, self._offsets.after)
        except self._fenced:
            await self._afresh()
            return
        self._offsets.advance(records)
        self.progress.batches += 1
        self.progress.records += len(records)

    def _from(self, position: Position) -> int:
        return self._offsets.after.get((position.topic, position.partition), 0)

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


def _record(raw: ConsumerRecord) -> Record:
    headers = tuple(
        (name, bytes(value))
        for name, value in raw.headers or ()
        if name in KEPT_HEADERS and value is not None
    )
    return Record(Position(raw.topic, raw.partition, raw.offset), raw.key, raw.value, headers)
