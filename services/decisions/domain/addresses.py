"""Whether two addresses, written by different people, may be the same building (G 99 d). Pure.

A letter in the wrong hall can put a child at risk and a visit costs an hour, so doubt counts as the same.
"""

from __future__ import annotations

import re
from typing import Final

from contracts.people import Address

_WORD: Final = re.compile(r"[a-z0-9]+")
_SHORT_FORMS: Final = {
    "apt": "flat",
    "apartment": "flat",
    "av": "avenue",
    "ave": "avenue",
    "bldg": "building",
    "cl": "close",
    "cres": "crescent",
    "ct": "court",
    "dr": "drive",
    "gdns": "gardens",
    "gr": "grove",
    "hse": "house",
    "ln": "lane",
    "pk": "park",
    "pl": "place",
    "rd": "road",
    "sq": "square",
    "st": "street",
    "str": "street",
    "ter": "terrace",
    "terr": "terrace",
}
_ORDINARY: Final = frozenset(_SHORT_FORMS.values()) | {
    "the",
    "and",
    "of",
    "no",
    "number",
    "unit",
    "floor",
    "way",
}


def may_be_same_building(one: Address, other: Address) -> bool:
    """Whether a letter to `one` might land in the hall of `other`; other flats and misspellings count too."""
    first, second = _postcode(one), _postcode(other)
    numbers_meet = _meet(_numbers(one), _numbers(other))
    if first and second and first == second:
        return numbers_meet
    words_meet = bool(_street_words(one) & _street_words(other))
    if first and second:
        return _numbers(one) == _numbers(other) and _street_words(one) == _street_words(other)
    return numbers_meet and words_meet


def _postcode(address: Address) -> str:
    return "".join(_WORD.findall((address.postcode or "").casefold()))


def _words(address: Address) -> list[str]:
    """Words of the lines with short forms written out, less the postcode if a line repeats it."""
    found = _WORD.findall(" ".join(address.lines).casefold().replace("'", "").replace("’", ""))
    postcode = _WORD.findall((address.postcode or "").casefold())
    return [_SHORT_FORMS.get(word, word) for word in found if word not in postcode]


def _numbers(address: Address) -> frozenset[str]:
    return frozenset(word for word in _words(address) if any(letter.isdigit() for letter in word))


def _street_words(address: Address) -> frozenset[str]:
    town = set(_WORD.findall((address.town or "").casefold()))
    return frozenset(
        word for word in _words(address) if word.isalpha() and word not in _ORDINARY and word not in town
    )


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    """A house without a number may be any."""
    return not one or not other or bool(one & other)
