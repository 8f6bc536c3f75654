"""Looking while messages flow: what is taken while an operator looks is neither lost nor owed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from deploy.local.until import until
from messaging.kafka_log import Extent, KafkaLog, Partition
from tests.cli.desk import Desk
from tests.messaging.toy import depot

MANY = 3
EXTENTS = KafkaLog.extents
ACCEPTED = "SELECT count(*) FROM journal WHERE type = 'depot.parcel.accepted.v1'"


@pytest.fixture
async def flowing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever the ends of topics are asked for, parcels come and are taken: just before, and just after."""
    parcels, loop = desk.parcels, asyncio.get_running_loop()
    taken = [await parcels.count(ACCEPTED)]

    async def come() -> None:
        taken[0] += MANY
        cases = [f"case-{taken[0]}-{one}" for one in range(MANY)]
        await parcels.send(*[parcels.parcel(depot.Ordered(weight=5), case) for case in cases])
        await parcels.journalled("depot.parcel.accepted.v1", taken[0])
        await until(seen_to, "all that followed is done and published")

    async def seen_to() -> bool:
        doing = await parcels.count("SELECT count(*) FROM tasks WHERE state = 'open' AND kind <> 'alarm'")
        return doing == 0 and await parcels.count("SELECT count(*) FROM outbox") == 0

    async def extents(log: KafkaLog, topics: Sequence[str]) -> dict[Partition, Extent]:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(come(), loop))
        found = await EXTENTS(log, topics)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(come(), loop))
        return found

    monkeypatch.setattr(KafkaLog, "extents", extents)


@pytest.mark.usefixtures("flowing")
async def test_nothing_is_behind_by_less_than_nothing(desk: Desk) -> None:
    [service] = (await desk.json("consume", "status"))["services"]
    assert service["lag"] == MANY
    assert {row["lag"] for row in service["partitions"]} <= set(range(MANY + 1))


@pytest.mark.usefixtures("flowing")
async def test_a_topic_that_is_read_on_while_the_doctor_looks_is_not_lost(desk: Desk) -> None:
    told = await desk.json("doctor")
    assert [one["code"] for one in told["complaints"]] == ["BEHIND"]
    assert told["services"][0]["lag"] == MANY


async def test_a_topic_that_is_gone_does_not_hide_the_others(desk: Desk) -> None:
    place = desk.depot_place()
    desk.describe([{**place, "reads": [*place["reads"], f"{desk.parcels.name}.gone"]}])
    status = await desk.csods("consume", "status", "--json")
    assert (status.code, status.document["services"][0]["lag"]) == (0, 0)
