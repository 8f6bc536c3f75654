"""Each look of the watch by itself, each case by itself: what fails keeps nobody else waiting, and rings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.local.until import until
from messaging import watch as watching
from messaging.outcomes import Task
from messaging.runtime import SESSION_SETTINGS, engine
from messaging.service import Changed
from messaging.watch import Limits, Watch
from tests.messaging.ground import Hand, asyncpg_dsn
from tests.messaging.test_held import HELD, said
from tests.messaging.toy import depot
from tests.messaging.toy.service import service

pytestmark = pytest.mark.stack
OFTEN = Limits(every=timedelta(milliseconds=50))


class Odd(Exception):
    """What nobody expects."""


class Refusing:
    """Read tables whose program fails on one case."""

    def __init__(self, case_id: str) -> None:
        self._case_id = case_id
        self.broken = False

    def line(self, changed: Changed[Any]) -> str:
        if self.broken and changed.case_id == self._case_id:
            raise Odd
        return changed.case_id

    async def write(self, _: AsyncConnection, lines: Sequence[str]) -> None:
        """Nothing is kept of them here."""


def watch(hand: Hand, look: Any = None, limits: Limits = OFTEN) -> Watch[Any]:
    async def nothing() -> None:
        """No broker here."""

    return Watch(hand.applier, hand.alarms, dict, lambda _: None, look or nothing, limits)


@asynccontextmanager
async def at_work(one: Watch[Any]) -> AsyncIterator[None]:
    task = asyncio.create_task(one.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def rung_for(hand: Hand) -> dict[str, str]:
    return {alarm.code: alarm.case_id for alarm in await hand.alarms.list()}


async def rings(hand: Hand, code: str) -> None:
    async def rung() -> bool:
        return code in await rung_for(hand)

    await until(rung, f"somebody is rung: {code}", timedelta(seconds=20))


async def test_brokers_that_say_what_nobody_expects_keep_nobody_from_being_rung(alone: Hand) -> None:
    async def look() -> None:
        raise Odd

    await alone.take(alone.parcel(depot.Paid(pence=1), "never"))
    await alone.database.change("UPDATE waiting SET since = since - interval '6 minutes'")
    async with at_work(watch(alone, look)):
        await rings(alone, "NOT_YET")


async def test_a_look_that_hangs_keeps_nobody_from_being_rung(
    alone: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_WITHIN", timedelta(seconds=1))
    await alone.take(alone.parcel(depot.Paid(pence=1), "never"))
    await alone.database.change("UPDATE waiting SET since = since - interval '6 minutes'")
    async with at_work(watch(alone, asyncio.Event().wait)):
        await rings(alone, "NOT_YET")


async def test_as_long_as_clocks_are_proved_everything_else_is_looked_at_too(
    alone: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be hundreds of thousands of cases, each to be folded."""
    proving = asyncio.Event()

    async def without_end() -> int:
        proving.set()
        await asyncio.sleep(0)
        return 1

    one = watch(alone)
    monkeypatch.setattr(one, "_prove_some", without_end)
    async with at_work(one):
        await proving.wait()
        await alone.take(alone.parcel(depot.Paid(pence=1), "never"))
        await alone.database.change("UPDATE waiting SET since = since - interval '6 minutes'")
        await rings(alone, "NOT_YET")


async def test_a_case_on_whose_clocks_a_program_fails_keeps_no_other_from_having_its_own(alone: Hand) -> None:
    bad = alone.case("a-bad")

    def due(state: depot.Parcel) -> Iterable[Task]:
        yield from depot.DECIDER.due(state)
        if state.weight == 7:
            raise Odd

    for case, weight in (("b-good", 1), ("a-bad", 7)):
        await alone.ordered(case, weight)
        await alone.take(alone.parcel(depot.Recalled(reason=1), case))
    await alone.database.change("DELETE FROM tasks")
    rules = service(alone.name)
    failing = Hand(
        alone.database,
        alone.name,
        replace(rules, decider=replace(rules.decider, due=due)),
        alone.shop,
    )
    assert await watch(failing).reconcile() == 2
    asked = "SELECT DISTINCT case_id FROM tasks WHERE key NOT LIKE 'CASE_UNREADABLE/%'"
    assert [row.case_id for row in await alone.rows(asked)] == [alone.case("b-good")]
    assert (await rung_for(alone))["CASE_UNREADABLE"] == bad, "and somebody acts on the case itself"


