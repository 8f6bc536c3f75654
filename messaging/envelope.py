"""CloudEvents 1.0 envelopes as bytes: composing, reading, identity and the hash chain. Pure.

Core bytes are the envelope less `id`, `chainhash`, `sequence` and `traceparent`, data included, as JSON with
sorted keys. They are composed once, stored, hashed into the chain of the case, and never written again:
a published record is those four attributes followed by the very same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

import orjson

from messaging.decider import Actor
from messaging.outcomes import Unreadable

RELAYED: Final = ("chainhash", "id", "sequence", "traceparent")
KNOWN: Final = frozenset(
    {*RELAYED, "specversion", "source", "type", "subject", "caseid", "time", "recordedtime", "dataschema"}
    | {"datacontenttype", "critical", "urgent", "correlationid", "causationid", "classification", "data"}
    | {"actor", "actorrank", "actorrole", "actororganisation"}
)
LARGEST: Final = 1_000_000
"""Bytes of a record's value; Kafka's own default limit is 1,048,588 with headers."""

DEEPEST: Final = 64
"""How many objects and lists may stand within each other. What reads deeper could fail on what it wrote."""

BOX = b'"box":'
"""What canonical JSON holds wherever there is a box: it escapes no letter."""
_CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{2,79}\Z")
_TEXTS = ("id", "source", "type", "subject")
_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\.v[0-9]+\Z")
_VARIANT = {digit: f"{int(digit, 16) & 3 | 8:x}" for digit in "0123456789abcdef"}
_EXTENSION = re.compile(r"[a-z0-9]{1,20}\Z")


class Envelope(NamedTuple):
    """A record's value taken apart. Instants are aware UTC; `digest` is SHA-256 of the core bytes.

    `keys` are the ids of the data keys that its boxes were sealed with; `value` is what was taken apart.
    """

    id: str
    source: str
    type: str
    case_id: str
    occurred_at: datetime
    recorded_at: datetime
    sequence: int | None
    chainhash: str
    critical: bool
    actor: Actor
    opening: Mapping[str, str]
    data: dict[str, Any]
    digest: bytes
    keys: tuple[str, ...]
    document: Mapping[str, Any]
    value: bytes


def is_case_id(text: str) -> bool:
    return _CASE_ID.match(text) is not None


def instant(text: str) -> datetime:
    """RFC 3339 with an offset, as aware UTC. Raises ValueError."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("no offset")
    return read if read.tzinfo is UTC else read.astimezone(UTC)


@lru_cache(maxsize=64)
def wire(at: datetime) -> str:
    """An aware instant as RFC 3339 in UTC with microseconds, always the same length."""
    exact = at if at.tzinfo is UTC else at.astimezone(UTC)
    return exact.isoformat(timespec="microseconds")[:-6] + "Z"


def canonical(document: Mapping[str, Any]) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def core_of(document: Mapping[str, Any]) -> bytes:
    kept = dict(document)
    for name in RELAYED:
        kept.pop(name, None)
    return canonical(kept)


def sealed_with(core: bytes, data: Any) -> tuple[str, ...]:
    """Ids of the keys that boxes anywhere in `data` were sealed with; `core` is what `data` stands in."""
    return tuple(sorted(set(_key_ids(data)))) if BOX in core else ()


