"""Tasks: one worker at a time, an end for every attempt, and none that is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from deploy.local.until import until
from messaging import operate, sweep
from messaging.apply import Lease
from messaging.decider import Actor
from messaging.faults import Fenced
from messaging.outcomes import Task
from messaging.places import AT_ONCE
from messaging.routes import Due, DueTask, Effect, Safety, TryAgain
from messaging.rows import Rows
from messaging.sweep import Sweeper
from messaging.watch import Limits, Watch
from tests.messaging.ground import Hand
from tests.messaging.toy import depot

pytestmark = pytest.mark.stack


async def state(hand: Hand, case: str, kind: str = "label") -> tuple[str, int, str]:
    asked = "SELECT state, attempts, trouble FROM tasks WHERE case_id = :case AND kind = :kind"
    ((found, attempts, trouble),) = await hand.rows(asked, case=hand.case(case), kind=kind)
    return found, attempts, trouble


def label(perform: Callable[[], Awaitable[Any]], safety: Safety = Safety.REPEATABLE, **more: Any) -> Any:
    async def performed(task: DueTask, _: Any) -> Any:
        await perform()
        return depot.Done(depot.Labelled, task.attempt)

    return {"label": Effect(performed, safety, **{"timeout": timedelta(seconds=5), **more})}


async def nothing() -> None:
    """An effect that is done at once."""


async def test_tasks_with_and_without_references_are_written_together(hand: Hand) -> None:
    """Both of a case that this transaction makes, as when an early message waits and an alarm rings."""
    made, now = hand.case("both"), datetime.now(UTC)
    rows = Rows(frozenset({made}))
    rows.tasks_of(made, [Task("bare", "once"), Task("told", "once", refs={"role": "driver"})], now)
    async with hand.applier.engine.begin() as connection:
        await rows.write(connection)
    written = await hand.rows("SELECT kind, refs FROM tasks WHERE case_id = :case ORDER BY kind", case=made)
    assert [tuple(one) for one in written] == [("bare", {}), ("told", {"role": "driver"})]


async def test_a_lost_lease_writes_nothing(hand: Hand) -> None:
    await hand.ordered("fenced")
    before = await hand.version("fenced")
    label = "SELECT id FROM tasks WHERE case_id = :case AND kind = 'label'"
    task = await hand.one(label, case=hand.case("fenced"))
    stale = Lease(int(task), "00000000-0000-4000-8000-000000000000")
    with pytest.raises(Fenced):
        await hand.applier.complete(
            stale, hand.case("fenced"), depot.Done(depot.Labelled, 1), Actor("system"), ""
        )
    assert await hand.version("fenced") == before
    assert (await state(hand, "fenced"))[0] == "open"


async def test_two_sweepers_do_each_effect_once(alone: Hand) -> None:
    await alone.take(*[alone.parcel(depot.Ordered(weight=1), f"many-{one}") for one in range(40)])
    done: list[int] = []

    async def count() -> None:
        done.append(1)

    sweepers = [alone.sweeper(label(count)) for _ in range(2)]
    await asyncio.gather(*(one.drain() for one in sweepers))
    assert len(done) == 40
    labelled = "SELECT count(*) FROM journal WHERE type = 'depot.parcel.labelled.v1'"
    assert await alone.one(labelled) == 40


async def test_a_worker_that_comes_back_after_its_lease_writes_nothing(alone: Hand) -> None:
    await alone.ordered("slow")
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await go_on.wait()

    zombie = alone.sweeper(label(slow, timeout=timedelta(seconds=20)), lease=timedelta(seconds=30))
    sleeping = asyncio.create_task(zombie.drain())
    async with asyncio.timeout(20):
        await begun.wait()
    await alone.database.change("UPDATE tasks SET leased_until = clock_timestamp() WHERE kind = 'label'")
    await alone.sweeper(label(nothing)).drain()
    go_on.set()
    await sleeping
    told = "SELECT count(*) FROM journal WHERE type = 'depot.parcel.labelled.v1'"
    assert await alone.one(told) == 1
    assert (await state(alone, "slow"))[:2] == ("done", 2)


async def test_a_reference_is_the_same_at_every_attempt_and_another_for_every_task(alone: Hand) -> None:
    await alone.take(*[alone.parcel(depot.Ordered(weight=1), f"named-{one}") for one in range(2)])
    seen: list[tuple[str, str]] = []

    async def perform(task: DueTask, _: Any) -> Any:
        seen.append((task.case_id, task.reference))
        raise TryAgain

    sweeper = alone.sweeper({"label": Effect(perform, Safety.REPEATABLE, timeout=timedelta(seconds=5))})
    await sweeper.drain()
    restored = "UPDATE tasks SET leased_until = NULL, id = DEFAULT WHERE kind = 'label'"
    await alone.database.change(restored)
    await sweeper.drain()
    assert len(seen) == 4
    assert len(set(seen)) == len({reference for _, reference in seen}) == 2


@pytest.mark.parametrize("fault", [TimeoutError, ConnectionError, ValueError])
async def test_an_effect_that_always_fails_ends_at_a_person(alone: Hand, fault: type[Exception]) -> None:
    await alone.ordered("failing")

    async def failing() -> None:
        raise fault

    sweeper = alone.sweeper(label(failing, attempts=2))
    await sweeper.drain()
    assert (await state(alone, "failing"))[0] == "open"
    await alone.database.change("UPDATE tasks SET leased_until = NULL WHERE kind = 'label'")
    await sweeper.drain()
    assert await state(alone, "failing") == ("stuck", 2, fault.__name__)
    assert [alarm.code for alarm in await alone.alarms.list()] == ["TASK_STUCK"]


async def test_what_was_surely_not_done_is_tried_again_even_if_it_may_be_done_once_only(alone: Hand) -> None:
    await alone.ordered("again")
    tries: list[int] = []

    async def second_time() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise TryAgain

    sweeper = alone.sweeper(label(second_time, Safety.ONCE_THEN_HUMAN))
    await sweeper.drain()
    await alone.database.change("UPDATE tasks SET leased_until = NULL WHERE kind = 'label'")
    await sweeper.drain()
    assert (await state(alone, "again"))[:2] == ("done", 2)


@asynccontextmanager
async def every_place_hangs(hand: Hand, **routes: Any) -> AsyncIterator[None]:
    """A sweeper whose places for effects are all taken, for as long as this lasts."""
    await hand.take(*[hand.parcel(depot.Ordered(weight=1), f"hang-{one}") for one in range(40)])
    hanging: list[int] = []
    forever = asyncio.Event()

    async def hang() -> None:
        hanging.append(1)
        await forever.wait()

    async def full() -> bool:
        return len(hanging) == AT_ONCE

    sweeper = hand.sweeper(label(hang, timeout=timedelta(seconds=20)) | routes)
    sweeping = asyncio.create_task(sweeper.run())
    try:
        await until(full, "every place for effects is taken")
        yield
    finally:
        forever.set()
        await sweeper.stop()
        await sweeping


async def test_hanging_effects_keep_no_alarm_from_ringing(alone: Hand) -> None:
    async def rung() -> bool:
        return any(ring.code == "URGENT_UNPUBLISHED" for ring in alone.bell.rung)

    async with every_place_hangs(alone):
        await alone.alarms.raise_("URGENT_UNPUBLISHED", "x", "Act.", "duty-supervisor")
        await until(rung, "the duty role is rung", timedelta(seconds=10))


async def test_hanging_effects_keep_no_clock_from_running_out(alone: Hand) -> None:
    await alone.ordered("late")

    async def run_out() -> bool:
        return (await state(alone, "late", "runs-out"))[0] == "done"

    async with every_place_hangs(alone, **{"runs-out": Due(lambda _: depot.Weigh(3))}):
        rows = Rows()
        rows.tasks_of(alone.case("late"), [Task("runs-out", "once")], datetime.now(UTC))
        async with alone.applier.engine.begin() as connection:
            await rows.write(connection)
        await until(run_out, "the clock has run out", timedelta(seconds=10))


async def test_a_task_runs_out_when_it_is_due_and_not_at_the_next_look(
    alone: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looks are so rare here that whoever waits for one would wait for ever."""
    monkeypatch.setattr(sweep, "IDLE", timedelta(hours=1))
    await alone.ordered("punctual")
    rows, soon = Rows(), timedelta(seconds=1)
    async with alone.applier.engine.begin() as connection:
        now = await alone.applier.clock.now(connection)
        rows.tasks_of(alone.case("punctual"), [Task("runs-out", "once", now + soon)], now)
        await rows.write(connection)

    async def run_out() -> bool:
        return (await state(alone, "punctual", "runs-out"))[0] == "done"

    sweeper = alone.sweeper(label(nothing) | {"runs-out": Due(lambda _: depot.Weigh(3))})
    sweeping = asyncio.create_task(sweeper.run())
    try:
        await until(run_out, "it has run out", timedelta(seconds=20))
    finally:
        await sweeper.stop()
        await sweeping


