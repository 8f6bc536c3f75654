"""From a writer's field to a reader's, through everything that travels: data, box, header, stored key."""

from pathlib import Path

import orjson
import pytest

from contracts import example, golden, intake
from contracts.catalogue import Catalogue
from contracts.keyring import generate, load
from contracts.sealing import DataKey, Wrapped, WrapsUnreadable, decode_wraps, encode_wraps
from contracts.topics import for_force
from contracts.vault import Vault
from messaging import service as runtime
from tests.contracts.invented import CANARY, NAME, SUBJECT, enquiry

KENT = for_force("46")
CASE, SOURCE, TYPE = "case-00000001", "csods/46/intake", "intake.enquiry.received.v1"


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Vault]:
    folder: Path = tmp_path_factory.mktemp("keys")
    return {ring.principal: Vault(ring) for ring in map(load, generate(KENT, folder))}


def sent(vault: Vault) -> tuple[dict[str, object], bytes]:
    """The data and the header of an enquiry as intake sends it."""
    keys: dict[str, DataKey] = {}

    def seal(label: str, plaintext: bytes) -> dict[str, str]:
        keys[label] = vault.new_key()
        return vault.seal(keys[label], SOURCE, CASE, label, TYPE, plaintext)

    data = orjson.loads(Catalogue(intake.EVENTS).encode(enquiry(), seal))
    wraps = [
        (vault.key_id(key), label, reader, vault.wrap(reader, key))
        for label, key in keys.items()
        for reader in KENT.wraps("46.intake", TYPE, label)
    ]
    return data, vault.header(wraps)


def received(vault: Vault, data: dict[str, object], header: bytes) -> intake.EnquiryReceived:
    keys = {key_id: key for key_id, _, key in vault.received(header, SOURCE)}

    def open_(label: str, box: dict[str, str]) -> bytes | None:
        key = keys.get(box["key"])
        return None if key is None else vault.open(key, SOURCE, CASE, label, TYPE, box)

    event = Catalogue(intake.EVENTS).decode(TYPE, data, open_)
    assert isinstance(event, intake.EnquiryReceived)
    return event


def test_checks_and_decisions_read_who_is_asked_about(vaults: dict[str, Vault]) -> None:
    data, header = sent(vaults["46.intake"])
    for reader in ("46.checks", "46.decisions"):
        assert received(vaults[reader], data, header).subject.clear() == SUBJECT


def test_notifications_has_no_key_to_anything_but_the_contact(vaults: dict[str, Vault]) -> None:
    data, header = sent(vaults["46.intake"])
    event = received(vaults["46.notifications"], data, header)
    opened = {name for name in event.LABELS if getattr(event, name).opened is not None}
    assert opened == {"applicant_contact"}
    assert event.applicant_contact is not None
    assert event.applicant_contact.clear().name == NAME


def test_nothing_that_travels_shows_a_name(vaults: dict[str, Vault]) -> None:
    data, header = sent(vaults["46.intake"])
    assert CANARY not in str(data)
    assert CANARY.encode() not in header


def test_a_key_survives_being_stored(vaults: dict[str, Vault]) -> None:
    key = vaults["46.checks"].new_key()
    assert vaults["46.checks"].restore(vaults["46.checks"].store(key)) == key


def test_a_header_from_another_writer_brings_no_keys(vaults: dict[str, Vault]) -> None:
    _, header = sent(vaults["46.intake"])
    with pytest.raises(ValueError, match="does not have the key"):
        vaults["46.decisions"].received(header, "csods/46/checks")
    with pytest.raises(ValueError, match="no party"):
        vaults["46.decisions"].received(header, "csods/elsewhere")


def test_a_key_under_a_false_id_is_refused(vaults: dict[str, Vault]) -> None:
    _, header = sent(vaults["46.intake"])
    false = [Wrapped("another-key-id-0000000", *one[1:]) for one in decode_wraps(header, "46.checks")]
    with pytest.raises(ValueError, match="said to be"):
        vaults["46.checks"].received(encode_wraps(false), SOURCE)


def test_a_broken_header_is_a_value_error(vaults: dict[str, Vault]) -> None:
    with pytest.raises(WrapsUnreadable):
        vaults["46.checks"].received(b"\xff", SOURCE)


def test_an_agencys_answer_opens_for_checks_alone(vaults: dict[str, Vault]) -> None:
    agency = vaults["socialcare-kent"]
    key = agency.new_key()
    wraps = [(agency.key_id(key), "findings", "46.checks", agency.wrap("46.checks", key))]
    header = agency.header(wraps)
    ((_, label, opened),) = vaults["46.checks"].received(header, "csods/socialcare-kent")
    assert (label, opened) == ("findings", key)
    assert vaults["46.decisions"].received(header, "csods/socialcare-kent") == []


def test_vault_and_catalogue_are_what_the_runtime_asks_for(vaults: dict[str, Vault]) -> None:
    vault: runtime.Vault = vaults["46.intake"]
    catalogue: runtime.Catalogue = Catalogue(intake.EVENTS)
    kind: runtime.Kind = intake.ApplicationMade
    assert vault
    assert catalogue.kind(kind.TYPE) is kind


def test_the_golden_enquiry_opens_with_its_known_keys() -> None:
    event = golden.read(golden.FOLDER / f"{TYPE}.json")
    assert isinstance(event, intake.EnquiryReceived)
    original = example.event(TYPE)
    assert isinstance(original, intake.EnquiryReceived)
    assert event.subject.clear() == original.subject.clear()
