"""The relay removes what the broker has, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack
from messaging.kafka_log import KafkaLog
from messaging.relay import Headers, Relay
from messaging.service import Changed
from tests.messaging.ground import Hand
from tests.messaging.toy import depot
from tests.messaging.toy.service import service

pytestmark = pytest.mark.stack


class Slow:
    """A read table that takes its time: the transaction has its numbers, and has not committed."""

    def __init__(self) -> None:
        self.writing, self.go_on = asyncio.Event(), asyncio.Event()

    async def project(self, _: AsyncConnection, __: Sequence[Changed[Any]]) -> None:
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


async def test_a_pointer_that_was_committed_late_is_published_too(hand: Hand, stack: Stack) -> None:
    topic, principal = f"{hand.name}.depot", f"{hand.name}.depot"
    spec = StackSpec((TopicSpec(topic, 1),), (Principal(principal, writes=(topic,)),))
    await asyncio.to_thread(stack.extend, spec)
    slow = Slow()
    slowly = Hand(hand.database, hand.name, replace(service(hand.name), projector=slow), hand.shop)
    late = asyncio.create_task(slowly.take(hand.parcel(depot.Ordered(weight=1), "late")))
    await slow.writing.wait()
    soon = hand.another().take(hand.records(hand.parcel(depot.Ordered(weight=2), "soon"), partition=1), {})
    await soon

    def producer() -> Meanwhile:
        kafka = AIOKafkaProducer(**stack.login(principal), acks="all", enable_idempotence=True)
        return Meanwhile(kafka, slow, late)

    relay = Relay(hand.engine, producer, hand.applier.keys, lambda *_: ())
    async with hand.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
        while await relay.once(own):
            pass
    await relay._drop_producer()
    keys = {record.key async for record in KafkaLog(stack.administrator_login()).read([topic])}
    assert keys == {hand.case("late").encode(), hand.case("soon").encode()}
    assert await hand.rows("SELECT 1 FROM outbox WHERE topic = :topic", topic=topic) == []
