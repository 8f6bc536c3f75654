"""What is kept keeps no other from being taken, and leaves nothing behind once it is taken itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from messaging import operate, prepare
from messaging.decider import Moment
from messaging.outcomes import HEARD, Decided, Outcome, Task
from tests.messaging.ground import UNWRITABLE, Hand
from tests.messaging.test_kept_mail import BAD, entry
from tests.messaging.toy import depot
from tests.messaging.toy.service import service

pytestmark = pytest.mark.stack


def mended_of(hand: Hand) -> Hand:
    """The same depot, with a program that can write whatever comes."""

    def decide(parcel: depot.Parcel, command: object, moment: Moment) -> Outcome:
        return Decided((HEARD,)) if isinstance(command, depot.Hear) else depot.decide(parcel, command, moment)

    rules = replace(hand.rules, decider=replace(hand.rules.decider, decide=decide))
    return Hand(hand.database, hand.name, rules, hand.shop, reached=hand.reached)


async def test_a_case_on_which_a_program_fails_keeps_no_other_from_being_taken(alone: Hand) -> None:
    def due(state: depot.Parcel) -> Iterable[Task]:
        if state.weight == 7:
            raise RuntimeError
        return depot.DECIDER.due(state)

    await alone.ordered("bad", 7)
    await alone.ordered("good", 1)
    rules = service(alone.name)
    failing = Hand(
        alone.database,
        alone.name,
        replace(rules, decider=replace(rules.decider, due=due)),
        alone.shop,
        reached=alone.reached,
    )
    bad, good = alone.parcel(depot.Paid(pence=1), "bad"), alone.parcel(depot.Paid(pence=2), "good")
    assert await failing.take(bad, good) == {"quarantined": 1, "applied": 1}


@pytest.mark.parametrize("later", ["before", "after"])
async def test_a_number_that_was_kept_and_then_taken_is_not_missing(hand: Hand, later: str) -> None:
    await hand.ordered("first")
    case = UNWRITABLE
    # the acceptance of this case cannot be written
    assert await hand.take(hand.parcel(depot.Ordered(weight=5), case)) == {"quarantined": 1}
    kept = await entry(hand, case)
    if later == "before":
        await hand.take(hand.parcel(depot.Wrapped(), case))

    mended = mended_of(hand)
    done = await mended.redriver.case(hand.case(case), [kept])
    assert done.kept == 0
    if later == "after":
        await mended.take(hand.parcel(depot.Wrapped(), case))
    _, _, unread, _ = await mended.applier.read(hand.case(case))
    assert unread == (), "all numbers have come and been taken"


async def test_a_number_that_comes_again_is_not_missing_any_more(hand: Hand) -> None:
    """The remedy that the alarm names."""
    await a_number_helper(hand)


async def a_number_helper(hand: Hand) -> None:
    case = UNWRITABLE
    first = hand.parcel(depot.Ordered(weight=5), case)
    await hand.take(first)
    kept = await entry(hand, case)

    mended = mended_of(hand)
    await mended.redriver.case(hand.case(case), [kept])
    await mended.take(hand.parcel(depot.Wrapped(), case))
    assert await mended.take(first) == {"duplicate": 1}
    _, _, unread, _ = await mended.applier.read(hand.case(case))
    assert unread == (), "its writer published it again, as the alarm says"


async def test_what_two_people_give_up_while_it_is_tried_again_is_not_applied(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hand.ordered("race")
    await hand.take(hand.parcel(BAD, "race"))
    kept = await entry(hand, "race")
    await operate.discard(hand.engine, kept, "Ada Sample", "the shop sent nonsense")
    real = prepare.for_messages

    async def meanwhile(*told: Any, **more: Any) -> None:
        monkeypatch.setattr(prepare, "for_messages", real)
        async with asyncio.timeout(5):
            done.append(await operate.discard(hand.engine, kept, "Bo Testperson"))
        await real(*told, **more)

    done: list[Any] = []
    monkeypatch.setattr(prepare, "for_messages", meanwhile)

    mended = mended_of(hand)
    with suppress(TimeoutError):
        await mended.redriver.case(hand.case("race"), [kept])
    state = await hand.one("SELECT state FROM quarantine WHERE id = :id", id=kept)
    applied = (await hand.heard("race")).count("shop.parcel.ordered.v1") == 2
    assert (state == "applied") == applied, (state, applied)
