"""Whoever writes from outside is told of every message what it came to, and of one that is held twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import orjson
import pytest

from contracts.receipt_codes import receipt_codes
from contracts.receipts import MessageReceipt
from messaging import operate
from messaging.audit import Store
from messaging.decider import Actor, Moment
from messaging.faults import UnknownCase
from messaging.outcomes import HEARD, Decided, Outcome, Refusal, Unmet
from messaging.service import Service
from messaging.verify import verify
from tests.faults.test_bad_records import BAD as BAD_RECORDS
from tests.faults.test_bad_records import CANARY
from tests.messaging.ground import UNWRITABLE, Hand
from tests.messaging.test_kept_mail import BAD, entry
from tests.messaging.toy import depot
from tests.messaging.toy.service import SHOP, answering

pytestmark = pytest.mark.stack
TOLD = "SELECT core, topic, sequence FROM journal WHERE case_id = :case AND type = :type ORDER BY version"
Said = tuple[str, str, tuple[str, ...]]


class Outside(Hand):
    """A depot that answers a shop of somebody else's; the party has a name of this test alone."""

    @classmethod
    def at(cls, hand: Hand, rules: Service[Any] | None = None) -> Outside:
        own = rules or answering(hand.name)
        party = f"{SHOP}-{hand.name}"
        feeds = tuple(replace(feed, party=party) for feed in own.feeds)
        made = cls(hand.database, hand.name, replace(own, feeds=feeds), hand.shop)
        made.reached = hand.reached
        return made

    @property
    def party(self) -> str:
        return f"party:{SHOP}-{self.name}"

    async def told(self) -> list[dict[str, Any]]:
        rows = await self.rows(TOLD, case=self.party, type=MessageReceipt.TYPE)
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
        assert {row.topic for row in rows} <= {f"{self.name}.shop.from.depot"}
        return [orjson.loads(row.core)["data"] for row in rows]

    async def said(self) -> list[Said]:
        """Case without the test's name, outcome, codes."""
        return [
            (one.get("your_case", "").removeprefix(f"{self.name}-"), one["outcome"], tuple(one["codes"]))
            for one in await self.told()
        ]


def deciding(hand: Hand, decide: Any) -> Service[Any]:
    own = answering(hand.name)
    return replace(own, decider=replace(own.decider, decide=decide))


def mended(parcel: depot.Parcel, command: object, moment: Moment) -> Outcome:
    return Decided((HEARD,)) if isinstance(command, depot.Hear) else depot.decide(parcel, command, moment)


def refusing(parcel: depot.Parcel, command: object, moment: Moment) -> Outcome:
    if isinstance(command, depot.Hear) and isinstance(command.message.event, depot.Paid):
        return Refusal((Unmet("TOO_LATE", "It is closed.", "T 2"), Unmet("TOO_LITTLE", "More.", "T 3")))
    return depot.decide(parcel, command, moment)


async def test_what_is_applied_and_what_is_ignored_is_told_in_the_same_transaction(hand: Hand) -> None:
    one = Outside.at(hand)
    made = one.parcel(depot.Ordered(weight=2), "order")
    assert await one.take(made, one.parcel(depot.Wrapped(), "order")) == {"applied": 1, "ignored": 1}
    first, second = await one.told()
    assert first == {
        "party": f"{SHOP}-{hand.name}",
        "message": orjson.loads(made[1])["id"],
        "record": f"kafka:{hand.name}.shop/0/0",
        "message_type": "shop.parcel.ordered.v1",
        "your_case": one.case("order"),
        "outcome": "APPLIED",
        "codes": [],
        "at": first["at"],
    }
    assert (second["message_type"], second["outcome"]) == ("shop.parcel.wrapped.v1", "APPLIED")