def _key_ids(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if data.keys() >= {"id", "key", "box"} and isinstance(data["key"], str):
            yield data["key"]
        for value in data.values():
            if isinstance(value, dict | list):
                yield from _key_ids(value)
    elif isinstance(data, list):
        for value in data:
            yield from _key_ids(value)


def read(value: bytes | None) -> Envelope | Unreadable:
    """Take a record's value apart. What is wrong is said by attribute name, never with its content."""
    document = _document(value)
    if isinstance(document, Unreadable):
        return document
    occurred_at, recorded_at = _instant(document.get("time")), _instant(document.get("recordedtime"))
    wrong = _wrong(document)
    if wrong or occurred_at is None or recorded_at is None:
        wrong += ["time"] * (occurred_at is None) + ["recordedtime"] * (recorded_at is None)
        return Unreadable("BAD_ENVELOPE", ", ".join(wrong))
    return _envelope(value or b"", document, occurred_at, recorded_at)


def _document(value: bytes | None) -> dict[str, Any] | Unreadable:
    if not value:
        return Unreadable("EMPTY")
    if len(value) > LARGEST:
        return Unreadable("TOO_LARGE", f"{len(value)} bytes")
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError:
        return Unreadable("NOT_JSON")
    if not isinstance(document, dict):
        return Unreadable("NOT_AN_OBJECT")
    if value.count(b"{") + value.count(b"[") > DEEPEST and _deeper(document, DEEPEST):
        return Unreadable("TOO_DEEP", f"more than {DEEPEST} levels")
    return document


def _deeper(document: object, levels: int) -> bool:
    """Whether something stands within more than so many others; level by level, not by recursion."""
    level: list[Any] = [document]
    for _ in range(levels):
        values = (one.values() if isinstance(one, dict) else one for one in level)
        level = [inner for each in values for inner in each if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


@lru_cache(maxsize=256)
def _is_type(text: str) -> bool:
    return _TYPE.match(text) is not None


@lru_cache(maxsize=256)
def _is_extension(name: str) -> bool:
    return _EXTENSION.match(name) is not None


def _wrong(document: dict[str, Any]) -> list[str]:
    """Names of attributes that are absent or not what CloudEvents and this runtime want, instants apart."""
    wrong = [name for name in _TEXTS if not isinstance(document.get(name), str) or not document[name]]
    if document.get("specversion") != "1.0":
        wrong.append("specversion")
    if not isinstance(document.get("data"), dict):
        wrong.append("data")
    if document.get("datacontenttype", "application/json") != "application/json":
        wrong.append("datacontenttype")
    if "type" not in wrong and not _is_type(document["type"]):
        wrong.append("type")
    if "sequence" in document and not _is_count(document["sequence"]):
        wrong.append("sequence")
    if not isinstance(document.get("chainhash", ""), str):
        wrong.append("chainhash")
    return wrong


def _instant(text: object) -> datetime | None:
    try:
        return instant(text) if isinstance(text, str) else None
    except (ValueError, OverflowError):
        return None


def _is_count(value: object) -> bool:
    digits = isinstance(value, str) and len(value) < 20 and value.isascii() and value.isdigit()
    return digits and 0 < int(cast("str", value)) < 2**62


class Described(NamedTuple):
    """The attributes of an envelope that a journal entry is folded with."""

    source: str
    type: str
    case_id: str
    occurred_at: datetime
    actor: Actor
    opening: Mapping[str, str]


def described(document: Mapping[str, Any]) -> Described:
    """Of a document already known to be well formed."""
    occurred_at = instant(document["time"])
    return Described(
        document["source"],
        document["type"],
        document["subject"],
        occurred_at,
        _actor(document),
        opening_of(document),
    )


def opening_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The case's opening facts: whatever is no attribute of CloudEvents or of this runtime."""
    return {
        name: value
        for name, value in document.items()
        if name not in KNOWN and isinstance(value, str) and _is_extension(name)
    }


def _envelope(
    value: bytes, document: dict[str, Any], occurred_at: datetime, recorded_at: datetime
) -> Envelope:
    sequence = document.get("sequence")
    core = _core_as_written(value, document) or core_of(document)
    return Envelope(
        document["id"],
        document["source"],
        document["type"],
        document["subject"],
        occurred_at,
        recorded_at,
        int(sequence) if sequence is not None else None,
        document.get("chainhash", ""),
        document.get("critical") is True,
        _actor(document),
        opening_of(document),
        document["data"],
        hashlib.sha256(core).digest(),
        sealed_with(core, document["data"]),
        document,
        value,
    )


def _core_as_written(value: bytes, document: Mapping[str, Any]) -> bytes | None:
    """The core bytes when a relay put its four attributes before them; None when it was written otherwise."""
    chained, sequence, trace = (document.get(name) for name in ("chainhash", "sequence", "traceparent"))
    if not chained or not sequence or b"\\" in value:
        return None
    head = _head(document["id"], chained, sequence, trace if isinstance(trace, str) else "")
    return b"{" + value[len(head) :] if value.startswith(head) else None


def _actor(document: Mapping[str, Any]) -> Actor:
    get = document.get
    return _actor_of(
        _text(get("actor")),
        _text(get("actorrank")),
        _text(get("actorrole")),
        _text(get("actororganisation")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@lru_cache(maxsize=256)
def _actor_of(id_: str, rank: str, role: str, organisation: str) -> Actor:
    return Actor(id_, rank, role, organisation)


class Composition(NamedTuple):
    """What an event's core is made of besides its data."""

    source: str
    type: str
    case_id: str
    occurred_at: datetime
    recorded_at: datetime
    dataschema: str
    actor: Actor
    correlation: str
    causation: str
    classification: str
    urgent: bool
    critical: bool
    opening: Mapping[str, str]


def compose(made: Composition, data: Mapping[str, Any]) -> bytes:
    """The core bytes of one of our own events."""
    actor = made.actor
    document: dict[str, Any] = {
        **made.opening,
        "specversion": "1.0",
        "source": made.source,
        "type": made.type,
        "subject": made.case_id,
        "caseid": made.case_id,
        "time": wire(made.occurred_at),
        "recordedtime": wire(made.recorded_at),
        "datacontenttype": "application/json",
        "dataschema": made.dataschema,
        "correlationid": made.correlation,
        "classification": made.classification,
        "urgent": made.urgent,
        "critical": made.critical,
        "actor": actor.id,
        "data": data,
    }
    if made.causation:
        document["causationid"] = made.causation
    if actor.rank:
        document["actorrank"] = actor.rank
    if actor.role:
        document["actorrole"] = actor.role
    if actor.organisation:
        document["actororganisation"] = actor.organisation
    return canonical(document)


def heard(value: bytes, at: datetime) -> bytes:
    """The core bytes under which a message is kept, as it came, in the journal of who heard it."""
    return b'{"heard":' + value + b',"heardat":"' + wire(at).encode() + b'"}'


def genesis(case_id: str) -> bytes:
    """The hash before the first event of a case."""
    return hashlib.sha256(b"case:" + case_id.encode()).digest()


def link(previous: bytes, core: bytes) -> bytes:
    """hash k = SHA-256(hash k-1 followed by core k)."""
    return hashlib.sha256(previous + core).digest()


def event_id(chained: bytes) -> str:
    """The id that follows from a hash of the chain, as UUID version 8 (RFC 9562, 5.8)."""
    digits = chained[:16].hex()
    variant = _VARIANT[digits[16]]
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def relayed(core: bytes, *, id_: str, chained: bytes, sequence: int, traceparent: str = "") -> bytes:
    """The record's value: the four attributes only the relay adds, then the core bytes as stored."""
    return _head(id_, chained.hex(), str(sequence), traceparent) + core[1:]


def _head(id_: str, chainhash: str, sequence: str, traceparent: str) -> bytes:
    trace = f',"traceparent":"{traceparent}"' if traceparent else ""
    return f'{{"chainhash":"{chainhash}","id":"{id_}","sequence":"{sequence}"{trace},'.encode()


def inner(core: bytes) -> dict[str, Any]:
    """The document of a journalled core: our own, or the message heard."""
    document = cast("dict[str, Any]", orjson.loads(core))
    return cast("dict[str, Any]", document["heard"]) if "heard" in document else document
