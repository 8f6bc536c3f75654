"""Whoever writes from outside calls a case as they do; here it is one case of ours, and none is mixed up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.fields import PartyId
from messaging.audit import Store
from messaging.decider import Actor, Moment
from messaging.envelope import party_case
from messaging.mapping import YOUR_CASE, answering, opaque, theirs
from messaging.outcomes import Decided, Outcome
from messaging.service import Service
from messaging.verify import verify
from tests.messaging.ground import Hand
from tests.messaging.toy import depot
from tests.messaging.toy.service import service

SECRET = b"a secret of the depot"


class Billed(Event, type="depot.parcel.billed.v1", addressed="payer"):
    payer: PartyId


@dataclass(frozen=True)
class Bill:
    payer: str


def _decide(parcel: depot.Parcel, command: object, moment: Moment) -> Outcome:
    if isinstance(command, Bill):
        return Decided((Billed(payer=command.payer),))
    return depot.decide(parcel, command, moment)


def rules(name: str, maps: Any) -> Service[Any]:
    own = service(name)
    feeds = tuple(replace(feed, ours=False, maps=maps(SECRET, feed.source)) for feed in own.feeds)

    def topic_to(type_: str, reader: str) -> str:
        if reader != "payer":
            raise LookupError(type_)
        return f"{name}.payer.from.depot"

    return replace(
        own,
        feeds=feeds,
        decider=replace(own.decider, decide=_decide),
        catalogue=Catalogue((*depot.FROM_SHOP, *depot.FROM_DEPOT, Billed, depot.Counted)),
        topic_to=topic_to,
        announced=None,
    )


def test_an_id_tells_nothing_and_is_the_same_for_the_same_parts() -> None:
    assert opaque(SECRET, "a", "b") == opaque(SECRET, "a", "b")
    assert len({opaque(SECRET, "a", "b"), opaque(SECRET, "ab"), opaque(b"other", "a", "b")}) == 3
    assert "custody" not in opaque(SECRET, "custody-0001")


def test_of_two_writers_the_same_reference_is_two_cases() -> None:
    assert theirs(SECRET, "x/one")("ref-1", {}) != theirs(SECRET, "x/two")("ref-1", {})


@pytest.mark.parametrize("named", [None, 7, "", "not a case id", ["c-1234567"]])
def test_an_answer_that_names_no_case_is_of_a_case_of_theirs(named: object) -> None:
    ours = answering(SECRET, "x/one")
    assert ours("ref-1", {YOUR_CASE: named}) == theirs(SECRET, "x/one")("ref-1", {})
    assert ours("ref-1", {YOUR_CASE: "c-1234567"}) == "c-1234567"


def test_what_we_are_told_of_our_own_mail_is_numbered_beside_every_case() -> None:
    ours = answering(SECRET, "x/one")
    assert ours(party_case("46.decisions"), {YOUR_CASE: "c-1234567"}) != "c-1234567"


def test_only_where_it_answers_may_a_writer_name_our_case() -> None:
    assert theirs(SECRET, "x/one")("ref-1", {YOUR_CASE: "c-1234567"}) != "c-1234567"


@pytest.mark.stack
async def test_all_messages_of_their_case_are_of_one_of_ours_and_its_chain_proves(hand: Hand) -> None:
    one = Hand.on(hand.database, hand.name, rules(hand.name, theirs))
    ours = theirs(SECRET, f"{hand.name}/shop")(hand.case("order"), None)
    first, second = (
        one.parcel(depot.Ordered(weight=4), "order"),
        one.parcel(depot.Paid(pence=5), "order"),
    )
    assert await one.take(first, second) == {"applied": 2}
    rows = await one.rows("SELECT type, core FROM journal WHERE case_id = :case ORDER BY version", case=ours)
    assert [row.type for row in rows][:2] == ["shop.parcel.ordered.v1", "depot.parcel.accepted.v1"]
    assert orjson.loads(rows[0].core)["heard"]["subject"] == hand.case("order")
    assert orjson.loads(rows[1].core)["subject"] == ours
    assert await one.rows("SELECT 1 FROM cases WHERE case_id = :case", case=hand.case("order")) == []
    again = one.another()
    assert (await again.read(ours))[1].paid == 5, "folded anew from the journal"
    store = Store(f"{hand.name}.depot", f"{hand.name}/depot", hand.engine, (f"{hand.name}.shop",), ())
    found = [one for one in (await verify([store])).findings if ours in one.where]
    assert found == []


@pytest.mark.stack
async def test_what_cannot_be_read_is_kept_under_our_case(hand: Hand) -> None:
    one = Hand.on(hand.database, hand.name, rules(hand.name, theirs))
    ours = theirs(SECRET, f"{hand.name}/shop")(hand.case("torn"), None)
    key, _ = one.parcel(depot.Ordered(weight=4), "torn")
    assert await one.take(one.parcel(depot.Ordered(weight=4), "torn"), (key, b"{torn")) == {
        "applied": 1,
        "quarantined": 1,
    }
    kept = await one.rows("SELECT case_id, holds FROM quarantine WHERE case_id = :case", case=ours)
    assert [(row.case_id, row.holds) for row in kept] == [(ours, True)]


@pytest.mark.stack
async def test_what_is_addressed_goes_to_its_reader_alone_and_says_nothing_of_how_the_case_began(
    hand: Hand,
) -> None:
    one = Hand.on(hand.database, hand.name, rules(hand.name, theirs))
    ours = theirs(SECRET, f"{hand.name}/shop")(hand.case("bill"), None)
    await one.take(one.parcel(depot.Ordered(weight=4), "bill"))
    await one.applier.execute(ours, Bill("payer"), Actor("system:test"), None, creates=False)
    [row] = await one.rows(
        "SELECT topic, sequence, core FROM journal WHERE case_id = :case AND type = :type",
        case=ours,
        type=Billed.TYPE,
    )
    assert (row.topic, row.sequence) == (f"{hand.name}.payer.from.depot", 1)
    assert "weight" not in orjson.loads(row.core), "an opening fact"
    with pytest.raises(LookupError):
        await one.applier.execute(ours, Bill("nobody"), Actor("system:test"), None, creates=False)
