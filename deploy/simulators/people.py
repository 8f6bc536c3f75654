"""Who is on record where. One data file for demo and tests, people.toml; everybody in it is invented."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts.codes import ConditionKind

PEOPLE_FILE = Path(__file__).with_name("people.toml")


class BadPeople(Exception):
    """The people file cannot be used; the message says where."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Address(Part):
    lines: tuple[str, ...] = Field(min_length=1)
    town: str
    postcode: str
    since: date | None = None
    until: date | None = None


class Alias(Part):
    surname: str
    forenames: str
    date_of_birth: date | None = None


class Conviction(Part):
    """`code` names Act and section in our own neutral form; `disposal` may be a caution (G 10)."""

    code: str
    description: str
    date: date
    disposal: str
    victim_under_18: bool | None = None
    offender_under_18: bool | None = None


class Order(Part):
    """`forbids` is what the condition forbids, where the record has it; else somebody reads the words."""

    kind: str
    condition: str
    forbids: tuple[ConditionKind, ...] = ()
    under: int | None = None
    names: tuple[str, ...] = ()
    since: date
    until: date | None = None


class Warning_(Part):  # noqa: N801 - Warning is a built-in exception
    code: str
    words: str
    until: date | None = None


class Intelligence(Part):
    """Graded 3x5x2 (source 1 to 3, intelligence A to E, handling P or C), or of old 5x5x5 in `legacy`."""

    reference: str
    recorded: date
    summary: str
    source: Literal["1", "2", "3"] | None = None
    grade: Literal["A", "B", "C", "D", "E"] | None = None
    handling: Literal["P", "C"] | None = None
    conditions: str | None = None
    legacy: str | None = Field(default=None, pattern=r"^[A-E][1-5][1-5]$")


class Management(Part):
    """An entry among the offenders who are managed in the community; `force` is a PNC code."""

    reference: str
    status: Literal["CURRENT", "ARCHIVED"]
    force: str
    registered: bool
    level: int | None = Field(default=None, ge=1, le=3)
    lead: str | None = None
    since: date


class PoliceRecord(Part):
    record_id: str
    warnings: tuple[Warning_, ...] = ()
    convictions: tuple[Conviction, ...] = ()
    orders: tuple[Order, ...] = ()
    intelligence: tuple[Intelligence, ...] = ()
    managed: tuple[Management, ...] = ()


class Supervision(StrEnum):
    """As the External API's filter has it."""

    PROBATION = "PROBATION"
    PRISONS = "PRISONS"
    NONE = "NONE"


class ProbationRecord(Part):
    """`mappa`, `licences`, `alerts` and `officer` are in the published shape, field for field."""

    crn: str = Field(pattern=r"^[A-Z]{1,2}\d{6}$")
    noms: str | None = Field(default=None, pattern=r"^[A-Z]\d{4}[A-Z]{2}$")
    pnc: str | None = None
    supervision: Supervision = Supervision.PROBATION
    restriction: str | None = None
    exclusion: str | None = None
    restricted_to: tuple[str, ...] = ()
    excluded_from: tuple[str, ...] = ()
    mappa: dict[str, Any] | None = None
    licences: tuple[dict[str, Any], ...] = ()
    alerts: tuple[dict[str, Any], ...] = ()
    officer: dict[str, Any] | None = None


class SocialCareRecord(Part):
    """What a council holds. `answer` says how it answers about this person."""

    reference: str
    answer: Literal["HELD", "RECORD_RESTRICTED", "DECLINED"] = "HELD"
    kind: Literal["CHILD_PROTECTION", "CONCERNING_BEHAVIOUR", "NOT_RELEVANT"] = "CHILD_PROTECTION"
    summary: str
    since: date | None = None


class Person(Part):
    id: str
    """For tests and scripts; leaves no simulator."""
    story: str
    surname: str
    forenames: str
    date_of_birth: date
    gender: Literal["Female", "Male"]
    telephone: str | None = None
    email: str | None = None
    addresses: tuple[Address, ...] = ()
    aliases: tuple[Alias, ...] = ()
    police: tuple[PoliceRecord, ...] = ()
    probation: ProbationRecord | None = None
    social_care: SocialCareRecord | None = None

    def names(self) -> Iterator[tuple[str, str, date]]:
        """(surname, forenames, date of birth) of the person and of every alias."""
        yield self.surname, self.forenames, self.date_of_birth
        for alias in self.aliases:
            yield alias.surname, alias.forenames, alias.date_of_birth or self.date_of_birth


class People:
    """All of them, in the order of the file."""

    def __init__(self, everybody: tuple[Person, ...]) -> None:
        self._everybody = {person.id: person for person in everybody}
        if len(self._everybody) != len(everybody):
            raise BadPeople("two people have one id")

    def __iter__(self) -> Iterator[Person]:
        return iter(self._everybody.values())

    def __getitem__(self, person_id: str) -> Person:
        """The person of that id; KeyError when there is none."""
        return self._everybody[person_id]


class _File(Part):
    people: tuple[Person, ...]


def read_people(path: Path = PEOPLE_FILE) -> People:
    """Everybody in that file. Raises BadPeople."""
    try:
        return People(_File.model_validate(tomllib.loads(path.read_text("utf-8"))).people)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as unreadable:
        raise BadPeople(f"the people file cannot be read: {unreadable}") from unreadable
    except ValidationError as invalid:
        places = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in invalid.errors(include_input=False)
        )
        raise BadPeople(f"the people file is not as it should be: {places}") from invalid
