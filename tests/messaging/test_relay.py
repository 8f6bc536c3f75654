"""The relay removes what the broker has, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.local.spec import StackSpec, TopicSpec
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging import relay as relaying
from messaging.kafka_log import KafkaLog
from messaging.relay import Headers, Relay
from messaging.service import Changed
from tests.messaging.ground import Hand
from tests.messaging.test_watch import watch
from tests.messaging.toy import depot
from tests.messaging.toy.service import service

pytestmark = pytest.mark.stack


class Slow:
    """A read table that takes its time: the transaction has its numbers, and has not committed."""

    def __init__(self) -> None:
        self.writing, self.go_on = asyncio.Event(), asyncio.Event()

    def line(self, changed: Changed[Any]) -> str:
        return changed.case_id

    async def write(self, _: AsyncConnection, __: Sequence[str]) -> None:
        self.writing.set()
        await self.go_on.wait()


class Meanwhile:
    """A real producer during whose first send another transaction commits."""

    def __init__(self, producer: AIOKafkaProducer, slow: Slow, late: asyncio.Task[Any]) -> None:
        self._producer = producer
        self._slow = slow
        self._late = late

    async def start(self) -> None:
        await self._producer.start()

    async def stop(self) -> None:
        await self._producer.stop()

    async def send(self, topic: str, value: bytes, key: bytes, headers: Headers) -> asyncio.Future[Any]:
        sent: asyncio.Future[Any] = await self._producer.send(topic, value=value, key=key, headers=headers)
        self._slow.go_on.set()
        await asyncio.wait([self._late])
        return sent


def producer_of(stack: Stack) -> AIOKafkaProducer:
    login = stack.administrator_login()
    return AIOKafkaProducer(**login, acks="all", enable_idempotence=True, request_timeout_ms=1_000)


async def keys_on(stack: Stack, topic: str) -> set[bytes | None]:
    return {record.key async for record in KafkaLog(stack.administrator_login()).read([topic])}


async def test_a_pointer_that_was_committed_late_is_published_too(alone: Hand, stack: Stack) -> None:
    topic = f"{alone.name}.depot"
    await asyncio.to_thread(stack.extend, StackSpec((TopicSpec(topic, 1),)))
    slow = Slow()
    slowly = Hand(alone.database, alone.name, replace(service(alone.name), projector=slow), alone.shop)
    late = asyncio.create_task(slowly.take(alone.parcel(depot.Ordered(weight=1), "late")))
    await slow.writing.wait()
    soon = alone.records(alone.parcel(depot.Ordered(weight=2), "soon"), partition=1)
    await alone.applier.take(soon, alone.after(soon))
    relay = Relay(
        alone.engine, lambda: Meanwhile(producer_of(stack), slow, late), alone.applier.keys, lambda *_: ()
    )
    async with alone.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
        while await relay.once(own):
            pass
    await relay._drop_producer()
    assert await keys_on(stack, topic) == {alone.case("late").encode(), alone.case("soon").encode()}
    assert await alone.rows("SELECT 1 FROM outbox") == []


async def test_a_topic_in_trouble_keeps_no_other_from_being_published(alone: Hand, stack: Stack) -> None:
    topic, absent = f"{alone.name}.depot", Hand.on(alone.database, f"{alone.name}absent")
    await asyncio.to_thread(stack.extend, StackSpec((TopicSpec(topic, 1),)))
    await absent.ordered("first")
    await alone.ordered("second")
    relay = Relay(alone.engine, lambda: producer_of(stack), alone.applier.keys, lambda *_: ())
    async with alone.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
        while await relay.once(own):
            pass
    await relay._drop_producer()
    assert await keys_on(stack, topic) == {alone.case("second").encode()}
    left = await alone.rows("SELECT case_id, failed FROM outbox")
    assert [(row.case_id, row.failed) for row in left] == [(absent.case("first"), None)], "to be tried again"


async def test_a_case_goes_out_in_its_order_however_many_batches_it_takes(
    alone: Hand, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "BATCH", 2)
    topic = f"{alone.name}.depot"
    await asyncio.to_thread(stack.extend, StackSpec((TopicSpec(topic, 1),)))
    await alone.take(*[alone.parcel(depot.Ordered(weight=one), "long") for one in range(7)])
    public = await alone.rows("SELECT id FROM journal WHERE topic IS NOT NULL ORDER BY version")
    relay = Relay(alone.engine, lambda: producer_of(stack), alone.applier.keys, lambda *_: ())
    async with alone.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
        while await relay.once(own):
            pass
    await relay._drop_producer()
    sent = [
        orjson.loads(one.value or b"") async for one in KafkaLog(stack.administrator_login()).read([topic])
    ]
    assert [one["id"] for one in sent] == [row.id for row in public]
    assert await alone.rows("SELECT 1 FROM outbox") == []


async def test_a_relay_that_stands_by_is_no_part_that_makes_no_progress(alone: Hand) -> None:
    def none_wanted() -> Any:
        raise AssertionError("who stands by sends nothing")

    relay = Relay(alone.engine, none_wanted, alone.applier.keys, lambda *_: ())
    async with alone.engine.connect() as other:
        await other.execute(text("SELECT pg_advisory_lock(7307)"))
        standing_by = asyncio.create_task(relay.run())

        async def well() -> bool:
            return relay.progress_at > 0

        await until(well, "it has asked whether it is wanted")
        assert not relay.at_work
        await relay.stop()
        await standing_by


async def test_a_record_that_cannot_be_made_keeps_no_other_from_being_published(
    alone: Hand, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a reader was added, and its key was not: what is not for it goes out, also what is urgent."""
    topic, strange = f"{alone.name}.depot", Hand.on(alone.database, f"{alone.name}strange")
    topics = (TopicSpec(topic, 1), TopicSpec(f"{strange.name}.depot", 1))
    await asyncio.to_thread(stack.extend, StackSpec(topics))
    for weight in (1, 2):
        await strange.ordered("first", weight)
    await alone.ordered("second")

    def headers(topic: str, _: object) -> Headers:
        if topic.startswith(strange.name):
            raise ValueError("no key for a reader")
        return []

    relay = Relay(alone.engine, lambda: producer_of(stack), alone.applier.keys, lambda *_: ())
    monkeypatch.setattr(relay, "_headers", headers)
    publishing = asyncio.create_task(relay.run())

    async def only_the_strange_are_left() -> bool:
        return {row.case_id for row in await alone.rows("SELECT case_id FROM outbox")} == {
            strange.case("first")
        }

    await until(only_the_strange_are_left, "what can be made is published")
    assert await keys_on(stack, topic) == {alone.case("second").encode()}
    assert await keys_on(stack, f"{strange.name}.depot") == set(), "nothing overtakes within a case"
    await relay.stop()
    await publishing
    knows = Relay(alone.engine, lambda: producer_of(stack), alone.applier.keys, lambda *_: ())
    publishing = asyncio.create_task(knows.run())

    async def none_is_left() -> bool:
        return await alone.rows("SELECT 1 FROM outbox") == []

    await until(none_is_left, "one that has the key publishes what was held")
    await knows.stop()
    await publishing


