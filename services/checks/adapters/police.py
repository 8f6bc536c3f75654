"""Police records, by a neutral port of our own: POST /v1/persons/search. No claim to be like any real
system.

One collection stands for each system that answers today: the national record, national intelligence, the
force's own records, managed offenders.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from datetime import date
from typing import Any, Final

import httpx
from pydantic import ValidationError

from contracts.codes import NoAnswer, Searched, Source
from contracts.people import Address, PersonName
from services.checks.adapters.line import Line, NotAnswered
from services.checks.adapters.police_entries import Entries, findings
from services.checks.adapters.searching import Shown
from services.checks.adapters.wire import Part, read
from services.checks.domain.answers import CouldNotLook, HeldRecord, WouldNotSay
from services.checks.domain.matching import Described
from services.checks.domain.sources import SCOPE

COLLECTION: Final[Mapping[Source, str]] = {
    Source.POLICE_NATIONAL: "NATIONAL",
    Source.POLICE_INTELLIGENCE: "INTELLIGENCE",
    Source.POLICE_LOCAL: "LOCAL",
    Source.OFFENDER_MANAGEMENT: "MANAGED",
}


class _Address(Part):
    lines: tuple[str, ...] = ()
    town: str | None = None
    postcode: str | None = None


class _Alias(Part):
    surname: str
    forenames: str = ""
    date_of_birth: date | None = None


class _Person(Entries):
    record_id: str
    surname: str
    forenames: str = ""
    date_of_birth: date | None = None
    addresses: tuple[_Address, ...] = ()
    aliases: tuple[_Alias, ...] = ()


class _Answer(Part):
    """`collection` says what was looked at; another than was asked for is no answer."""

    collection: str
    persons: tuple[_Person, ...]


class PoliceRecords:
    """Asks one collection about the people described."""

    def __init__(self, line: Line, source: Source) -> None:
        self._line = line
        self._source = source

    @property
    def searched(self) -> Searched:
        return SCOPE[self._source]

    async def all_about(self, people: tuple[Described, ...], today: date) -> AsyncGenerator[Shown]:
        """What is refused, or cannot be understood, keeps back nothing else."""
        for person in people:
            for born in _dates(person.date_of_birth):
                response = await self._line.ask("POST", "/v1/persons/search", json=self._search(person, born))
                if response.status_code == 403:
                    yield WouldNotSay(NoAnswer.FILTERED)
                    continue
                for shown in self._understood(response, today):
                    yield shown

    def _understood(self, response: httpx.Response, today: date) -> Iterator[Shown]:
        try:
            answer = read(_Answer, response)
        except NotAnswered as trouble:
            yield CouldNotLook(trouble.reason)
            return
        if answer.collection != COLLECTION[self._source]:
            yield CouldNotLook(NoAnswer.NOT_UNDERSTOOD)
            return
        yield from (_record(one, today) for one in answer.persons)

    def _search(self, person: Described, born: date | None) -> dict[str, Any]:
        name = person.name
        if name is None or not name.family:
            raise ValueError("nobody is searched for without a surname")
        search: dict[str, Any] = {
            "surname": name.family,
            "forenames": name.given or "",
            "aliases": [_alias(other, name) for other in name.other],
            "addresses": [
                {"lines": list(one.lines), "postcode": one.postcode or ""} for one in person.addresses
            ],
            "collection": COLLECTION[self._source],
        }
        return search | ({"date_of_birth": born.isoformat()} if born else {})


def _dates(born: date | None) -> Iterator[date | None]:
    """As given, and with day and month changed over where that is a date too."""
    yield born
    if born is not None and born.day <= 12 and born.day != born.month:
        yield born.replace(month=born.day, day=born.month)


def _alias(other: str, name: PersonName) -> dict[str, str]:
    forenames, _, surname = other.rpartition(" ")
    return {"surname": surname, "forenames": forenames or name.given or ""}


def _record(one: _Person, today: date) -> HeldRecord | CouldNotLook:
    try:
        return HeldRecord(
            record=one.record_id,
            name=PersonName(
                given=one.forenames or None,
                family=one.surname or None,
                other=tuple(f"{alias.forenames} {alias.surname}".strip() for alias in one.aliases),
            ),
            date_of_birth=one.date_of_birth,
            other_dates=tuple(each.date_of_birth for each in one.aliases if each.date_of_birth is not None),
            addresses=tuple(
                Address(lines=each.lines, town=each.town or None, postcode=each.postcode or None)
                for each in one.addresses
                if each.lines
            ),
            findings=tuple(findings(one.record_id, one, today)),
        )
    except ValidationError:
        return CouldNotLook(NoAnswer.NOT_UNDERSTOOD)