def hindered(case: str, how: str) -> str:
    """A clock of that case, or of all like it, is written so and no otherwise."""
    return f"""
CREATE OR REPLACE FUNCTION hindered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {how};
  RETURN NEW;
END $$;
CREATE TRIGGER hindered BEFORE INSERT ON tasks FOR EACH ROW
  WHEN (NEW.case_id LIKE '%-{case}' AND NEW.key LIKE 'RECALLED/%') EXECUTE FUNCTION hindered();
DELETE FROM tasks;
"""  # noqa: S608 - of words of these tests


async def recalled(hand: Hand, *cases: str) -> None:
    for case in cases:
        await hand.ordered(case)
        await hand.take(hand.parcel(depot.Recalled(reason=1), case))


async def with_clocks(hand: Hand) -> list[str]:
    rows = await hand.rows("SELECT case_id FROM tasks WHERE key LIKE 'RECALLED/%' ORDER BY case_id")
    return [row.case_id for row in rows]


@asynccontextmanager
async def hurried(hand: Hand) -> AsyncIterator[Hand]:
    """The same depot, with very little time for a transaction."""
    brief = engine(
        asyncpg_dsn(hand.database.stack.dsn(hand.database.name)),
        settings=SESSION_SETTINGS | {"transaction_timeout": "600ms"},
    )
    try:
        yield Hand(replace(hand.database, engine=brief), hand.name, hand.rules, hand.shop)
    finally:
        await brief.dispose()


async def test_a_case_whose_clocks_cannot_be_written_keeps_no_other_from_having_its_own(alone: Hand) -> None:
    await recalled(alone, "a-bad", "b-good")
    await alone.database.change(hindered("a-bad", "RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'"))
    assert await watch(alone).reconcile() == 2
    assert await with_clocks(alone) == [alone.case("b-good")]
    assert (await rung_for(alone))["CASE_UNREADABLE"] == alone.case("a-bad")


async def test_cases_that_are_too_much_for_one_transaction_are_proved_each_by_itself(alone: Hand) -> None:
    cases = [f"{one}-slow" for one in range(6)]
    await recalled(alone, *cases)
    await alone.database.change(hindered("slow", "PERFORM pg_sleep(0.2)"))
    async with hurried(alone) as brief, at_work(watch(brief)):

        async def all_have() -> bool:
            return await with_clocks(alone) == [alone.case(one) for one in cases]

        await until(all_have, "each has its clock", timedelta(seconds=30))
    assert "CASE_UNREADABLE" not in await rung_for(alone)


async def test_a_case_that_is_too_much_by_itself_rings_and_keeps_no_other_waiting(alone: Hand) -> None:
    await recalled(alone, "a-long", "b-good")
    await alone.database.change(hindered("a-long", "PERFORM pg_sleep(2)"))
    async with hurried(alone) as brief, at_work(watch(brief)):
        await rings(alone, "CASE_UNREADABLE")

        async def the_other_has() -> bool:
            return await with_clocks(alone) == [alone.case("b-good")]

        await until(the_other_has, "the other has its clock", timedelta(seconds=30))
    assert (await rung_for(alone))["CASE_UNREADABLE"] == alone.case("a-long")


async def test_a_database_that_goes_away_meanwhile_rings_for_no_case_and_skips_none(alone: Hand) -> None:
    await recalled(alone, "a-good", "b-good")
    await alone.database.change(hindered("good", "RAISE EXCEPTION 'away' USING ERRCODE = '57P01'"))
    one = watch(alone)
    for _ in range(3):  # together, then twice the first by itself
        with pytest.raises(DBAPIError):
            await one.reconcile()
    await alone.database.change("DROP TRIGGER hindered ON tasks")
    assert await one.reconcile() == 2
    assert await with_clocks(alone) == [alone.case("a-good"), alone.case("b-good")]
    assert "CASE_UNREADABLE" not in await rung_for(alone)


async def test_a_case_of_which_nothing_can_be_said_keeps_no_other_from_being_announced(alone: Hand) -> None:
    refusing = Refusing(alone.case("bad"))
    hand = Hand(alone.database, alone.name, replace(service(alone.name), projector=refusing), alone.shop)
    for case in ("bad", "good"):
        await hand.ordered(case)
        hand.parcel(depot.Wrapped(), case)  # never comes: what follows shows that it is missing
        await hand.take(hand.parcel(depot.Wrapped(), case))
    refusing.broken = True
    await watch(hand)._announce()
    assert await said(hand, "good") == [(HELD, f"{hand.name}.shop", "MISSING")]
    assert await said(hand, "bad") == []
    assert (await rung_for(hand))["NOT_ANNOUNCED"] == hand.case("bad")
