"""Two of what should be one: a zombie that comes back, one instance id twice, two relays. Nothing twice."""

from __future__ import annotations

import asyncio
import signal
import sys

import asyncpg
import pytest

from deploy.local.processes import Process
from deploy.local.until import until
from tests.faults.parcels import Parcels, died
from tests.messaging.toy import depot

CASES = 40


async def stop_and_go(process: Process, number: signal.Signals) -> None:
    await asyncio.to_thread(process.send, number)


async def orders(parcels: Parcels, wave: str) -> None:
    await parcels.send(
        *[parcels.parcel(depot.Ordered(weight=5), f"case-{wave}-{one}") for one in range(CASES)]
    )


async def nothing_lost_nothing_twice(parcels: Parcels, cases: int) -> None:
    await parcels.settled()
    report = await parcels.audited()
    assert report.findings == []
    assert report.counts["heard"] == cases
    assert parcels.outside.count("label")[0] == cases


async def test_a_zombie_that_comes_back_is_fenced(parcels: Parcels) -> None:
    quick = {"TOY_BATCH": "3", "TOY_SESSION": "2", "TOY_RELAY_LEASE": "2"}
    zombie = await parcels.depot(label="zombie", **quick)
    sending = asyncio.create_task(orders(parcels, "a"))
    await parcels.journalled(depot.Accepted.TYPE, 6)
    await stop_and_go(zombie, signal.SIGSTOP)
    await parcels.second(**quick)
    await sending
    await orders(parcels, "b")
    await nothing_lost_nothing_twice(parcels, 2 * CASES)
    await stop_and_go(zombie, signal.SIGCONT)
    await orders(parcels, "c")
    await nothing_lost_nothing_twice(parcels, 3 * CASES)


async def test_two_that_live_under_one_instance_id_lose_nothing(parcels: Parcels) -> None:
    quick = {"TOY_BATCH": "3", "TOY_SESSION": "2", "TOY_LIMIT": "4"}
    first = await parcels.depot(label="one", **quick)
    await orders(parcels, "a")
    second = await parcels.second(label="same", TOY_INSTANCE="depot-1", **quick)
    await orders(parcels, "b")
    await nothing_lost_nothing_twice(parcels, 2 * CASES)
    await asyncio.to_thread(second.kill)
    await orders(parcels, "c")
    await nothing_lost_nothing_twice(parcels, 3 * CASES)
    assert first.pid is not None


async def test_two_relays_publish_each_case_in_its_order(parcels: Parcels) -> None:
    await parcels.depot(label="worker", TOY_ROLES="consume,sweep")
    dying = await parcels.second(
        label="relay-1", TOY_ROLES="relay", crash_at="sent but pointer not removed#3"
    )
    await until(lambda: publishing(parcels), "the first relay is the one")
    frozen = await parcels.second(label="relay-2", TOY_ROLES="relay", TOY_RELAY_LEASE="2")
    await orders(parcels, "a")
    await died(dying)
    await orders(parcels, "b")
    await parcels.settled()
    await stop_and_go(frozen, signal.SIGSTOP)
    await parcels.second(label="relay-3", TOY_ROLES="relay")
    await orders(parcels, "c")
    await parcels.settled()
    await stop_and_go(frozen, signal.SIGCONT)
    await orders(parcels, "d")
    await parcels.settled()
    report = await parcels.audited()
    assert report.findings == [], "dense, in order, each record as it was journalled"
    assert report.counts["sent again"] > 0, "what was sent by the one that died was sent again"
    ids = [one["id"] for one in await parcels.published()]
    assert len(set(ids)) == 2 * 4 * CASES


async def test_two_sweepers_do_each_effect_once(parcels: Parcels) -> None:
    await parcels.depot(label="worker", TOY_ROLES="consume,relay")
    for label in ("sweeper-1", "sweeper-2"):
        await parcels.second(label=label, TOY_ROLES="sweep", TOY_LEASE="30")
    await orders(parcels, "a")
    await parcels.send(*[parcels.parcel(depot.Paid(pence=5), f"case-a-{one}") for one in range(CASES)])
    await nothing_more_to_do(parcels)
    assert parcels.outside.count("label") == (CASES, CASES)
    assert parcels.outside.count("ship") == (CASES, CASES)
    assert (await parcels.audited()).findings == []


@pytest.mark.parametrize("how", ["copy", "rows"])
async def test_whoever_freezes_in_its_transaction_keeps_no_case_and_nothing_unpublished(
    how: str, parcels: Parcels
) -> None:
    """Of these the server itself ends none: `messaging.frozen`."""
    argv = [sys.executable, "-m", "tests.messaging.toy.frozen", "case-1", how]
    await parcels.run("frozen", argv, parcels.env())
    await until(lambda: waited_for(parcels), "the server waits for one that is frozen")
    await parcels.depot(TOY_TRANSACTION="2s")
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), "case-1"))
    await nothing_lost_nothing_twice(parcels, 1)


async def waited_for(parcels: Parcels) -> bool:
    query = """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Client'"""
    connection = await asyncpg.connect(parcels.stack.dsn(f"toy_{parcels.name}", "administrator"))
    try:
        return bool(await connection.fetchval(query) == 1)
    finally:
        await connection.close()


async def publishing(parcels: Parcels) -> bool:
    held = """
      SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
      WHERE locktype = 'advisory' AND objid = 7307 AND granted AND datname = current_database()"""
    return await parcels.count(held) == 1


async def nothing_more_to_do(parcels: Parcels) -> None:
    async def shipped() -> bool:
        done = "SELECT count(*) FROM journal WHERE type = 'depot.parcel.shipped.v1'"
        return await parcels.count(done) == CASES

    await until(shipped, "all are shipped")
    await parcels.settled()
