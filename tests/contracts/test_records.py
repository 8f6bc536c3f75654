"""A party outside writes what a service takes, and reads what is written for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from contracts import decisions, example, golden
from contracts.agencies import AgencyCheckAnswered
from contracts.catalogue import Catalogue, DataInvalid, UnknownType
from contracts.envelope import PartyEnvelope
from contracts.event import Event
from contracts.keyring import Keyring, generate, load, meet
from contracts.parties import joined_to
from contracts.records import NotAMessage, Party, Record
from contracts.sealed import Sealed
from contracts.sealing import HEADER, DataKey
from contracts.topics import for_force
from contracts.unread import ServiceAlive
from contracts.vault import Vault
from messaging import reading
from messaging.alive import Pulse

KENT = for_force("46")
CASE = "c5b1f0a2-7d3e-8a41-9c06-2e4d7f61ab90"
CANARY = "school transport"


@pytest.fixture(scope="module")
def rings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Keyring]:
    """Of Kent and of the forces that it is joined to, which have met."""
    folders: dict[str, Path] = {code: tmp_path_factory.mktemp(code) for code in ("46", *joined_to("46"))}
    for code, folder in folders.items():
        generate(for_force(code), folder)
    for code, folder in folders.items():
        for other in folders.keys() - {code}:
            meet(for_force(code), folder, folders[other])
    made = [path for code, folder in folders.items() for path in generate(for_force(code), folder)]
    return {ring.principal: ring for ring in map(load, made)}


@pytest.fixture
def socialcare(rings: dict[str, Keyring]) -> Party:
    return Party(rings["socialcare-kent"], KENT)


@pytest.fixture
def checks(rings: dict[str, Keyring]) -> Party:
    return Party(rings["46.checks"], KENT)


@pytest.fixture
def answer() -> AgencyCheckAnswered:
    found = example.event("agency_check.answered.v1")
    assert isinstance(found, AgencyCheckAnswered)
    return found


def test_what_a_party_writes_the_runtime_reads_and_its_vault_opens(
    socialcare: Party, rings: dict[str, Keyring], answer: AgencyCheckAnswered
) -> None:
    record = socialcare.write(answer, CASE, sequence=3, because_of="ask-00000001")
    read = reading.read(record.value)
    assert isinstance(read, reading.Envelope)
    assert (read.case_id, read.sequence, read.source) == (CASE, 3, "csods/socialcare-kent")
    assert read.occurred_at == answer.answered_at
    assert CANARY not in record.value.decode()
    vault = Vault(rings["46.checks"])
    ((name, header),) = record.headers
    keys: dict[str, DataKey] = {key_id: key for key_id, _, key in vault.received(header, read.source)}
    assert name == HEADER

    def open_(label: str, box: dict[str, str]) -> bytes:
        return vault.open(keys[box["key"]], read.source, CASE, label, read.type, box)

    decoded = Catalogue((AgencyCheckAnswered,)).decode(read.type, read.data, open_)
    assert clear(decoded) == clear(answer)


def clear(event: Event) -> dict[str, Any]:
    """What an event says, boxes opened."""
    return {
        name: value.clear() if isinstance(value, Sealed) else value for name, value in vars(event).items()
    }


def test_what_a_party_writes_is_the_least_envelope_of_a_party(
    socialcare: Party, answer: AgencyCheckAnswered
) -> None:
    at = datetime(2026, 6, 1, 15, 5, tzinfo=UTC) + timedelta(microseconds=1234)
    value = orjson.loads(socialcare.write(answer, CASE, sequence=1, at=at).value)
    written = PartyEnvelope.model_validate(value)
    assert (written.recordedtime, value["recordedtime"]) == (
        at.replace(microsecond=1000),
        "2026-06-01T15:05:00.001Z",
    )


def test_two_messages_share_neither_id_nor_box(socialcare: Party, answer: AgencyCheckAnswered) -> None:
    one, two = (orjson.loads(socialcare.write(answer, CASE, sequence=n).value) for n in (1, 2))
    assert one["id"] != two["id"]
    assert one["data"]["findings"] != two["data"]["findings"]


def test_a_party_does_not_write_what_is_anothers(socialcare: Party) -> None:
    closed = example.event("decisions.case.closed.v1")
    with pytest.raises(LookupError, match=r"does not write decisions\.case\.closed\.v1"):
        socialcare.write(closed, CASE, sequence=1)


@pytest.mark.parametrize("name", [topic.name for topic in KENT.topics])
def test_every_message_of_the_register_is_read_by_each_of_its_readers(
    name: str, rings: dict[str, Keyring]
) -> None:
    topic = KENT.topic(name)
    for kind in topic.carries:
        event = example.event(kind.TYPE)
        if event.ADDRESSED:
            event = event.model_copy(update={event.ADDRESSED: topic.readers[0]})
        record = Party(rings[topic.writer], KENT).write(event, CASE, sequence=1)
        for reader in topic.readers:
            said = Party(rings[reader], KENT).read(record).said
            for field, label in event.LABELS.items():
                sealed = getattr(said, field)
                if sealed is not None:
                    opens = sealed.opened is not None
                    assert opens == (reader in topic.may_open(label)), (kind.TYPE, reader, label)


def test_the_golden_records_are_read_as_they_went_over_the_wire(rings: dict[str, Keyring]) -> None:
    """Their keys are wrapped under keys that anybody can work out; here they stay closed."""
    kept = orjson.loads((golden.FOLDER / "decisions.case.closed.v1.json").read_bytes())
    record = Record("csods.46.decisions", kept["key"].encode(), orjson.dumps(kept["value"]))
    message = Party(rings["46.checks"], KENT).read(record)
    assert isinstance(message.said, decisions.CaseClosed)
    assert message.sequence == int(kept["value"]["sequence"])


def test_that_a_service_is_alive_is_read_too(checks: Party) -> None:
    pulse = Pulse("46.intake", "csods/46/intake", ("csods.46.intake",), timedelta(seconds=20))
    now = datetime(2026, 6, 1, 9, tzinfo=UTC)
    value = pulse._value({"sent_at": now, "read_until": now, "kept_since": None, "unpublished_since": None})
    message = checks.read(Record("csods.46.intake", b"46.intake", value))
    assert isinstance(message.said, ServiceAlive)
    assert (message.case_id, message.sequence) == ("46.intake", None)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another writer": ({"source": "csods/46/decisions"}, "its source is not the writer of this topic"),
    "no time": ({"time": None}, "its envelope is wrong: time: "),
    "no object": ({"data": "x"}, "its envelope is wrong: data: "),
    "another case": ({"subject": "another-case"}, "its key is not its subject"),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_a_record_is_no_message_with(
    change: dict[str, Any], said: str, socialcare: Party, checks: Party, answer: AgencyCheckAnswered
) -> None:
    record = socialcare.write(answer, CASE, sequence=1)
    value = orjson.dumps(orjson.loads(record.value) | change)
    with pytest.raises(NotAMessage, match=said):
        checks.read(record._replace(value=value))


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b'"x"', b"\xff"])
def test_what_is_no_json_object_is_no_message(value: bytes, checks: Party) -> None:
    with pytest.raises(NotAMessage):
        checks.read(Record("csods.46.intake", b"case", value))


def test_wrapped_keys_of_somebody_else_are_refused(
    socialcare: Party, checks: Party, answer: AgencyCheckAnswered
) -> None:
    record = socialcare.write(answer, CASE, sequence=1)
    ((_, header),) = record.headers
    spoiled = header.replace(b'"46.checks":"', b'"46.checks":"x')
    with pytest.raises(NotAMessage, match="its wrapped keys"):
        checks.read(record._replace(headers=((HEADER, spoiled),)))


def test_a_box_that_was_moved_to_another_case_does_not_open(
    socialcare: Party, checks: Party, answer: AgencyCheckAnswered
) -> None:
    record = socialcare.write(answer, CASE, sequence=1)
    moved = record._replace(key=b"another-case", value=record.value.replace(CASE.encode(), b"another-case"))
    with pytest.raises(DataInvalid, match="box_broken"):
        checks.read(moved)


def test_an_unknown_type_is_said_to_be_one(
    socialcare: Party, checks: Party, answer: AgencyCheckAnswered
) -> None:
    record = socialcare.write(answer, CASE, sequence=1)
    with pytest.raises(UnknownType):
        checks.read(record._replace(value=record.value.replace(b"answered.v1", b"answered.v9")))
