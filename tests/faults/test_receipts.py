"""Killed wherever it is, a service answers every message from outside once, and says what it came to."""

from __future__ import annotations

from collections import Counter

import pytest

from deploy.local.until import until
from messaging import operate
from messaging.runtime import engine
from tests.faults.parcels import Parcels, asyncpg_dsn, died
from tests.messaging.toy import depot

CASES = 8


@pytest.mark.parametrize(
    "point",
    [
        "received",
        "mid batch",
        "inbox written",
        "before commit",
        "after commit",
        "sent but pointer not removed",
    ],
)
async def test_every_message_is_answered_once_wherever_we_are_killed(point: str, parcels: Parcels) -> None:
    process = await parcels.depot(label="killed", crash_at=point, TOY_ANSWERS="yes", TOY_BATCH="7")
    good = [parcels.parcel(depot.Ordered(weight=5), f"case-{one:02}") for one in range(CASES)]
    bad = [parcels.parcel(depot.Ordered(weight=13), f"case-{one:02}") for one in range(CASES)]
    behind = [parcels.parcel(depot.Wrapped(), f"case-{one:02}") for one in range(CASES)]
    await parcels.send(*good, *bad, *behind, good[0], (b"case-torn", b"{torn"))
    await died(process)
    survivor = await parcels.depot(label="survivor", TOY_ANSWERS="yes")
    await parcels.settled()
    receipts = [one["data"] for one in await parcels.receipts()]
    said = Counter((one["outcome"], *one["codes"]) for one in receipts)
    again = said.pop(("APPLIED", "DUPLICATE"), 0) + said.pop(("HELD", "BEHIND"), 0) - CASES
    assert again == 1, "what came again is answered again, or waits behind what is held"
    assert said == {("APPLIED",): CASES, ("HELD", "FAILED"): CASES, ("HELD", "NOT_JSON"): 1}
    assert len({one["record"] for one in receipts}) == len(receipts) == 3 * CASES + 2
    assert (await parcels.audited()).findings == []
    survivor.kill()


async def test_a_discard_is_told_once_though_we_are_killed_before_the_task_has_ended(
    parcels: Parcels,
) -> None:
    first = await parcels.depot(label="first", TOY_ANSWERS="yes")
    await parcels.send(parcels.parcel(depot.Ordered(weight=13), "case-given-up"))
    await parcels.settled()
    first.kill()
    killed = await parcels.depot(label="killed", crash_at="after commit", TOY_ANSWERS="yes")
    await _given_up(parcels)
    await died(killed)
    survivor = await parcels.depot(label="survivor", TOY_ANSWERS="yes")

    async def told() -> bool:
        return len(await parcels.receipts()) > 1

    await until(told, "its sender is told that it was given up")
    await parcels.settled()
    said = [(one["data"]["outcome"], one["data"]["codes"]) for one in await parcels.receipts()]
    assert said == [("HELD", ["FAILED"]), ("REFUSED", ["GIVEN_UP", "FAILED"])]
    assert (await parcels.audited()).findings == []
    survivor.kill()


async def _given_up(parcels: Parcels) -> None:
    database = engine(asyncpg_dsn(parcels.stack.dsn(f"toy_{parcels.name}")))
    entry = await parcels.count("SELECT id FROM quarantine WHERE state = 'open'")
    await operate.discard(database, entry, "Ada Sample", "nonsense")
    await operate.discard(database, entry, "Bo Testperson")
    await database.dispose()
