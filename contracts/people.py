"""Personal data, by label. Who may hold which key: `contracts.audiences`; nothing here is written in clear.

Names, dates and addresses are as they were given: possibly partial, possibly wrong, never normalised here.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from contracts import held
from contracts.fields import ChildRef, Instant, Reference, Telephone
from contracts.scripts import is_latin
from contracts.sealed import Personal, PersonalPart

Words = held.Words
Line = held.Line


class PersonName(PersonalPart):
    given: Line | None = None
    family: Line | None = None
    other: tuple[Line, ...] = ()
    """Maiden, married and other names, nicknames."""

    @property
    def searchable(self) -> bool:
        """Whether a source can be asked about somebody of this name.

        None looks for a first name alone; and what is written in another script than theirs they do not find,
        whoever they hold.
        """
        names = (self.family, *self.other) if self.family else ()
        return any(is_latin(letter) for name in names for letter in name if letter.isalpha())


class Address(PersonalPart):
    lines: tuple[Line, ...] = Field(min_length=1, max_length=6)
    town: Line | None = None
    postcode: Line | None = None


class Gender(StrEnum):
    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER"
    NOT_KNOWN = "NOT_KNOWN"


class ApplicantDetails(Personal, label="applicant"):
    """Who asks (A9: never to the subject, the recipient or another force without need)."""

    name: PersonName
    date_of_birth: date | None = None
    place_of_birth: Line | None = None
    gender: Gender = Gender.NOT_KNOWN
    lives_with_child: bool | None = None
    lives_with_subject: bool | None = None


class IdentityEvidence(Personal, label="applicant"):
    """What the documents showed; a number's last four characters, never an image."""

    last_four: tuple[Line, ...] = ()
    expires: date | None = None
    confirmed_by: Line | None = None
    """The person of another agency who confirmed it (G 41)."""


class Means(StrEnum):
    """How somebody may safely be reached."""

    TELEPHONE = "TELEPHONE"
    EMAIL = "EMAIL"
    POST = "POST"
    IN_PERSON = "IN_PERSON"


class SafeContact(PersonalPart):
    """In a way and at a time that the applicant called safe (R-054)."""

    means: tuple[Means, ...] = Field(min_length=1)
    telephone: Telephone | None = None
    email: Line | None = None
    hours: tuple[Line, ...] = ()
    """Windows of local time, as `MON-FRI 09:00-15:00`; empty: any time."""
    leave_message: bool = False
    language: Line | None = None
    adjustments: Words | None = None
    issues: Words | None = None
    """Issues about future contact, in the applicant's words (form B of 2010)."""


class ApplicantContact(Personal, label="applicant_contact"):
    """All that a letter or a call needs, and the only personal label that notifications can open."""

    name: PersonName
    address: Address | None = None
    safe: SafeContact


class Appointment(Personal, label="applicant_contact"):
    """Where to meet, or what to ring, and whom."""

    name: PersonName
    safe: SafeContact
    address: Address | None = None
    place: Line | None = None


class IdentifyingFeature(PersonalPart):
    """G 45: what helps to find the right person."""

    kind: Line
    description: Words


class SubjectDetails(Personal, label="subject"):
    """The person asked about, as the applicant gave it; all of it may be missing at first."""

    name: PersonName | None = None
    date_of_birth: date | None = None
    approximate_age: int | None = Field(default=None, ge=0, le=130)
    place_of_birth: Line | None = None
    gender: Gender = Gender.NOT_KNOWN
    address: Address | None = None
    previous_addresses: tuple[Address, ...] = ()
    occupation: Line | None = None
    volunteering: Line | None = None
    features: tuple[IdentifyingFeature, ...] = ()


class Child(PersonalPart):
    ref: ChildRef
    name: PersonName
    date_of_birth: date | None = None
    approximate_age: int | None = Field(default=None, ge=0, le=17)
    gender: Gender = Gender.NOT_KNOWN
    address: Address | None = None
    school: Line | None = None


class Children(Personal, label="children"):
    """The named children, and the adults who are responsible for them."""

    named: tuple[Child, ...] = ()
    responsible_adults: tuple[PersonName, ...] = ()


