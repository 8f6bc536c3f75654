"""Probation, by the published HMPPS External API (field facts B6): search, then what it holds of those who
may be meant.

GET /v1/persons and /v1/persons/{hmppsId}/…, header x-api-key. It answers 404 for what it filters out and
403 for what this consumer may not see; a record with a current restriction or exclusion is there, and
its owner is rung.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from datetime import date
from typing import Final
from urllib.parse import quote

from contracts.codes import NoAnswer, OrderKind, Searched, Source
from contracts.held import Detail, Management, Order
from contracts.people import Address, Finding, FindingKind, PersonName
from services.checks.adapters.line import Line, NotAnswered
from services.checks.adapters.searching import Shown
from services.checks.adapters.wire import P, Part, read
from services.checks.domain.answers import CouldNotLook, HeldRecord, WouldNotSay
from services.checks.domain.matching import Band, Described, match
from services.checks.domain.sources import SCOPE

PER_PAGE: Final = 100
"""The published search gives one page only: more than this is no complete answer."""


class _Alias(Part):
    firstName: str | None = None  # noqa: N815 - the published name
    lastName: str | None = None  # noqa: N815


class _Person(Part):
    hmppsId: str | None = None  # noqa: N815
    firstName: str | None = None  # noqa: N815
    middleName: str | None = None  # noqa: N815
    lastName: str | None = None  # noqa: N815
    dateOfBirth: date | None = None  # noqa: N815
    aliases: tuple[_Alias, ...] = ()
    currentRestriction: bool | None = None  # noqa: N815
    currentExclusion: bool | None = None  # noqa: N815


class _Pages(Part):
    isLastPage: bool  # noqa: N815
    page: int
    count: int
    totalCount: int  # noqa: N815

    def whole(self, shown: int) -> bool:
        """Whether this one page is all that was found."""
        return self.isLastPage and self.page == 1 and self.count == self.totalCount == shown


class _Persons(Part):
    data: tuple[_Person, ...]
    pagination: _Pages


class _Offender(Part):
    underActiveSupervision: bool | None = None  # noqa: N815


class _Both(Part):
    probationOffenderSearch: _Offender | None = None  # noqa: N815


class _Whole(Part):
    data: _Both | None = None


class _Address(Part):
    name: str | None = None
    number: str | None = None
    street: str | None = None
    town: str | None = None
    postcode: str | None = None


class _Addresses(Part):
    data: tuple[_Address, ...] | None = None


class _Mappa(Part):
    level: int | None = None
    levelDescription: str | None = None  # noqa: N815
    category: int | None = None
    categoryDescription: str | None = None  # noqa: N815


class _MappaDetail(Part):
    data: _Mappa | None = None


class _Condition(Part):
    category: str | None = None
    condition: str | None = None


class _Licence(Part):
    status: str | None = None
    conditions: tuple[_Condition, ...] = ()


class _Licences(Part):
    licences: tuple[_Licence, ...] = ()


class _LicenceDetail(Part):
    data: _Licences | None = None


class Probation:
    """Asks about the people described. Details are read only of records that may be of them (R-122)."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @property
    def searched(self) -> Searched:
        return SCOPE[Source.PROBATION]

    async def all_about(self, people: tuple[Described, ...], today: date) -> AsyncGenerator[Shown]:
        """What is withheld, or cannot be understood, keeps back nothing else."""
        seen: set[str] = set()
        for person in people:
            for params in _searches(person):
                response = await self._line.ask("GET", "/v1/persons", params=params)
                if response.status_code in (403, 404):
                    yield WouldNotSay(NoAnswer.FILTERED)
                    continue
                try:
                    answer = read(_Persons, response)
                except NotAnswered as trouble:
                    yield CouldNotLook(trouble.reason)
                    continue
                if not answer.pagination.whole(len(answer.data)):
                    yield CouldNotLook(NoAnswer.NOT_UNDERSTOOD)
                for one in answer.data:
                    if one.hmppsId not in seen and _may_be(person, one, today):
                        seen |= {one.hmppsId} if one.hmppsId else set()
                        async for shown in self._shown(one):
                            yield shown

    async def _shown(self, one: _Person) -> AsyncGenerator[Shown]:
        """First what the search alone shows: it stands where no more of the record can be read now."""
        if one.currentRestriction or one.currentExclusion:
            yield WouldNotSay(NoAnswer.RECORD_RESTRICTED)
        elif not one.hmppsId or not one.lastName:
            yield CouldNotLook(NoAnswer.NOT_UNDERSTOOD)
        else:
            yield _held(one.hmppsId, one, [_known(one.hmppsId, None, all_shown=False)])
            try:
                record, all_shown = await self._read(one.hmppsId, one)
                yield record
                if not all_shown:
                    yield WouldNotSay(NoAnswer.FILTERED)
            except NotAnswered as trouble:
                if trouble.reason is not NoAnswer.NOT_UNDERSTOOD:
                    raise
                yield CouldNotLook(trouble.reason)

    async def _read(self, hmpps_id: str, one: _Person) -> tuple[HeldRecord, bool]:
        addresses, _ = await self._detail(hmpps_id, "/addresses", _Addresses)
        mappa, mappa_shown = await self._detail(hmpps_id, "/risks/mappadetail", _MappaDetail)
        licences, licences_shown = await self._detail(hmpps_id, "/licences/conditions", _LicenceDetail)
        whole, whole_shown = await self._detail(hmpps_id, "", _Whole)
        all_shown = mappa_shown and licences_shown and whole_shown
        findings = [_known(hmpps_id, whole, all_shown=all_shown)]
        findings += _mappa(hmpps_id, mappa.data if mappa else None)
        findings += _conditions(hmpps_id, licences.data if licences else None)
        homes = tuple(_homes(addresses.data or ())) if addresses else ()
        return _held(hmpps_id, one, findings, homes), all_shown

    async def _detail(self, hmpps_id: str, what: str, kind: type[P]) -> tuple[P | None, bool]:
        """The detail, and whether it was shown to us."""
        response = await self._line.ask("GET", f"/v1/persons/{quote(hmpps_id, safe='')}{what}")
        if response.status_code in (403, 404):
            return None, False
        return read(kind, response), True


