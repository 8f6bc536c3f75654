"""Envelopes: whatever comes is read or said to be wrong; what was composed comes back as the same bytes."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging import envelope, reading
from messaging.decider import Actor
from messaging.envelope import Composition
from messaging.outcomes import Unreadable
from messaging.reading import Envelope

NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
CASE_IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{2,79}", fullmatch=True)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
INSTANTS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given one
COMPOSITIONS = st.builds(
    Composition,
    source=st.builds(lambda force, name: f"csods/{force}/{name}", NAMES, NAMES),
    type=st.builds(lambda name, version: f"{name}.event.happened.v{version}", NAMES, st.integers(1, 99)),
    case_id=CASE_IDS,
    occurred_at=INSTANTS,
    recorded_at=INSTANTS,
    dataschema=TEXTS,
    actor=st.builds(Actor, TEXTS, TEXTS, TEXTS, TEXTS),
    correlation=TEXTS,
    causation=TEXTS,
    classification=TEXTS,
    urgent=st.booleans(),
    critical=st.booleans(),
    opening=st.dictionaries(NAMES.map(lambda name: f"x{name}"), TEXTS, max_size=3),
)
DATA = st.dictionaries(st.text(max_size=10), VALUES, max_size=4)
GOOD: dict[str, object] = {
    "specversion": "1.0",
    "id": "an-id",
    "source": "csods/46/intake",
    "type": "intake.application.made.v1",
    "subject": "case-1",
    "time": "2026-01-01T00:00:00Z",
    "recordedtime": "2026-01-01T00:00:00Z",
    "data": {},
}
ANY = VALUES | st.floats(allow_nan=False, allow_infinity=False)


def nested(depth: int, *, relayed: bool) -> bytes:
    """A record whose data stands so deep, as a relay writes it or otherwise."""
    data = b'{"box":' + b"[" * (depth - 2) + b"]" * (depth - 2) + b"}"
    head = b'"chainhash":"%s","id":"an-id","sequence":"1",' % (b"0" * 64)
    rest = orjson.dumps({name: one for name, one in GOOD.items() if name not in {"id", "data"}})[1:-1]
    return b"{" + (head if relayed else head.replace(b":", b" :")) + rest + b',"data":' + data + b"}"


@pytest.mark.parametrize("relayed", [True, False])
@pytest.mark.parametrize("depth", [reading.DEEPEST + 1, 255, 400, 1000, 1023, 1025, 5000])
def test_what_is_nested_deeper_than_can_be_kept_is_unreadable(depth: int, relayed: bool) -> None:
    read = reading.read(nested(depth, relayed=relayed))
    assert isinstance(read, Unreadable)
    assert read.reason in {"TOO_DEEP", "NOT_JSON"}


@pytest.mark.parametrize("relayed", [True, False])
def test_whatever_is_read_can_be_read_again_from_the_journal(relayed: bool) -> None:
    value = nested(reading.DEEPEST, relayed=relayed)
    assert isinstance(reading.read(value), Envelope)
    kept = envelope.heard(value, datetime.now(UTC))
    assert reading.inner(kept)["subject"] == "case-1"


@pytest.mark.parametrize("digits", [20, 5000])
def test_a_number_of_too_many_digits_is_no_sequence(digits: int) -> None:
    read = reading.read(orjson.dumps(GOOD | {"sequence": "9" * digits}))
    assert read == Unreadable("BAD_ENVELOPE", "sequence")


@given(st.binary(max_size=200) | st.none())
def test_no_bytes_make_reading_fail(value: bytes | None) -> None:
    assert isinstance(reading.read(value), Envelope | Unreadable)


@given(VALUES)
def test_no_json_makes_reading_fail(document: object) -> None:
    assert isinstance(reading.read(orjson.dumps(document)), Envelope | Unreadable)


@given(st.dictionaries(st.sampled_from([*GOOD, *envelope.KNOWN]), ANY, max_size=6))
def test_no_attribute_makes_reading_fail_and_none_is_quoted(otherwise: dict[str, object]) -> None:
    read = reading.read(json.dumps({**GOOD, **otherwise}).encode())
    if isinstance(read, Unreadable):
        assert read.reason == "BAD_ENVELOPE"
        assert set(read.detail.split(", ")) <= envelope.KNOWN


@given(st.dictionaries(st.sampled_from([*GOOD, *envelope.KNOWN]), ANY, max_size=6))
def test_what_is_right_at_a_look_is_what_has_nothing_wrong(otherwise: dict[str, object]) -> None:
    document = {**GOOD, **otherwise, "time": GOOD["time"], "recordedtime": GOOD["recordedtime"]}
    assert reading._is_right(document) == (not reading._wrong(document))


@pytest.mark.parametrize("name", GOOD)
def test_no_attribute_may_be_absent(name: str) -> None:
    read = reading.read(orjson.dumps({key: value for key, value in GOOD.items() if key != name}))
    assert isinstance(read, Unreadable)
    assert name in read.detail


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time", "2026-01-01T00:00:00"),
        ("time", "yesterday"),
        ("time", "9999-12-31T23:59:59-23:59"),
        ("sequence", "0"),
        ("sequence", "-1"),
        ("sequence", 1),
        ("sequence", "²"),
        ("sequence", str(2**62)),
        ("type", "Intake.Application.v1"),
        ("type", "intake.application"),
        ("chainhash", 1),
        ("specversion", "0.3"),
        ("datacontenttype", "text/xml"),
        ("data", []),
    ],
)
def test_an_attribute_that_is_wrong_is_named(name: str, value: object) -> None:
    read = reading.read(orjson.dumps(GOOD | {name: value}))
    assert read == Unreadable("BAD_ENVELOPE", name)


def test_a_value_beyond_the_limit_is_not_parsed() -> None:
    read = reading.read(b"{" + b" " * envelope.LARGEST)
    assert isinstance(read, Unreadable)
    assert read.reason == "TOO_LARGE"


@given(
    COMPOSITIONS,
    DATA,
    st.integers(1, 2**60),
    st.sampled_from(["", "00-" + "a" * 32 + "-" + "b" * 16 + "-01"]),
)
def test_what_is_relayed_is_read_back_as_what_was_composed(
    made: Composition, data: dict[str, object], number: int, trace: str
) -> None:
    core = envelope.compose(made, envelope.canonical(data))
    chained = envelope.link(envelope.genesis(made.case_id), core)
    id_ = envelope.event_id(chained)
    read = reading.read(envelope.relayed(core, id_=id_, chained=chained, sequence=number, traceparent=trace))
    assert isinstance(read, Envelope)
    assert envelope.core_of(read.document) == core
    assert read.digest == hashlib.sha256(core).digest()
    assert (read.id, read.sequence, read.chainhash) == (id_, number, chained.hex())
    assert (read.source, read.type, read.case_id) == (made.source, made.type, made.case_id)
    assert (read.occurred_at, read.recorded_at) == (made.occurred_at, made.recorded_at)
    assert read.data == data
    assert read.opening == made.opening
    assert read.critical == made.critical


@given(COMPOSITIONS, DATA, INSTANTS)
def test_what_is_heard_is_kept_as_it_came(made: Composition, data: dict[str, object], at: datetime) -> None:
    core = envelope.compose(made, envelope.canonical(data))
    value = envelope.relayed(core, id_="an-id", chained=b"\x01" * 32, sequence=3)
    read = reading.read(value)
    assert isinstance(read, Envelope)
    kept = envelope.heard(read.value, at)
    assert reading.inner(kept) == orjson.loads(value)
    assert orjson.loads(kept)["heardat"] == envelope.wire(at)


@given(st.lists(st.binary(max_size=20), min_size=2, max_size=6, unique=True), st.data())
def test_any_change_of_a_chain_changes_its_end(cores: list[bytes], data: st.DataObject) -> None:
    def end(chain: list[bytes]) -> bytes:
        reached = envelope.genesis("case-1")
        for core in chain:
            reached = envelope.link(reached, core)
        return reached

    place = data.draw(st.integers(0, len(cores) - 1))
    assert end(cores) == end(list(cores))
    assert end(cores[:place] + cores[place + 1 :]) != end(cores), "a deletion"
    assert end([*cores[:place], cores[place] + b"!", *cores[place + 1 :]]) != end(cores), "an edit"
    swapped = [*cores[1:], cores[0]]
    assert end(swapped) != end(cores), "a swap"


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_an_id_follows_from_the_hash_alone(one: bytes, other: bytes) -> None:
    read = UUID(envelope.event_id(one))
    assert (read.version, read.variant) == (8, "specified in RFC 4122")
    assert envelope.event_id(one) == str(read) == envelope.event_id(bytes(one))
    if one[:16] != other[:16]:
        kept = {6: 0x0F, 8: 0x3F}  # the bits that carry version and variant are lost
        same = all(
            a & kept.get(at, 0xFF) == b & kept.get(at, 0xFF)
            for at, (a, b) in enumerate(zip(one[:16], other[:16], strict=True))
        )
        assert same == (envelope.event_id(one) == envelope.event_id(other))


@given(INSTANTS, st.integers(-14, 14))
def test_an_instant_is_written_in_one_length_and_comes_back(at: datetime, hours: int) -> None:
    elsewhere = at.astimezone(timezone(timedelta(hours=hours)))
    assert envelope.wire(elsewhere) == envelope.wire(at)
    assert len(envelope.wire(at)) == 27
    assert reading.instant(envelope.wire(at)) == at


@pytest.mark.parametrize("text", ["", "ab", "a b", "../etc", "-ab", "a" * 81, "abc\n", "äbc", "abc/def"])
def test_what_cannot_be_a_case_id_is_none(text: str) -> None:
    assert not envelope.is_case_id(text)


@given(CASE_IDS)
def test_every_case_id_begins_its_own_chain(case_id: str) -> None:
    assert envelope.is_case_id(case_id)
    assert envelope.genesis(case_id) != envelope.genesis(case_id + "x")
