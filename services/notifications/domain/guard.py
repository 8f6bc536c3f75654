"""The last look at what varies in a message, before it leaves (G 99 d, R-236). It cannot be overridden.

Only the applicant's own name and address vary freely; a surname or a street that the applicant shares with
somebody is the applicant's own (C-33). The texts themselves are read over where they are kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from contracts.scripts import in_two_scripts

_PLAIN = re.compile(r"[^\x00-\x1f\x7f<>{}\[\]|\\]{1,200}")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’.-]){0,200}")
_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/-]{2,39}")
_SPOKEN = re.compile(r"[A-Za-z0-9 :,]{1,60}")
_LISTED = re.compile(r"[A-Za-z0-9 :,]{1,400}")
_OFFENCE = re.compile(
    r"\b(offen[cs]e\w*|offend(er|ed|ing)\w*|convict\w*|sexual\w*|rap(e|ed|ist)|abus(e|ed|er|ing)|disclos\w*"
    r"|paedophil\w*)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(told|harm(ed|ing|s)|hurt(s|ing)?|groom(ed|ing|er|ers)|molest\w*|assault\w*|indecen\w*|jailed|imprison\w*"
    r"|p(a?e)?do\w*|shpo|sopo|visor|mapp[as]|wife|husband)\b",
    re.IGNORECASE,
)
"""Words that stand in no name or address of anybody's own, as far as is known."""
_SENTENCE = re.compile(r"\b(was|were|has|had|not|him|she|they|your|because)\b", re.IGNORECASE)
_LONGEST_NAME = 7
_LONGEST_LINE = 60
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,190}")
_ONLINE = re.compile(r"https?:|www\.|@", re.IGNORECASE)
_LONGEST_ADDRESS = 8
_LEAST_PART = 3


def _shaped(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: bool(pattern.fullmatch(value))


def _name(value: str) -> bool:
    return bool(_NAME.fullmatch(value)) and len(value.split()) <= _LONGEST_NAME


def _address(value: str) -> bool:
    """Lines of an address, none of which reads as a sentence."""
    lines = value.split("\n")
    return len(lines) <= _LONGEST_ADDRESS and all(
        _PLAIN.fullmatch(line) and len(line) <= _LONGEST_LINE and not _SENTENCE.search(line) for line in lines
    )


def _says_something(value: str) -> bool:
    seen = unicodedata.normalize("NFKC", value)
    return bool(_OFFENCE.search(seen) or _TELLS.search(seen) or _ONLINE.search(seen) or in_two_scripts(seen))


SHAPES: Mapping[str, Callable[[str], bool]] = {
    "name": _name,
    "address": _address,
    "reference": _shaped(_REFERENCE),
    "date": _shaped(_SPOKEN),
    "day": _shaped(_SPOKEN),
    "time": _shaped(_SPOKEN),
    "place": _shaped(_SPOKEN),
    "telephone": _shaped(_SPOKEN),
    "what": _shaped(_LISTED),
}
"""How each parameter that exists must look. There is no other parameter."""


def passes(parameters: Mapping[str, str], names: frozenset[str]) -> bool:
    """Whether these are exactly the parameters allowed, each as it should look, with nothing said in them."""
    return (
        frozenset(parameters) == names
        and all(name in SHAPES and SHAPES[name](value) for name, value in parameters.items())
        and not any(_says_something(value) for value in parameters.values())
        and opaque(parameters.get("reference", ""), parameters.get("name", "").split())
    )


def is_email(address: str | None) -> bool:
    """Whether it is an address and says nothing else: it stands where anybody may read it."""
    return bool(address and _EMAIL.fullmatch(address)) and not _OFFENCE.search(address or "")


def opaque(reference: str, names: Iterable[str]) -> bool:
    """Whether a reference holds no name (R-237: that of 2010 was made of the surname and a date)."""
    parts = re.findall(r"[A-Z]+", reference.upper())
    return not any(len(name) >= _LEAST_PART and name.upper() in parts for name in names)
