"""What social care is asked, and what it answers about that person. Pure."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from contracts.agencies import AgencyCheckAnswered
from contracts.codes import Answer, Basis, NoAnswer, Purpose, Searched
from contracts.fields import CaseId, Key
from contracts.parties import Agency
from contracts.parts import About, Scope, WhomToRing
from contracts.people import Finding, FindingKind, Findings
from contracts.sealed import Sealed
from deploy.simulators.people import People, Person, SocialCareRecord


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class AskedAddress(_Part):
    lines: tuple[str, ...] = ()
    town: str | None = None
    postcode: str | None = None


class AskedPerson(_Part):
    surname: str = Field(min_length=1, max_length=200)
    forenames: str = Field(default="", max_length=200)
    date_of_birth: date | None = None
    addresses: tuple[AskedAddress, ...] = ()


class Enquiry(_Part):
    """The body of POST /v1/enquiries: one ask about one person, for a stated purpose (R-122)."""

    case_id: CaseId
    check: Key
    about: About
    person: AskedPerson
    scope: Searched = Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE
    purpose: Purpose
    basis: Basis


def answer(enquiry: Enquiry, people: People, agency: Agency, at: datetime) -> AgencyCheckAnswered:
    """What this council's records say at `at` (aware). More than one person: AMBIGUOUS."""
    held = [
        (person, record)
        for person in people
        if (record := person.social_care) and _is_meant(person, enquiry.person) and _in(enquiry.scope, record)
    ]
    scope = Scope(searched=enquiry.scope, as_of=at)
    if withheld := next((record for _person, record in held if record.answer != "HELD"), None):
        return AgencyCheckAnswered(
            check=enquiry.check,
            answer=Answer.WITHHELD,
            scope=scope,
            reason=NoAnswer(withheld.answer),
            ring=WhomToRing(
                party=agency.id,
                desk=agency.ring.desk,
                telephone=agency.ring.telephone,
                hours=agency.ring.hours,
            ),
            answered_at=at,
        )
    if not held:
        return AgencyCheckAnswered(check=enquiry.check, answer=Answer.NO_TRACE, scope=scope, answered_at=at)
    return AgencyCheckAnswered(
        check=enquiry.check,
        answer=Answer.HIT if len(held) == 1 else Answer.AMBIGUOUS,
        scope=scope,
        count=len(held),
        findings=Sealed.of(Findings(found=tuple(_finding(person, record) for person, record in held))),
        answered_at=at,
    )


def _in(scope: Searched, record: SocialCareRecord) -> bool:
    return scope is not Searched.OPEN_CHILD_PROTECTION_PLANS or record.kind == "CHILD_PROTECTION"


def _is_meant(person: Person, asked: AskedPerson) -> bool:
    """The same surname and first name, and the date of birth if it was given, else the postcode."""
    same_name = any(
        asked.surname.casefold() == surname.casefold() and _first(asked.forenames) == _first(forenames)
        for surname, forenames, _born in person.names()
    )
    if not same_name:
        return False
    if asked.date_of_birth is not None:
        return asked.date_of_birth == person.date_of_birth
    own = {one.postcode.replace(" ", "").casefold() for one in person.addresses}
    wanted = {one.postcode.replace(" ", "").casefold() for one in asked.addresses if one.postcode}
    return not wanted or bool(own & wanted)


def _first(forenames: str) -> str:
    return forenames.strip().partition(" ")[0].casefold()


def _finding(person: Person, record: SocialCareRecord) -> Finding:
    return Finding(
        kind=FindingKind(record.kind),
        record=record.reference,
        summary=record.summary,
        on=record.since,
        match=f"same name, born {person.date_of_birth.isoformat()}",
    )