async def test_no_case_moves_by_a_receipt_and_the_rules_never_see_one(hand: Hand) -> None:
    one = Outside.at(hand)
    await one.take(one.parcel(depot.Wrapped(), "quiet"))
    assert await one.version("quiet") == 0
    assert len(await one.told()) == 1
    with pytest.raises(UnknownCase):
        await one.applier.read(one.party)
    with pytest.raises(UnknownCase):
        await one.applier.execute(one.party, depot.Weigh(1, anyway=True), Actor("clerk"), None, creates=False)


async def test_a_duplicate_is_told_again_what_it_came_to(hand: Hand) -> None:
    one = Outside.at(hand, deciding(hand, refusing))
    order, paid = one.parcel(depot.Ordered(weight=2), "again"), one.parcel(depot.Paid(pence=2), "again")
    await one.take(order, paid)
    assert await one.take(order, paid, by=one.another()) == {"duplicate": 2}
    assert await one.said() == [
        ("again", "APPLIED", ()),
        ("again", "REFUSED", ("TOO_LATE", "TOO_LITTLE")),
        ("again", "APPLIED", ("DUPLICATE",)),
        ("again", "REFUSED", ("DUPLICATE", "TOO_LATE", "TOO_LITTLE")),
    ]


async def test_what_is_refused_holds_nothing_and_is_kept_among_the_refusals(hand: Hand) -> None:
    one = Outside.at(hand, deciding(hand, refusing))
    counts = await one.take(
        one.parcel(depot.Ordered(weight=2), "refused"),
        one.parcel(depot.Paid(pence=2), "refused"),
        one.parcel(depot.Wrapped(), "refused"),
    )
    assert counts == {"applied": 1, "refused": 1, "ignored": 1}
    case = one.case("refused")
    assert await one.rows("SELECT 1 FROM quarantine WHERE case_id = :case", case=case) == []
    assert (
        await one.one("SELECT jsonb_array_length(unmet) FROM refusals WHERE case_id = :case", case=case) == 2
    )
    assert [outcome for _, outcome, _ in await one.said()] == ["APPLIED", "REFUSED", "APPLIED"]


async def test_one_of_our_own_services_that_is_refused_is_still_our_bug(hand: Hand) -> None:
    own = answering(hand.name)
    feeds = tuple(replace(feed, ours=True, party="") for feed in own.feeds)
    ours = Hand(hand.database, hand.name, replace(deciding(hand, refusing), feeds=feeds), hand.shop)
    await ours.take(ours.parcel(depot.Ordered(weight=2), "bug"), ours.parcel(depot.Paid(pence=2), "bug"))
    assert await ours.one("SELECT reason FROM quarantine WHERE case_id = :case", case=ours.case("bug")) == (
        "REFUSED"
    )


async def test_what_is_held_has_a_second_receipt_when_it_is_taken(hand: Hand) -> None:
    one = Outside.at(hand)
    await one.take(one.parcel(BAD, "held"), one.parcel(depot.Wrapped(), "held"))
    assert await one.said() == [("held", "HELD", ("FAILED",)), ("held", "HELD", ("BEHIND",))]
    kept = await entry(one, "held")
    await one.redriver.case(one.case("held"), [kept])
    assert len(await one.told()) == 2, "it is kept still, and its sender knows"
    repaired = Outside.at(one, deciding(hand, mended))
    await repaired.redriver.case(one.case("held"), [kept])
    assert (await one.said())[2:] == [("held", "APPLIED", ()), ("held", "APPLIED", ())]
    first, _, third, _ = await one.told()
    assert first["message"] == third["message"]
    assert first["record"] == third["record"]


async def test_what_two_people_give_up_is_told_once(hand: Hand) -> None:
    one = Outside.at(hand)
    await one.take(one.parcel(BAD, "given-up"), one.parcel(depot.Wrapped(), "given-up"))
    kept = await entry(one, "given-up")
    await operate.discard(one.engine, kept, "Ada Sample", "the shop sent nonsense")
    assert not await one.redriver.given_up(kept), "one person has given up nothing"
    await operate.discard(one.engine, kept, "Bo Testperson")
    await asyncio.gather(one.redriver.given_up(kept), one.redriver.given_up(kept))
    await one.redriver.case(one.case("given-up"))
    assert (await one.said())[2:] == [
        ("given-up", "REFUSED", ("GIVEN_UP", "FAILED")),
        ("given-up", "APPLIED", ()),
    ]


