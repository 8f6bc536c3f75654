"""Which records a search brings up, and what of them. It finds candidates; who is who the caller decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import jellyfish
from pydantic import BaseModel, ConfigDict, Field

from deploy.simulators.people import People, Person, PoliceRecord

NEAR_ENOUGH = 0.92
A_FEW_DAYS = timedelta(days=2)


class Collection(StrEnum):
    """What is searched; each stands for a system that answers for it today."""

    ALL = "ALL"
    NATIONAL = "NATIONAL"
    INTELLIGENCE = "INTELLIGENCE"
    LOCAL = "LOCAL"
    MANAGED = "MANAGED"


SEARCHED: Mapping[Collection, str] = {
    Collection.ALL: "all persons on simulated police records, national and the force's own",
    Collection.NATIONAL: "persons with convictions, cautions or orders on the simulated national record",
    Collection.INTELLIGENCE: "persons named in simulated national police intelligence",
    Collection.LOCAL: "persons on the force's own simulated records, with warnings and local intelligence",
    Collection.MANAGED: "offenders managed in the community today, on simulated records",
}

_IS_IN: Mapping[Collection, Callable[[PoliceRecord], bool]] = {
    Collection.ALL: lambda _record: True,
    Collection.NATIONAL: lambda record: bool(record.convictions or record.orders),
    Collection.INTELLIGENCE: lambda record: bool(record.intelligence),
    Collection.LOCAL: lambda _record: True,
    Collection.MANAGED: lambda record: bool(record.managed),
}
_SHOWN: Mapping[Collection, frozenset[str]] = {
    Collection.ALL: frozenset({"warnings", "convictions", "orders", "intelligence", "managed"}),
    Collection.NATIONAL: frozenset({"warnings", "convictions", "orders"}),
    Collection.INTELLIGENCE: frozenset({"intelligence"}),
    Collection.LOCAL: frozenset({"warnings", "intelligence"}),
    Collection.MANAGED: frozenset({"warnings", "orders", "managed"}),
}


class SearchedName(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    surname: str = Field(min_length=1, max_length=200)
    forenames: str = Field(default="", max_length=200)


class SearchedAddress(BaseModel):
    """Only the first line and the postcode are looked at; the rest may be sent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    lines: tuple[str, ...] = ()
    postcode: str = ""


class Search(BaseModel):
    """The body of POST /v1/persons/search. Without `date_of_birth` the name alone is searched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    surname: str = Field(min_length=1, max_length=200)
    forenames: str = Field(default="", max_length=200)
    date_of_birth: date | None = None
    aliases: tuple[SearchedName, ...] = ()
    addresses: tuple[SearchedAddress, ...] = ()
    collection: Collection = Collection.ALL


def found(people: People, search: Search) -> dict[str, Any]:
    """The answer: the scope, in words too, and every record that may be meant."""
    shown = _SHOWN[search.collection]
    persons = [
        _written(person, record, shown)
        for person in people
        if _may_be(person, search)
        for record in person.police
        if _IS_IN[search.collection](record)
    ]
    return {
        "collection": search.collection.value,
        "searched": SEARCHED[search.collection],
        "persons": persons,
    }


def _may_be(person: Person, search: Search) -> bool:
    wanted = [(search.surname, search.forenames), *((one.surname, one.forenames) for one in search.aliases)]
    by_name = any(
        _sounds_like(surname, own_surname)
        and (_initial(forenames, own_forenames) or _born_then(born, search.date_of_birth))
        for surname, forenames in wanted
        for own_surname, own_forenames, born in person.names()
    )
    if by_name and (search.date_of_birth is None or _born_then(person.date_of_birth, search.date_of_birth)):
        return True
    # a wrong date of birth hides nobody who has the whole name, and nobody who lives where it was said
    return by_name and (_whole_name(person, wanted) or _lives_there(person, search))


def _sounds_like(one: str, other: str) -> bool:
    one, other = _letters(one), _letters(other)
    if not one or not other:
        return False
    return (
        one == other
        or jellyfish.metaphone(one) == jellyfish.metaphone(other)
        or jellyfish.jaro_winkler_similarity(one, other) >= NEAR_ENOUGH
    )


def _initial(one: str, other: str) -> bool:
    return not one.strip() or _letters(one)[:1] == _letters(other)[:1]


def _born_then(born: date, wanted: date | None) -> bool:
    return wanted is not None and abs(born - wanted) <= A_FEW_DAYS


def _whole_name(person: Person, wanted: list[tuple[str, str]]) -> bool:
    own = {(_letters(surname), _first(forenames)) for surname, forenames, _born in person.names()}
    return any((_letters(surname), _first(forenames)) in own for surname, forenames in wanted)


def _lives_there(person: Person, search: Search) -> bool:
    own = {(_letters(one.lines[0]), _letters(one.postcode)) for one in person.addresses}
    return any(
        one.lines and (_letters(one.lines[0]), _letters(one.postcode)) in own for one in search.addresses
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


def _first(forenames: str) -> str:
    return _letters(forenames.strip().partition(" ")[0])


def _written(person: Person, record: PoliceRecord, shown: frozenset[str]) -> dict[str, Any]:
    held = record.model_dump(mode="json", exclude={"record_id"})
    return {
        "record_id": record.record_id,
        "surname": person.surname,
        "forenames": person.forenames,
        "date_of_birth": person.date_of_birth.isoformat(),
        "gender": person.gender,
        "addresses": [_dated(one.model_dump(mode="json")) for one in person.addresses],
        "aliases": [one.model_dump(mode="json") for one in person.aliases],
        **{part: [_dated(one) for one in entries] if part in shown else [] for part, entries in held.items()},
    }


def _dated(entry: dict[str, Any]) -> dict[str, Any]:
    """`since` and `until` of the people file are `from` and `to` on this wire."""
    names = {"since": "from", "until": "to"}
    return {names.get(name, name): value for name, value in entry.items()}
