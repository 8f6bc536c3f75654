"""A glance at a record: enough to ask the database about it, before it is taken apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from messaging import envelope
from messaging.reading import BOX, Head, head_of

_KEY = re.compile(rb'\{"box":"[^"]*","id":"[^"]+","key":"([^"]+)"\}')
"""Of a box as canonical JSON writes it."""
_NO_KEYS: frozenset[str] = frozenset()


class Glance(NamedTuple):
    """What the database is asked about a record: read off its first bytes, without taking it apart."""

    case_id: str
    id: str
    sequence: int | None
    keys: frozenset[str]
    head: Head | None = None
    all_keys: bool = False
    """Whether they are those of all its boxes, for certain: then nobody need go through its data for them."""


@lru_cache(maxsize=10_000)
def _case_id(key: bytes) -> str | None:
    if not key.isascii() or not envelope.is_case_id(case_id := key.decode()):
        return None
    return None if envelope.is_party_case(case_id) else case_id


def first_bytes(key: bytes | None, value: bytes | None) -> Glance | None:
    """Of a record such as a relay writes; None when only `read` can say. `Taken.read` checks what it says."""
    if key is None or value is None or len(value) > envelope.LARGEST:
        return None
    head, case_id = head_of(value), _case_id(key)
    if head is None or case_id is None:
        return None
    if not head.boxed:
        return Glance(case_id, head.id, int(head.sequence), _NO_KEYS, head, True)
    found = _KEY.findall(value)
    keys = frozenset([one.decode() for one in found])
    return Glance(case_id, head.id, int(head.sequence), keys, head, len(found) == value.count(BOX))


def of_key(key: bytes | None) -> Glance | None:
    """Of a record that cannot be read: its key alone says of which case it is."""
    case_id = _case_id(key) if key is not None else None
    return Glance(case_id, "", None, _NO_KEYS) if case_id is not None else None
