"""Police records, by a neutral port of our own: POST /v1/persons/search. No claim to be like any real
system.

One collection stands for each system that answers today: the national record, national intelligence, the
force's own records, managed offenders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from contracts.codes import NoAnswer, Source
from contracts.people import Address, Finding, FindingKind, PersonName
from services.checks.adapters.line import Line, NotAnswered
from services.checks.adapters.wire import Part, read
from services.checks.domain.answers import CouldNotLook, Found, HeldRecord, Reply, WouldNotSay
from services.checks.domain.matching import Described
from services.checks.domain.offences import meaning
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


class _Conviction(Part):
    code: str
    description: str
    date: date
    disposal: str
    victim_under_18: bool | None = None


class _Order(Part):
    kind: str
    condition: str
    to: date | None = None


class _Warning(Part):
    code: str
    words: str


class _Intelligence(Part):
    reference: str
    recorded: date
    summary: str
    source: str
    grade: str
    handling: str


class _Managed(Part):
    reference: str
    status: str
    registered: bool


class _Person(Part):
    record_id: str
    surname: str
    forenames: str = ""
    date_of_birth: date | None = None
    addresses: tuple[_Address, ...] = ()
    aliases: tuple[_Alias, ...] = ()
    warnings: tuple[_Warning, ...] = ()
    convictions: tuple[_Conviction, ...] = ()
    orders: tuple[_Order, ...] = ()
    intelligence: tuple[_Intelligence, ...] = ()
    managed: tuple[_Managed, ...] = ()


class _Answer(Part):
    """`collection` says what was looked at; another than was asked for is no answer."""

    collection: str
    persons: tuple[_Person, ...]


class PoliceRecords:
    """Asks one collection about the people described."""

    def __init__(self, line: Line, source: Source) -> None:
        self._line = line
        self._source = source

    async def ask(self, people: tuple[Described, ...], today: date) -> Reply:
        """All records of all searches, each once. `today` (London) tells which orders are in force."""
        held: dict[str, HeldRecord] = {}
        for person in people:
            for born in _dates(person.date_of_birth):
                try:
                    response = await self._line.ask(
                        "POST", "/v1/persons/search", json=self._search(person, born)
                    )
                    if response.status_code == 403:
                        return WouldNotSay(NoAnswer.FILTERED)
                    answer = read(_Answer, response)
                    if answer.collection != COLLECTION[self._source]:
                        raise NotAnswered(NoAnswer.NOT_UNDERSTOOD)  # noqa: TRY301 - as any other
                except NotAnswered as trouble:
                    return CouldNotLook(trouble.reason)
                held |= {one.record_id: _record(one, today) for one in answer.persons}
        return Found(SCOPE[self._source], tuple(held.values()))

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


def _record(one: _Person, today: date) -> HeldRecord:
    return HeldRecord(
        record=one.record_id,
        name=PersonName(
            given=one.forenames or None,
            family=one.surname or None,
            other=tuple(f"{alias.forenames} {alias.surname}".strip() for alias in one.aliases),
        ),
        date_of_birth=one.date_of_birth,
        addresses=tuple(
            Address(lines=each.lines, town=each.town or None, postcode=each.postcode or None)
            for each in one.addresses
            if each.lines
        ),
        findings=tuple(_findings(one, today)),
    )


def _findings(one: _Person, today: date) -> Iterator[Finding]:
    for conviction in one.convictions:
        yield _conviction(one.record_id, conviction)
    for order in one.orders:
        in_force = order.to is None or order.to >= today
        kind = FindingKind.ORDER_IN_FORCE if in_force else FindingKind.OTHER_RELEVANT_CONVICTION
        ended = "" if in_force else " (no longer in force)"
        yield Finding(
            kind=kind, record=one.record_id, summary=f"{order.kind}: {order.condition}{ended}", on=order.to
        )
    for entry in one.managed:
        now = "managed now" if entry.status == "CURRENT" else "managed in the past"
        registered = FindingKind.REGISTERED_SEX_OFFENDER if entry.registered else FindingKind.MAPPA_MANAGED
        kind = registered if entry.status == "CURRENT" else FindingKind.OTHER_RELEVANT_CONVICTION
        said = "registered sex offender" if entry.registered else "not on the register"
        yield Finding(kind=kind, record=one.record_id, summary=f"Entry {entry.reference}: {said}, {now}.")
    for item in one.intelligence:
        graded = f"graded {item.source}{item.grade}{item.handling}"
        summary = f"{item.summary} ({item.reference}, {graded})"
        yield Finding(
            kind=FindingKind.RELEVANT_INTELLIGENCE, record=one.record_id, summary=summary, on=item.recorded
        )
    for warning in one.warnings:
        yield Finding(
            kind=FindingKind.CONCERNING_BEHAVIOUR, record=one.record_id, summary=f"Warning: {warning.words}"
        )


def _conviction(record: str, one: _Conviction) -> Finding:
    meant = meaning(one.code, one.victim_under_18)
    note = f" ({meant.note})" if meant.note else ""
    return Finding(
        kind=meant.kind,
        record=record,
        summary=f"{one.description}, {one.code}: {one.disposal}{note}",
        on=one.date,
        provision=meant.provision,
        victim_age_known=meant.victim_age_known,
    )
