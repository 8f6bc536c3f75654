"""Where a closing letter may go, and what may stand in it (G 99 d). Pure.

Only decisions holds both sides: the applicant's address and the subject's. The guards look at what varies in
the letter, and know what is the applicant's own: a shared surname or address is not the subject's data
(C-33).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from contracts.codes import ContactKind
from contracts.fields import ChildRef
from contracts.people import Address, ApplicantContact, Means, PersonName, SafeContact, SubjectDetails
from contracts.scripts import in_two_scripts
from services.decisions.domain.addresses import may_be_same_building
from services.decisions.domain.state import Case

_WORD: Final = re.compile(r"[^\W\d_]+")
_CARE_OF: Final = re.compile(r"\bc\s*[/.]\s*o\b|\bcare\s+of\b")
_UNSEEN: Final = frozenset({"Mn", "Cf"})
"""Marks on letters, and format characters."""


class NotByPost(StrEnum):
    NO_ADDRESS = "NO_ADDRESS"
    NOT_A_SAFE_WAY = "NOT_A_SAFE_WAY"
    SUBJECT_LIVES_THERE = "SUBJECT_LIVES_THERE"
    SUBJECT_MAY_LIVE_THERE = "SUBJECT_MAY_LIVE_THERE"


NOT_BY_POST_WORDS: Final = {
    NotByPost.NO_ADDRESS: "there is no address of the applicant",
    NotByPost.NOT_A_SAFE_WAY: "the applicant did not say that post is safe",
    NotByPost.SUBJECT_LIVES_THERE: "the applicant lives with the subject, or at an address of the subject",
    NotByPost.SUBJECT_MAY_LIVE_THERE: "it is not known where the subject lives",
}


def not_by_post(case: Case) -> tuple[NotByPost, ...]:
    """Every reason why the letter may not be posted; nothing if it may."""
    contact = case.contact.value.opened if case.contact else None
    address = contact.address if contact else None
    found: list[NotByPost] = []
    if address is None:
        found.append(NotByPost.NO_ADDRESS)
    if contact is None or Means.POST not in contact.safe.means:
        found.append(NotByPost.NOT_A_SAFE_WAY)
    found += _subject_near(case, address)
    return tuple(found)


def _subject_near(case: Case, address: Address | None) -> list[NotByPost]:
    applicant = case.applicant.value.opened if case.applicant else None
    subject = case.subject.value.opened if case.subject else None
    lives_with = applicant.lives_with_subject if applicant else None
    addresses = addresses_of(subject)
    shared = address is not None and any(
        may_be_same_building(address, one) for one in (*addresses, *_homes_with_a_child(case))
    )
    if lives_with or shared or (applicant and applicant.lives_with_child and _lives_with(case)):
        return [NotByPost.SUBJECT_LIVES_THERE]
    if lives_with is None and (subject is None or subject.address is None):
        return [NotByPost.SUBJECT_MAY_LIVE_THERE]
    return []


def _lives_with(case: Case) -> frozenset[ChildRef]:
    """Children with whom the subject lives, as far as anybody said."""
    kinds = case.contact_kinds.value if case.contact_kinds else {}
    return frozenset(child for child, held in kinds.items() if ContactKind.LIVES_WITH_CHILD in held)


def _homes_with_a_child(case: Case) -> tuple[Address, ...]:
    """The subject's household, wherever the subject is registered."""
    held, there = case.children.value.opened if case.children else None, _lives_with(case)
    return tuple(one.address for one in (held.named if held else ()) if one.ref in there and one.address)


def addresses_of(subject: SubjectDetails | None) -> tuple[Address, ...]:
    """Present and earlier: an old key may still open the door."""
    if subject is None:
        return ()
    return (*((subject.address,) if subject.address else ()), *subject.previous_addresses)


def names_the_subject(contact: ApplicantContact, subject: SubjectDetails | None) -> bool:
    """Whether what would be printed on the envelope names the subject, or may: "care of" anybody (R-236).

    Looked at as a reader sees it: without accents, and without what is not seen. Letters of two scripts in
    one word only look like a name, so they count as one.
    """
    address = contact.address
    if address is None:
        return False
    own = " ".join(filter(None, (contact.name.given, contact.name.family)))
    where = " ".join(filter(None, (*address.lines, address.town, address.postcode)))
    if _CARE_OF.search(_seen(f"{own} {where}")) or in_two_scripts(f"{own} {where}"):
        return True
    if subject is None or subject.name is None:
        return False
    mine, printed = words_of(own), words_of(where)
    return any(name <= printed and not name <= mine for name in full_names(subject.name))


def full_names(name: PersonName) -> list[frozenset[str]]:
    """Given and family name, and each other name of two words or more: one word may be a street's."""
    whole = [" ".join(filter(None, (name.given, name.family))), *name.other]
    return [words for words in map(words_of, whole) if len(words) > 1]


def words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_seen(text)))


def _seen(text: str) -> str:
    """Small letters, without accents and without characters that are not seen."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if unicodedata.category(one) not in _UNSEEN).casefold()


def for_the_letter(contact: ApplicantContact) -> ApplicantContact:
    """Only what a letter needs; free text about future contact may speak of the subject and stays behind."""
    safe = contact.safe
    return ApplicantContact(
        name=contact.name,
        address=contact.address,
        safe=SafeContact(
            means=safe.means,
            telephone=safe.telephone,
            hours=safe.hours,
            leave_message=safe.leave_message,
            language=safe.language,
        ),
    )
