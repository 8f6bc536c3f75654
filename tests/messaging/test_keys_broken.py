"""What is sealed for us and does not open is not taken for a message without content: a person is rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.sealed import Personal, Sealed
from messaging import operate
from messaging.rows import Record
from messaging.service import KEYS_HEADER
from tests.messaging.ground import Hand
from tests.messaging.test_kept_mail import entry
from tests.messaging.toy import depot
from tests.messaging.toy.service import NoVault, service
from tests.messaging.toy.shop import Parcel

pytestmark = pytest.mark.stack


BROKEN, GOOD = b"does not unwrap", b"a wrapped key"


class Note(Personal, label="account"):
    """Ours to read."""

    text: str


class Address(Personal, label="applicant_contact"):
    """For somebody else who reads the same topic."""

    text: str


class Ordered(depot.Ordered, type=depot.Ordered.TYPE, material=True):
    """An order with something in boxes."""

    note: Sealed[Note] | None = None
    address: Sealed[Address] | None = None


class Recalled(depot.Recalled, type=depot.Recalled.TYPE, urgent=True, material=True):
    """So is a recall."""

    note: Sealed[Note] | None = None


@dataclass
class Vault(NoVault):
    """Opens what it is sent once it has the right keyring, or a header that is whole."""

    key: str
    has_keyring: bool = False

    def ours(self) -> dict[str, dict[str, str]]:
        """As it stands in the data of a message."""
        return {"note": {"id": "a-box-for-the-depot", "key": self.key, "box": "closed"}}

    def of_others(self) -> dict[str, dict[str, str]]:
        return {"address": {"id": "a-box-for-a-carrier", "key": f"{self.key}-of-others", "box": "closed"}}

    def received(self, header: bytes, source: str) -> Sequence[tuple[str, str, bytes]]:
        if header == BROKEN and not self.has_keyring:
            raise ValueError("does not unwrap")
        return [(self.key, Note.LABEL, header)]

    def open(self, *_: object) -> bytes:
        return b'{"text":"Ring twice."}'


@pytest.fixture
def vault(unique: str) -> Vault:
    return Vault(f"{unique}-key-of-the-note")


@pytest.fixture
def sealed(hand: Hand, vault: Vault) -> Hand:
    """A depot to which boxes are sent."""
    rules = service(hand.name)
    sealed: dict[str, type[Event]] = {Ordered.TYPE: Ordered, Recalled.TYPE: Recalled}
    known = (sealed.get(one) or depot.CATALOGUE.kind(one) for one in depot.CATALOGUE.types())
    rules = replace(
        rules,
        vault=vault,
        catalogue=Catalogue(one for one in known if one is not None),
        routes={**depot.ROUTES, Ordered: depot.Hear, Recalled: depot.Hear},
        readers=lambda _, label: (rules.principal,) if label == Note.LABEL else (),
    )
    return Hand(hand.database, hand.name, rules, hand.shop)


async def taken(hand: Hand, parcel: Parcel, header: bytes = BROKEN) -> dict[str, int]:
    records: list[Record] = [one._replace(headers=((KEYS_HEADER, header),)) for one in hand.records(parcel)]
    return dict(await hand.applier.take(records, hand.after(records)))


async def test_it_is_kept_for_a_person_and_taken_once_it_opens(sealed: Hand, vault: Vault) -> None:
    order = sealed.shop.parcel(depot.Ordered(weight=5), sealed.case("closed"), **vault.ours())
    assert await taken(sealed, order) == {"quarantined": 1}
    kept = await entry(sealed, "closed")
    assert [(row["reason"], row["state"]) for row in await operate.outcomes(sealed.engine, [kept])] == [
        ("KEYS_BROKEN", "open")
    ]
    vault.has_keyring = True
    assert (await sealed.redriver.case(sealed.case("closed"), [kept])).applied == 1
    assert await sealed.heard("closed") == [depot.Ordered.TYPE]


async def test_what_is_urgent_acts_all_the_same_and_rings(sealed: Hand, vault: Vault) -> None:
    await sealed.ordered("urgent")
    recall = sealed.shop.parcel(depot.Recalled(reason=1), sealed.case("urgent"), **vault.ours())
    assert await taken(sealed, recall) == {"applied": 1}
    rung = await sealed.rows(
        "SELECT key FROM tasks WHERE kind = 'alarm' AND case_id = :case AND key LIKE 'URGENT_UNREAD/%'",
        case=sealed.case("urgent"),
    )
    assert len(rung) == 1


async def test_what_has_no_box_is_taken_whatever_its_header_says(sealed: Hand) -> None:
    order = sealed.shop.parcel(depot.Ordered(weight=5), sealed.case("open"))
    assert await taken(sealed, order) == {"applied": 1}


async def test_what_is_in_boxes_of_others_alone_is_taken_whatever_its_header_says(
    sealed: Hand, vault: Vault
) -> None:
    order = sealed.shop.parcel(depot.Ordered(weight=5), sealed.case("others"), **vault.of_others())
    assert await taken(sealed, order) == {"applied": 1}


async def test_it_is_taken_once_its_writer_has_published_it_again(sealed: Hand, vault: Vault) -> None:
    """Also where it holds a box that never was for us."""
    case, boxes = sealed.case("again"), vault.ours() | vault.of_others()
    order = sealed.shop.parcel(depot.Ordered(weight=5), case, **boxes)
    assert await taken(sealed, order) == {"quarantined": 1}
    kept = await entry(sealed, "again")
    assert (await sealed.redriver.case(case, [kept])).applied == 0, "nothing has changed as yet"
    assert await taken(sealed, order, GOOD) == {"waiting": 1}, "it waits behind the one that is kept"
    assert (await sealed.redriver.case(case, [kept])).kept == 0
    assert await sealed.heard("again") == [depot.Ordered.TYPE]
