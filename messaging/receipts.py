"""Telling whoever writes from outside what each message came to, in the very transaction that makes it so.

A receipt is an event under `party:<who>`, which is no case: it has its own chain and its dense numbers, so no
case moves by it, and the service's rules never fold it. Neither receipts nor `service.alive` are answered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from messaging import alive, envelope
from messaging.batch import Batch
from messaging.outcomes import Unreadable
from messaging.reading import Envelope
from messaging.service import Came
from messaging.taken import Taken

APPLIED, HELD, REFUSED = "APPLIED", "HELD", "REFUSED"
SAID_AS: Final = {
    "applied": APPLIED,
    "ignored": APPLIED,
    "duplicate": APPLIED,
    "refused": REFUSED,
    "waiting": HELD,
    "quarantined": HELD,
}
_TYPE = re.compile(r"[a-z][a-z0-9_.]{2,100}\.v[1-9][0-9]{0,3}\Z")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\Z")
"""Of an id that looks otherwise nothing is repeated: the record's place says which message it was."""


def plain_id(text: str) -> bool:
    """Whether an id holds no text that a reader could take for words."""
    return _ID.match(text) is not None


def answer(
    batch: Batch[Any], taken: Taken, read: Envelope | Unreadable, outcome: str, codes: tuple[str, ...]
) -> None:
    """Say what a message came to, if its writer is told at all; the party's head is locked."""
    service, party = batch.service, taken.feed.party
    told = service.receipts
    wrote = read.document if isinstance(read, Envelope) else _attributes(taken.record.value)
    type_ = wrote.get("type")
    if not party or told is None or told.is_one(type_) or type_ == alive.TYPE:
        return
    ref = str(taken.record.place)
    id_ = _text(wrote.get("id"), _ID.match)
    case_id = _text(wrote.get("subject"), envelope.is_case_id) or _key(taken)
    known = _text(type_, lambda text: _TYPE.match(text) and service.catalogue.known(text))
    seen = batch.seen.get((read.source, read.id)) if isinstance(read, Envelope) else None
    refused_before = outcome == "duplicate" and seen is not None and seen.outcome == "refused"
    said = REFUSED if refused_before else SAID_AS[outcome]
    head = batch.heads[envelope.party_case(party)]
    at = max(batch.now, head.last_at) if head.last_at else batch.now
    made = told.made(Came(party, id_, ref, known, case_id, said, codes, at))
    batch.tell(party, made, id_ or str(taken.record.position))


def _attributes(value: bytes | None) -> Mapping[str, Any]:
    """Of what cannot be taken as an envelope, whatever can be read all the same."""
    if not value or len(value) > envelope.LARGEST:
        return {}
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}


def _text(value: object, fits: Any) -> str:
    return value if isinstance(value, str) and fits(value) else ""


def _key(taken: Taken) -> str:
    key = taken.record.key or b""
    return key.decode() if key.isascii() and envelope.is_case_id(key.decode()) else ""
