"""To whom a disclosure is made: whoever is best placed to safeguard the child (G 92 b), and suitable (G 90).

Nobody whose identity was not verified is told (G 42), never the subject (G 58), and nobody under 18 alone
unless no responsible adult can be found (G 58, 59). Each recipient stands for themselves. Pure.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from contracts.calendar import london_date
from contracts.codes import PartyRole
from contracts.people import PersonName, Reasons, SubjectDetails
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import spoken_of
from services.decisions.domain.commands import (
    AssessSuitability,
    RecordRecipientIdentity,
    SelectRecipient,
    WithdrawRecipient,
)
from services.decisions.domain.disclosure import Recipient
from services.decisions.domain.events import Consideration
from services.decisions.domain.events_disclosing import (
    RecipientIdentityVerified,
    RecipientPerson,
    RecipientSelected,
    RecipientSuitabilityAssessed,
    RecipientWithdrawn,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.letter_guards import full_names
from services.decisions.domain.safeguarding import ADULT, birthday
from services.decisions.domain.state import Case
from services.decisions.domain.undertaking import unwilling


def select(case: Case, command: SelectRecipient, moment: Moment) -> Decided:
    selected = RecipientSelected(
        recipient=command.recipient,
        role=command.role,
        children=command.children,
        selected_at=to_the_millisecond(moment.now),
        person=Sealed.of(command.person) if command.person else None,
        alone=command.alone,
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((selected,))


def withdraw(case: Case, command: WithdrawRecipient, moment: Moment) -> Decided:
    withdrawn = RecipientWithdrawn(
        recipient=command.recipient,
        withdrawn_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((withdrawn,))


def assess_suitability(case: Case, command: AssessSuitability, moment: Moment) -> Decided:
    assessed = RecipientSuitabilityAssessed(
        recipient=command.recipient,
        suitable=command.suitable,
        assessed_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((assessed,))


def record_identity(case: Case, command: RecordRecipientIdentity, moment: Moment) -> Decided:
    seen = RecipientIdentityVerified(
        recipient=command.recipient,
        proofs=command.proofs,
        adult=command.adult,
        verified_at=to_the_millisecond(moment.now),
    )
    return Decided((seen,))


def verified(case: Case, one: Recipient) -> bool:
    """Whether an officer saw proof of who they are; of the applicant, intake's word counts as well."""
    if one.role is not PartyRole.APPLICANT:
        return one.verified is not None
    if case.is_anonymous:
        return False
    said = case.identities.get(PartyRole.APPLICANT)
    if said is None or (one.verified is not None and one.verified > said.at):
        return one.verified is not None
    return said.value


def born(case: Case, one: Recipient) -> date | None:
    if one.role is PartyRole.APPLICANT:
        applicant = case.applicant.value.opened if case.applicant else None
        return applicant.date_of_birth if applicant else None
    person = one.person.opened if one.person else None
    return person.date_of_birth if person else None


def is_minor(case: Case, one: Recipient, today: date) -> bool:
    """Whether they are under 18 on that London day; whose age nobody knows counts as under 18 (R-138)."""
    if (day := born(case, one)) is not None:
        return today < birthday(day, ADULT)
    return one.adult is not True


def may_be_told_alone(case: Case, one: Recipient, today: date, *, authorised: bool = False) -> bool:
    """Of age; or a responsible adult is to be told as well; or the way of G 59 was gone (C-32).

    `authorised`: the adult has been told, or an authority to tell them stands.
    """
    if not is_minor(case, one, today):
        return True
    if one.alone:
        return Consideration.SOCIAL_CARE_ALERT in case.considered
    return any(
        other.role is PartyRole.RESPONSIBLE_ADULT
        and other.children >= one.children
        and not is_minor(case, other, today)
        and _is_told_too(case, other, authorised=authorised)
        for other in spoken_of.live(case)
    )