async def test_what_takes_longer_than_its_lease_is_begun_once(alone: Hand) -> None:
    """It would be begun again and again, beside itself, until no clock had a place."""
    begun, go_on = 0, asyncio.Event()

    async def republish(*_: object) -> int:
        nonlocal begun
        begun += 1
        await go_on.wait()
        return 0

    sweeper = Sweeper(alone.applier, {}, alone.alarms, f"{alone.name}.depot", republish, timedelta(seconds=1))
    task_id = await operate.republish(alone.engine, datetime.now(UTC))
    until_when = "SELECT leased_until FROM tasks WHERE id = :id"
    sweeping = asyncio.create_task(sweeper.run())

    async def leased() -> bool:
        return await alone.one(until_when, id=task_id) is not None

    await until(leased, "it has begun")
    first = await alone.one(until_when, id=task_id)

    async def kept() -> bool:
        return bool(await alone.one(until_when, id=task_id) > first + timedelta(seconds=3))

    await until(kept, "its lease goes on")
    assert begun == 1
    go_on.set()
    await sweeper.stop()
    await sweeping
    assert await operate.task_ended(alone.engine, task_id)


def test_a_look_up_is_given_for_what_asks_for_one(hand: Hand) -> None:
    with pytest.raises(ValueError, match="look_up"):
        hand.sweeper(label(nothing, Safety.LOOK_UP_FIRST))


