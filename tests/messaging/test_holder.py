"""A name to claim under: held by one process, and what was leased under it given back once that has ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from messaging.faults import is_transient
from messaging.holder import TRY_AGAIN
from messaging.sweep import Sweeper
from tests.messaging.ground import Hand
from tests.messaging.test_tasks import label, nothing, state

pytestmark = pytest.mark.stack


async def hang() -> None:
    await asyncio.Event().wait()


@dataclass
class Sweepers:
    """Of one depot; all of them are ended with the test."""

    hand: Hand
    begun: list[Sweeper[Any]] = field(default_factory=list)

    def one(self, perform: Callable[[], Awaitable[Any]], name: str) -> Sweeper[Any]:
        routes = label(perform, timeout=timedelta(minutes=4))
        self.begun.append(self.hand.sweeper(routes, lease=timedelta(minutes=5), instance=name))
        return self.begun[-1]

    async def with_all_in_hand(self, name: str) -> Sweeper[Any]:
        """One that has claimed everything due, and will never end it."""
        sweeper = self.one(hang, name)
        assert await sweeper.once()
        return sweeper

    async def sweep(self, name: str) -> None:
        """Another life of that name does whatever is due."""
        sweeper = self.one(nothing, name)
        await sweeper.drain()
        await dies(sweeper)


async def dies(sweeper: Sweeper[Any]) -> None:
    """As the server sees a process that was killed: its connection has ended."""
    await sweeper.let_go()
    await sweeper.places.clear()


@pytest.fixture
async def sweepers(alone: Hand) -> AsyncIterator[Sweepers]:
    made = Sweepers(alone)
    yield made
    for one in made.begun:
        await dies(one)


async def wait(hand: Hand, case: str) -> float:
    """Seconds until the label of this case may be claimed again."""
    asked = (
        "SELECT extract(epoch FROM leased_until - clock_timestamp()) FROM tasks "
        "WHERE case_id = :case AND kind = 'label'"
    )
    return float(await hand.one(asked, case=hand.case(case)))


async def test_what_the_earlier_life_of_a_name_had_in_hand_is_done_at_once(
    alone: Hand, sweepers: Sweepers
) -> None:
    await alone.ordered("held")
    await dies(await sweepers.with_all_in_hand("one"))
    await sweepers.sweep("one")
    assert (await state(alone, "held"))[:2] == ("done", 2)


async def test_another_name_and_none_wait_for_the_lease(alone: Hand, sweepers: Sweepers) -> None:
    await alone.ordered("held")
    await dies(await sweepers.with_all_in_hand("one"))
    for name in ("two", ""):
        await sweepers.sweep(name)
    assert (await state(alone, "held"))[:2] == ("open", 1)
    assert await wait(alone, "held") > 200


async def test_a_name_whose_holder_lives_gives_nothing_back_until_that_has_ended(
    alone: Hand, sweepers: Sweepers
) -> None:
    await alone.ordered("held")
    first = await sweepers.with_all_in_hand("one")
    second = sweepers.one(nothing, "one")
    await second.drain()
    assert (await state(alone, "held"))[:2] == ("open", 1)
    await alone.ordered("next")
    await second.drain()
    under = "SELECT leased_by FROM tasks WHERE case_id = :case AND kind = 'label'"
    assert await alone.one(under, case=alone.case("next")) == "", "it claims, but not under that name"
    await dies(first)
    async with asyncio.timeout(TRY_AGAIN * 20):
        while (await state(alone, "held"))[0] != "done":
            await second.drain()
    assert await alone.one(under, case=alone.case("held")) == "one"


async def test_who_has_lost_its_connection_holds_its_name_again_and_keeps_its_leases(
    alone: Hand, sweepers: Sweepers
) -> None:
    await alone.ordered("held")
    first = await sweepers.with_all_in_hand("one")
    await alone.database.change(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7308 "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with pytest.raises(Exception) as lost:  # noqa: PT011 - what it is, is asked next
        await first.once()
    assert is_transient(lost.value)
    await alone.ordered("next")
    assert await first.once()
    under = "SELECT count(*) FROM tasks WHERE kind = 'label' AND leased_by = 'one' AND attempts = 1"
    assert await alone.one(under) == 2


async def test_what_is_in_hand_at_every_death_comes_later_each_time_but_an_alarm(
    alone: Hand, sweepers: Sweepers
) -> None:
    """It may be what kills: whatever else there is must have its turn."""
    await alone.ordered("killing")
    await alone.alarms.raise_("QUARANTINE", "what for", "words")
    await alone.database.change("UPDATE tasks SET attempts = 2")
    await dies(await sweepers.with_all_in_hand("one"))
    await alone.database.change(
        "UPDATE tasks SET leased_by = 'one', lease = gen_random_uuid(), due_at = clock_timestamp(), "
        "leased_until = clock_timestamp() + interval '5 minutes' WHERE kind = 'alarm'"
    )
    heir = sweepers.one(nothing, "one")
    rung = len(alone.bell.rung)
    await heir.drain()
    assert len(alone.bell.rung) == rung + 1
    assert (await state(alone, "killing"))[:2] == ("open", 3)
    assert 5 < await wait(alone, "killing") <= 10


async def test_no_lease_is_made_longer_by_giving_it_back(alone: Hand, sweepers: Sweepers) -> None:
    await alone.ordered("held")
    await dies(await sweepers.with_all_in_hand("one"))
    await alone.database.change(
        "UPDATE tasks SET attempts = 100, leased_until = clock_timestamp() WHERE kind = 'label'"
    )
    await sweepers.sweep("one")
    assert (await state(alone, "held"))[0] == "done"


async def test_a_sweeper_that_is_cut_off_leaves_nothing_going_on_and_no_connection(
    alone: Hand, sweepers: Sweepers
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hangs() -> None:
        begun.set()
        try:
            await hang()
        finally:
            ended.set()

    await alone.ordered("held")
    sweeping = asyncio.create_task(sweepers.one(hangs, "one").run())
    async with asyncio.timeout(20):
        await begun.wait()
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    assert ended.is_set()
    pool: Any = alone.engine.pool
    assert pool.checkedout() == 0
