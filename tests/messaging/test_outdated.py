"""Whether what a consumer reads is what there is: asked of the brokers every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from aiokafka import TopicPartition

from messaging import brokers as asking
from messaging import consume
from messaging.brokers import Topic
from messaging.consume import Consumer, Wire, broker
from messaging.faults import Fenced
from messaging.intervals import Partition
from messaging.lives import Place

SHOP, OTHER = "toy.shop", "toy.other"
FIRST, SECOND = UUID(int=1), UUID(int=2)
ONE_OF = frozenset({(SHOP, 0)})
BOTH = frozenset({(SHOP, 0), (SHOP, 1)})


class Brokers:
    """What they say when asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.there = {SHOP: Topic(FIRST, frozenset({0, 1}))}
        self.read: frozenset[Partition] | None = BOTH
        self.groups = 0
        monkeypatch.setattr(asking, "topics", self._topics)
        monkeypatch.setattr(asking, "assigned", self._assigned)

    async def _topics(self, _client: object, names: Any) -> dict[str, Topic]:
        return {name: one for name, one in self.there.items() if name in names}

    async def _assigned(self, *_: object) -> frozenset[Partition] | None:
        self.groups += 1
        return self.read

    async def end_offsets(self, parts: Any) -> dict[TopicPartition, int]:
        return dict.fromkeys(parts, 0)


SOON = timedelta(seconds=0.05)


async def never(*_: object) -> None:
    await asyncio.Event().wait()


async def nothing(*_: object) -> None: ...


async def nowhere(*_: object) -> dict[Partition, Place]:
    return {}


class Reading:
    """A consumer that was given these partitions, of the topics that there were then."""

    def __init__(self, brokers: Brokers, mine: frozenset[Partition] = BOTH) -> None:
        self.consumer = Consumer(
            broker(Wire("127.0.0.1:1")), [SHOP, OTHER], "csods.toy", "toy-1", nothing, nowhere,
            fenced=Fenced, expired=nothing,
        )  # fmt: skip
        self.consumer._subscriber.consumer = SimpleNamespace(
            assignment=lambda: {TopicPartition(*part) for part in mine},
            end_offsets=brokers.end_offsets,
            topics=nothing,
            _client=None,
            _coordinator=SimpleNamespace(coordinator_id=1),
        )
        self.consumer.progress.joined = True
        self.consumer.progress.assigned = {*mine}
        self.consumer._offsets.ids = {SHOP: FIRST}

    async def outdated(self, looks: int = 1) -> bool:
        for _ in range(looks):
            await self.consumer.look()
        return self.consumer.outdated.is_set()


@pytest.fixture
def brokers(monkeypatch: pytest.MonkeyPatch) -> Brokers:
    return Brokers(monkeypatch)


async def test_of_one_that_reads_all_that_there_is_the_group_is_not_asked(
    brokers: Brokers,
) -> None:
    assert not await Reading(brokers).outdated(3)
    assert brokers.groups == 0


async def test_another_topic_under_the_name_is_found_at_once(brokers: Brokers) -> None:
    """Made anew so soon that no member of the group has missed it, it is assigned as before."""
    one = Reading(brokers)
    brokers.there[SHOP] = Topic(SECOND, frozenset({0, 1}))
    assert await one.outdated()


async def test_a_topic_that_is_away_is_waited_for(brokers: Brokers) -> None:
    one = Reading(brokers)
    brokers.there.clear()
    assert not await one.outdated(3)


async def test_what_another_member_reads_is_read(brokers: Brokers) -> None:
    assert not await Reading(brokers, ONE_OF).outdated(3)
    assert brokers.groups == 3


async def test_what_nobody_reads_at_two_looks_in_a_row_is_read_by_nobody(brokers: Brokers) -> None:
    one = Reading(brokers, ONE_OF)
    brokers.read = ONE_OF
    assert not await one.outdated(), "they may be about to"
    brokers.read = BOTH
    assert not await one.outdated()
    brokers.read = ONE_OF
    assert not await one.outdated()
    assert await one.outdated()


async def test_while_they_are_agreeing_nobody_says_who_reads_what(brokers: Brokers) -> None:
    brokers.read = None
    assert not await Reading(brokers, ONE_OF).outdated(3)


async def test_a_topic_that_is_there_only_now_is_read_by_nobody(brokers: Brokers) -> None:
    one = Reading(brokers)
    brokers.there[OTHER] = Topic(SECOND, frozenset({0}))
    assert await one.outdated(2)


async def test_a_topic_that_was_away_when_its_reader_began_is_another_once_there(
    brokers: Brokers,
) -> None:
    """It is assigned as before, and nobody asked what it is."""
    one = Reading(brokers)
    one.consumer._offsets.ids = {}
    assert await one.outdated()


async def test_one_partition_without_a_leader_hides_no_topic_that_was_made_anew(
    brokers: Brokers, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Reading(brokers)
    monkeypatch.setattr(consume, "COMMIT_LIMIT", SOON)
    monkeypatch.setattr(one.consumer._subscriber.consumer, "end_offsets", never)
    brokers.there[SHOP] = Topic(SECOND, frozenset({0, 1}))
    assert await one.outdated()


async def test_a_look_ends_though_the_broker_that_was_asked_says_nothing(
    brokers: Brokers, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Reading(brokers)
    monkeypatch.setattr(consume, "COMMIT_LIMIT", SOON)
    monkeypatch.setattr(asking, "topics", never)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(one.consumer.look(), 5)


async def test_of_a_topic_shorter_than_what_was_read_nobody_says_that_it_is_read(
    brokers: Brokers,
) -> None:
    """Else a feed of which the end was never seen would be complete, and people would judge over it."""
    said: list[set[Partition]] = []

    async def looked(_: float, ends: Mapping[Partition, int], __: Mapping[Partition, int]) -> None:
        said.append({*ends})

    one = Reading(brokers)
    one.consumer._looked = looked
    one.consumer._offsets.after = {(SHOP, 0): 5, (SHOP, 1): 0}
    await one.consumer.look()
    assert said == [{(SHOP, 1)}]


async def test_ends_that_came_while_it_was_sent_elsewhere_are_of_nothing_that_is_read_now(
    brokers: Brokers, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, said = Reading(brokers), list[object]()

    async def looked(*told: object) -> None:
        said.append(told)

    async def ends(parts: Any) -> dict[TopicPartition, int]:
        one.consumer._offsets.go((SHOP, 0), Place(41, 41))
        return dict.fromkeys(parts, 5)

    one.consumer._looked = looked
    monkeypatch.setattr(one.consumer._subscriber.consumer, "end_offsets", ends)
    await one.consumer.look()
    assert said == []
