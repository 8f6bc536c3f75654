"""Consuming: the one place where FastStream appears.

One batch subscriber a service over all its topics, on raw bytes. The stock acknowledgement, parser and
decoder each lose or loop on some record, so all three are ours: offsets live in our own database, the Kafka
commit is for lag display, and a batch that could not be written comes again, later each time.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, Final

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from faststream.middlewares import AckPolicy
from faststream.security import BaseSecurity, SASLScram512

from messaging import brokers, crash
from messaging.intervals import Partition
from messaging.offsets import COMMIT_LIMIT, Commits, Offsets, Progress
from messaging.packed import Unopened
from messaging.rows import Position, Record
from messaging.seek import BACK_OFF, Places, Seek
from messaging.service import KEYS_HEADER
from messaging.taken import NOT_OPENED

log = structlog.get_logger()

Take = Callable[[Sequence[Record], Mapping[Partition, int]], Coroutine[Any, Any, object]]
Expired = Callable[[Partition, int, int], Coroutine[Any, Any, None]]
"""Told of (partition, offset wanted, offset there): records between them were never seen by us."""

Looked = Callable[[float, Mapping[Partition, int], Mapping[Partition, int]], Coroutine[Any, Any, None]]
"""Told when the brokers were asked (monotonic), the ends that they gave, and how far we had come by then."""

KEPT_HEADERS: Final = frozenset({KEYS_HEADER, "traceparent"})
SESSION: Final = timedelta(seconds=6)
"""After so long without a heartbeat others take over."""
GIVE_UP_WITHIN: Final = timedelta(seconds=10)
"""How long one that is given up may take to end in order."""
POLL: Final = timedelta(milliseconds=200)
"""How long one poll waits for the first record; it returns as soon as there is one."""
EMPTY_PAUSE: Final = timedelta(milliseconds=20)
"""After a poll that came back empty at once, as one may when nothing is assigned."""


class Delivery(KafkaAckableMessage):
    """A batch whose `ack` has its own offsets committed, and whose `nack` rewinds after a pause, for less."""

    progress: Progress
    commits: Commits

    async def ack(self) -> None:
        """For lag display only, and beside the next batch: where we are is in `intervals`."""
        last = {(record.topic, record.partition): record.offset for record in self.raw_message}
        offsets = {TopicPartition(*part): offset + 1 for part, offset in last.items()}
        crash.point("before offsets")
        self.commits.note(self.consumer, offsets)
        self.progress.went_well()
        self.committed = "acked"  # type: ignore[assignment]

    async def nack(self) -> None:
        pause = BACK_OFF[min(self.progress.failures, len(BACK_OFF) - 1)]
        self.progress.failed()
        await super().nack()
        await asyncio.sleep(pause)

    async def reject(self) -> None:
        await self.nack()


@dataclass(frozen=True, slots=True)
class Wire:
    """How to reach the brokers: SASL/SCRAM-SHA-512 when a user is given, TLS when a context is."""

    bootstrap_servers: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = None

    def client(self) -> dict[str, Any]:
        """Arguments of an aiokafka client."""
        told: dict[str, Any] = {"bootstrap_servers": self.bootstrap_servers}
        beneath = "SSL" if self.tls else "PLAINTEXT"
        told |= {"security_protocol": beneath, "ssl_context": self.tls}
        if self.user:
            told |= {"security_protocol": f"SASL_{beneath}", "sasl_mechanism": "SCRAM-SHA-512"}
            told |= {"sasl_plain_username": self.user, "sasl_plain_password": self.password}
        return told


def broker(wire: Wire) -> KafkaBroker:
    """A FastStream broker that neither logs what it is given nor validates it again."""
    security: BaseSecurity = BaseSecurity(wire.tls)
    if wire.user:
        security = SASLScram512(wire.user, wire.password, wire.tls)
    return KafkaBroker(
        wire.bootstrap_servers,
        security=security,
        client_id=wire.user or "messaging",
        logger=None,
        apply_types=False,
        allow_auto_create_topics=False,
    )


class Unsafe(RuntimeError):
    """The subscriber is not as this file says: it would lose messages."""


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
        places: Places,
        *,
        max_records: int = 500,
        session: timedelta = SESSION,
        fenced: type[Exception],
        expired: Expired,
        progress: Progress | None = None,
        looked: Looked | None = None,
    ) -> None:
        self._looked = looked
        self.progress = progress or Progress()
        self.broker = broker
        self._expired = expired
        self._looked_again: dict[Partition, int] = {}
        self._take = take
        self._fenced = fenced
        self._offsets = Offsets()
        self._commits = Commits()
        self._seek = Seek(places, self._offsets, self.progress)
        self._polled = 0
        self._topics = tuple(topics)
        self._group = group
        self._unread: frozenset[Partition] = frozenset()
        """By nobody of the group, when it was last looked."""
        self.session = session
        self.outdated = asyncio.Event()
        """What is read is not what there is: give it up, and begin anew once the group has forgotten it."""
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
        """Start. Raises Unsafe, and whatever the brokers' absence is called."""
        if wrong := unsafe(self._subscriber):
            raise Unsafe(f"the subscriber would lose messages: {', '.join(wrong)}")
        await self.broker.start()

    async def stop(self) -> None:
        """Let the batch in hand end, then leave the group."""
        self._seek.stopping = True
        await self._commits.ended()
        await self.broker.stop()

    async def give_up(self) -> None:
        """Stop, whatever hangs: what is being taken is rolled back, and what does not end is cut off."""
        consumer = self._subscriber.consumer
        for task in self._subscriber.tasks:
            task.cancel()
        try:
            async with asyncio.timeout(GIVE_UP_WITHIN.total_seconds()):
                await self.stop()
        except Exception as error:  # its parts fail in their own ways: none of them may be left
            log.warning("consume.given_up", error=type(error).__name__)
            await self._cut_off(consumer)
        self.progress.joined = False
        self.progress.assigned.clear()

    async def _cut_off(self, consumer: Any) -> None:
        """No heartbeat may keep its place in the group, and none of its fetches go on."""
        if consumer is None:
            return
        parts = (consumer._coordinator, consumer._fetcher, consumer._client)  # noqa: SLF001 - no public way
        heart, *closing = parts
        ends = [one.close for one in closing if one is not None]
        if heart is not None:
            ends.insert(0, heart._stop_heartbeat_task)  # noqa: SLF001 - likewise
        for end in ends:
            try:
                async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):
                    await end()
            except Exception as error:
                log.warning("consume.not_cut_off", error=type(error).__name__)

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
        self._polled = self._offsets.gone
        most = max(1, self._max_records // self.progress.parts)
        try:
            found = await consumer.getmany(timeout_ms=POLL // timedelta(milliseconds=1), max_records=most)
        except Exception:
            self._looked_again.clear()  # what was there of other partitions is lost with it: they are no gap
            raise
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
        delivery.commits = self._commits
        return delivery

    async def _consume(self, batch: Any) -> None:
        after = dict(self._offsets.after)  # a rebalance may change it while this batch is being written
        ahead = dict(self._offsets.ahead)
        found = {part: list(some) for part, some in groupby(batch, attrgetter("topic", "partition"))}
        if self._polled != self._offsets.gone:
            self._go_back(part for part in found if part in after)
            return
        if not found.keys() <= after.keys():
            await self._afresh()
            return
        records: list[Record] = []
        reached: dict[Partition, int] = {}
        try:
            for part, some in found.items():
                on = ahead.get(part, 0)
                next_ = after[part] - on
                fresh = some if some[0].offset >= next_ else [one for one in some if one.offset >= next_]
                if fresh and await self._follows(part, max(_begins(fresh[0]), next_), next_, on):
                    records += [_record(raw, on) for raw in fresh]
                    reached[part] = fresh[-1].offset + on + 1
            if not records:
                return
            await self._take(records, after)
        except self._fenced:
            await self._afresh()
            return
        except BaseException:
            self._looked_again.clear()  # the batch is rewound to where it began, behind what was left out
            raise
        self._offsets.advance(reached, after)
        self.progress.batches += 1
        self.progress.records += len(records)

    def _go_back(self, parts: Iterable[Partition]) -> None:
        """Nobody knows whether it was polled before or after we were sent elsewhere: it is polled anew."""
        for part in parts:
            next_ = self._offsets.after[part] - self._offsets.ahead.get(part, 0)
            self._seek.subscriber.consumer.seek(TopicPartition(*part), next_)

    async def _follows(self, part: Partition, offset: int, after: int, ahead: int) -> bool:
        """Whether nothing is left out before `offset`; what seems left out is read once more.

        As the brokers count; but where we looked again is kept as we do, which no two lives share.
        """
        if offset == after:
            return True
        if self._looked_again.get(part) == after + ahead:
            await self._expired(part, after, offset)
            return True
        self._looked_again[part] = after + ahead
        self._seek.subscriber.consumer.seek(TopicPartition(*part), after)
        return False

    async def look(self) -> None:
        """Ask the brokers how far our partitions go: a dead one raises nothing by itself.

        Raises TimeoutError or KafkaError when they do not answer.
        """
        consumer = self._subscriber.consumer
        if consumer is None or not self.progress.joined:
            return
        async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):  # first: an end may be long in coming
            if await self._is_outdated(consumer):
                return
        asked_at, gone = time.monotonic(), self._offsets.gone
        async with asyncio.timeout(COMMIT_LIMIT.total_seconds()):
            parts = list(consumer.assignment())
            ends = await consumer.end_offsets(parts) if parts else await consumer.topics() and {}
        if self._offsets.gone != gone:
            return  # these ends may be of another topic than that of which we count now
        named = {(part.topic, part.partition): ends[part] for part in parts}
        after = {part: self._offsets.after.get(part, 0) for part in named}
        told = {part: end + self._offsets.ahead.get(part, 0) for part, end in named.items()}
        for part, end in named.items():
            if told[part] < after[part]:
                await self._expired(part, after[part] - self._offsets.ahead.get(part, 0), end)
        if self.paused or all(told[part] <= after[part] for part in named):
            self.progress.last_good_at = time.monotonic()
        whole = {part: end for part, end in told.items() if end >= after[part]}
        if self._looked is not None and whole:  # nobody knows whether what is shorter than we read is read
            await self._looked(asked_at, whole, after)

    async def _is_outdated(self, consumer: Any) -> bool:
        """Whether a topic is another than the one that is read here, or a partition is read by nobody of us.

        Under a topic that was away for a moment, or has more partitions now, the members of a group may go on
        with what they agreed on before, and never look again (KIP-814).
        """
        client, coordinator = consumer._client, consumer._coordinator.coordinator_id  # noqa: SLF001 - no public way
        there = await brokers.topics(client, self._topics)
        everything = {(name, number) for name, one in there.items() for number in one.partitions}
        mine = {(part.topic, part.partition) for part in consumer.assignment()}
        ids = self._offsets.ids
        known = ids.keys() | {name for name, _ in mine}
        another = any(one.id != ids.get(name) for name, one in there.items() if name in known)
        read = None
        if everything - mine and coordinator is not None:
            read = await brokers.assigned(client, coordinator, self._group)
        unread = frozenset() if read is None else frozenset(everything) - read
        for_good, self._unread = unread & self._unread, unread
        if another or for_good:
            self.outdated.set()
        return self.outdated.is_set()

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


def _begins(raw: ConsumerRecord) -> int:
    """The offset of the first record that this one stands for: its own, where it is one."""
    return raw.value.first if isinstance(raw.value, Unopened) else raw.offset


def _record(raw: ConsumerRecord, ahead: int) -> Record:
    at = Position(raw.topic, raw.partition, raw.offset + ahead)
    if isinstance(raw.value, Unopened):
        why = f"records {raw.value.first} to {raw.offset}: {raw.value.why}"
        many = raw.offset + 1 - raw.value.first
        return Record(at, None, None, ((NOT_OPENED, why.encode()),), many, ahead)
    headers = (
        tuple(
            (name, bytes(value)) for name, value in raw.headers if name in KEPT_HEADERS and value is not None
        )
        if raw.headers
        else ()
    )
    return Record(at, raw.key, raw.value, headers, 1, ahead)
