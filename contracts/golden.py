"""Records as they went over the wire, kept for ever: every version ever published must stay readable.

`contracts/golden/<type>.json` has a record's key, its header of wrapped keys and its value, boxes and all. It
is made once from the example, under keys that anybody can work out (the people are invented), and stays.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson

from contracts import example
from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.parties import principal_of
from contracts.schemas import every_event
from contracts.sealing import (
    BOX_ID_BYTES,
    NONCE_BYTES,
    DataKey,
    Wrapped,
    encode_wraps,
    open_box,
    seal,
    text,
    wrap,
)
from contracts.topics import for_force

FOLDER = Path(__file__).parent / "golden"
FORCE = "46"


def known_key(*of: str) -> DataKey:
    """A key that protects nothing: it follows from what it is for."""
    return DataKey(_known("key", *of))


def record(type_: str) -> bytes:
    """The record of a type's example, always the same bytes, in readable JSON."""
    envelope = example.envelope(type_)
    event = example.event(type_)
    writer = principal_of(envelope["source"])
    sealer = _Sealer(envelope)
    envelope["data"] = event.model_dump(mode="json", exclude_none=True, context={"seal": sealer.seal})
    wraps = [
        Wrapped(key.id, label, reader, wrap(known_key(writer, reader), key))
        for label, key in sealer.keys.items()
        for reader in _readers(writer, event, label)
        if "." in writer
    ]
    headers = {"datakeys": encode_wraps(wraps).decode("ascii")} if wraps else {}
    document = {"key": envelope["subject"], "headers": headers, "value": envelope}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def read(path: Path) -> Event:
    """A golden record through the catalogue of today, every box opened. DataInvalid."""
    envelope = orjson.loads(path.read_bytes())["value"]

    def open_(label: str, box: dict[str, str]) -> bytes:
        key = known_key(envelope["source"], envelope["subject"], label)
        return open_box(key, envelope["source"], envelope["subject"], label, envelope["type"], box)

    return Catalogue(every_event().values()).decode(envelope["type"], envelope["data"], open_)


def _readers(writer: str, event: Event, label: str) -> frozenset[str]:
    register = for_force(FORCE)
    if event.ADDRESSED is None:
        return register.wraps(writer, event.TYPE, label)
    return register.topic_to(writer, event.TYPE, getattr(event, event.ADDRESSED)).may_open(label)


class _Sealer:
    def __init__(self, envelope: dict[str, Any]) -> None:
        self._place = (envelope["source"], envelope["subject"])
        self._type: str = envelope["type"]
        self.keys: dict[str, DataKey] = {}

    def seal(self, label: str, plaintext: bytes) -> dict[str, str]:
        source, case_id = self._place
        key = self.keys[label] = known_key(source, case_id, label)
        box_id = text(_known("box", source, case_id, label, self._type)[:BOX_ID_BYTES])
        nonce = _known("nonce", box_id)[:NONCE_BYTES]
        return seal(key, source, case_id, label, self._type, plaintext, box_id, nonce)


def _known(*of: str) -> bytes:
    return hashlib.sha256("\n".join(("golden", *of)).encode()).digest()