ANEW = """
INSERT INTO lives (topic, partition, number, topic_id, begins_at, ahead)
VALUES ('{topic}', 0, 1, gen_random_uuid(), 0, 0), ('{topic}', 0, 2, gen_random_uuid(), 50, 50)
"""


async def test_where_a_topic_was_made_anew_a_record_is_named_as_its_writer_finds_it(alone: Hand) -> None:
    """Our own count has gone on. Of what cannot be read, the place is all that says which it was."""
    one = Outside.at(alone)
    await one.database.change(ANEW.format(topic=f"{one.name}.shop"))
    made = one.records((b"no-such-parcel", b"{torn"), one.parcel(depot.Wrapped(), "anew"))
    counted = [
        record._replace(position=record.position._replace(offset=50 + record.position.offset), ahead=50)
        for record in made
    ]
    await one.applier.take(counted, {})
    kept = int(await one.one("SELECT id FROM quarantine WHERE NOT holds"))
    assert await one.one("SELECT ref FROM quarantine") == f"kafka:{one.name}.shop/0/50"
    await operate.discard(one.engine, kept, "Ada Sample", "nonsense")
    await operate.discard(one.engine, kept, "Bo Testperson")
    await one.redriver.given_up(kept)
    places = [told["record"].rpartition("/")[2] for told in await one.told()]
    assert places == ["0", "1", "0"]


async def test_a_discard_asks_the_running_service_to_tell(alone: Hand) -> None:
    one = Outside.at(alone)
    await one.take((b"no-such-parcel", b"{torn"))
    kept = int(await one.one("SELECT id FROM quarantine WHERE NOT holds"))
    await operate.discard(one.engine, kept, "Ada Sample", "nonsense")
    await operate.discard(one.engine, kept, "Bo Testperson")
    await one.sweeper({}).drain()
    assert [said[1:] for said in await one.said()] == [
        ("HELD", ("NOT_JSON",)),
        ("REFUSED", ("GIVEN_UP", "NOT_JSON")),
    ]


async def test_a_case_nobody_here_knows_is_held_until_somebody_attaches_or_opens_it(hand: Hand) -> None:
    one = Outside.at(hand)
    await one.take(one.parcel(depot.Paid(pence=1), "unknown"))
    assert await one.said() == [("unknown", "HELD", ("CASE_UNKNOWN",))]


async def test_what_cannot_be_written_or_folded_is_told_all_the_same(hand: Hand) -> None:
    one = Outside.at(hand)
    beside = one.parcel(depot.Ordered(weight=1), "beside")
    await one.take(one.parcel(depot.Ordered(weight=1), UNWRITABLE), beside)
    assert sorted(await one.said()) == [("beside", "APPLIED", ()), (UNWRITABLE, "HELD", ("WRITE_FAILED",))]


@pytest.mark.parametrize("name", BAD_RECORDS)
async def test_every_bad_record_is_held_with_its_reason_and_quotes_nothing(name: str, hand: Hand) -> None:
    one, bad = Outside.at(hand), BAD_RECORDS[name]
    made = one.parcel(depot.Ordered(weight=1), "bad")
    maker: Any = one
    await one.take(bad.make(maker, made))  # type: ignore[arg-type]
    (told,) = await one.told()
    assert (told["outcome"], told["codes"]) == ("HELD", [bad.reason])
    assert bad.reason in receipt_codes()
    assert CANARY not in str(told)
    if bad.reason not in ("EMPTY", "NOT_JSON", "NOT_AN_OBJECT") and name != "no id":
        assert told["message"] == orjson.loads(made[1])["id"]


