"""Invented people and officers of the cases told in tests, and how a service's fact is put."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.codes import (
    ApplicantToChild,
    ContactKind,
    NoConcernStatement,
    SubjectToChild,
)
from contracts.parts import Relationship, Relationships
from contracts.people import (
    Address,
    ApplicantContact,
    ApplicantDetails,
    Child,
    Children,
    Means,
    PersonName,
    SafeContact,
    SubjectDetails,
)
from contracts.sealed import Sealed
from messaging.decider import Actor, Message
from tests.given import CASE

CONTACT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
"""Monday 1 June 2026, 10:00 in London."""
POLICY = "KENT-2025@2025-03"
CHILD = "child-1"
S = NoConcernStatement
ALL_STATEMENTS = frozenset({S.NO_RELEVANT_CONVICTIONS, S.NO_OTHER_INTELLIGENCE, S.NO_CONCERNING_BEHAVIOUR})
KNOWS = frozenset({"SCHEME", "SAFEGUARDING", "OFFENDER_RISK"})
SERGEANT = Actor("s.sergeant", "SERGEANT", "SUPERVISOR", "46", KNOWS)
OTHER_SERGEANT = Actor("o.sergeant", "SERGEANT", "SUPERVISOR", "46", KNOWS)
INSPECTOR = Actor("i.inspector", "INSPECTOR", "SUPERVISOR", "46", KNOWS)
CONSTABLE = Actor("c.constable", "CONSTABLE", "INTERVIEWER", "46", KNOWS)
RESEARCHER = Actor("r.researcher", "STAFF", "RESEARCHER", "46")
SERVICE = Actor("system:decisions")
APPLICANT_HOME = Address(lines=("14 Invented Lane",), town="Sampleton", postcode="ZZ1 1ZZ")
SUBJECT_HOME = Address(lines=("3 Madeup Terrace",), town="Sampleton", postcode="ZZ9 9ZZ")


def hours(number: float) -> datetime:
    return CONTACT + timedelta(hours=number)


def days(number: float) -> datetime:
    return CONTACT + timedelta(days=number)


def said(event: Any, by: str, at: datetime, *, actor: Actor = RESEARCHER, **opening: str) -> Message:
    """A message of another service, with the opening facts that each carries."""
    facts = {"openedat": CONTACT.isoformat(), "route": "RIGHT_TO_ASK", "policy": POLICY} | opening
    number = abs(hash((type(event).__name__, by, at, repr(event)))) % 10**12
    return Message(
        f"m-{type(event).__name__}-{number}",
        f"csods/46/{by}",
        event.TYPE,
        CASE,
        event,
        at,
        at,
        actor,
        facts,
    )


def applicant(**more: Any) -> Sealed[ApplicantDetails]:
    details = {"name": PersonName(given="Ferdinand", family="Testperson"), "lives_with_subject": False} | more
    return Sealed.of(ApplicantDetails(**details))


def contact(address: Address | None = APPLICANT_HOME, *means: Means) -> Sealed[ApplicantContact]:
    ways = means or (Means.POST, Means.TELEPHONE)
    safe = SafeContact(means=ways, telephone="01632 960001", issues="Never mention Dorian Sample-Quill.")
    return Sealed.of(
        ApplicantContact(name=PersonName(given="Ferdinand", family="Testperson"), address=address, safe=safe)
    )


def subject(address: Address | None = SUBJECT_HOME, **more: Any) -> Sealed[SubjectDetails]:
    name = PersonName(given="Dorian", family="Sample-Quill")
    return Sealed.of(SubjectDetails(**({"name": name, "address": address} | more)))


def children() -> Sealed[Children]:
    return Sealed.of(Children(named=(Child(ref=CHILD, name=PersonName(given="Cleo", family="Testperson")),)))


def relationships(*kinds: ContactKind) -> Relationships:
    about = Relationship(
        child=CHILD,
        applicant=ApplicantToChild.PARENT,
        subject=SubjectToChild.PARTNER_OF_PARENT,
        contact=kinds or (ContactKind.LIVES_WITH_CHILD,),
    )
    return Relationships(children=(about,))
