"""A batch is one transaction; what one message spoils, no other pays for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.catalogue import Catalogue
from messaging import envelope, reading
from messaging.cases import NewerJournal
from messaging.decider import Recorded
from messaging.faults import Fenced
from messaging.glance import first_bytes
from messaging.service import Changed
from tests.messaging.ground import UNWRITABLE, Hand
from tests.messaging.toy import depot
from tests.messaging.toy.service import service
from tests.messaging.toy.shop import Parcel

pytestmark = pytest.mark.stack
QUARANTINED = "SELECT reason FROM quarantine WHERE case_id = :case AND state = 'open'"


async def test_offsets_that_do_not_follow_are_refused_and_nothing_of_them_is_kept(hand: Hand) -> None:
    await hand.ordered("first")
    records = hand.records(hand.parcel(depot.Ordered(weight=1), "zombie"))
    for wrong in (0, 7):
        with pytest.raises(Fenced):
            await hand.another().take(records, {(f"{hand.name}.shop", 0): wrong})
    assert await hand.heard("zombie") == []


async def test_two_consumers_with_the_same_records_apply_them_once(hand: Hand) -> None:
    records = hand.records(*[hand.parcel(depot.Ordered(weight=1), f"same-{one}") for one in range(20)])
    takers = [hand.another().take(records, hand.after(records)) for _ in range(4)]
    came = await asyncio.gather(*takers, return_exceptions=True)
    assert sum(isinstance(one, Fenced) for one in came) == 3, came
    assert (
        await hand.one("SELECT count(*) FROM intervals WHERE topic = :topic", topic=f"{hand.name}.shop") == 1
    )
    assert all([await hand.heard(f"same-{one}") == ["shop.parcel.ordered.v1"] for one in range(20)])


async def test_a_message_that_comes_again_is_taken_once(hand: Hand) -> None:
    made = hand.parcel(depot.Ordered(weight=2), "again")
    assert await hand.take(made, made) == {"applied": 1, "duplicate": 1}
    assert await hand.take(made, by=hand.another()) == {"duplicate": 1}
    assert await hand.heard("again") == ["shop.parcel.ordered.v1"]


async def test_a_message_that_says_otherwise_than_its_first_bytes_is_believed_whole(hand: Hand) -> None:
    key, value = hand.parcel(depot.Ordered(weight=2), "two-faced")
    id_ = orjson.loads(value)["id"]
    lying = value.replace(id_.encode(), b"another-id", 1)[:-1] + f',"id":"{id_}"}}'.encode()
    assert orjson.loads(lying)["id"] == id_
    beside = hand.parcel(depot.Ordered(weight=2), "beside")
    assert await hand.take((key, lying), beside) == {"applied": 2}
    assert (
        await hand.one("SELECT message_id FROM inbox WHERE case_id = :case", case=hand.case("two-faced"))
        == id_
    )


async def test_an_id_under_a_new_number_is_kept_alone(hand: Hand) -> None:
    key, value = hand.parcel(depot.Ordered(weight=2), "reused")
    again = value.replace(b'"sequence":"1"', b'"sequence":"2"', 1)
    assert first_bytes(key, again) is not None
    assert await hand.take((key, value)) == {"applied": 1}
    beside = hand.parcel(depot.Ordered(weight=2), "beside-reused")
    other = again.replace(b'"weight":2', b'"weight":3', 1)
    assert await hand.take((key, other), beside) == {"quarantined": 1, "applied": 1}
    kept = await hand.rows(QUARANTINED, case=hand.case("reused"))
    assert [row.reason for row in kept] == ["ID_REUSED"]


async def test_the_database_itself_takes_no_message_twice(hand: Hand) -> None:
    await hand.ordered("twice")
    again = text("""
      INSERT INTO inbox (source, message_id, case_id, topic, digest, outcome)
      SELECT source, message_id, case_id, topic, digest, outcome FROM inbox WHERE case_id = :case""")
    async with hand.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="inbox_pkey"):
            await connection.execute(again, {"case": hand.case("twice")})


async def test_what_cannot_be_written_is_kept_alone_and_the_rest_of_the_batch_goes_on(hand: Hand) -> None:
    cases = ["before", UNWRITABLE, "after"]
    counts = await hand.take(*[hand.parcel(depot.Ordered(weight=3), case) for case in cases])
    assert counts == {"applied": 2, "quarantined": 1}
    assert await hand.one(QUARANTINED, case=hand.case(UNWRITABLE)) == "WRITE_FAILED"
    assert await hand.heard(UNWRITABLE) == []
    assert await hand.take(hand.parcel(depot.Wrapped(), UNWRITABLE)) == {"waiting": 1}


async def test_an_id_that_no_table_can_hold_spoils_nobody_elses_batch(hand: Hand) -> None:
    key, value = hand.parcel(depot.Ordered(weight=1), "odd")
    odd = envelope.canonical(orjson.loads(value) | {"id": "with a \x00 in it"})
    good = hand.parcel(depot.Ordered(weight=1), "good")
    assert await hand.take((key, odd), good) == {"quarantined": 1, "applied": 1}


async def test_a_case_that_cannot_be_folded_waits_for_a_person_alone(hand: Hand) -> None:
    await hand.ordered("broken")

    def evolve(parcel: depot.Parcel, recorded: Recorded) -> depot.Parcel:
        if parcel.case_id == hand.case("broken"):
            raise RuntimeError("a program error while folding")
        return depot.evolve(parcel, recorded)

    rules = service(hand.name)
    faulty = Hand(
        hand.database, hand.name, replace(rules, decider=replace(rules.decider, evolve=evolve)), hand.shop
    )
    faulty.reached = hand.reached
    counts = await faulty.take(
        hand.parcel(depot.Paid(pence=1), "broken"), hand.parcel(depot.Ordered(weight=1), "whole")
    )
    assert counts == {"quarantined": 1, "applied": 1}
    assert await hand.one(QUARANTINED, case=hand.case("broken")) == "CASE_UNREADABLE"


class OutOfPaper:
    """A projector with a program error about one case."""

    def line(self, changed: Changed[Any]) -> str:
        if changed.case_id.endswith("-unprintable"):
            raise RuntimeError("out of paper")
        return changed.case_id

    async def write(self, _: AsyncConnection, __: Sequence[str]) -> None:
        pass


async def test_a_read_table_that_cannot_be_written_holds_one_case_only(hand: Hand) -> None:
    printing = Hand(hand.database, hand.name, replace(service(hand.name), projector=OutOfPaper()), hand.shop)
    counts = await printing.take(
        hand.parcel(depot.Ordered(weight=1), "unprintable"), hand.parcel(depot.Ordered(weight=1), "printed")
    )
    assert counts == {"quarantined": 1, "applied": 1}
    assert await hand.heard("printed") == ["shop.parcel.ordered.v1"]


async def test_an_older_program_stops_at_its_newer_journal_and_quarantines_nothing(hand: Hand) -> None:
    await hand.ordered("newer")
    known = Catalogue((depot.Ordered, depot.Paid))
    older = Hand(hand.database, hand.name, replace(service(hand.name), catalogue=known), hand.shop)
    older.reached = hand.reached
    with pytest.raises(NewerJournal):
        await older.take(hand.parcel(depot.Paid(pence=1), "newer"))
    assert older.applier.cases.newer.is_set()
    assert await hand.rows(QUARANTINED, case=hand.case("newer")) == []


async def test_what_came_too_early_is_not_overtaken_once_its_case_opens(hand: Hand) -> None:
    counts = await hand.take(
        hand.parcel(depot.Paid(pence=1), "early"),
        hand.parcel(depot.Ordered(weight=1), "early"),
        hand.parcel(depot.Paid(pence=2), "early"),
    )
    assert counts == {"waiting": 2, "applied": 1}
    await hand.redriver.case(hand.case("early"))
    told = "SELECT core FROM journal WHERE case_id = :case AND heard ORDER BY version"
    pence = [
        reading.inner(row.core)["data"].get("pence") for row in await hand.rows(told, case=hand.case("early"))
    ]
    assert pence == [None, 1, 2]


def forked(hand: Hand, made: Parcel, **data: Any) -> Parcel:
    """Another history under the same number, as a database restored to an earlier point would make it."""
    key, value = made
    document = orjson.loads(value) | {"data": data}
    core = envelope.core_of(document)
    chained = envelope.link(b"another history", core)
    number = int(document["sequence"])
    return key, envelope.relayed(core, id_=envelope.event_id(chained), chained=chained, sequence=number)


async def test_a_fork_is_found_in_one_batch_and_across_batches(hand: Hand) -> None:
    for case, together in (("at-once", True), ("later", False)):
        made = hand.parcel(depot.Ordered(weight=1), case)
        other = forked(hand, made, weight=2)
        counts = (
            [await hand.take(made, other)] if together else [await hand.take(made), await hand.take(other)]
        )
        assert sum(one.get("applied", 0) for one in counts) == 1, case
        assert await hand.one(QUARANTINED, case=hand.case(case)) == "HISTORY_FORKED"


async def test_a_fork_among_waiting_mail_is_found_when_it_is_tried_again(hand: Hand) -> None:
    paid = hand.parcel(depot.Paid(pence=1), "kept")
    assert await hand.take(paid) == {"waiting": 1}
    assert await hand.take(forked(hand, paid, pence=2)) == {"waiting": 1}
    await hand.take(hand.parcel(depot.Ordered(weight=1), "kept"))
    await hand.redriver.case(hand.case("kept"))
    assert await hand.heard("kept") == ["shop.parcel.ordered.v1", "shop.parcel.paid.v1"]
    assert await hand.one(QUARANTINED, case=hand.case("kept")) == "HISTORY_FORKED"


async def test_what_is_urgent_acts_though_its_history_is_forked(hand: Hand) -> None:
    await hand.ordered("urgent")
    recalled = hand.parcel(depot.Recalled(reason=1), "urgent")
    await hand.take(recalled)
    assert await hand.take(forked(hand, recalled, reason=2)) == {"applied": 1}
    assert await hand.one(QUARANTINED, case=hand.case("urgent")) == "HISTORY_FORKED"
    assert (await hand.heard("urgent")).count("shop.parcel.recalled.v1") == 2
    assert await hand.take(hand.parcel(depot.Wrapped(), "urgent")) == {"waiting": 1}, "the case is held"