class Account(Personal, label="account"):
    """What the applicant says has happened and why they ask."""

    text: Words
    contact: Words | None = None
    """How often, where and by what means the subject sees the child."""


class Information(Personal, label="information"):
    """What police know indirectly (G 53), and how far it is to be relied on; never who gave it."""

    text: Words
    grade: held.Grade | None = None


class MeetingRecord(Personal, label="account"):
    """What was said in the meeting (G 36, 43, 44)."""

    further_details: Words | None = None
    prior_knowledge: Words | None = None
    lived_experience: Words | None = None
    others_mentioned: Words | None = None


class AnnexANotes(Personal, label="account"):
    """The free text of Annex A: the contact record, and the reasons for the recommendation."""

    contact_record: Words
    recommendation: Words | None = None


class RiskDetails(Personal, label="risk"):
    """What the immediate risk is and what was done, for those who must act on it at once."""

    risk: Words
    done: Words | None = None
    where: Address | None = None


class FindingKind(StrEnum):
    """What was found, in the terms of the categorisation (G 73, 75)."""

    SCHEDULE_34A_CONVICTION = "SCHEDULE_34A_CONVICTION"
    OTHER_RELEVANT_CONVICTION = "OTHER_RELEVANT_CONVICTION"
    OTHER_CONVICTION = "OTHER_CONVICTION"
    RELEVANT_INTELLIGENCE = "RELEVANT_INTELLIGENCE"
    CONCERNING_BEHAVIOUR = "CONCERNING_BEHAVIOUR"
    ORDER_IN_FORCE = "ORDER_IN_FORCE"
    LICENCE_CONDITION = "LICENCE_CONDITION"
    MAPPA_MANAGED = "MAPPA_MANAGED"
    REGISTERED_SEX_OFFENDER = "REGISTERED_SEX_OFFENDER"
    UNDER_SUPERVISION = "UNDER_SUPERVISION"
    CHILD_PROTECTION = "CHILD_PROTECTION"
    PREVIOUS_APPLICATION = "PREVIOUS_APPLICATION"
    NOT_RELEVANT = "NOT_RELEVANT"


class Finding(PersonalPart):
    """One thing that a source holds."""

    kind: FindingKind
    record: Line
    """The owner's reference of the record."""
    summary: Words
    on: date | None = None
    provision: Line | None = None
    victim_age_known: bool | None = None
    match: Words | None = None
    """Why this record is taken to be of the person asked about, in words."""
    detail: held.Detail | None = None


class Findings(Personal, label="findings"):
    """What one source answered about one person."""

    found: tuple[Finding, ...] = Field(min_length=1)


class Candidate(PersonalPart):
    """A record that may be of the subject, with the reasons for and against in words."""

    record: Line
    source: Line
    name: PersonName
    date_of_birth: date | None = None
    address: Address | None = None
    reasons_for: tuple[Line, ...] = ()
    reasons_against: tuple[Line, ...] = ()


class Candidates(Personal, label="findings"):
    candidates: tuple[Candidate, ...] = Field(min_length=1)


class IdentityChoice(Personal, label="findings"):
    """Which record a person took to be of the subject, or that none is, and why."""

    records: tuple[Line, ...] = ()
    reasons: Words


class MatchReasons(Personal, label="findings"):
    """Why two descriptions are taken to be of one person, or not, in words that name no value."""

    reasons_for: tuple[Line, ...] = ()
    reasons_against: tuple[Line, ...] = ()
    settled: Words | None = None
    """Why, in the words of whoever settled it."""


class RiskAssessment(Personal, label="findings"):
    """The written assessment, which rests on findings and is read by those who may read them."""

    text: Words
    line_of_risk: Words | None = None


class Reasons(Personal, label="reasons"):
    """Why something was decided, in the words of the one who did."""

    text: Words


class PartySummary(PersonalPart):
    role: Line
    name: PersonName
    date_of_birth: date | None = None


class FinalEntry(Personal, label="record"):
    """G 100: the request, the outcome and the details of all parties."""

    request: Words
    outcome: Words
    parties: tuple[PartySummary, ...]
    entered_at: Instant
    force_reference: Reference | None = None
