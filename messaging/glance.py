"""A glance at a record: enough to ask the database about it, before it is taken apart."""

from __future__ import annotations

import re
from typing import NamedTuple

from messaging import envelope

_GLANCE = re.compile(
    rb'\{"chainhash":"[0-9a-f]{64}","id":"([A-Za-z0-9._:-]{1,128})","sequence":"([1-9][0-9]{0,17})",'
)
_KEY = re.compile(rb'"id":"[^"]+","key":"([^"]+)"')
"""As canonical JSON writes the end of a box."""
_NO_KEYS: frozenset[str] = frozenset()


class Glance(NamedTuple):
    """What the database is asked about a record: read off its first bytes, without taking it apart."""

    case_id: str
    id: str
    sequence: int | None
    keys: frozenset[str]


def first_bytes(key: bytes | None, value: bytes | None) -> Glance | None:
    """Of a record such as a relay writes; None when only `read` can say. `Taken.read` checks what it says."""
    if key is None or value is None or len(value) > envelope.LARGEST or b"\\" in value:
        return None
    head = _GLANCE.match(value)
    if head is None or not key.isascii() or not envelope.is_case_id(case_id := key.decode()):
        return None
    boxed = envelope.BOX in value
    keys = frozenset(one.decode() for one in _KEY.findall(value)) if boxed else _NO_KEYS
    return Glance(case_id, head[1].decode(), int(head[2]), keys)


def of_key(key: bytes | None) -> Glance | None:
    """Of a record that cannot be read: its key alone says of which case it is."""
    if key is None or not key.isascii() or not envelope.is_case_id(case_id := key.decode()):
        return None
    return Glance(case_id, "", None, _NO_KEYS)