def _is_told_too(case: Case, adult: Recipient, *, authorised: bool) -> bool:
    """Not where they are not suitable, or telling them was refused."""
    of, worded = case.disclosure, spoken_of.current(case, adult.key)
    if adult.told is not None:
        return True
    if authorised:
        return any(one.recipient == adult.key and not one.lapsed for one in of.authorities.values())
    return worded is not None and worded.key not in of.refused and adult.suitable is not False


def _is_the_subject(case: Case, person: RecipientPerson | None) -> bool:
    subject = case.subject.value.opened if case.subject else None
    if subject is None or subject.name is None or person is None:
        return False
    if _born_on_another_day(subject, person.date_of_birth):
        return False
    return _share_a_name(subject.name, person.name)


def is_the_applicant(case: Case, one: Recipient) -> bool:
    """By their role, or by their name: somebody may have been chosen before the applicant gave one."""
    return one.role is PartyRole.APPLICANT or _named_like_the_applicant(
        case, one.person.opened if one.person else None
    )


def _named_like_the_applicant(case: Case, person: RecipientPerson | None) -> bool:
    applicant = _applicant(case)
    if not case.asked_for or applicant is None or person is None:
        return False
    other = {applicant.date_of_birth, person.date_of_birth} - {None}
    return len(other) < 2 and _share_a_name(applicant.name, person.name)


def _share_a_name(one: PersonName, other: PersonName) -> bool:
    theirs = full_names(other)
    return any(name <= named or named <= name for name in full_names(one) for named in theirs)


def _born_on_another_day(subject: SubjectDetails, day: date | None) -> bool:
    return subject.date_of_birth is not None and day is not None and subject.date_of_birth != day


def _who(case: Case, one: Recipient) -> RecipientPerson | None:
    return _applicant(case) if one.role is PartyRole.APPLICANT else one.person.opened if one.person else None


def _person(case: Case, command: SelectRecipient) -> RecipientPerson | None:
    return _applicant(case) if _of_applicant(command) else command.person


def _applicant(case: Case) -> RecipientPerson | None:
    applicant = case.applicant.value.opened if case.applicant else None
    return (
        RecipientPerson(name=applicant.name, date_of_birth=applicant.date_of_birth)
        if applicant is not None
        else None
    )


def _named(case: Case, command: SelectRecipient, moment: Moment) -> bool:
    if command.role is PartyRole.APPLICANT:
        return case.asked_for
    name: PersonName | None = command.person.name if command.person else None
    somebody = command.role in (PartyRole.RECIPIENT, PartyRole.RESPONSIBLE_ADULT)
    return somebody and name is not None and bool(name.family)


def _of_applicant(command: SelectRecipient) -> bool:
    return command.role is PartyRole.APPLICANT


