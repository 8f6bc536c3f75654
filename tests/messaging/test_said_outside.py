"""Who acted elsewhere is named to nobody outside: what a message makes us say there, nobody here said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.fields import PartyId
from contracts.receipts import MessageReceipt
from messaging.batch import Batch
from messaging.cases import Cases, Head
from messaging.decider import Actor, Message
from messaging.entries import Heard
from messaging.envelope import Composition, compose, genesis, party_case, relayed
from messaging.keys import Keys
from messaging.outcomes import HEARD, Decided
from messaging.rows import Position, Record
from messaging.service import Feed
from messaging.take import Taker
from messaging.taken import open_record
from tests.messaging.toy import depot
from tests.messaging.toy.service import NoVault, answering

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
CASE = "parcel-0001"
THEIR_CLERK = Actor("t.clerk", "FOREMAN", "clerk", "shop", frozenset())


class Forwarded(Event, type="depot.parcel.forwarded.v1", addressed="to"):
    to: PartyId


def batch() -> Batch[depot.Parcel]:
    catalogue = Catalogue((*depot.FROM_SHOP, *depot.FROM_DEPOT, depot.Counted, MessageReceipt, Forwarded))
    rules = replace(answering("toy"), catalogue=catalogue)
    keys = Keys(NoVault(), rules.source)
    head = Head(CASE, 0, genesis(CASE), False, False, {}, None)
    return Batch(rules, Cases(rules, keys), keys, NOW, {CASE: head}, {CASE: depot.Parcel(CASE)})


def said(made: Batch[Any]) -> dict[str, dict[str, Any]]:
    """By type, the envelopes of what we said ourselves."""
    return {row.type: orjson.loads(row.core) for row in made.rows.journal if not row.heard}


OURS = Decided((depot.Dispatched(pence=1), Forwarded(to="carrier")))


def test_what_a_message_makes_us_say_outside_names_nobody_who_acted_elsewhere() -> None:
    made = batch()
    ordered = Message(
        "m-0000001", "toy/shop", depot.Ordered.TYPE, CASE, depot.Ordered(weight=1), NOW, NOW, THEIR_CLERK
    )
    heard = Heard(ordered, b"{}", ())
    made.record(CASE, Decided((HEARD, *OURS.events)), THEIR_CLERK, ordered.id, heard)
    spoken = said(made)
    outside = spoken[Forwarded.TYPE]
    assert outside["actor"] == "system:toy.depot"
    assert not {"actorrank", "actorrole", "actororganisation", "causationid"} & set(outside)
    assert spoken[depot.Dispatched.TYPE]["actor"] == "t.clerk", "among ourselves it is known who acted"


@pytest.mark.parametrize("type_", [Forwarded.TYPE, depot.Dispatched.TYPE])
def test_what_one_of_us_says_outside_names_who_said_it(type_: str) -> None:
    made = batch()
    made.record(CASE, OURS, Actor("clerk", "FOREMAN"), "c-0000001")
    assert said(made)[type_]["actor"] == "clerk"
    assert said(made)[type_]["actorrank"] == "FOREMAN"


def from_the_shop(*, ours: bool, id_: str = "m-0000001") -> dict[str, dict[str, Any]]:
    """A message that names one of our own people as who acted; the shop is one of us, or outside."""
    made = batch()
    party = "" if ours else "shop"
    if party:
        made.heads[party_case(party)] = Head(party_case(party), 0, genesis("p"), False, False, {}, None)
    shop = Composition(
        "toy/shop",
        depot.Ordered.TYPE,
        CASE,
        NOW,
        NOW,
        "urn:toy",
        THEIR_CLERK,
        CASE,
        "",
        "OFFICIAL",
        False,
        False,
        {},
    )
    value = relayed(compose(shop, b'{"weight":1}'), id_=id_, chained=genesis(CASE), sequence=1)
    feed = Feed("toy.shop", "toy/shop", ours, frozenset({depot.Ordered.TYPE}), party=party)
    record = Record(Position("toy.shop", 0, 7), CASE.encode(), value)
    assert Taker(made).take(open_record(record, feed)) == "applied"
    return said(made)


def test_who_is_named_from_outside_as_acting_did_not_say_what_we_say() -> None:
    """A program of a partner may write the name of any officer: nothing here is theirs by that."""
    accepted = from_the_shop(ours=False)[depot.Accepted.TYPE]
    assert accepted["actor"] == "system:toy.depot"
    assert not {"actorrank", "actorrole", "actororganisation"} & set(accepted)
    assert from_the_shop(ours=True)[depot.Accepted.TYPE]["actor"] == "t.clerk"


def test_no_text_from_outside_stands_on_what_we_say() -> None:
    """An id may hold any: then the place of the record says which message it was."""
    assert from_the_shop(ours=False)[depot.Accepted.TYPE]["causationid"] == "m-0000001"
    worded = from_the_shop(ours=False, id_="Quentin Example did it")[depot.Accepted.TYPE]
    assert worded["causationid"] == "kafka:toy.shop/0/7"
