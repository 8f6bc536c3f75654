"""Whether a record is of the person asked about: additive log-weights, three bands, reasons in words. Pure.

Each comparison adds the base-two logarithm of how much likelier it is between two records of one person
than between records of two people (Fellegi and Sunter, 1969). The weights are judgement, not learnt:
they are few, they are all in this file, and a person decides wherever they leave a doubt (G 45, 51;
R-068).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from contracts.people import Address, PersonName
from services.checks.domain.names import Likeness, compare_family, compare_given, words


class Band(StrEnum):
    """What the weights say; the middle one is for a person to settle."""

    SAME = "SAME"
    POSSIBLE = "POSSIBLE"
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True, slots=True, repr=False)
class Described:
    """A person as described: the one asked about, or the one a record is of. Its repr says nothing."""

    name: PersonName | None = None
    date_of_birth: date | None = None
    approximate_age: int | None = None
    addresses: tuple[Address, ...] = ()
    other_dates: tuple[date, ...] = ()
    """Dates of birth given under other names: they may bring a record up, and settle nothing."""


@dataclass(frozen=True, slots=True)
class Match:
    """How a record stands to a person. `reasons_for` and `reasons_against` are for people to read.

    The words name no value (no name, date or address): they may stand beside either record.
    """

    band: Band
    weight: float
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Says:
    weight: float
    words: str


_NOTHING: Final = _Says(0.0, "")
UPPER: Final = 15.0
"""From here the same person, if a date of birth bears it out and no guard objects."""
LOWER: Final = 4.0
"""Below here another person, unless a guard objects."""

_FAMILY: Final = {
    Likeness.SAME: _Says(8.0, "same surname"),
    Likeness.SAME_PARTS: _Says(8.0, "same double surname, joined or ordered differently"),
    Likeness.ONE_PART: _Says(5.0, "one part of a double surname is the same"),
    Likeness.CLOSE: _Says(5.5, "surname spelt almost the same"),
    Likeness.SOUND: _Says(4.0, "surname sounds the same"),
    Likeness.INITIAL: _Says(0.5, "surname given as an initial only"),
    Likeness.DIFFERENT: _Says(-5.0, "other surname"),
}
_GIVEN: Final = {
    Likeness.SAME: _Says(5.0, "same forename"),
    Likeness.SAME_PARTS: _Says(5.0, "same forename, joined differently"),
    Likeness.FORM: _Says(4.0, "forename is a form of the same name"),
    Likeness.CLOSE: _Says(4.0, "forename spelt almost the same"),
    Likeness.SOUND: _Says(3.0, "forename sounds the same"),
    Likeness.INITIAL: _Says(1.0, "forename agrees as far as an initial goes"),
    Likeness.DIFFERENT: _Says(-5.0, "other forename"),
}


class _Born(StrEnum):
    SAME = "same"
    DAY_AND_MONTH_CHANGED_OVER = "changed over"
    ONE_PART_DIFFERS = "one part"
    DAYS_APART = "days apart"
    UNDER_OTHER_NAME = "under another name"
    AGE_FITS = "age fits"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


_BORN: Final = {
    _Born.SAME: _Says(9.0, "same date of birth"),
    _Born.DAY_AND_MONTH_CHANGED_OVER: _Says(7.0, "date of birth is the same with day and month changed over"),
    _Born.ONE_PART_DIFFERS: _Says(3.0, "date of birth differs in one place only"),
    _Born.DAYS_APART: _Says(3.0, "date of birth differs by a day"),
    _Born.UNDER_OTHER_NAME: _Says(3.0, "date of birth is one that was given under another name"),
    _Born.AGE_FITS: _Says(1.5, "age is about right"),
    _Born.DIFFERENT: _Says(-6.0, "other date of birth"),
}
_BEARS_OUT: Final = frozenset({_Born.SAME})
_COULD_BE_SAME: Final = frozenset({_Born.SAME, _Born.DAY_AND_MONTH_CHANGED_OVER})
_NAMED_ALIKE: Final = frozenset(
    {Likeness.SAME, Likeness.SAME_PARTS, Likeness.FORM, Likeness.CLOSE, Likeness.SOUND}
)
_SAME_FAMILY: Final = frozenset({Likeness.SAME, Likeness.SAME_PARTS, Likeness.ONE_PART, Likeness.CLOSE})

_NO_SURNAME: Final = "the surnames do not bear it out"
_NO_FORENAME: Final = "no full forename to tell a twin or a relative by"
_NO_BIRTH: Final = "no date of birth bears it out"
_OTHER_BIRTH: Final = "date of birth is not the same"
_CHANGED_OVER: Final = "day and month changed over: a slip of the pen, or somebody else"
_LACKING: Final = frozenset({_NO_SURNAME, _NO_FORENAME, _NO_BIRTH, _OTHER_BIRTH, _CHANGED_OVER})

_AGE_TOLERANCE: Final = 3
_GENERATION: Final = 15


def match(sought: Described, held: Described, *, today: date) -> Match:
    """Compare a person with a record. `today` (London) turns an approximate age into a year of birth."""
    family, given, by_alias = _names(sought.name, held.name)
    born = _born(sought, held, today)
    home = _home(sought.addresses, held.addresses)
    said = [_FAMILY.get(family, _NOTHING), _GIVEN.get(given, _NOTHING), _BORN.get(born, _NOTHING), home]
    weight = sum(one.weight for one in said)
    guard = _guard(sought, held, family, given, born, same_home=home.weight > 4)
    for_ = [one.words for one in said if one.weight > 0]
    against = [one.words for one in said if one.weight < 0]
    if by_alias:
        for_.append("by another name that is known")
    if guard:
        against.append(guard)
    elif weight >= UPPER:
        against += _lacking(family, given, born)
    return Match(_band(weight, guard, against), round(weight, 1), tuple(for_), tuple(against))


def _band(weight: float, guard: str, against: list[str]) -> Band:
    if guard:
        return Band.POSSIBLE
    if weight >= UPPER and not set(against) & _LACKING:
        return Band.SAME
    return Band.POSSIBLE if weight >= LOWER else Band.DIFFERENT


def _lacking(family: Likeness, given: Likeness, born: _Born) -> list[str]:
    """What the top band needs beside its weight: both names alike, and a date of birth that bears it out."""
    lacking = []
    if family not in _NAMED_ALIKE | {Likeness.ONE_PART}:
        lacking.append(_NO_SURNAME)
    if given not in _NAMED_ALIKE:
        lacking.append(_NO_FORENAME)
    if born not in _BEARS_OUT:
        against = {_Born.UNKNOWN: _NO_BIRTH, _Born.DAY_AND_MONTH_CHANGED_OVER: _CHANGED_OVER}
        lacking.append(against.get(born, _OTHER_BIRTH))
    return lacking


def _guard(
    sought: Described, held: Described, family: Likeness, given: Likeness, born: _Born, *, same_home: bool
) -> str:
    """Relatives look alike on paper: such a pair is never settled by weights, either way."""
    if family not in _SAME_FAMILY:
        return ""
    if given is Likeness.DIFFERENT:
        if born in _COULD_BE_SAME:
            return "other forename with the same surname and date of birth: could be a twin"
        if same_home and born in (_Born.UNKNOWN, _Born.AGE_FITS):
            return "other forename at the same address: could be a brother or sister"
        return ""
    if given in _NAMED_ALIKE and same_home and born is _Born.DIFFERENT and _generation(sought, held):
        return "same name and address, born a generation apart: could be parent and child"
    return ""


def _generation(sought: Described, held: Described) -> bool:
    if sought.date_of_birth is None or held.date_of_birth is None:
        return False
    return abs(sought.date_of_birth.year - held.date_of_birth.year) >= _GENERATION


def _names(sought: PersonName | None, held: PersonName | None) -> tuple[Likeness, Likeness, bool]:
    """Surname and forename of the pair of names that agrees best, and whether that took an alias."""
    if sought is None or held is None:
        return Likeness.UNKNOWN, Likeness.UNKNOWN, False
    best, best_weight, by_alias = (Likeness.UNKNOWN, Likeness.UNKNOWN), float("-inf"), False
    for i, (one_given, one_family) in enumerate(_known_as(sought)):
        for j, (other_given, other_family) in enumerate(_known_as(held)):
            family, given = _pair(one_given, one_family, other_given, other_family)
            weight = _FAMILY.get(family, _NOTHING).weight + _GIVEN.get(given, _NOTHING).weight
            if weight > best_weight:
                best, best_weight, by_alias = (family, given), weight, bool(i or j)
    return best[0], best[1], by_alias


def _pair(
    one_given: str | None, one_family: str | None, other_given: str | None, other_family: str | None
) -> tuple[Likeness, Likeness]:
    straight = compare_family(one_family, other_family), compare_given(one_given, other_given)
    crossed = compare_family(one_given, other_family), compare_given(one_family, other_given)
    if crossed == (Likeness.SAME, Likeness.SAME) and straight[0] is Likeness.DIFFERENT:
        return Likeness.SAME_PARTS, Likeness.SAME_PARTS
    return straight


def _known_as(name: PersonName) -> list[tuple[str | None, str | None]]:
    """The main name, then every other: where its surname begins is not said; one word may be either."""
    known = [(name.given, name.family)]
    for other in name.other:
        parts = other.split()
        if len(parts) > 1:
            known += [(" ".join(parts[:at]), " ".join(parts[at:])) for at in range(1, len(parts))]
        elif words(other):
            known += [(name.given, other), (other, name.family)]
    return known


def _born(sought: Described, held: Described, today: date) -> _Born:
    one, other = sought.date_of_birth, held.date_of_birth
    found = _dates(one, other) if one is not None and other is not None else _Born.UNKNOWN
    if found in (_Born.DIFFERENT, _Born.UNKNOWN) and _given_elsewhere(sought, held):
        return _Born.UNDER_OTHER_NAME
    if one is not None and other is not None:
        return found
    known = one or other
    age = sought.approximate_age if other is not None else held.approximate_age
    if known is None or age is None:
        return _Born.UNKNOWN
    lived = today.year - known.year - ((today.month, today.day) < (known.month, known.day))
    return _Born.AGE_FITS if abs(lived - age) <= _AGE_TOLERANCE else _Born.DIFFERENT


def _given_elsewhere(sought: Described, held: Described) -> bool:
    """Whether a date of the one is a date that the other gave under another name."""
    ours = {sought.date_of_birth, *sought.other_dates} - {None}
    theirs = {held.date_of_birth, *held.other_dates} - {None}
    return any(_dates(one, other) in _COULD_BE_SAME for one in ours for other in theirs if one and other)


def _dates(one: date, other: date) -> _Born:
    if one == other:
        return _Born.SAME
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return _Born.DAY_AND_MONTH_CHANGED_OVER
    if abs((one - other).days) == 1:
        return _Born.DAYS_APART
    differing = sum(a != b for a, b in zip(f"{one:%Y%m%d}", f"{other:%Y%m%d}", strict=True))
    return _Born.ONE_PART_DIFFERS if differing == 1 else _Born.DIFFERENT


def _home(sought: tuple[Address, ...], held: tuple[Address, ...]) -> _Says:
    if not sought or not held:
        return _NOTHING
    pairs = [(one, other) for one in sought for other in held]
    if any(_same_house(one, other) for one, other in pairs):
        return _Says(5.0, "same address")
    if any(_postcode(one) and _postcode(one) == _postcode(other) for one, other in pairs):
        return _Says(3.0, "same postcode")
    return _Says(-0.5, "no address in common")


def _same_house(one: Address, other: Address) -> bool:
    if _postcode(one) and _postcode(other) and _postcode(one) != _postcode(other):
        return False
    first, second = _plain(one.lines[0]), _plain(other.lines[0])
    if first != second:
        return False
    return (
        bool(_postcode(one) and _postcode(other)) or _plain(one.town or "") == _plain(other.town or "") != ""
    )


def _postcode(address: Address) -> str:
    return (address.postcode or "").replace(" ", "").upper()


def _plain(line: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in line.casefold()).split())
