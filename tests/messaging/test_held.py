"""Who judges elsewhere is told of unread mail once, and again when it is read; nothing else changes by it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from messaging import held, operate, reading
from messaging.decider import Actor, Moment
from messaging.outcomes import HEARD, Decided, Outcome
from messaging.rows import Record
from tests.messaging.ground import UNWRITABLE, Hand
from tests.messaging.test_kept_mail import BAD, entry
from tests.messaging.toy import depot

pytestmark = pytest.mark.stack
HELD, RELEASED = "case.message.held.v1", "case.message.released.v1"


async def said(hand: Hand, case: str) -> list[tuple[str, str, str]]:
    """Type, topic and reason of what was told of the case, in its order."""
    asked = "SELECT core FROM journal WHERE case_id = :case AND type LIKE 'case.message.%' ORDER BY version"
    documents = [reading.inner(row.core) for row in await hand.rows(asked, case=hand.case(case))]
    return [(one["type"], one["data"]["topic"], one["data"].get("kept", "")) for one in documents]


async def given_up(hand: Hand, case: str) -> None:
    kept = await entry(hand, case)
    await operate.discard(hand.engine, kept, "Ada Sample", "the shop sent nonsense")
    await operate.discard(hand.engine, kept, "Bo Testperson")


async def test_what_goes_into_quarantine_is_said_in_the_same_transaction_and_once(hand: Hand) -> None:
    await hand.ordered("once")
    for _ in range(2):
        await hand.take(hand.parcel(BAD, "once"), hand.parcel(depot.Paid(pence=1), "once"))
    await hand.applier.announce()
    assert await said(hand, "once") == [(HELD, f"{hand.name}.shop", "QUARANTINED")]


async def test_it_is_public_numbered_and_chained_like_any_event(hand: Hand) -> None:
    await hand.ordered("public")
    await hand.take(hand.parcel(BAD, "public"))
    asked = """
    SELECT j.topic, j.sequence, j.urgent, o.id FROM journal j
    JOIN outbox o ON o.case_id = j.case_id AND o.version = j.version
    WHERE j.case_id = :case AND j.type = :type
    """
    (row,) = await hand.rows(asked, case=hand.case("public"), type=HELD)
    assert (row.topic, row.sequence, row.urgent) == (f"{hand.name}.depot", 2, False)
    actor = "SELECT core FROM journal WHERE case_id = :case AND type = :type"
    ((core,),) = await hand.rows(actor, case=hand.case("public"), type=HELD)
    assert orjson.loads(core)["actor"] == f"system:{hand.name}.depot"


async def test_what_is_given_up_by_two_people_is_released(hand: Hand) -> None:
    await hand.ordered("given-up")
    await hand.take(hand.parcel(BAD, "given-up"))
    await given_up(hand, "given-up")
    await hand.redriver.case(hand.case("given-up"))
    assert [one[0] for one in await said(hand, "given-up")] == [HELD, RELEASED]
    await hand.applier.announce()
    assert len(await said(hand, "given-up")) == 2


async def test_what_a_repaired_program_takes_is_released_in_that_transaction(hand: Hand) -> None:
    await hand.ordered("repaired")
    await hand.take(hand.parcel(BAD, "repaired"))

    def decide(parcel: depot.Parcel, command: object, moment: Moment) -> Outcome:
        return Decided((HEARD,)) if isinstance(command, depot.Hear) else depot.decide(parcel, command, moment)

    mended = replace(hand.rules, decider=replace(hand.rules.decider, decide=decide))
    repaired = Hand(hand.database, hand.name, mended, hand.shop)
    await repaired.redriver.case(hand.case("repaired"), [await entry(hand, "repaired")])
    assert [one[0] for one in await said(hand, "repaired")] == [HELD, RELEASED]


async def test_one_that_fails_again_is_still_held_and_not_said_again(hand: Hand) -> None:
    await hand.ordered("again")
    await hand.take(hand.parcel(BAD, "again"))
    await hand.redriver.case(hand.case("again"), [await entry(hand, "again")])
    assert [one[0] for one in await said(hand, "again")] == [HELD]


async def test_what_waits_is_said_when_it_has_waited_for_too_long_and_not_before(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hand.take(hand.parcel(depot.Paid(pence=1), "early"))
    await hand.applier.announce()
    assert await said(hand, "early") == []
    monkeypatch.setattr(held, "PATIENCE", 0.0)
    await hand.applier.announce()
    assert await said(hand, "early") == [(HELD, f"{hand.name}.shop", "WAITING")]
    await hand.take(hand.parcel(depot.Ordered(weight=2), "early"))
    await hand.redriver.case(hand.case("early"))
    assert [one[0] for one in await said(hand, "early")] == [HELD, RELEASED]


async def test_a_missing_number_is_said_and_released_when_it_comes(hand: Hand) -> None:
    await hand.ordered("gap")
    late = hand.parcel(depot.Wrapped(), "gap")
    await hand.take(hand.parcel(depot.Wrapped(), "gap"))
    await hand.applier.announce()
    assert await said(hand, "gap") == [(HELD, f"{hand.name}.shop", "MISSING")]
    await hand.take(late)
    await hand.applier.announce()
    assert [one[0] for one in await said(hand, "gap")] == [HELD, RELEASED]


async def test_a_record_that_cannot_be_read_holds_the_case_of_its_key(hand: Hand) -> None:
    """It may be any find: an agency's answer that was cut off stops who decides on the case."""
    await hand.ordered("cut-off")
    key, value = hand.parcel(depot.Paid(pence=1), "cut-off")
    assert await hand.take((key, value[: len(value) // 2])) == {"quarantined": 1}
    assert await said(hand, "cut-off") == [(HELD, f"{hand.name}.shop", "QUARANTINED")]
    _, _, unread, _ = await hand.applier.read(hand.case("cut-off"))
    assert [(one.where, one.reason) for one in unread] == [("quarantine", "NOT_JSON")]


async def test_of_a_case_that_an_outside_party_invents_nothing_is_said_until_it_exists(hand: Hand) -> None:
    (feed,) = hand.rules.feeds
    outside = Hand(
        hand.database, hand.name, replace(hand.rules, feeds=(replace(feed, ours=False),)), hand.shop
    )
    await outside.take(outside.parcel(BAD, "invented"))
    await outside.applier.announce()
    assert await said(outside, "invented") == []
    await outside.applier.execute(
        outside.case("invented"), depot.Weigh(2, anyway=True), Actor("clerk"), None, creates=True
    )
    await outside.applier.announce()
    assert await said(outside, "invented") == [(HELD, f"{hand.name}.shop", "QUARANTINED")]


async def test_a_case_whose_event_cannot_be_written_is_held_all_the_same(hand: Hand) -> None:
    await hand.take(hand.parcel(depot.Ordered(weight=1), UNWRITABLE))
    assert await said(hand, UNWRITABLE) == [(HELD, f"{hand.name}.shop", "QUARANTINED")]


async def test_two_that_look_at_once_say_it_once(hand: Hand) -> None:
    await hand.ordered("both")
    await hand.take(hand.parcel(depot.Wrapped(), "both"))
    hand.parcel(depot.Wrapped(), "both")
    await hand.take(hand.parcel(depot.Wrapped(), "both"))
    await asyncio.gather(hand.applier.announce(), hand.another().announce())
    assert [one[0] for one in await said(hand, "both")] == [HELD]


async def test_who_announces_to_nobody_writes_nothing(hand: Hand) -> None:
    alone = Hand(hand.database, hand.name, replace(hand.rules, announced=None), hand.shop)
    await alone.ordered("silent")
    await alone.take(alone.parcel(BAD, "silent"))
    assert await alone.applier.announce() == 0
    assert await said(alone, "silent") == []


async def test_a_case_that_is_not_held_costs_no_statement_more(
    hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: Any) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(held, "settle", never)
    assert await hand.take(hand.parcel(depot.Ordered(weight=1), "free")) == {"applied": 1}


async def test_a_transaction_that_fails_says_nothing(hand: Hand) -> None:
    """Held and the quarantine that it speaks of are written together or not at all."""
    await hand.ordered("undone")
    records: list[Record] = hand.records(hand.parcel(BAD, "undone"))
    refuse = """
    CREATE FUNCTION refuse_announced() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'admin_shutdown'; END $$;
    CREATE TRIGGER announced_refused BEFORE INSERT ON announced FOR EACH ROW
      WHEN (NEW.case_id LIKE '%-undone') EXECUTE FUNCTION refuse_announced();
    """
    await hand.database.change(refuse)
    with pytest.raises(Exception, match="AdminShutdown"):
        await hand.applier.take(records, hand.after(records))
    await hand.database.change("DROP TRIGGER announced_refused ON announced; DROP FUNCTION refuse_announced")
    assert await said(hand, "undone") == []
    async with hand.engine.connect() as connection:
        kept = text("SELECT count(*) FROM quarantine WHERE case_id = :case")
        assert (await connection.execute(kept, {"case": hand.case("undone")})).scalar_one() == 0
    await hand.applier.take(records, hand.after(records))
    assert [one[0] for one in await said(hand, "undone")] == [HELD]
