"""Kept mail: tried again in its order, given up by two people only, and never forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from messaging import operate, reading
from messaging.decider import Moment
from messaging.outcomes import HEARD, Decided, Outcome
from tests.messaging.ground import UNWRITABLE, Hand
from tests.messaging.toy import depot

pytestmark = pytest.mark.stack
BAD = depot.Ordered(weight=13)
"""Makes the depot's rules fail."""


async def pence(hand: Hand, case: str) -> list[int | None]:
    told = "SELECT core FROM journal WHERE case_id = :case AND heard ORDER BY version"
    rows = await hand.rows(told, case=hand.case(case))
    return [reading.inner(row.core)["data"].get("pence") for row in rows]


async def entry(hand: Hand, case: str) -> int:
    asked = "SELECT id FROM quarantine WHERE case_id = :case AND state = 'open'"
    return int(await hand.one(asked, case=hand.case(case)))


async def test_kept_mail_is_tried_again_in_its_order_and_live_mail_waits_behind_it(hand: Hand) -> None:
    await hand.ordered("order")
    await hand.take(
        hand.parcel(BAD, "order"), *[hand.parcel(depot.Paid(pence=one), "order") for one in (1, 2)]
    )
    await hand.take(hand.parcel(depot.Paid(pence=3), "order"))
    assert await pence(hand, "order") == [None]
    kept = await entry(hand, "order")
    done = await hand.redriver.case(hand.case("order"), [kept])
    assert (done.applied, done.kept) == (0, 4), "it fails again, and all stays behind it"
    await operate.discard(hand.engine, kept, "Ada Sample", "the shop sent nonsense")
    await operate.discard(hand.engine, kept, "Bo Testperson")
    done = await hand.redriver.case(hand.case("order"))
    assert (done.applied, done.kept) == (3, 0)
    assert await pence(hand, "order") == [None, 1, 2, 3]
    assert await hand.take(hand.parcel(depot.Paid(pence=4), "order")) == {"applied": 1}


async def test_a_repaired_program_takes_the_quarantined_one_first(hand: Hand) -> None:
    await hand.take(hand.parcel(BAD, "repaired"), hand.parcel(depot.Wrapped(), "repaired"))

    def decide(parcel: depot.Parcel, command: object, moment: Moment) -> Outcome:
        return Decided((HEARD,)) if isinstance(command, depot.Hear) else depot.decide(parcel, command, moment)

    mended = replace(hand.rules, decider=replace(hand.rules.decider, decide=decide))
    repaired = Hand(hand.database, hand.name, mended, hand.shop)
    done = await repaired.redriver.case(hand.case("repaired"), [await entry(hand, "repaired")])
    assert (done.applied, done.kept) == (2, 0)
    assert await hand.heard("repaired") == ["shop.parcel.ordered.v1"], (
        "the other was ignored, as it should be"
    )


async def test_one_person_alone_discards_nothing(hand: Hand) -> None:
    await hand.take(hand.parcel(BAD, "alone"))
    kept = await entry(hand, "alone")
    await operate.discard(hand.engine, kept, "Ada Sample", "nonsense")
    for same in ("Ada Sample", " ada  sample "):
        with pytest.raises(operate.NotDone):
            await operate.discard(hand.engine, kept, same, "I insist")
    by_hand = text(
        "UPDATE quarantine SET state = 'discarded', discard_approved_by = discard_asked_by WHERE id = :id"
    )
    async with hand.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="check constraint"):
            await connection.execute(by_hand, {"id": kept})
    assert await entry(hand, "alone") == kept


async def test_what_cannot_be_written_when_tried_again_is_in_quarantine_and_rung_for(hand: Hand) -> None:
    await hand.take(hand.parcel(BAD, UNWRITABLE), hand.parcel(depot.Ordered(weight=1), UNWRITABLE))
    kept = await entry(hand, UNWRITABLE)
    await operate.discard(hand.engine, kept, "Ada Sample", "nonsense")
    await operate.discard(hand.engine, kept, "Bo Testperson")
    await hand.redriver.case(hand.case(UNWRITABLE))
    assert await entry(hand, UNWRITABLE) != kept
    assert await hand.rows("SELECT 1 FROM waiting WHERE case_id = :case", case=hand.case(UNWRITABLE)) == []
    keys = await hand.rows(
        "SELECT key FROM tasks WHERE kind = 'alarm' AND key LIKE :key", key=f"%{hand.name}%"
    )
    assert f"QUARANTINE/{hand.name}.shop//WRITE_FAILED" in [row.key for row in keys]


async def test_the_unread_mail_of_a_case_is_seen_where_it_is_decided(hand: Hand) -> None:
    await hand.ordered("unread")
    await hand.take(hand.parcel(BAD, "unread"), hand.parcel(depot.Paid(pence=1), "unread"))
    _, _, unread, _ = await hand.applier.read(hand.case("unread"))
    assert sorted((one.where, one.reason) for one in unread) == [
        ("quarantine", "FAILED"),
        ("waiting", "BEHIND"),
    ]
