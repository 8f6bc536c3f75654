"""What was in hand at a kill is done as soon as the sweeper is back; nothing is taken from one that lives."""

from __future__ import annotations

import asyncio
import signal

import asyncpg
import pytest

from contracts.event import Event
from deploy.local.until import until
from tests.faults.parcels import Parcels, died
from tests.messaging.toy import depot

LONG = {"TOY_LEASE": "300", "TOY_WITHIN": "200"}
"""A lease that outlives every patience of these tests."""


async def hangs(parcels: Parcels, what: str) -> None:
    async def met() -> bool:
        return parcels.outside.hanging(what)

    await until(met, f"it hangs in {what}")


async def ordered(parcels: Parcels, case: str) -> None:
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), case))


async def labelled(parcels: Parcels, case: str) -> None:
    done = "SELECT count(*) FROM journal WHERE type = 'depot.parcel.labelled.v1' AND case_id = :case"

    async def met() -> bool:
        return await parcels.count(done, case=case) == 1

    await until(met, f"the label of {case}")


async def lease(parcels: Parcels, case: str) -> int:
    """Attempts at the label of a case that is leased to somebody now."""
    held = "SELECT attempts FROM tasks WHERE case_id = :case AND kind = 'label' AND lease IS NOT NULL"
    return await parcels.count(f"{held} AND leased_until > clock_timestamp()", case=case)


async def lease_ends(parcels: Parcels) -> None:
    """As if its time had passed."""
    connection = await asyncpg.connect(parcels.stack.dsn(f"toy_{parcels.name}", "administrator"))
    try:
        await connection.execute("UPDATE tasks SET leased_until = clock_timestamp() WHERE lease IS NOT NULL")
    finally:
        await connection.close()


async def test_an_alarm_in_hand_at_the_kill_rings_once_its_sweeper_is_back(parcels: Parcels) -> None:
    first = await parcels.depot(label="first", TOY_HANGS="ring", **LONG)
    await parcels.send((b"case-1", b"no message at all"))
    await hangs(parcels, "ring QUARANTINE")
    await asyncio.to_thread(first.kill)
    await parcels.depot(label="second", **LONG)

    async def rung() -> bool:
        return parcels.outside.count("ring QUARANTINE")[0] > 0

    await until(rung, "it rings")


@pytest.mark.parametrize(
    ("kind", "events", "state"),
    [
        ("label", (depot.Ordered(weight=5),), "done"),
        ("ship", (depot.Ordered(weight=5), depot.Paid(pence=100)), "done"),
        ("call", (depot.Recalled(reason=1),), "stuck"),
    ],
)
async def test_an_effect_in_hand_at_the_kill_ends_as_its_safety_says_once_its_sweeper_is_back(
    kind: str, events: tuple[Event, ...], state: str, parcels: Parcels
) -> None:
    first = await parcels.depot(
        label="first", crash_at="effect done but result not written", MESSAGING_CRASH_OVER=kind, **LONG
    )
    await parcels.send(*[parcels.parcel(event, "case-1") for event in events])
    await died(first)
    await parcels.depot(label="second", **LONG)
    await parcels.settled()
    ended = "SELECT count(*) FROM tasks WHERE kind = :kind AND state = :state AND attempts = 2"
    assert await parcels.count(ended, kind=kind, state=state) == 1
    assert parcels.outside.count(kind)[0] == 1
    assert (await parcels.audited()).findings == []


async def test_a_zombie_keeps_its_lease_from_who_has_its_name_and_writes_nothing_after_it(
    parcels: Parcels,
) -> None:
    quick = {"TOY_RELAY_LEASE": "2", "TOY_SESSION": "2"} | LONG
    zombie = await parcels.depot(label="zombie", TOY_HANGS="label", **quick)
    await ordered(parcels, "case-held")
    await hangs(parcels, "label")
    await asyncio.to_thread(zombie.send, signal.SIGSTOP)
    await parcels.second(label="heir", TOY_INSTANCE="depot-1", **quick)
    await ordered(parcels, "case-next")
    await labelled(parcels, "case-next")
    assert await lease(parcels, "case-held") == 1, "the heir sweeps, and leaves it"
    await lease_ends(parcels)
    await labelled(parcels, "case-held")
    await asyncio.to_thread(zombie.send, signal.SIGCONT)
    parcels.outside.go_on()

    async def done_again() -> bool:
        return parcels.outside.count("label") == (2, 3)

    await until(done_again, "the zombie comes back and does it too")
    for one in range(20):
        await ordered(parcels, f"case-{one}")
    await parcels.settled()
    await labelled(parcels, "case-held")
    assert (await parcels.audited()).findings == []
    assert parcels.outside.count("label") == (22, 23)


async def test_what_one_replica_has_in_hand_is_not_given_back_by_another(parcels: Parcels) -> None:
    first = await parcels.depot(label="first", TOY_HANGS="label", **LONG)
    await ordered(parcels, "case-held")
    await hangs(parcels, "label")
    await parcels.second(**LONG)
    await ordered(parcels, "case-next")
    await labelled(parcels, "case-next")
    await asyncio.to_thread(first.kill)
    await ordered(parcels, "case-last")
    await labelled(parcels, "case-last")
    assert await lease(parcels, "case-held") == 1, "the other sweeps, and leaves it"
    await parcels.depot(label="again", **LONG)
    await labelled(parcels, "case-held")
    assert parcels.outside.count("label") == (3, 3)
