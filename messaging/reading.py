"""Reading envelopes: what comes is taken apart, or said to be wrong without a word of its content. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

import orjson

from messaging.decider import Actor
from messaging.envelope import KNOWN, LARGEST, core_of
from messaging.outcomes import Unreadable

DEEPEST: Final = 64
"""How many objects and lists may stand within each other. What reads deeper could fail on what it wrote."""

BOX: Final = b'"box":'
"""What canonical JSON holds wherever there is a box: it escapes no letter."""
_TEXTS = ("id", "source", "type", "subject")
_ACTOR = ("actor", "actorrank", "actorrole", "actororganisation")
_JSON = "application/json"
_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+\.v[0-9]+\Z")
_EXTENSION = re.compile(r"[a-z0-9]{1,20}\Z")
_HEAD = re.compile(
    rb'\{"chainhash":"([0-9a-f]{64})","id":"([A-Za-z0-9._:-]{1,128})","sequence":"([1-9][0-9]{0,17})"'
    rb'(?:,"traceparent":"([0-9a-f-]{1,64})")?,'
)
"""How a relay begins a record (`envelope.relayed`)."""


class Head(NamedTuple):
    """What a relay put before the core bytes, which go on at `core_at`; `boxed`: it may hold a box."""

    chainhash: str
    id: str
    sequence: str
    traced: bool
    core_at: int
    boxed: bool


class Envelope(NamedTuple):
    """A record's value taken apart. Instants are aware UTC; `digest` is SHA-256 of the core bytes.

    `keys` are the ids of the data keys that its boxes were sealed with; `value` is what was taken apart.
    `case_id` is ours, also where its writer calls the case otherwise (`Feed.maps`).
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

    @property
    def written_for(self) -> str:
        """What its writer calls the case: boxes are bound to that."""
        return cast("str", self.document["subject"])


class Described(NamedTuple):
    """The attributes of an envelope that a journal entry is folded with."""

    source: str
    type: str
    case_id: str
    occurred_at: datetime
    actor: Actor
    opening: Mapping[str, str]


def head_of(value: bytes) -> Head | None:
    """The attributes that a relay adds; None where the record was written otherwise."""
    found = _HEAD.match(value)
    if found is None or b"\\" in value:
        return None
    chainhash, id_, sequence, trace = found.groups()
    return Head(
        chainhash.decode(), id_.decode(), sequence.decode(), trace is not None, found.end(), BOX in value
    )


def read(
    value: bytes | None, head: Head | None = None, keys: tuple[str, ...] | None = None
) -> Envelope | Unreadable:
    """Take a record's value apart. What is wrong is said by attribute name, never with its content.

    `head` is what `head_of` says of it, where it has been asked already; `keys` those of its boxes, likewise.
    """
    if not value:
        return Unreadable("EMPTY")
    document = _document(value)
    if isinstance(document, Unreadable):
        return document
    occurred_at, recorded_at = _instant(document.get("time")), _instant(document.get("recordedtime"))
    if occurred_at is None or recorded_at is None or not _is_right(document):
        return Unreadable("BAD_ENVELOPE", ", ".join(_wrong(document)))
    head = head or head_of(value)
    core = _core(value, document, head)
    sequence = document.get("sequence")
    if keys is None:
        boxed = BOX in core if head is None else head.boxed
        keys = sealed_with(document["data"]) if boxed else ()
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
        keys,
        document,
        value,
    )


def _document(value: bytes) -> dict[str, Any] | Unreadable:
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


def _is_right(document: dict[str, Any]) -> bool:
    """Whether `_wrong` would find nothing, instants apart; asked in one go: nearly every record is right."""
    get = document.get
    id_, source, type_, case_id = map(get, _TEXTS)
    sequence = get("sequence")
    return (
        isinstance(type_, str)
        and _is_type(type_)
        and isinstance(id_, str)
        and isinstance(source, str)
        and isinstance(case_id, str)
        and "" not in (id_, source, case_id)
        and get("specversion") == "1.0"
        and isinstance(get("data"), dict)
        and get("datacontenttype", _JSON) == _JSON
        and (_is_count(sequence) or "sequence" not in document)
        and isinstance(get("chainhash", ""), str)
    )


def _wrong(document: dict[str, Any]) -> list[str]:
    """Names of attributes that are absent or not what CloudEvents and this runtime want."""
    wrong = [name for name in _TEXTS if not isinstance(document.get(name), str) or not document[name]]
    if document.get("specversion") != "1.0":
        wrong.append("specversion")
    if not isinstance(document.get("data"), dict):
        wrong.append("data")
    if document.get("datacontenttype", _JSON) != _JSON:
        wrong.append("datacontenttype")
    if "type" not in wrong and not _is_type(document["type"]):
        wrong.append("type")
    if "sequence" in document and not _is_count(document["sequence"]):
        wrong.append("sequence")
    if not isinstance(document.get("chainhash", ""), str):
        wrong.append("chainhash")
    return wrong + [name for name in ("time", "recordedtime") if _instant(document.get(name)) is None]


@lru_cache(maxsize=256)
def _is_type(text: str) -> bool:
    return _TYPE.match(text) is not None


def _is_count(value: object) -> bool:
    digits = isinstance(value, str) and len(value) < 20 and value.isascii() and value.isdigit()
    return digits and 0 < int(cast("str", value)) < 2**62


def instant(text: str) -> datetime:
    """RFC 3339 with an offset, as aware UTC. Raises ValueError."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("no offset")
    return read if read.tzinfo is UTC else read.astimezone(UTC)


def _instant(text: object) -> datetime | None:
    try:
        return instant(text) if isinstance(text, str) else None
    except (ValueError, OverflowError):
        return None


def _core(value: bytes, document: Mapping[str, Any], head: Head | None) -> bytes:
    """The core bytes: those that came where a relay put its attributes before them, else written anew."""
    if (
        head is not None
        and head.id == document["id"]
        and head.sequence == document["sequence"]
        and head.chainhash == document["chainhash"]
        and head.traced == ("traceparent" in document)
    ):
        return b"{" + value[head.core_at :]
    return core_of(document)


def opening_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The case's opening facts: whatever is no attribute of CloudEvents or of this runtime."""
    return {name: value for name in _extensions(tuple(document)) if isinstance(value := document[name], str)}


@lru_cache(maxsize=256)
def _extensions(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in KNOWN and _EXTENSION.match(name))


def _actor(document: Mapping[str, Any]) -> Actor:
    id_, rank, role, organisation = map(document.get, _ACTOR)
    return _actor_of(_text(id_), _text(rank), _text(role), _text(organisation))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@lru_cache(maxsize=256)
def _actor_of(id_: str, rank: str, role: str, organisation: str) -> Actor:
    return Actor(id_, rank, role, organisation)


def sealed_with(data: Any) -> tuple[str, ...]:
    """Ids of the keys that boxes anywhere in `data` were sealed with."""
    return tuple(sorted(set(_key_ids(data))))


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


def inner(core: bytes) -> dict[str, Any]:
    """The document of a journalled core: our own, or the message heard."""
    document = cast("dict[str, Any]", orjson.loads(core))
    return cast("dict[str, Any]", document["heard"]) if "heard" in document else document
