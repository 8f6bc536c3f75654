"""Alarms ring, climb, and stand until a named person acknowledges them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from messaging.alarms import Alarms
from messaging.decider import Actor
from messaging.places import AT_ONCE
from tests.messaging.ground import Hand

pytestmark = pytest.mark.stack
CLIMB = {"duty": ("inspector", "superintendent")}


@pytest.fixture(autouse=True)
def climbing(alone: Hand) -> None:
    alone.alarms = Alarms(alone.engine, alone.bell, "toy.depot", CLIMB)


async def later(hand: Hand) -> None:
    """The next ring is due."""
    await hand.database.change("UPDATE tasks SET due_at = clock_timestamp() WHERE kind = 'alarm'")
    await hand.sweeper({}).drain()


async def test_an_alarm_climbs_until_it_is_acknowledged_by_name(alone: Hand) -> None:
    await alone.alarms.raise_("FIRE", "shed", "Put it out.", "duty")
    for _ in range(4):
        await later(alone)
    assert [ring.role for ring in alone.bell.rung] == [
        "duty",
        "inspector",
        "superintendent",
        "superintendent",
    ]
    assert len({ring.reference for ring in alone.bell.rung}) == 4
    (alarm,) = await alone.alarms.list()
    assert await alone.alarms.acknowledge(alarm.id, Actor("ada"))
    await later(alone)
    assert len(alone.bell.rung) == 4
    assert await alone.alarms.list() == []
    assert await alone.one("SELECT acknowledged_by FROM tasks WHERE kind = 'alarm'") == "ada"


async def test_what_stands_already_is_one_alarm(alone: Hand) -> None:
    for _ in range(3):
        await alone.alarms.raise_("FIRE", "shed", "Put it out.", "duty")
        await alone.sweeper({}).drain()
    assert len(alone.bell.rung) == 1


async def test_an_acknowledged_alarm_that_comes_up_again_rings_again_from_the_bottom(alone: Hand) -> None:
    await alone.alarms.raise_("FIRE", "shed", "Put it out.", "duty")
    await later(alone)
    await later(alone)
    (alarm,) = await alone.alarms.list()
    await alone.alarms.acknowledge(alarm.id, Actor("ada"))
    await alone.alarms.raise_("FIRE", "shed", "Put it out again.", "duty")
    await later(alone)
    assert [(ring.role, ring.words) for ring in alone.bell.rung][-1] == ("duty", "Put it out again.")
    references = [ring.reference for ring in alone.bell.rung]
    assert len(set(references)) == 3, "a transport rings once a reference"
    assert not await alone.alarms.acknowledge(10**9, Actor("ada"))


async def test_a_bell_that_is_broken_rings_as_soon_as_it_is_mended(alone: Hand) -> None:
    alone.bell.broken = True
    await alone.alarms.raise_("FIRE", "shed", "Put it out.", "duty")
    await alone.sweeper({}).drain()
    in_seconds = "SELECT due_at - clock_timestamp() < interval '6 seconds' FROM tasks WHERE kind = 'alarm'"
    assert await alone.one(in_seconds), "not after a minute"
    alone.bell.broken = False
    await later(alone)
    assert len(alone.bell.rung) == 1


async def test_nobody_is_passed_over_while_nobody_can_be_rung(alone: Hand) -> None:
    alone.bell.broken = True
    await alone.alarms.raise_("FIRE", "shed", "Put it out.", "duty")
    for _ in range(5):
        await later(alone)
    (alarm,) = await alone.alarms.list()
    assert alarm.rung == 0
    alone.bell.broken = False
    for _ in range(3):
        await later(alone)
    assert [ring.role for ring in alone.bell.rung] == ["duty", "inspector", "superintendent"]


async def test_who_is_above_is_rung_at_once_where_one_cannot_be(alone: Hand) -> None:
    alone.bell.cannot = "duty"
    await alone.alarms.raise_("FIRE", "shed", "Put it out.", "duty")
    await alone.sweeper({}).drain()
    assert [ring.role for ring in alone.bell.rung] == ["inspector"]
    await later(alone)
    assert [ring.role for ring in alone.bell.rung] == ["inspector", "superintendent"]


async def test_whoever_is_killed_while_it_rings_passes_nobody_over(alone: Hand) -> None:
    await alone.alarms.raise_("FIRE", "shed", "Put it out.", "duty")
    assert len(await alone.sweeper({})._claim()) == 1
    await alone.database.change("UPDATE tasks SET leased_until = clock_timestamp()")
    await later(alone)
    assert [(ring.role, ring.step) for ring in alone.bell.rung] == [("duty", 0)]


async def test_an_alarm_on_which_our_own_program_fails_is_never_given_up(
    alone: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise KeyError("a bug")

    await alone.alarms.raise_("FIRE", "shed", "Put it out.", "duty")
    await alone.database.change("UPDATE tasks SET attempts = 9 WHERE kind = 'alarm'")
    with monkeypatch.context() as broken:
        broken.setattr(Alarms, "ring", fails)
        await later(alone)
    assert await alone.one("SELECT state FROM tasks WHERE kind = 'alarm'") == "open"
    await alone.database.change("UPDATE tasks SET leased_until = clock_timestamp()")
    await later(alone)
    assert [ring.role for ring in alone.bell.rung] == ["superintendent"]


async def test_who_took_on_what_lasts_is_left_to_it_for_a_while(alone: Hand) -> None:
    rest = timedelta(minutes=15)
    await alone.alarms.raise_("SMOKE", "shed", "Look why.", "duty", rest=rest)
    await later(alone)
    (alarm,) = await alone.alarms.list()
    await alone.alarms.acknowledge(alarm.id, Actor("ada"))
    await alone.alarms.raise_("SMOKE", "shed", "Look why.", "duty", rest=rest)
    await later(alone)
    assert len(alone.bell.rung) == 1
    await alone.database.change("UPDATE tasks SET ended_at = ended_at - interval '16 minutes'")
    await alone.alarms.raise_("SMOKE", "shed", "Look why.", "duty", rest=rest)
    await later(alone)
    assert len(alone.bell.rung) == 2


async def test_who_acts_on_a_case_is_rung_before_who_mends_the_system(alone: Hand) -> None:
    for number in range(40):
        await alone.alarms.raise_("SMOKE", f"shed {number}", "Look why.", "system-duty")
    await alone.alarms.raise_("FIRE", "house", "Put it out.", "duty")
    await alone.sweeper({}).once()
    await alone.sweeper({}).drain()
    assert "duty" in [ring.role for ring in alone.bell.rung][:AT_ONCE]
