"""Business time of a local stack is shown and moved from the command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from deploy.local.stack import Stack
from tests.cli.desk import Desk
from tests.messaging.toy import depot


async def test_business_time_moves_by_way_of_what_is_due(own_stack: Stack, tmp_path: Path) -> None:
    """On a stack of its own: the clock is one for everything in a stack."""
    desk = await Desk.open(own_stack, "clocked", tmp_path)
    process = await desk.parcels.depot()
    await desk.parcels.send(desk.parcels.parcel(depot.Ordered(weight=5), "case-1"))
    before = await desk.json("clock", "show")
    assert before["next_due"] is None
    moved = await desk.csods("clock", "advance", "3d", "--json")
    assert moved.code == 0
    begin, now = (datetime.fromisoformat(moved.document[name]) for name in ("from", "now"))
    assert timedelta(days=3) <= now - begin < timedelta(days=3, minutes=5)
    journalled = "SELECT count(*) FROM journal WHERE type = 'depot.parcel.labelled.v1'"
    assert await desk.parcels.count(journalled) == 1, "it waits for what is due before it moves"
    back = await desk.csods("clock", "advance", "--to", begin.isoformat())
    both = await desk.csods("clock", "advance", "1d", "--to", now.isoformat())
    assert (back.code, both.code) == (2, 2)
    assert "does not go back" in back.err
    doctor = await desk.csods("doctor")
    assert (doctor.code, "movable, rate 1" in doctor.out) == (0, True)
    await desk.parcels.close()
    process.kill()


async def test_what_is_no_local_stack_has_no_clock_that_moves(desk: Desk) -> None:
    desk.describe([desk.depot_place()], kafka={"bootstrap_servers": "127.0.0.1:1"})
    said = await desk.csods("clock", "advance", "3d")
    assert said.code == 2
    assert "only the clock of a local stack moves" in said.err
