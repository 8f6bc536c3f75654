"""What is polled again, and why: what seemed left out, and what is not of where we are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition

from messaging import consume
from messaging.consume import Consumer, Wire, broker
from messaging.faults import Fenced, Transient
from messaging.lives import Place

SHOP, STORE = TopicPartition("toy.shop", 0), TopicPartition("toy.shop", 1)


class Log:
    """Two partitions with records 0 to 9 each; where we stand on them, as a client keeps it."""

    def __init__(self) -> None:
        self.at = {SHOP: 0, STORE: 0}

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self.at[partition] = offset

    async def getmany(self, **_: object) -> dict[TopicPartition, list[Any]]:
        found = {
            part: [
                SimpleNamespace(
                    topic=part.topic, partition=part.partition, offset=one, key=b"k", value=b"v", headers=()
                )
                for one in range(at, 10)
            ]
            for part, at in self.at.items()
            if at < 10
        }
        self.at = dict.fromkeys(self.at, 10)
        return found

    async def commit(self, _: object) -> None: ...


class Reading:
    """A consumer over that log, driven by hand; what it takes, and what it calls gone."""

    def __init__(self) -> None:
        self.log = Log()
        self.taken: list[tuple[int, int]] = []
        self.gone: list[tuple[Any, ...]] = []
        self.away = 0
        self.consumer = Consumer(
            broker(Wire("127.0.0.1:1")), ["toy.shop"], "csods.toy", "toy-1", self._take, _places,
            fenced=Fenced, expired=self._expired,
        )  # fmt: skip
        self.consumer._seek.subscriber = SimpleNamespace(consumer=self.log)
        self.consumer._subscriber.consumer = self.log
        self.consumer._offsets.after = {("toy.shop", 0): 0, ("toy.shop", 1): 0}

    async def _take(self, records: Any, _: object) -> None:
        self.away -= 1
        if self.away >= 0:
            raise Transient("the database is away for a moment")
        self.taken.extend((one.position.partition, one.position.offset) for one in records)

    async def _expired(self, *what: Any) -> None:
        self.gone.append(what)

    async def on(self, polls: int = 6) -> None:
        for _ in range(polls):
            if batch := await self.consumer._poll(self.log):
                await self.take(batch)

    async def take(self, batch: Any) -> None:
        delivery = await self.consumer._parse(batch)
        try:
            await self.consumer._consume(batch)
        except Transient:
            await delivery.nack()
        else:
            await delivery.ack()
            await delivery.commits.ended()


async def _places(*_: object) -> dict[tuple[str, int], Place]:
    return {("toy.shop", 0): Place(0), ("toy.shop", 1): Place(0)}


EVERYTHING = [(part, offset) for part in (0, 1) for offset in range(10)]


async def test_what_seemed_left_out_is_read_though_the_batch_that_showed_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consume, "BACK_OFF", (0.0,))
    one = Reading()
    one.away = 1
    one.log.at[STORE] = (
        5  # records 0 to 4 of it were in hand when the poll before failed on another partition
    )
    await one.on()
    assert one.gone == [], "they are all there"
    assert sorted(one.taken) == EVERYTHING


async def test_what_was_polled_before_its_reader_was_sent_elsewhere_is_polled_anew() -> None:
    """Of a topic that was made anew since, it would be counted as of the new one, and that not be read."""
    one = Reading()
    polled = await one.consumer._poll(one.log)
    one.consumer._offsets.go(("toy.shop", 0), Place(41, 41))
    await one.take(polled)
    assert one.taken == []
    await one.on()
    assert sorted(one.taken) == [*((0, offset) for offset in range(41, 51)), *EVERYTHING[10:]]
    assert one.gone == []


async def test_a_gap_of_the_topic_before_is_no_gap_of_this_one() -> None:
    one = Reading()
    one.consumer._looked_again["toy.shop", 0] = 0  # of the first its beginning had expired
    one.consumer._offsets.go(("toy.shop", 0), Place(41, 41))
    one.log.at[SHOP] = 5
    await one.on()
    assert one.gone == []
    assert [offset for part, offset in one.taken if part == 0] == list(range(41, 51))


async def test_what_is_looked_for_again_is_not_gone_because_an_alarm_beside_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The one partition seems left out in the very batch in which the other's loss is to be told."""
    monkeypatch.setattr(consume, "BACK_OFF", (0.0,))
    one, rings = Reading(), [False, True]
    there = one.log.getmany

    async def from_three(**asked: object) -> dict[TopicPartition, list[Any]]:
        one.log.at[STORE] = max(3, one.log.at[STORE])
        return await there(**asked)

    async def expired(*what: Any) -> None:
        if not (rings.pop(0) if len(rings) > 1 else True):
            raise Transient("the database is away for a moment")
        one.gone.append(what)

    monkeypatch.setattr(one.log, "getmany", from_three)
    monkeypatch.setattr(one.consumer, "_expired", expired)
    one.log.at[SHOP] = 10
    await one.on(1)
    one.log.at[SHOP] = 5  # 0 to 4 were in hand when a poll failed
    await one.on()
    assert [part for part, *_ in one.gone] == [("toy.shop", 1)]
    assert sorted(offset for part, offset in one.taken if part == 0) == list(range(10))
