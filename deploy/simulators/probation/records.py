"""People on probation in the published shapes: Person, Address, MappaDetail, PersonLicences, Alert and so on.

Source: ministryofjustice/hmpps-integration-api at c2755df, `models/hmpps/*.kt`. Absent values are null.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from deploy.simulators.people import Address, People, Person, ProbationRecord, Supervision

CRN = re.compile(r"[A-Z]{1,2}\d{6}")
NOMS = re.compile(r"[A-Z]\d{4}[A-Z]{2}")
_MAPPA = ("level", "levelDescription", "category", "categoryDescription", "startDate", "reviewDate", "notes")
_ALERT = (
    "offenderNo", "type", "typeDescription", "code", "codeDescription", "comment", "dateCreated",
    "dateExpired", "expired", "active",
)  # fmt: skip
_LICENCE = ("status", "typeCode", "createdDate", "approvedDate", "updatedDate")
_CONDITION = ("type", "code", "category", "condition")


class Known:
    """One person whom probation knows, with the record."""

    def __init__(self, person: Person, record: ProbationRecord) -> None:
        self.person = person
        self.record = record

    @property
    def limited_access(self) -> bool:
        return self.record.restriction is not None or self.record.exclusion is not None

    def named(
        self, first: str | None, last: str | None, born: date | None, pnc: str | None, within_aliases: bool
    ) -> bool:
        """Whether every criterion that is given is met, by one name; exactly, but for capital letters."""
        if pnc is not None and pnc != self.record.pnc:
            return False
        names = list(self.person.names())
        return any(
            (first is None or first.casefold() == forenames.partition(" ")[0].casefold())
            and (last is None or last.casefold() == surname.casefold())
            and (born is None or born == own)
            for surname, forenames, own in (names if within_aliases else names[:1])
        )

    def as_person(self) -> dict[str, Any]:
        person, record = self.person, self.record
        first, _, middle = person.forenames.partition(" ")
        numbers = [{"number": person.telephone, "type": "MOBILE"}] if person.telephone else []
        return {
            "firstName": first,
            "lastName": person.surname,
            "middleName": middle or None,
            "dateOfBirth": person.date_of_birth.isoformat(),
            "gender": person.gender,
            "ethnicity": None,
            "aliases": [self._alias(one.surname, one.forenames, one.date_of_birth) for one in person.aliases],
            "identifiers": {"nomisNumber": record.noms, "croNumber": None, "deliusCrn": record.crn},
            "pncId": record.pnc,
            "hmppsId": record.crn,
            "contactDetails": {
                "phoneNumbers": numbers,
                "emails": [person.email] if person.email else [],
            },
            "currentRestriction": record.restriction is not None,
            "restrictionMessage": record.restriction,
            "currentExclusion": record.exclusion is not None,
            "exclusionMessage": record.exclusion,
        }

    def _alias(self, surname: str, forenames: str, born: date | None) -> dict[str, Any]:
        first, _, middle = forenames.partition(" ")
        return {
            "firstName": first,
            "lastName": surname,
            "middleName": middle or None,
            "dateOfBirth": born.isoformat() if born else None,
            "gender": self.person.gender,
            "ethnicity": None,
        }

    def combined(self) -> dict[str, Any]:
        """What GET /v1/persons/{hmppsId} holds: the prison's person and the one on probation."""
        supervised = self.record.supervision is Supervision.PROBATION
        return {
            "prisonerOffenderSearch": None,
            "probationOffenderSearch": {**self.as_person(), "underActiveSupervision": supervised},
        }

    def addresses(self) -> list[dict[str, Any]]:
        return [_address(one) for one in self.person.addresses]

    def mappa(self) -> dict[str, Any] | None:
        held = self.record.mappa
        return None if held is None else {name: held.get(name) for name in _MAPPA}

    def licences(self, hmpps_id: str) -> dict[str, Any]:
        licences = [
            {name: one.get(name) for name in _LICENCE}
            | {"conditions": [{name: each.get(name) for name in _CONDITION} for each in one["conditions"]]}
            for one in self.record.licences
        ]
        number = self.record.noms if licences else None
        return {"hmppsId": hmpps_id, "offenderNumber": number, "licences": licences}

    def alerts(self, codes: Collection[str | None] | None, active_only: bool) -> list[dict[str, Any]]:
        """Newest first; `codes` None: all."""
        held = [{name: one.get(name) for name in _ALERT} for one in self.record.alerts]
        kept = [
            one
            for one in held
            if (codes is None or one["code"] in codes) and (not active_only or one["active"] is True)
        ]
        return sorted(kept, key=lambda one: one["dateCreated"] or "", reverse=True)

    def officer(self) -> dict[str, Any]:
        held = self.record.officer or {}
        team = held.get("team", {})
        name = held.get("name", {})
        return {
            "prisonOffenderManager": None,
            "communityOffenderManager": {
                "name": {part: name.get(part) for part in ("forename", "surname")},
                "email": held.get("email"),
                "telephoneNumber": held.get("telephoneNumber"),
                "team": {
                    part: team.get(part) for part in ("code", "description", "email", "telephoneNumber")
                },
            },
        }

    def limitations(self) -> dict[str, Any]:
        return {
            "excludedFrom": [{"email": one} for one in self.record.excluded_from],
            "exclusionMessage": self.record.exclusion,
            "restrictedTo": [{"email": one} for one in self.record.restricted_to],
            "restrictionMessage": self.record.restriction,
        }


def known(people: People) -> list[Known]:
    """All whom probation knows, the youngest first, as the published search sorts them."""
    found = [Known(person, person.probation) for person in people if person.probation]
    return sorted(found, key=lambda one: one.person.date_of_birth, reverse=True)


def by_id(everybody: Iterable[Known], hmpps_id: str) -> Known | None:
    """By CRN or prison number; the caller has checked the form."""
    return next((one for one in everybody if hmpps_id in (one.record.crn, one.record.noms)), None)


def page_of(entries: list[Any], page: int, per_page: int) -> dict[str, Any]:
    """`data` and `pagination` of a published list; pages count from 1."""
    start = (page - 1) * per_page
    shown = entries[start : start + per_page]
    pages = -(-len(entries) // per_page)
    return {
        "data": shown,
        "pagination": {
            "isLastPage": page >= pages,
            "count": len(shown),
            "page": page,
            "perPage": per_page,
            "totalCount": len(entries),
            "totalPages": pages,
        },
    }


def _address(one: Address) -> dict[str, Any]:
    number, _, street = one.lines[-1].partition(" ")
    return {
        "country": "England",
        "county": None,
        "endDate": one.until.isoformat() if one.until else None,
        "locality": None,
        "name": one.lines[0] if len(one.lines) > 1 else None,
        "noFixedAddress": False,
        "number": number,
        "postcode": one.postcode,
        "startDate": one.since.isoformat() if one.since else None,
        "street": street,
        "town": one.town,
        "types": [{"code": "HOME", "description": "Home Address"}],
        "notes": None,
    }
