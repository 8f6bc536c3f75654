"""What is sealed for us and does not open is not taken for a message without content: a person is rung."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from messaging import operate
from messaging.rows import Record
from messaging.service import KEYS_HEADER
from tests.messaging.ground import Hand
from tests.messaging.test_kept_mail import entry
from tests.messaging.toy import depot
from tests.messaging.toy.service import NoVault, service
from tests.messaging.toy.shop import Parcel

pytestmark = pytest.mark.stack


@dataclass
class Vault(NoVault):
    """Opens what it is sent once it has the right keyring."""

    key: str
    has_keyring: bool = False

    def box(self) -> dict[str, dict[str, str]]:
        """As it stands in the data of a message."""
        return {"note": {"id": "box-1", "key": self.key, "box": "closed"}}

    def received(self, header: bytes, source: str) -> Sequence[tuple[str, str, bytes]]:
        if not self.has_keyring:
            raise ValueError("does not unwrap")
        return [(self.key, "NOTES", header)]


@pytest.fixture
def vault(unique: str) -> Vault:
    return Vault(unique)


@pytest.fixture
def sealed(hand: Hand, vault: Vault) -> Hand:
    """A depot to which boxes are sent."""
    return Hand(hand.database, hand.name, replace(service(hand.name), vault=vault), hand.shop)


async def taken(hand: Hand, parcel: Parcel) -> dict[str, int]:
    records: list[Record] = [
        one._replace(headers=((KEYS_HEADER, b"a wrapped key"),)) for one in hand.records(parcel)
    ]
    return dict(await hand.applier.take(records, hand.after(records)))


async def test_it_is_kept_for_a_person_and_taken_once_it_opens(sealed: Hand, vault: Vault) -> None:
    order = sealed.shop.parcel(depot.Ordered(weight=5), sealed.case("closed"), **vault.box())
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
    recall = sealed.shop.parcel(depot.Recalled(reason=1), sealed.case("urgent"), **vault.box())
    assert await taken(sealed, recall) == {"applied": 1}
    rung = await sealed.rows(
        "SELECT key FROM tasks WHERE kind = 'alarm' AND case_id = :case AND key LIKE 'URGENT_UNREAD/%'",
        case=sealed.case("urgent"),
    )
    assert len(rung) == 1


async def test_what_has_no_box_is_taken_whatever_its_header_says(sealed: Hand) -> None:
    order = sealed.shop.parcel(depot.Ordered(weight=5), sealed.case("open"))
    assert await taken(sealed, order) == {"applied": 1}