KNOWN: Final[Gate[Case, Any]] = Gate(
    "RECIPIENT_NOT_CHOSEN",
    "G 92(b)",
    ("R-214",),
    lambda case, command, moment: spoken_of.all_known(case, command),
    "This person was not chosen as a recipient, or is withdrawn: choose them first.",
)
NAMED: Final[Gate[Case, SelectRecipient]] = Gate(
    "RECIPIENT_NOT_NAMED",
    "G 92(b)",
    ("R-214",),
    _named,
    "Say who is to be told: the applicant, a responsible adult or somebody else, with their name.",
)
NOT_THE_SUBJECT: Final[Gate[Case, SelectRecipient]] = Gate(
    "RECIPIENT_IS_SUBJECT",
    "G 58, 92(b)",
    ("R-134", "R-214"),
    lambda case, command, moment: not _is_the_subject(case, _person(case, command)),
    "By name this is the subject, who is never the recipient: if it is another person of that name, give "
    "both dates of birth.",
)
NOT_SUBJECT_NOW: Final[Gate[Case, Any]] = Gate(
    "RECIPIENT_IS_SUBJECT",
    "G 58, 92(b)",
    ("R-134", "R-214"),
    lambda case, command, moment: (
        not any(_is_the_subject(case, _who(case, one)) for one in spoken_of.recipients(case, command))
    ),
    "By what is known of the subject now, a recipient is the subject: choose them anew, with both dates of "
    "birth if it is another person of that name.",
)
BY_THEIR_ROLE: Final[Gate[Case, SelectRecipient]] = Gate(
    "RECIPIENT_IS_APPLICANT",
    "G 42, 95",
    ("R-099", "R-214"),
    lambda case, command, moment: (
        _of_applicant(command) or not _named_like_the_applicant(case, command.person)
    ),
    "By name this is the applicant: choose them as the applicant, so that nothing is written to them; if it "
    "is another person of that name, give both dates of birth.",
)
NOT_ANONYMOUS: Final[Gate[Case, SelectRecipient]] = Gate(
    "RECIPIENT_UNVERIFIED",
    "G 42",
    ("R-099",),
    lambda case, command, moment: not (_of_applicant(command) and case.is_anonymous),
    "The applicant stays anonymous and cannot be told: choose somebody whose identity can be verified.",
)
STILL_ASKS: Final[Gate[Case, SelectRecipient]] = Gate(
    "APPLICANT_WITHDREW",
    "G 92(b)",
    ("R-214",),
    lambda case, command, moment: not (_of_applicant(command) and case.withdrawn is not None),
    "The applicant asks no longer: they are told nothing unless they ask again.",
)
NOT_WITHDRAWN_FROM: Final[Gate[Case, Any]] = Gate(
    "APPLICANT_WITHDREW",
    "G 92(b)",
    ("R-214",),
    lambda case, command, moment: (
        case.withdrawn is None
        or not any(is_the_applicant(case, one) for one in spoken_of.recipients(case, command))
    ),
    "The applicant asks no longer: they are told nothing unless they ask again. Choose another recipient, "
    "or none.",
)
WILLING: Final[Gate[Case, Any]] = Gate(
    "UNDERTAKING_NOT_RECONSIDERED",
    "G 46, 94",
    ("R-106", "R-222"),
    lambda case, command, moment: (
        not any(unwilling(one.undertaking) for one in spoken_of.recipients(case, command))
    ),
    "The recipient would not sign the undertaking: the supervisor decides first whether they are told.",
)
IDENTITY_VERIFIED: Final[Gate[Case, Any]] = Gate(
    "RECIPIENT_UNVERIFIED",
    "G 42",
    ("R-099",),
    lambda case, command, moment: all(verified(case, one) for one in spoken_of.recipients(case, command)),
    "Nobody is told whose identity was not verified: see proof of who the recipient is, and record it.",
)
NOT_UNDER_18_ALONE: Final[Gate[Case, Any]] = Gate(
    "RECIPIENT_UNDER_18_ALONE",
    "G 58, 59",
    ("R-135", "R-136", "R-138"),
    lambda case, command, moment: all(
        may_be_told_alone(case, one, london_date(moment.now)) for one in spoken_of.recipients(case, command)
    ),
    "A recipient is under 18, or their age is not known: propose a wording for a responsible adult as well; "
    "or record that none can be found, and that alerting social services was considered.",
)
SUITABILITY_ASSESSED: Final[Gate[Case, Any]] = Gate(
    "SUITABILITY_NOT_ASSESSED",
    "G 90",
    ("R-207",),
    lambda case, command, moment: all(
        one.suitable is not None for one in spoken_of.recipients(case, command)
    ),
    "Assess whether each recipient is a suitable person, so that telling them makes no more risk than it "
    "averts.",
)
SUITABLE: Final[Gate[Case, Any]] = Gate(
    "RECIPIENT_NOT_SUITABLE",
    "G 90",
    ("R-207",),
    lambda case, command, moment: all(
        one.suitable is not False for one in spoken_of.recipients(case, command)
    ),
    "A recipient was found not to be a suitable person: choose another, or assess it again.",
)
