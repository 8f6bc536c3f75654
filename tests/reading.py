"""What an officer or a judge reads, and the codes that they should never have to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

KNOWN_SHORT = frozenset(
    {"MAPPA", "MAPPS", "MARAC", "PNC", "LEDS", "PND", "G", "CS", "KENT", "I", "DBS", "A", "SHPO", "SRO"}
    | {"SOPO"}
)
"""Abbreviations that officers use, a paragraph's letter, and parts of references."""
_CODE = re.compile(r"\b[A-Z]{2,}(?:_[A-Z0-9]+)+\b|\b[RC]-\d{2,3}\b|\bK\d\b|\b\w+\.v\d+\b")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_REFERENCE = re.compile(
    r"\b(?:CS|CSODS|KENT)-[A-Z0-9-]+(?:@[0-9-]+)?|\b[0-9]{2}/[0-9A-Z/]+\b|\b[A-Z]{2,}(?:/[0-9]+)+\b"
)


def codes_in(text: str) -> list[str]:
    """What no officer and no judge should read: codes, ids of our rules, types, clock numbers."""
    found = _CODE.findall(text)
    return found + [word for word in _CAPITALS.findall(text) if word not in KNOWN_SHORT]


def texts(value: Any, but: frozenset[str], name: str = "") -> Iterator[str]:
    """Every text that is read as words, less its references; fields named in `but` are for programs."""
    if name in but:
        return
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, but, key)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one, but, name)
    elif isinstance(value, str):
        yield _REFERENCE.sub("", value)
