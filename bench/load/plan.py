"""What happens in a run, from seeded dice alone: who asks when, about whom, and what becomes of it. Pure.

The rates are those of the pilot's table of 2009: 52 in 100 enquiries become applications, and 13 in 100 of
those lead to a disclosure. What the table does not count (withdrawals, cases that are not progressed, a child
at risk now) is rare here, and invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

APPLIES: Final = 0.52
DISCLOSED: Final = 0.13
NOT_PROGRESSED: Final = 0.10
WITHDRAWN: Final = 0.08
AT_RISK: Final = 0.02
"""Of all cases, whatever becomes of them: a child at risk is reported beside it."""
CROSSES: Final = 0.15
"""Of those in which no concern is found: the subject lives in the area of another force of the run."""
HOURS: Final = (8, 18)
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


class Course(StrEnum):
    """What becomes of an enquiry."""

    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"
    NOT_PROGRESSED = "not progressed"
    NO_CONCERN = "no concern"
    DISCLOSED = "disclosed"


@dataclass(frozen=True, slots=True)
class Who:
    """An invented person, in a town that does not exist. Nobody is called so twice in a run."""

    surname: str
    forename: str
    born: date
    house: int


@dataclass(frozen=True, slots=True)
class Planned:
    """One case. `arrives` is aware. `paces` are the days that an officer takes for each step of it.

    `crosses`: the subject lives where another force is asked.
    """

    number: int
    force: str
    arrives: datetime
    course: Course
    at_risk: bool
    crosses: bool
    applicant: Who
    child: Who
    subject: Who
    paces: tuple[int, ...]

    @property
    def applies(self) -> bool:
        return self.course is not Course.REDIRECTED


@dataclass(frozen=True, slots=True)
class Asked:
    """A run. The same numbers give the same plan. The first force has the cases; the others are asked."""

    begins: datetime
    years: float
    cases: int
    seed: int
    forces: tuple[str, ...]

    @property
    def ends(self) -> datetime:
        return self.begins + timedelta(days=365.25 * self.years)


def plan(asked: Asked) -> tuple[Planned, ...]:
    """Every case of the run, in the order of their arrival."""
    dice = random.Random(asked.seed)
    span = (asked.ends - asked.begins) / timedelta(seconds=1)
    arrivals = sorted(dice.uniform(0, span) for _ in range(asked.cases))
    return tuple(
        _planned(dice, number, asked, _by_day(asked.begins + timedelta(seconds=at)))
        for number, at in enumerate(arrivals)
    )


def _planned(dice: random.Random, number: int, asked: Asked, arrives: datetime) -> Planned:
    today = arrives.date()
    force, *others = asked.forces
    course = _course(dice)
    surname = f"Madeup-{syllables(number * 3)}"
    return Planned(
        number,
        force,
        arrives,
        course,
        dice.random() < AT_RISK,
        dice.random() < CROSSES and bool(others) and course is Course.NO_CONCERN,
        applicant=_who(dice, surname, number * 3 + 1, today, 20, 60),
        child=_who(dice, surname, number * 3 + 2, today, 2, 15),
        subject=_who(dice, f"Testperson-{syllables(number)}", number * 3 + 3, today, 25, 70),
        paces=tuple(dice.choices((0, 1, 2, 3), (4, 5, 2, 1), k=8)),
    )


def _course(dice: random.Random) -> Course:
    if dice.random() >= APPLIES:
        return Course.REDIRECTED
    rates: Mapping[Course, float] = MappingProxyType(
        {
            Course.DISCLOSED: DISCLOSED,
            Course.NOT_PROGRESSED: NOT_PROGRESSED,
            Course.WITHDRAWN: WITHDRAWN,
            Course.NO_CONCERN: 1 - DISCLOSED - NOT_PROGRESSED - WITHDRAWN,
        }
    )
    return dice.choices(list(rates), list(rates.values()))[0]


def _who(dice: random.Random, surname: str, number: int, today: date, youngest: int, oldest: int) -> Who:
    born = today - timedelta(days=dice.randint(youngest * 366, oldest * 365))
    return Who(surname, syllables(number).capitalize(), born, dice.randint(1, 99))


def syllables(number: int) -> str:
    """A name for a number; no two numbers have one, and none is a word."""
    base = len(_CONSONANTS) * len(_VOWELS)
    return "".join(_pronounced(number + base * base, base)).capitalize()


def _pronounced(number: int, base: int) -> Iterator[str]:
    while number:
        number, rest = divmod(number, base)
        yield _CONSONANTS[rest // len(_VOWELS)] + _VOWELS[rest % len(_VOWELS)]


def _by_day(at: datetime) -> datetime:
    """People ask in the daytime; the form is there at any hour, and few use it at night."""
    begin, end = HOURS
    hour = begin + at.hour * (end - begin) // 24
    return at.replace(hour=hour)
