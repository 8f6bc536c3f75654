"""Killed at any point, for real, with any message: nothing is lost, done twice or left out."""

from __future__ import annotations

import pytest

from contracts.event import Event
from deploy.local.until import until
from messaging.crash import POINTS
from tests.faults.parcels import Parcels, died
from tests.messaging.toy import depot

KINDS: dict[str, tuple[Event, ...]] = {
    "ordered": (depot.Ordered(weight=5),),
    "paid": (depot.Paid(pence=100),),
    "recalled": (depot.Recalled(reason=1),),
}
CASES = 12


@pytest.mark.parametrize("point", POINTS)
async def test_nothing_is_lost_or_done_twice_when_killed(point: str, parcels: Parcels) -> None:
    """One depot, killed once with each kind of message in hand, then left alone."""
    for number, (kind, events) in enumerate(KINDS.items()):
        process = await parcels.depot(label=f"{kind}", crash_at=f"{point}#{1 + number % 2}", TOY_BATCH="7")
        await parcels.send(
            *[parcels.parcel(event, f"case-{one:02}") for one in range(CASES) for event in events]
        )
        await died(process)
    survivor = await parcels.depot(label="survivor")
    await parcels.settled()
    report = await parcels.audited()
    assert report.findings == []
    assert report.counts["heard"] == 3 * CASES
    await _effects(parcels)
    survivor.kill()


async def _effects(parcels: Parcels) -> None:
    """Each effect reached the outside as often as its declaration allows."""
    labelled, _ = parcels.outside.count("label")
    shipped, ships = parcels.outside.count("ship")
    called, calls = parcels.outside.count("call")
    assert (labelled, shipped, ships) == (CASES, CASES, CASES)
    assert called == calls, "called twice what may be done once only"
    stuck = await parcels.count("SELECT count(*) FROM tasks WHERE kind = 'call' AND state = 'stuck'")
    done = await parcels.count("SELECT count(*) FROM tasks WHERE kind = 'call' AND state = 'done'")
    assert stuck + done == CASES


async def test_what_may_be_done_once_only_goes_to_a_person_when_nobody_knows_whether_it_was(
    parcels: Parcels,
) -> None:
    process = await parcels.depot(label="first", crash_at="effect done but result not written")
    await parcels.send(parcels.parcel(depot.Recalled(reason=1), "case-once"))
    await died(process)
    await parcels.depot(label="second")
    await parcels.settled()
    assert parcels.outside.count("call") == (1, 1)
    assert await parcels.count("SELECT count(*) FROM tasks WHERE kind = 'call' AND state = 'stuck'") == 1

    async def rung() -> bool:
        return parcels.outside.count("ring TASK_STUCK")[0] > 0

    await until(rung, "somebody is told of the stuck task")


@pytest.mark.parametrize(
    "point", ["received", "inbox written", "before commit", "after commit", "sent but pointer not removed"]
)
async def test_that_mail_is_held_is_said_once_wherever_it_is_killed(point: str, parcels: Parcels) -> None:
    """And while it says every moment that it lives, the auditor's sums come out."""
    process = await parcels.depot(label="killed", crash_at=point, TOY_ALIVE="0.1")
    cases = [f"case-{one}" for one in range(3)]
    await parcels.send(*[parcels.parcel(depot.Ordered(weight=5), one) for one in cases])
    await parcels.send(*[parcels.parcel(depot.Ordered(weight=13), one) for one in cases])
    await died(process)
    survivor = await parcels.depot(label="survivor", TOY_ALIVE="0.1")
    await parcels.settled()
    said = await parcels.published()
    for one in cases:
        held = [
            told["id"] for told in said if told["type"] == "case.message.held.v1" and told["subject"] == one
        ]
        assert len(set(held)) == 1
        journalled = "SELECT count(*) FROM journal WHERE type = 'case.message.held.v1' AND case_id = :case"
        assert await parcels.count(journalled, case=one) == 1
    report = await parcels.audited()
    assert report.findings == []
    assert report.counts["alive"] > 0
    survivor.kill()