def test_an_attempt_that_could_outlast_its_lease_is_refused(hand: Hand) -> None:
    with pytest.raises(ValueError, match="lease"):
        hand.sweeper(label(nothing), lease=timedelta(seconds=5))


async def watch(hand: Hand) -> Watch[Any]:
    async def look() -> None:
        """No broker here."""

    return Watch(hand.applier, hand.alarms, dict, lambda _: None, look, Limits())


async def test_the_reconciler_makes_a_task_that_is_missing(alone: Hand) -> None:
    await alone.take(
        alone.parcel(depot.Ordered(weight=1), "recalled"), alone.parcel(depot.Recalled(reason=1), "recalled")
    )
    await alone.database.change("DELETE FROM tasks WHERE kind = 'alarm'")
    assert await (await watch(alone)).reconcile() == 1
    assert (await state(alone, "recalled", "alarm"))[0] == "open"


async def test_the_reconciler_brings_back_nothing_that_is_done(alone: Hand) -> None:
    await alone.take(
        alone.parcel(depot.Ordered(weight=1), "recalled"), alone.parcel(depot.Recalled(reason=1), "recalled")
    )
    (alarm,) = await alone.alarms.list()
    await alone.alarms.acknowledge(alarm.id, Actor("ada"))
    await (await watch(alone)).reconcile()
    assert await alone.alarms.list() == []


async def test_mail_for_a_case_that_does_not_open_rings(alone: Hand) -> None:
    await alone.take(alone.parcel(depot.Paid(pence=1), "never"))
    await alone.database.change("UPDATE waiting SET since = since - interval '6 minutes'")
    await (await watch(alone)).once()
    assert [alarm.code for alarm in await alone.alarms.list()] == ["NOT_YET"]


async def test_an_urgent_event_that_is_not_published_rings_the_duty_supervisor(alone: Hand) -> None:
    await alone.take(
        alone.parcel(depot.Ordered(weight=1), "urgent"), alone.parcel(depot.Recalled(reason=1), "urgent")
    )
    async with alone.engine.connect() as connection:
        urgent = (await connection.execute(text("SELECT count(*) FROM outbox WHERE urgent"))).scalar_one()
    assert urgent == 1
    await (await watch(alone)).once()
    assert "URGENT_UNPUBLISHED" not in [alarm.code for alarm in await alone.alarms.list()]
    await alone.database.change("UPDATE outbox SET since = since - interval '60 seconds'")
    await (await watch(alone)).once()
    rung = {alarm.code: alarm.role for alarm in await alone.alarms.list()}
    assert rung["URGENT_UNPUBLISHED"] == "duty-supervisor"


async def test_what_begins_late_begins_under_a_lease_that_lasts_as_long_as_it_may(
    alone: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line to the database that is held up before it is begun takes nothing from its time."""
    await alone.ordered("late")
    left = "SELECT leased_until > clock_timestamp() + interval '30 s' FROM tasks WHERE kind = 'label'"
    found = list[bool]()

    async def looks() -> None:
        found.append(await alone.one(left))

    read = alone.applier.read

    async def held_up(case_id: str) -> Any:
        now = asyncio.get_running_loop().time
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now() + 55)
        await alone.database.change(
            "UPDATE tasks SET leased_until = clock_timestamp() + interval '5 s' WHERE kind = 'label'"
        )
        return await read(case_id)

    sweeper = alone.sweeper(label(looks), lease=timedelta(seconds=60))
    monkeypatch.setattr(alone.applier, "read", held_up)
    await sweeper.drain()
    assert found == [True]