async def publishing_all_but(
    alone: Hand, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> tuple[Relay, dict[str, bool]]:
    """A relay that makes no record for the strange topic as long as `broken` has anything."""
    broken = {f"{alone.name}strange.depot": True}
    topics = (TopicSpec(f"{alone.name}.depot", 1), TopicSpec(f"{alone.name}strange.depot", 1))
    await asyncio.to_thread(stack.extend, StackSpec(topics))

    def headers(topic: str, _: object) -> Headers:
        if topic in broken:
            raise ValueError("no key for a reader")
        return []

    relay = Relay(alone.engine, lambda: producer_of(stack), alone.applier.keys, lambda *_: ())
    monkeypatch.setattr(relay, "_headers", headers)
    return relay, broken


async def test_what_could_not_be_made_is_tried_again_while_the_relay_is_well(
    alone: Hand, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "MAKE_ANEW", timedelta(milliseconds=50))
    strange = Hand.on(alone.database, f"{alone.name}strange")
    await strange.ordered("first")
    relay, broken = await publishing_all_but(alone, stack, monkeypatch)
    publishing = asyncio.create_task(relay.run())

    async def held() -> bool:
        return [row.failed for row in await alone.rows("SELECT failed FROM outbox")] == [relaying.NOT_MADE]

    async def none_is_left() -> bool:
        return await alone.rows("SELECT 1 FROM outbox") == []

    await until(held, "no record can be made of it")
    broken.clear()
    await until(none_is_left, "the same relay publishes it")
    await relay.stop()
    await publishing


async def test_what_cannot_be_made_keeps_no_other_from_being_published_again(
    alone: Hand, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = Hand.on(alone.database, f"{alone.name}strange")
    await strange.ordered("first")
    await alone.ordered("second")
    await alone.database.change("DELETE FROM outbox")
    relay, _ = await publishing_all_but(alone, stack, monkeypatch)
    assert await relay.republish(datetime.fromtimestamp(0, UTC)) == 1, "what was not sent is not counted"
    await relay._drop_producer()
    assert await keys_on(stack, f"{alone.name}.depot") == {alone.case("second").encode()}


async def test_whoever_is_rung_is_told_that_it_cannot_be_made_and_not_asked_for_kafka(alone: Hand) -> None:
    await alone.take(
        alone.parcel(depot.Ordered(weight=1), "urgent"), alone.parcel(depot.Recalled(reason=1), "urgent")
    )
    await alone.database.change(
        "UPDATE outbox SET since = since - interval '5 minutes';"
        "UPDATE outbox SET failed = 'NOT_MADE' WHERE id = (SELECT min(id) FROM outbox)"
    )
    await watch(alone).once()
    words = {alarm.code: alarm.words for alarm in await alone.alarms.list()}
    assert relaying.NOT_MADE in words["URGENT_UNPUBLISHED"], "it waits behind the other, and will not leave"
    assert relaying.NOT_MADE in words["UNPUBLISHED"]
    assert "Kafka" not in words["UNPUBLISHED"]
