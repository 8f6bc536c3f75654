"""PostgreSQL or Kafka killed under load: all comes right afterwards, and what is urgent rings meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from deploy.local.until import until
from messaging.watch import Limits
from tests.faults.parcels import Parcels
from tests.messaging.toy import depot
from tests.messaging.toy.shop import Parcel

CASES = 60


def load(parcels: Parcels) -> list[Parcel]:
    """Orders, then payments, of many cases."""
    orders = [parcels.parcel(depot.Ordered(weight=5), f"case-{one:02}") for one in range(CASES)]
    return [*orders, *(parcels.parcel(depot.Paid(pence=5), f"case-{one:02}") for one in range(CASES))]


async def right_in_the_end(parcels: Parcels) -> None:
    await parcels.settled()
    report = await parcels.audited()
    assert report.findings == []
    assert report.counts["heard"] == 2 * CASES
    assert parcels.outside.count("label")[0] == CASES
    assert parcels.outside.count("ship") == (CASES, CASES), "none left out, none done twice"


def rung(parcels: Parcels, code: str, times: int = 1) -> Callable[[], Awaitable[bool]]:
    async def so_often() -> bool:
        return parcels.outside.count(f"ring {code}")[0] >= times

    return so_often


def test_an_urgent_event_that_does_not_leave_rings_within_sixty_seconds() -> None:
    limits = Limits()
    assert limits.urgent + limits.every <= timedelta(seconds=60)


async def test_postgres_killed_under_load_loses_nothing(lonely: Parcels) -> None:
    process = await lonely.depot(TOY_BATCH="5")
    before = process.pid
    sending = asyncio.create_task(lonely.send(*load(lonely)))
    await lonely.journalled(depot.Accepted.TYPE, 10)
    for accepted in (30, CASES):
        await asyncio.to_thread(lonely.stack.kill_postgres)
        assert await lonely.counter("case-00", "weigh", 9, key=f"k{accepted}") == "NOT RECORDED"
        await asyncio.to_thread(lonely.stack.start_postgres)
        await lonely.journalled(depot.Accepted.TYPE, accepted)
    await sending
    assert await lonely.counter("case-00", "weigh", 9, key="k30") == depot.Accepted.TYPE
    await right_in_the_end(lonely)
    assert process.pid == before, "the program itself went on"


async def test_with_kafka_killed_what_is_urgent_still_rings_and_nothing_is_lost(lonely: Parcels) -> None:
    first = await lonely.depot(TOY_BATCH="5", TOY_LIMIT="2")
    sending = asyncio.create_task(lonely.send(*load(lonely)))
    await lonely.journalled(depot.Accepted.TYPE, 20)
    await asyncio.to_thread(lonely.stack.kill_kafka)
    assert await lonely.counter("case-00", "stop", 1) == depot.Stopped.TYPE, "taken though Kafka is away"
    await until(rung(lonely, "URGENT_UNPUBLISHED"), "the duty supervisor is rung without Kafka")
    await until(rung(lonely, "NO_PROGRESS"), "a consumer that hears nothing is noticed")

    await asyncio.to_thread(first.kill)
    second = await lonely.depot(label="begun-without-kafka", TOY_LIMIT="2")
    assert await lonely.counter("case-01", "stop", 1) == depot.Stopped.TYPE
    await until(rung(lonely, "URGENT_UNPUBLISHED", 2), "also by one that began while Kafka was away")

    await asyncio.to_thread(lonely.stack.start_kafka)
    await sending
    await right_in_the_end(lonely)
    stopped = [one for one in await lonely.published() if one["type"] == depot.Stopped.TYPE]
    assert sorted(one["subject"] for one in stopped) == ["case-00", "case-01"]
    assert second.pid is not None
