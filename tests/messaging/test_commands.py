"""Commands: decided one after the other on one case, once for one key, and never half."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from sqlalchemy.exc import DBAPIError

from messaging.apply import Executed, Once
from messaging.decider import Actor
from messaging.faults import KeyReused, UnknownCase
from messaging.outcomes import Refusal
from tests.messaging.ground import UNWRITABLE, Hand
from tests.messaging.toy import depot

pytestmark = pytest.mark.stack
CLERK = Actor("clerk")


def once(hand: Hand, body: str, key: str = "key-1") -> Once:
    return Once(hand.name, "weigh", key, hashlib.sha256(body.encode()).digest())


async def test_the_same_key_with_the_same_body_has_one_effect(hand: Hand) -> None:
    await hand.ordered("once")
    case, command = hand.case("once"), depot.Weigh(7)
    first = await hand.applier.execute(case, command, CLERK, once(hand, "7"), creates=False)
    again = await hand.another().execute(case, command, CLERK, once(hand, "7"), creates=False)
    assert isinstance(first, Executed)
    assert isinstance(again, Executed)
    assert (first.replayed, again.replayed) == (False, True)
    assert first.version == again.version == await hand.version("once")


async def test_the_same_key_with_another_body_is_refused(hand: Hand) -> None:
    await hand.ordered("reused")
    await hand.applier.execute(hand.case("reused"), depot.Weigh(7), CLERK, once(hand, "7"), creates=False)
    with pytest.raises(KeyReused):
        await hand.applier.execute(hand.case("reused"), depot.Weigh(8), CLERK, once(hand, "8"), creates=False)
    assert await hand.version("reused") == 4


async def test_nobody_has_seen_more_of_a_case_than_there_is(hand: Hand) -> None:
    """The number was of another case, or of another service: whatever is new would pass unseen."""
    await hand.ordered("ahead")
    case, there = hand.case("ahead"), await hand.version("ahead")
    for seen in (there + 1, 10**30):
        command = depot.Weigh(7, seen=seen)
        refused = await hand.applier.execute(case, command, CLERK, None, creates=False)
        assert isinstance(refused, Refusal)
        assert [one.code for one in refused.unmet] == ["SEEN_AHEAD"]
        assert [one.code for one in await hand.applier.weigh(case, command)] == ["SEEN_AHEAD"]
    done = await hand.applier.execute(case, depot.Weigh(7, seen=there), CLERK, None, creates=False)
    assert isinstance(done, Executed)


async def test_whoever_saw_too_much_is_told_what_else_is_in_the_way(hand: Hand) -> None:
    case = hand.case("unordered")
    await hand.applier.execute(case, depot.Stop(1), CLERK, None, creates=True)
    refused = await hand.applier.execute(case, depot.Weigh(7, seen=99), CLERK, None, creates=False)
    assert isinstance(refused, Refusal)
    assert [one.code for one in refused.unmet] == ["SEEN_AHEAD", "NOT_ORDERED"]
    assert all(one.words and one.paragraph for one in refused.unmet)


async def test_the_same_key_at_the_same_time_has_one_effect(hand: Hand) -> None:
    await hand.ordered("race")
    doing = [
        hand.another().execute(hand.case("race"), depot.Weigh(7), CLERK, once(hand, "7"), creates=False)
        for _ in range(4)
    ]
    done = await asyncio.gather(*doing)
    assert sorted(one.replayed for one in done if isinstance(one, Executed)) == [False, True, True, True]
    assert await hand.version("race") == 4


async def test_commands_on_one_case_are_decided_one_after_the_other(hand: Hand) -> None:
    await hand.ordered("busy")
    both = [hand.another() for _ in range(2)]
    doing = [
        both[number % 2].execute(hand.case("busy"), depot.Weigh(number), CLERK, None, creates=False)
        for number in range(30)
    ]
    done = await asyncio.gather(*doing)
    versions = sorted(one.version for one in done if isinstance(one, Executed))
    assert versions == list(range(4, 34)), "each saw what the one before had done"
    _, state, _, _ = await hand.another().read(hand.case("busy"))
    last = await hand.one(
        "SELECT convert_from(core, 'UTF8')::json -> 'data' ->> 'weight' FROM journal"
        " WHERE case_id = :case AND version = 33",
        case=hand.case("busy"),
    )
    assert state.weight == int(last)


async def test_a_refusal_is_kept_with_its_reasons_and_changes_nothing(hand: Hand) -> None:
    await hand.take(hand.parcel(depot.Recalled(reason=1), "unordered"))
    before = await hand.version("unordered")
    refused = await hand.applier.execute(hand.case("unordered"), depot.Weigh(1), CLERK, None, creates=False)
    assert isinstance(refused, Refusal)
    (row,) = await hand.rows("SELECT * FROM refusals WHERE case_id = :case", case=hand.case("unordered"))
    assert (row.command, row.actor, row.version, row.edition) == ("Weigh", "clerk", before, "toy-1")
    assert "NOT_ORDERED" in str(row.unmet)
    assert await hand.version("unordered") == before


async def test_nobody_commands_a_case_that_does_not_exist(hand: Hand) -> None:
    with pytest.raises(UnknownCase):
        await hand.applier.execute(hand.case("nowhere"), depot.Weigh(1), CLERK, None, creates=False)
    assert await hand.rows("SELECT 1 FROM cases WHERE case_id = :case", case=hand.case("nowhere")) == []


async def test_a_command_that_cannot_be_written_leaves_nothing_behind(hand: Hand) -> None:
    await hand.take(hand.parcel(depot.Recalled(reason=1), UNWRITABLE))
    before = await hand.version(UNWRITABLE)
    command = depot.Weigh(1, anyway=True)
    with pytest.raises(DBAPIError, match="unwritable"):
        await hand.applier.execute(hand.case(UNWRITABLE), command, CLERK, once(hand, "1"), creates=False)
    assert await hand.version(UNWRITABLE) == before
    assert await hand.rows("SELECT 1 FROM inbox WHERE source = :by", by=f"http/{hand.name}") == []
    _, state, _, _ = await hand.applier.read(hand.case(UNWRITABLE))
    assert state.weight is None, "nor in memory"
