"""What is read once more is not rewound past by a failure of the same batch."""

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


async def test_what_seemed_left_out_is_read_though_the_batch_that_showed_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(consume, "BACK_OFF", (0.0,))
    taken: list[tuple[int, int]] = []
    gone: list[object] = []
    away = [True]

    async def take(records: Any, _: object) -> None:
        if away.pop() if away else False:
            raise Transient("the database is away for a moment")
        taken.extend((one.position.partition, one.position.offset) for one in records)

    async def expired(*what: object) -> None:
        gone.append(what)

    async def places(*_: object) -> dict[tuple[str, int], Place]:
        return {("toy.shop", 0): Place(0), ("toy.shop", 1): Place(0)}

    consumer = Consumer(
        broker(Wire("127.0.0.1:1")), ["toy.shop"], "csods.toy", "toy-1", take, places,
        fenced=Fenced, expired=expired,
    )  # fmt: skip
    log = Log()
    consumer._seek.subscriber = SimpleNamespace(consumer=log)
    consumer._subscriber.consumer = log
    consumer._offsets.after = {("toy.shop", 0): 0, ("toy.shop", 1): 0}
    log.at[STORE] = 5  # records 0 to 4 of it were in hand when the poll before failed on another partition

    for _ in range(6):
        if not (batch := await consumer._poll(log)):
            continue
        delivery = await consumer._parse(batch)
        try:
            await consumer._consume(batch)
        except Transient:
            await delivery.nack()
        else:
            await delivery.ack()
            await delivery.commits.ended()
    assert gone == [], "they are all there"
    assert sorted(taken) == [(part, offset) for part in (0, 1) for offset in range(10)]
