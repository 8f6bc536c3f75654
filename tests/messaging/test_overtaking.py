"""No event overtakes another of its case, whoever leads a partition, and when (Kafka KIP-98)."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from deploy.local.spec import StackSpec, TopicSpec
from deploy.local.stack import Stack
from messaging import relay as relaying
from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.kafka_log import KafkaLog
from messaging.relay import Relay
from messaging.runtime import Options, Runtime
from tests.messaging.ground import Hand
from tests.messaging.toy import depot

pytestmark = pytest.mark.stack
WITHIN = 2.0
"""Seconds until the client gives a delivery up; the relay gives it up in a third, as in production."""


class Leaderless:
    """A real producer. Its first life finds the partition without a leader for a little longer than a request
    may take, and has other partitions to wait for meanwhile.
    """

    lives = 0

    def __init__(self, stack: Stack) -> None:
        self._real = AIOKafkaProducer(
            **stack.administrator_login(), acks="all", enable_idempotence=True, linger_ms=0,
            request_timeout_ms=int(WITHIN * 1000),
        )  # fmt: skip

    async def start(self) -> None:
        await self._real.start()
        Leaderless.lives += 1
        self.first = Leaderless.lives == 1
        if self.first:
            cluster, real = self._real.client.cluster, self._real.client.cluster.leader_for_partition
            back = time.monotonic() + WITHIN + 0.4
            cluster.leader_for_partition = lambda tp: real(tp) if time.monotonic() > back else -1

    async def stop(self) -> None:
        await self._real.stop()

    async def send(self, topic: str, value: bytes, key: bytes, headers: Any) -> Any:
        if self.first:
            await asyncio.sleep(0.01)
        return await self._real.send(topic, value=value, key=key, headers=headers)


async def test_no_event_overtakes_another_of_its_case_where_a_partition_has_no_leader_for_a_while(
    alone: Hand, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "SEND_LIMIT", timedelta(seconds=WITHIN / 3))
    topic = f"{alone.name}.depot"
    await asyncio.to_thread(stack.extend, StackSpec((TopicSpec(topic, 1),)))
    await alone.take(*[alone.parcel(depot.Ordered(weight=one), "long") for one in range(1, 100) if one != 13])
    relay = Relay(alone.engine, lambda: Leaderless(stack), alone.applier.keys, lambda *_: ())
    met = []
    async with alone.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as own:
        for _ in range(6):
            try:
                while await relay.once(own):
                    pass
                break
            except (KafkaError, TimeoutError) as error:  # as `run` does
                met.append(type(error).__name__)
                await relay._drop_producer()
    await relay._drop_producer()
    first: list[int] = []
    async for one in KafkaLog(stack.administrator_login()).read([topic]):
        number = int(orjson.loads(one.value or b"")["sequence"])
        if number not in first:
            first.append(number)
    assert first == sorted(first), met


async def test_the_client_gives_a_delivery_up_long_after_the_relay_has(alone: Hand) -> None:
    options = Options(Wire("127.0.0.1:1"), "1", b"s")
    runtime = Runtime(alone.rules, alone.engine, DatabaseClock(), {}, alone.bell, options)
    producer = runtime._producer()
    await producer.stop()
    given_up = 1_000 * relaying.SEND_LIMIT.total_seconds()
    assert producer._request_timeout_ms >= 2 * given_up
    assert producer.client._request_timeout_ms < given_up, "which topic is not there is seen"
