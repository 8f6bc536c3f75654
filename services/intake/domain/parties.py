"""Who is who: ages, people who are one, people under one roof. Closed boxes make every answer "not known"."""

from __future__ import annotations

import unicodedata
from datetime import date

from contracts.calendar import london_date
from contracts.people import Address, PersonName
from services.intake.domain.state import Case, Given

OF_AGE = 18


def age_on(day: date, born: date) -> int:
    """Whole years; who was born on 29 February comes of age on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def under_18(case: Case) -> bool | None:
    """Whether the applicant was under 18 at the time of application (G 58, C-32); None if not known."""
    applicant = case.given.applicant.opened if case.given.applicant else None
    if case.enquiry is None or applicant is None or applicant.date_of_birth is None:
        return None
    return age_on(london_date(case.contact_at or case.enquiry.contacted_at), applicant.date_of_birth) < OF_AGE


def same_name(one: PersonName | None, other: PersonName | None) -> bool:
    """Both have a given and a family name, and these are spelled alike but for case, accents and spaces."""
    if one is None or other is None:
        return False
    parts = [(_plain(name.given), _plain(name.family)) for name in (one, other)]
    return parts[0] == parts[1] and all(parts[0])


def one_person_twice(given: Given) -> bool:
    """Whether the subject is also applicant or child, by name and date of birth (R-030, C-39)."""
    subject = given.subject.opened if given.subject else None
    if subject is None or subject.date_of_birth is None:
        return False
    applicant = given.applicant.opened if given.applicant else None
    children = given.children.opened if given.children else None
    others = [(applicant.name, applicant.date_of_birth)] if applicant else []
    others += [(child.name, child.date_of_birth) for child in children.named] if children else []
    return any(born == subject.date_of_birth and same_name(name, subject.name) for name, born in others)


def subject_may_live_with_applicant(given: Given) -> bool:
    """As the applicant said, or because both gave one address (G 92c, 99d)."""
    applicant = given.applicant.opened if given.applicant else None
    if applicant is not None and applicant.lives_with_subject:
        return True
    contact = given.applicant_contact.opened if given.applicant_contact else None
    subject = given.subject.opened if given.subject else None
    if contact is None or subject is None:
        return False
    return _same_address(contact.address, subject.address)


def applicant_lives_with_child(given: Given) -> bool:
    applicant = given.applicant.opened if given.applicant else None
    return applicant is not None and applicant.lives_with_child is True


def _same_address(one: Address | None, other: Address | None) -> bool:
    if one is None or other is None:
        return False
    if _plain(one.lines[0]) != _plain(other.lines[0]):
        return False
    codes = _plain(one.postcode), _plain(other.postcode)
    return codes[0] == codes[1] or not all(codes)


def _plain(text: str | None) -> str:
    folded = unicodedata.normalize("NFKD", (text or "").casefold())
    return "".join(letter for letter in folded if letter.isalnum())
