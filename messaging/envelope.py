"""CloudEvents 1.0 envelopes as bytes: composing, identity and the hash chain. Pure.

Core bytes are the envelope less `id`, `chainhash`, `sequence` and `traceparent`, data included, as JSON with
sorted keys. They are composed once, stored, hashed into the chain of the case, and never written again:
a published record is those four attributes followed by the very same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from messaging.decider import Actor

RELAYED: Final = ("chainhash", "id", "sequence", "traceparent")
KNOWN: Final = frozenset(
    {*RELAYED, "specversion", "source", "type", "subject", "caseid", "time", "recordedtime", "dataschema"}
    | {"datacontenttype", "critical", "urgent", "correlationid", "causationid", "classification", "data"}
    | {"actor", "actorrank", "actorrole", "actororganisation"}
)
LARGEST: Final = 1_000_000
"""Bytes of a record's value; Kafka's own default limit is 1,048,588 with headers."""
PARTY: Final = "party:"
_CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{2,79}\Z")
_VARIANT = {digit: f"{int(digit, 16) & 3 | 8:x}" for digit in "0123456789abcdef"}


def is_case_id(text: str) -> bool:
    return _CASE_ID.match(text) is not None


def party_case(party: str) -> str:
    """Under which what we tell a party of its own messages is journalled: no case, its rules fold nothing."""
    return PARTY + party


def is_party_case(case_id: str) -> bool:
    return case_id.startswith(PARTY)


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


def compose(made: Composition, data: bytes) -> bytes:
    """The core bytes of one of our own events; `data` is canonical JSON."""
    actor = made.actor
    document: dict[str, Any] = {  # nearly sorted: so it costs least to sort
        **made.opening,
        "actor": actor.id,
        "caseid": made.case_id,
        "classification": made.classification,
        "correlationid": made.correlation,
        "critical": made.critical,
        "data": orjson.Fragment(data),
        "datacontenttype": "application/json",
        "dataschema": made.dataschema,
        "recordedtime": wire(made.recorded_at),
        "source": made.source,
        "specversion": "1.0",
        "subject": made.case_id,
        "time": wire(made.occurred_at),
        "type": made.type,
        "urgent": made.urgent,
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


def heard(value: bytes, at: datetime, case_id: str = "") -> bytes:
    """The core bytes under which a message is kept, as it came, in the journal of who heard it.

    `case_id` is ours where its writer calls the case otherwise.
    """
    ours = b',"ourcase":"' + case_id.encode() + b'"' if case_id else b""
    return b'{"heard":' + value + b',"heardat":"' + wire(at).encode() + b'"' + ours + b"}"


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
