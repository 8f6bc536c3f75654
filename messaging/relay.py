"""Publishing: the one way from a journal to Kafka.

One relay a database, by a lock that lives on the relay's own connection. Records go out in journal order,
pipelined; a pointer is removed, by its own id, once the broker has acknowledged its record. What is killed
in between is sent again: same bytes, same id, same number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

import structlog
from aiokafka.errors import (
    InvalidTopicError,
    KafkaError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import crash, driver, envelope, queries
from messaging.alive import Pulse
from messaging.faults import is_transient
from messaging.keys import Keys
from messaging.roots import Roots
from messaging.service import KEYS_HEADER, Key

log = structlog.get_logger()

BATCH: Final = 500
IDLE: Final = timedelta(seconds=1)
"""How often the outbox is looked at when nobody has said that there is something: a call may be lost."""
STAND_BY: Final = timedelta(seconds=1)
"""How often who is not the relay asks to become it."""
LEASE: Final = timedelta(seconds=30)
"""A relay that says nothing to the database for so long, because it hangs or is frozen, is one no more."""
SEND_LIMIT: Final = timedelta(seconds=10)
NOT_MADE: Final = "NOT_MADE"
"""Of an event of which no record can be made here as yet."""
MAKE_ANEW: Final = timedelta(minutes=1)
"""How often that is tried again: whatever stood in its way may have passed, and its case waits behind it."""
TOPIC_TROUBLE: Final = (TopicAuthorizationFailedError, UnknownTopicOrPartitionError, InvalidTopicError)
"""Of one topic alone: not there, or not ours to write."""
TOPIC_AGAIN: Final = timedelta(seconds=30)
BACK_OFF: Final = (0.1, 0.5, 1.0, 2.0, 5.0)


class Pointer(NamedTuple):
    """An event to be published, from outbox and journal; `id` is 0 when it is published again."""

    id: int
    case_id: str
    version: int
    topic: str
    event_id: str
    core: bytes
    hash: bytes
    sequence: int
    keys: Sequence[str]


Headers = list[tuple[str, bytes]]
KafkaRecord = tuple[str, bytes, bytes, Headers]


class Producer(Protocol):
    """What the relay needs of an aiokafka producer (idempotent, acks=all)."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def send(self, topic: str, value: bytes, key: bytes, headers: Headers) -> asyncio.Future[Any]: ...


