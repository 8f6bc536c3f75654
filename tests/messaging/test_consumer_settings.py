"""The subscriber is as it must be, or the program does not start: each default loses or loops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import CorruptRecordException
from faststream.kafka.message import KafkaAckableMessage
from faststream.middlewares import AckPolicy

from messaging import consume, offsets
from messaging.consume import Consumer, Delivery, Unsafe, Wire, broker, unsafe
from messaging.faults import Fenced
from messaging.lives import Place
from messaging.offsets import Commits, Progress


async def nowhere(*_: object) -> dict[tuple[str, int], Place]:
    return {}


async def nothing(*_: object) -> None:
    """Nothing is taken here."""


@pytest.fixture
def consumer() -> Consumer:
    return Consumer(
        broker(Wire("127.0.0.1:1")),
        ["toy.shop"],
        "csods.toy",
        "toy-1",
        nothing,
        nowhere,
        fenced=Fenced,
        expired=nothing,
    )


def test_it_is_safe_as_it_is_made(consumer: Consumer) -> None:
    assert unsafe(consumer._subscriber) == []


CHANGES: dict[str, Callable[[Any], None]] = {
    "ack_policy": lambda one: setattr(one, "ack_policy", AckPolicy.ACK),
    "no_reply": lambda one: setattr(one, "_no_reply", False),
    "auto_offset_reset": lambda one: one._connection_args.update(auto_offset_reset="latest"),
    "isolation_level": lambda one: one._connection_args.update(isolation_level="read_uncommitted"),
    "group_instance_id": lambda one: one._connection_args.update(group_instance_id=None),
    "message class": lambda one: setattr(one.parser, "msg_class", KafkaAckableMessage),
    "listener": lambda one: setattr(one, "_listener", None),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_it_does_not_start_otherwise(name: str, consumer: Consumer) -> None:
    try:
        CHANGES[name](consumer._subscriber)
    except AttributeError:
        pytest.fail(f"{name} cannot be set: is it still what the subscriber goes by?")
    with pytest.raises(Unsafe, match=name):
        await consumer.start()


class Full:
    """A consumer that has as much as anybody asks for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    async def getmany(self, *, timeout_ms: int, max_records: int) -> dict[str, list[object]]:
        del timeout_ms
        self.asked.append(max_records)
        return {"toy.shop": [object()]}

    def seek(self, *_: object, **__: object) -> None:
        """There again."""

    async def commit(self, _: object) -> None:
        """For display."""


async def test_what_could_not_be_taken_at_once_comes_again_in_smaller_parts_and_then_grows(
    consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consume, "BACK_OFF", (0.0,))
    full = Full()
    for ends in ("nack",) * 3 + ("ack",) * 15:
        await ended(consumer, full, ends)
    assert full.asked == [500, 250, 125, *[62] * 8, *[125] * 4, *[250] * 2, 500], "as much as failed at once"


async def test_what_takes_as_long_for_a_whole_stretch_is_not_tried_at_once_after_each_part(
    consumer: Consumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consume, "BACK_OFF", (0.0,))
    full = Full()
    for _ in range(100):
        await ended(
            consumer, full, "ack" if consumer._max_records // consumer.progress.parts < 200 else "nack"
        )
    assert sum(asked > 200 for asked in full.asked) <= 100 / 4


async def test_one_at_last_gets_through(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consume, "BACK_OFF", (0.0,))
    full = Full()
    for _ in range(11):
        await ended(consumer, full, "nack")
    assert full.asked == [500, 250, 125, 62, 31, 15, 7, 3, 1, 1, 1]


async def ended(consumer: Consumer, full: Full, ends: str) -> None:
    await consumer._poll(full)
    delivery = delivered(full, 7)
    delivery.progress = consumer.progress
    await getattr(delivery, ends)()
    await delivery.commits.ended()


class Losing:
    """A consumer that had records of one partition in hand when another failed, and tells nobody of them."""

    def __init__(self) -> None:
        self.sought: list[int] = []

    async def getmany(self, **_: object) -> dict[str, list[object]]:
        raise CorruptRecordException

    def seek(self, _: object, offset: int) -> None:
        self.sought.append(offset)


async def test_what_is_lost_with_the_failure_of_another_partition_is_read_again_however_often(
    consumer: Consumer,
) -> None:
    gone: list[object] = []

    async def expired(*what: object) -> None:
        gone.append(what)

    consumer._expired = expired
    losing = consumer._seek.subscriber = SimpleNamespace(consumer=Losing())
    for _ in range(3):
        with pytest.raises(CorruptRecordException):
            await consumer._poll(losing.consumer)
        assert not await consumer._follows(("toy.shop", 1), 500, 0, 0), "it is not taken"
    assert losing.consumer.sought == [0, 0, 0]
    assert gone == [], "nobody is told that they have expired"


class Silent:
    """A consumer whose brokers say nothing: `commit` was seen to block for a minute and more."""

    async def commit(self, _: object) -> None:
        await asyncio.Event().wait()


async def test_a_commit_that_hears_nothing_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offsets, "COMMIT_LIMIT", timedelta(milliseconds=10))
    delivery = delivered(Silent(), 7)
    async with asyncio.timeout(5):
        await delivery.ack()
        assert delivery.progress.failures == 0, "where we are is in the database: this was for display"
        await delivery.commits.ended()


class Slow:
    """A consumer whose brokers answer when they are let."""

    def __init__(self) -> None:
        self.committed: list[int] = []
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()

    async def commit(self, offsets: dict[Any, int]) -> None:
        self.asked.set()
        await self.answers.wait()
        self.committed += offsets.values()


async def test_batches_do_not_wait_for_the_commit_of_one_before() -> None:
    slow, commits = Slow(), Commits()
    for offset in (7, 8, 9):
        delivery = delivered(slow, offset)
        delivery.commits = commits
        await delivery.ack()
        await slow.asked.wait()
    slow.answers.set()
    await commits.ended()
    assert slow.committed == [8, 10], "the first was on its way; of the others the last counts"


def delivered(consumer: object, offset: int) -> Delivery:
    record = SimpleNamespace(topic="toy.shop", partition=0, offset=offset)
    delivery = Delivery(body=(record,), raw_message=(record,), consumer=consumer)
    delivery.progress = Progress(failures=3)
    delivery.commits = Commits()
    return delivery