@pytest.mark.parametrize("type_", ["message.receipt.v1", "message.receipt.v9", "service.alive.v1"])
async def test_neither_receipts_nor_alive_are_answered_whatever_becomes_of_them(
    type_: str, hand: Hand
) -> None:
    one = Outside.at(hand)
    key, value = one.parcel(depot.Ordered(weight=1), "receipt")
    document = orjson.loads(value) | {"type": type_}
    await one.take((key, orjson.dumps(document)), (key, orjson.dumps(document | {"time": "never"})))
    assert await one.told() == []


async def test_nobody_outside_writes_under_the_name_of_a_party(hand: Hand) -> None:
    one = Outside.at(hand)
    _, value = one.parcel(depot.Ordered(weight=1), "x")
    named = orjson.dumps(orjson.loads(value) | {"subject": one.party})
    assert await one.take((one.party.encode(), named)) == {"quarantined": 1}
    (told,) = await one.told()
    assert told["codes"] == ["BAD_CASE_ID"]
    assert await one.one("SELECT count(*) FROM journal WHERE case_id = :case", case=one.party) == 1


async def test_a_transaction_that_fails_tells_nothing_and_the_next_one_tells_it_once(hand: Hand) -> None:
    one = Outside.at(hand)
    records = one.records(one.parcel(depot.Ordered(weight=1), "undone"))
    refuse = """
    CREATE FUNCTION refuse_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'admin_shutdown'; END $$;
    CREATE TRIGGER receipt_refused BEFORE INSERT ON intervals FOR EACH ROW
      WHEN (NEW.topic = '%s') EXECUTE FUNCTION refuse_receipt();
    """
    await one.database.change(refuse % f"{one.name}.shop")
    with pytest.raises(Exception, match="AdminShutdown"):
        await one.applier.take(records, one.after(records))
    await one.database.change("DROP TRIGGER receipt_refused ON intervals; DROP FUNCTION refuse_receipt")
    assert await one.told() == []
    await one.applier.take(records, one.after(records))
    assert await one.said() == [("undone", "APPLIED", ())]


async def test_many_consumers_answer_one_party_without_a_deadlock_and_in_one_chain(hand: Hand) -> None:
    one = Outside.at(hand)
    batches = [
        one.records(
            *[one.parcel(depot.Ordered(weight=1), f"{part}-{number}") for number in range(10)], partition=part
        )
        for part in range(6)
    ]
    await asyncio.gather(*(one.another().take(some, one.after(some)) for some in batches))
    assert len(await one.told()) == 60
    store = Store(f"{hand.name}.depot", f"{hand.name}/depot", hand.engine, (f"{hand.name}.shop",), ())
    found = [one for one in (await verify([store])).findings if hand.name in one.where]
    assert found == []


async def test_a_service_that_answers_nobody_keeps_what_it_refuses(hand: Hand) -> None:
    own = answering(hand.name)
    feeds = tuple(replace(feed, party="") for feed in own.feeds)
    mute = Hand(hand.database, hand.name, replace(deciding(hand, refusing), feeds=feeds), hand.shop)
    await mute.take(mute.parcel(depot.Ordered(weight=2), "mute"), mute.parcel(depot.Paid(pence=2), "mute"))
    reason = await mute.one("SELECT reason FROM quarantine WHERE case_id = :case", case=mute.case("mute"))
    assert reason == "REFUSED"


async def test_a_flood_of_bad_records_is_answered_one_by_one_and_rung_once(hand: Hand) -> None:
    one = Outside.at(hand)
    await one.take(*[(b"case-flood", b"not json")] * 200)
    assert len(await one.told()) == 200
    asked = "SELECT count(*) FROM tasks WHERE kind = 'alarm' AND key LIKE :key"
    assert await one.one(asked, key=f"QUARANTINE/{one.name}.shop%") == 1
