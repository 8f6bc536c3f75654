"""How names are written and varied: what two spellings of one name look like. Pure, explainable, no
learning.

A name is compared as it was given, then as its parts: double-barrelled and hyphenated surnames share a
part, Welsh patronymics contract (ap Rhys, Price), short forms stand for long ones (Bill, William),
spellings sound alike.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

import jellyfish
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

CLOSE_SPELLING: Final = 0.92
"""Jaro-Winkler from which two words of five letters or more count as one word misspelt."""


class Likeness(StrEnum):
    """How two names stand to each other, closest first."""

    SAME = "same"
    SAME_PARTS = "same parts in another order or spelling of the join"
    ONE_PART = "one part of a double name is the same"
    FORM = "forms of one name"
    CLOSE = "one letter or so apart"
    SOUND = "sounds the same"
    INITIAL = "same initial"
    DIFFERENT = "different"
    UNKNOWN = "not known"


ORDER: Final = tuple(Likeness)

_FORMS: Final = (
    "alexander alex sandy alec alasdair",
    "andrew andy drew",
    "anthony antony tony",
    "benjamin ben",
    "charles charlie chas",
    "christopher chris kit",
    "daniel dan danny",
    "david dave davy dafydd dewi dai",
    "edward ed eddie ned ted iorwerth",
    "elizabeth liz lizzie beth betty elisabeth bethan",
    "evan ieuan ifan ioan iwan john jon jack sion johnny sean",
    "frederick fred freddie",
    "geoffrey jeffrey geoff jeff",
    "gwilym william will bill billy liam wil willy",
    "henry harry hari",
    "hugh huw hew",
    "james jim jimmy jamie iago",
    "joseph joe joey",
    "joshua josh",
    "katherine catherine kathryn kate katie cathy catrin kathleen cath",
    "llewellyn llywelyn llew lyn",
    "margaret maggie meg peggy marged mair megan",
    "matthew matt",
    "michael mike mick mickey meic",
    "nicholas nick nicky",
    "owen owain",
    "patrick pat paddy",
    "peter pete pedr",
    "philip phillip phil",
    "reece rhys rees",
    "rebecca becky becca",
    "richard rick dick rich ricky",
    "robert rob bob bobby robbie bert",
    "ronald ron ronnie",
    "samuel sam sammy",
    "stephen steven steve steffan",
    "susan sue suzie susannah",
    "theodore theo",
    "thomas tom tommy tomos twm",
    "timothy tim",
    "victoria vicky tori",
)
_FORM_OF: Final = {form: group.split()[0] for group in _FORMS for form in group.split()}

_PATRONYMICS: Final = {
    "rhys": "price",
    "rees": "price",
    "huw": "pugh",
    "hugh": "pugh",
    "robert": "probert",
    "hywel": "powell",
    "howell": "powell",
    "owain": "bowen",
    "owen": "bowen",
    "evan": "bevan",
    "ifan": "bevan",
    "harry": "parry",
    "richard": "pritchard",
    "rosser": "prosser",
    "rhydderch": "prothero",
    "ynyr": "bynner",
}
_SON_OF: Final = frozenset({"ap", "ab", "ferch", "verch"})
_PARTICLES: Final = frozenset(
    {"al", "bin", "da", "de", "del", "der", "di", "du", "el", "la", "le", "van", "von"}
)
_PLAIN: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that fall into no letter and an accent."""
_SPLIT: Final = re.compile(r"[\s\-\u2010-\u2015./]+")
_LETTERS: Final = re.compile(r"[^a-z]")


def words(name: str | None) -> tuple[str, ...]:
    """The parts of a name as plain lower-case letters: accents, apostrophes and joins taken away.

    `O'Brien-Siân` gives `obrien`, `sian`; `ap Rhys` gives `price`; particles are dropped when something
    remains.
    """
    if not name:
        return ()
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    parts = [_LETTERS.sub("", part) for part in _SPLIT.split(plain)]
    parts = [part for part in parts if part]
    if len(parts) > 1 and parts[0] in _SON_OF:
        parts = [_PATRONYMICS.get(parts[1], parts[1]), *parts[2:]]
    kept = [part for part in parts if part not in _PARTICLES]
    return tuple(kept or parts)


def compare_family(one: str | None, other: str | None) -> Likeness:
    """Surnames: order and join of a double-barrelled name do not count; one shared part is said so."""
    left, right = words(one), words(other)
    if not left or not right:
        return Likeness.UNKNOWN
    if left == right:
        return Likeness.SAME
    if "".join(left) == "".join(right) or sorted(left) == sorted(right):
        return Likeness.SAME_PARTS
    if set(left) & set(right):
        return Likeness.ONE_PART
    if len(left) > 1 or len(right) > 1:
        pairs = [_one_word(a, b) for a in left for b in right]
        best = closest(pairs)
        return Likeness.SOUND if best in (Likeness.CLOSE, Likeness.SOUND) else Likeness.DIFFERENT
    return _one_word(left[0], right[0])


def compare_given(one: str | None, other: str | None) -> Likeness:
    """Forenames: the first counts; a middle name used as the first is a form of one name."""
    left, right = words(one), words(other)
    if not left or not right:
        return Likeness.UNKNOWN
    if left == right:
        return Likeness.SAME
    if "".join(left) == "".join(right):
        return Likeness.SAME_PARTS
    first = _one_word(left[0], right[0], forms=True)
    if first is not Likeness.DIFFERENT:
        return first
    if left[0] in right[1:] or right[0] in left[1:]:
        return Likeness.FORM
    return Likeness.DIFFERENT


def closest(found: list[Likeness]) -> Likeness:
    """The closest of several comparisons; UNKNOWN when nothing could be compared."""
    known = [one for one in found if one is not Likeness.UNKNOWN]
    return min(known, key=ORDER.index, default=Likeness.UNKNOWN)


def _one_word(left: str, right: str, *, forms: bool = False) -> Likeness:
    if left == right:
        return Likeness.SAME
    if min(len(left), len(right)) == 1:
        return Likeness.INITIAL if left[0] == right[0] else Likeness.DIFFERENT
    if forms and _FORM_OF.get(left, left) == _FORM_OF.get(right, right):
        return Likeness.FORM
    if _close(left, right):
        return Likeness.CLOSE
    if len(left) > 2 and len(right) > 2 and jellyfish.metaphone(left) == jellyfish.metaphone(right):
        return Likeness.SOUND
    return Likeness.DIFFERENT


def _close(left: str, right: str) -> bool:
    shorter = min(len(left), len(right))
    slip = shorter > 3 and DamerauLevenshtein.distance(left, right) <= 1
    return slip or (shorter > 4 and JaroWinkler.similarity(left, right) >= CLOSE_SPELLING)
