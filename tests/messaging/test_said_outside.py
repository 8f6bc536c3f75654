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
from messaging.batch import Batch
from messaging.cases import Cases, Head
from messaging.decider import Actor, Message
from messaging.entries import Heard
from messaging.envelope import genesis
from messaging.keys import Keys
from messaging.outcomes import HEARD, Decided
from tests.messaging.toy import depot
from tests.messaging.toy.service import NoVault, answering

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
CASE = "parcel-0001"
THEIR_CLERK = Actor("t.clerk", "FOREMAN", "clerk", "shop", frozenset())


class Forwarded(Event, type="depot.parcel.forwarded.v1", addressed="to"):
    to: PartyId


def batch() -> Batch[depot.Parcel]:
    catalogue = Catalogue((depot.Ordered, depot.Dispatched, Forwarded))
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
    assert not {"actorrank", "actorrole", "actororganisation"} & set(outside)
    assert spoken[depot.Dispatched.TYPE]["actor"] == "t.clerk", "among ourselves it is known who acted"


@pytest.mark.parametrize("type_", [Forwarded.TYPE, depot.Dispatched.TYPE])
def test_what_one_of_us_says_outside_names_who_said_it(type_: str) -> None:
    made = batch()
    made.record(CASE, OURS, Actor("clerk", "FOREMAN"), "c-0000001")
    assert said(made)[type_]["actor"] == "clerk"
    assert said(made)[type_]["actorrank"] == "FOREMAN"