def _may_be(person: Described, one: _Person, today: date) -> bool:
    """Whether it may be of the person. What does not show enough to compare is never taken for another's."""
    return not one.lastName or match(person, _described(one), today=today).band is not Band.DIFFERENT


def _searches(person: Described) -> Iterator[dict[str, str]]:
    """The published search compares exactly: so first forename, every surname, both orders of the date."""
    name = person.name
    if name is None or not name.family:
        raise ValueError("nobody is searched for without a surname")
    seen: set[tuple[str, str]] = set()
    for given, family in _names(name):
        if (given, family) in seen:
            continue
        seen.add((given, family))
        asked = {"last_name": family, "search_within_aliases": "true", "perPage": str(PER_PAGE)}
        yield asked | ({"first_name": given} if given else {})
        if given and person.date_of_birth is None:
            yield asked
        if person.date_of_birth is not None:
            yield from (asked | {"date_of_birth": born.isoformat()} for born in _dates(person.date_of_birth))


def _names(name: PersonName) -> Iterator[tuple[str, str]]:
    given = (name.given or "").strip().partition(" ")[0]
    yield given, name.family or ""
    for other in name.other:
        forenames, _, surname = other.strip().rpartition(" ")
        yield forenames.partition(" ")[0] or given, surname


def _dates(born: date) -> Iterator[date]:
    yield born
    if born.day <= 12 and born.day != born.month:
        yield born.replace(month=born.day, day=born.month)


def _described(one: _Person) -> Described:
    given = " ".join(part for part in (one.firstName, one.middleName) if part)
    others = tuple(
        other for alias in one.aliases if (other := f"{alias.firstName or ''} {alias.lastName or ''}".strip())
    )
    name = PersonName(given=given or None, family=one.lastName or None, other=others)
    return Described(name=name, date_of_birth=one.dateOfBirth)


def _held(
    hmpps_id: str, one: _Person, findings: list[Finding], homes: tuple[Address, ...] = ()
) -> HeldRecord:
    return HeldRecord(
        record=hmpps_id,
        name=_described(one).name or PersonName(),
        date_of_birth=one.dateOfBirth,
        addresses=homes,
        findings=tuple(findings),
    )


def _homes(found: tuple[_Address, ...]) -> Iterator[Address]:
    for one in found:
        street = " ".join(part for part in (one.number, one.street) if part)
        lines = tuple(line for line in (one.name, street) if line)
        if lines:
            yield Address(lines=lines, town=one.town or None, postcode=one.postcode or None)


def _known(hmpps_id: str, whole: _Whole | None, *, all_shown: bool) -> Finding:
    """Under supervision, unless it is said that supervision is over: then somebody who was convicted once."""
    offender = whole.data.probationOffenderSearch if whole and whole.data else None
    over = offender is not None and offender.underActiveSupervision is False
    kind = FindingKind.OTHER_CONVICTION if over else FindingKind.UNDER_SUPERVISION
    said = "Known to probation, not under supervision today." if over else "Known to probation."
    hidden = "" if all_shown else " Some of what is held is not shown to us: ring the desk."
    return Finding(kind=kind, record=hmpps_id, summary=said + hidden)


def _mappa(hmpps_id: str, held: _Mappa | None) -> list[Finding]:
    if held is None or (held.level is None and held.category is None):
        return []
    said = ", ".join(part for part in (held.levelDescription, held.categoryDescription) if part) or "MAPPA"
    level = held.level if held.level in (1, 2, 3) else None
    detail = Detail(management=Management(current=True, level=level))
    return [Finding(kind=FindingKind.MAPPA_MANAGED, record=hmpps_id, summary=f"{said}.", detail=detail)]


_NOT_IN_FORCE: Final = frozenset(
    {
        "IN_PROGRESS", "SUBMITTED", "APPROVED", "REJECTED", "TIMED_OUT", "INACTIVE", "EXPIRED", "RECALLED",
        "VARIATION_IN_PROGRESS", "VARIATION_SUBMITTED", "VARIATION_REJECTED", "VARIATION_APPROVED",
    }
)  # fmt: skip
"""Of a licence that is over, or has not begun; under a status that is not known its conditions are read."""


def _conditions(hmpps_id: str, held: _Licences | None) -> list[Finding]:
    licences = held.licences if held else ()
    active = [one for one in licences if (one.status or "").strip().upper() not in _NOT_IN_FORCE]
    return [
        Finding(
            kind=FindingKind.LICENCE_CONDITION,
            record=hmpps_id,
            summary=(words := f"{each.category or 'Condition'}: {each.condition}"),
            detail=Detail(order=Order(kind=OrderKind.LICENCE, condition=words)),
        )
        for licence in active
        for each in licence.conditions
        if each.condition
    ]