class Relay:
    """`make_producer` gives a new producer; it is called again after the old one has failed for good."""

    def __init__(
        self,
        engine: AsyncEngine,
        make_producer: Callable[[], Producer],
        keys: Keys,
        readers: Callable[[str, str], Sequence[str]],
        lease: timedelta = LEASE,
        pulse: Pulse | None = None,
        roots: Roots | None = None,
    ) -> None:
        self._lease = lease
        self._roots = roots
        self._pulse = pulse
        self._engine = engine
        self._make_producer = make_producer
        self._keys = keys
        self._readers = readers
        self._labels: dict[str, str] = {}
        self._wrapped: dict[tuple[str, str], str] = {}
        self._producer: Producer | None = None
        self._troubled: dict[str, tuple[float, BaseException]] = {}
        self._ahead: list[Pointer] = []
        """Read while those before were being sent, all of which have been acknowledged."""
        self._gone: list[int] = []
        """Acknowledged, and to be removed with the next reading."""
        self._anew_at = 0.0
        """When what could not be made is tried again."""
        self._wake = asyncio.Event()
        self._stop = asyncio.Event()
        self.at_work = False
        """Whether this is the relay of its database: then nobody else need be told of what is committed."""
        self.published = 0
        self.progress_at: float = 0.0

    def wake(self) -> None:
        """Something has been committed."""
        self._wake.set()

    async def run(self) -> None:
        """Publish until stopped. Faults are logged by name, and tried again."""
        failures = 0
        while not self._stop.is_set():
            try:
                await self._with_lease()
                failures = 0
            except Exception as error:
                if not is_transient(error):
                    log.error("relay.failed", error=type(error).__name__)
                await self._drop_producer()
                await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1
        await self._drop_producer()

    async def stop(self) -> None:
        """Let the batch in hand end, then stop."""
        self._stop.set()
        self._wake.set()

    async def _with_lease(self) -> None:
        self._ahead, self._gone, self._anew_at = [], [], 0.0
        async with self._engine.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
            try:
                while not (await own.execute(queries.RELAY_LEASE)).scalar_one():
                    self.progress_at = asyncio.get_running_loop().time()  # who stands by is well
                    if await _within(STAND_BY.total_seconds(), self._stop):
                        return
                self.at_work = True
                await own.execute(queries.RELAY_TERM, {"term": f"{self._lease.total_seconds()}s"})
                while not self._stop.is_set():
                    self._wake.clear()
                    await self._send_anew(own)
                    if self._pulse is not None and self._pulse.due:
                        await self._deliver(await self._pulse.records(own))
                    if self._roots is not None and self._roots.due:
                        await self._roots.publish(own, self._deliver)
                    if not await self.once(own):
                        await _within(self._rest(), self._wake)
                await self._remove(own)
            finally:
                self.at_work = False
                await own.invalidate()

    async def _send_anew(self, connection: AsyncConnection) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._anew_at:
            await connection.execute(queries.SEND_ANEW, {"why": NOT_MADE})
            self._anew_at = now + MAKE_ANEW.total_seconds()

    def _rest(self) -> float:
        """Seconds to the next look."""
        idle = IDLE.total_seconds()
        return idle if self._pulse is None else self._pulse.due_within(idle)

    async def once(self, connection: AsyncConnection) -> int:
        """Publish one batch, and read the next meanwhile; gives how many were acknowledged."""
        rows, self._ahead = self._ahead, []
        if not rows:
            rows = await self._read(connection, flying=[])
        if not rows:
            return 0
        more = len(rows) == BATCH
        rows, records = await self._fitting(connection, rows)
        reading = asyncio.create_task(self._read_on(connection, rows if more else []))
        try:
            results = await self._deliver(records)
        except BaseException:
            await asyncio.gather(reading, return_exceptions=True)
            raise
        sent = [row.id for row, result in zip(rows, results, strict=True) if result is None]
        crash.hold(record[1] for record in records)
        crash.point("sent but pointer not removed")
        ahead = await reading
        self._gone += sent
        if ahead and len(sent) == len(rows):
            self._ahead = ahead
        else:  # what was read ahead may be of a case that waits now
            await self._remove(connection)
        self.published += len(sent)
        lost = (result for result in results if result is not None)
        if failed := next((one for one in lost if not isinstance(one, TOPIC_TROUBLE)), None):
            raise failed
        return len(sent)

    async def _read(self, connection: AsyncConnection, flying: Sequence[int]) -> list[Pointer]:
        gone, self._gone = self._gone, []
        asked = {"limit": BATCH, "avoid": self._avoided(), "gone": gone, "flying": flying}
        rows = await driver.fetch(connection, queries.OUTBOX, asked)
        self.progress_at = asyncio.get_running_loop().time()
        return [Pointer(*row) for row in rows]

    async def _read_on(self, connection: AsyncConnection, flying: Sequence[Pointer]) -> list[Pointer]:
        """What comes behind those that are being sent; nothing does behind less than a whole batch."""
        return await self._read(connection, flying=[row.id for row in flying]) if flying else []

    async def _remove(self, connection: AsyncConnection) -> None:
        gone, self._gone = self._gone, []
        if gone:
            await driver.execute(connection, queries.PUBLISHED, {"ids": gone})

    async def republish(self, since: datetime, case_id: str | None = None) -> int:
        """Send again what was published since `since` (aware): same bytes, ids and numbers.

        What cannot be made is left out, logged and not counted: everything else must not wait for it.
        """
        count, after = 0, ("", 0)
        async with self._engine.connect() as connection:
            while True:
                asked = {"since": since, "case_id": case_id, "limit": BATCH}
                asked |= {"after_case": after[0], "after_version": after[1]}
                found = await driver.fetch(connection, queries.REPUBLISH, asked)
                rows = [Pointer(*row) for row in found]
                if not rows:
                    return count
                records = [one for one in await self._made(connection, rows) if one is not None]
                if lost := [result for result in await self._deliver(records) if result is not None]:
                    raise lost[0]
                if left_out := len(rows) - len(records):
                    log.error("relay.not_republished", many=left_out)
                count += len(records)
                after = (rows[-1].case_id, rows[-1].version)

    async def _fitting(
        self, connection: AsyncConnection, rows: Sequence[Pointer]
    ) -> tuple[list[Pointer], list[KafkaRecord]]:
        """Leave out what cannot be made or is too large, and whatever comes behind it in its case."""
        held: set[tuple[str, str]] = set()
        fitting = []
        for row, record in zip(rows, await self._made(connection, rows), strict=True):
            if (row.case_id, row.topic) in held:
                continue
            if record is not None and _size(record) <= envelope.LARGEST:
                fitting.append((row, record))
                continue
            held.add((row.case_id, row.topic))
            why = NOT_MADE if record is None else "TOO_LARGE"
            await driver.execute(connection, queries.SEND_FAILED, {"id": row.id, "why": why})
            log.error("relay.held", topic=row.topic, why=why)
        return [row for row, _ in fitting], [record for _, record in fitting]

    async def _made(
        self, connection: AsyncConnection, rows: Sequence[Pointer]
    ) -> Sequence[KafkaRecord | None]:
        """None for what cannot be made, as where no key is here for one reader: all others must not wait."""
        try:
            return await self._records(connection, rows)
        except Exception as error:
            if is_transient(error):
                raise
        return [await self._made_alone(connection, row) for row in rows]

    async def _made_alone(self, connection: AsyncConnection, row: Pointer) -> KafkaRecord | None:
        try:
            return (await self._records(connection, [row]))[0]
        except Exception as error:
            if is_transient(error):
                raise
            log.error("relay.not_made", topic=row.topic, error=type(error).__name__)
            return None

    async def _deliver(self, records: Sequence[KafkaRecord]) -> list[BaseException | None]:
        """Send all, then wait for all; a broker that says nothing for too long has failed.

        None for each record that was acknowledged, else its error.
        """
        producer = self._producer or await self._start_producer()
        futures: list[asyncio.Future[Any]] = []
        try:
            async with asyncio.timeout(SEND_LIMIT.total_seconds()):
                for record in records:
                    futures.append(await self._begun(producer, record))  # noqa: PERF401 - these count
                results = await asyncio.gather(*futures, return_exceptions=True)
        except TimeoutError as late:  # what has been acknowledged by now need not be sent again
            await self._drop_producer()
            results = [_ended(one, late) for one in futures]
            results += [late] * (len(records) - len(futures))
        except (OutOfOrderSequenceNumber, ProducerFenced, ProducerClosed, KafkaError):
            await self._drop_producer()
            raise
        for record, result in zip(records, results, strict=True):
            if isinstance(result, TOPIC_TROUBLE):
                self._avoid(record[0], result)
        return [result if isinstance(result, BaseException) else None for result in results]

    async def _begun(self, producer: Producer, record: KafkaRecord) -> asyncio.Future[Any]:
        """The record on its way; one whose topic is in trouble fails alone, at once after the first."""
        topic, value, key, headers = record
        failed: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if topic in self._troubled:
            failed.set_exception(self._troubled[topic][1])
            return failed
        try:
            return await producer.send(topic, value=value, key=key, headers=headers)
        except TOPIC_TROUBLE as error:
            self._avoid(topic, error)
            failed.set_exception(error)
            return failed

    def _avoid(self, topic: str, error: BaseException) -> None:
        """Leave a topic alone for a while: its trouble must not keep the others from being published."""
        if topic not in self._troubled:
            log.error("relay.topic_in_trouble", topic=topic, error=type(error).__name__)
        self._troubled[topic] = (asyncio.get_running_loop().time() + TOPIC_AGAIN.total_seconds(), error)

    def _avoided(self) -> list[str]:
        now = asyncio.get_running_loop().time()
        self._troubled = {topic: kept for topic, kept in self._troubled.items() if kept[0] > now}
        return list(self._troubled)

    async def _records(self, connection: AsyncConnection, rows: Sequence[Pointer]) -> list[KafkaRecord]:
        await self._load(connection, {key for row in rows for key in row.keys})
        records = []
        for row in rows:
            value = envelope.relayed(row.core, id_=row.event_id, chained=row.hash, sequence=row.sequence)
            records.append((row.topic, value, row.case_id.encode(), self._headers(row.topic, row.keys)))
        return records

    async def _load(self, connection: AsyncConnection, ids: set[str]) -> None:
        await self._keys.load(connection, ids)
        if unknown := [one for one in ids if one not in self._labels]:
            for row in await connection.execute(queries.READ_KEYS, {"ids": unknown}):
                self._labels[row.key_id] = row.label

    def _headers(self, topic: str, key_ids: Sequence[str]) -> Headers:
        """The wraps for this record's boxes and this topic's readers; none for a key that was erased."""
        wraps = []
        for key_id in key_ids:
            key, label = self._keys.key(key_id), self._labels.get(key_id)
            if key is not None and label is not None:
                wraps += [
                    (key_id, label, reader, self._wrap(key_id, key, reader))
                    for reader in self._readers(topic, label)
                ]
        return [(KEYS_HEADER, self._keys.vault.header(wraps))] if wraps else []

    def _wrap(self, key_id: str, key: Key, reader: str) -> str:
        cached = self._wrapped.get((key_id, reader))
        if cached is None:
            if len(self._wrapped) > 50_000:
                self._wrapped.clear()
            cached = self._wrapped[key_id, reader] = self._keys.vault.wrap(reader, key)
        return cached

    async def _start_producer(self) -> Producer:
        producer = self._make_producer()
        async with asyncio.timeout(SEND_LIMIT.total_seconds()):
            await producer.start()
        self._producer = producer
        return producer

    async def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            try:
                async with asyncio.timeout(2):
                    await producer.stop()
            except (TimeoutError, KafkaError, OSError):
                log.warning("relay.producer_abandoned")
                await _cut_off(producer)


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Whether it comes; returns when it has, or the time is over."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


async def _cut_off(producer: Producer) -> None:
    """One that does not stop must send nothing any more: it would overtake what the next one sends."""
    for part in ("_sender", "client"):
        closing = getattr(getattr(producer, part, None), "close", None)
        if closing is not None:
            with suppress(Exception):
                async with asyncio.timeout(2):
                    await closing()


def _ended(sent: asyncio.Future[Any], late: BaseException) -> BaseException | None:
    return late if not sent.done() or sent.cancelled() else sent.exception()


def _size(record: KafkaRecord) -> int:
    return len(record[1]) + sum(len(value) for _, value in record[3])
