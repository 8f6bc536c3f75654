"""What will be said to one recipient, word for word (G 92 a). Pure.

Sufficient to understand the risk and act, no more than that, clear and concise; with how it may and may not
be used, and what support there is. A hash stands for it from here to the doorstep. Nothing in it tells who
applied (G 97).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel

from contracts.codes import PartyRole
from contracts.fields import Key
from contracts.people import Address, Line, PersonName
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import spoken_of
from services.decisions.domain.commands import ProposeWording
from services.decisions.domain.disclosure import Recipient
from services.decisions.domain.events import Flag, FlagRaised
from services.decisions.domain.events_disclosing import Extent, Spoken, WhyEnough, WordingProposed
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.letter_guards import words_of
from services.decisions.domain.passing import overridable
from services.decisions.domain.state import Case

PLAIN: Final = 25
"""Words of the longest sentence that is taken in at one hearing (GOV.UK style: 25)."""
_SENTENCE: Final = re.compile(r"[.!?\n]+")
_POSTCODE: Final = re.compile(r"[^0-9a-z]")


class _Canonical(BaseModel):
    """Fields in alphabetical order, so that its JSON has one form."""

    case: str
    extent: Extent
    recipient: Key
    support: tuple[Line, ...]
    text: str
    use: str


def hash_of(case_id: str, recipient: Key, extent: Extent, spoken: Spoken) -> str:
    """SHA-256, in hexadecimal, over canonical JSON of case, extent, recipient, support, text and use.

    Whether that is all or limited is authorised with the words: called otherwise they are another wording.
    """
    canonical = _Canonical(
        case=case_id,
        extent=extent,
        recipient=recipient,
        support=spoken.support,
        text=spoken.text,
        use=spoken.use,
    )
    return hashlib.sha256(canonical.model_dump_json().encode()).hexdigest()


def propose(case: Case, command: ProposeWording, moment: Moment) -> Decided:
    spoken = Spoken(text=command.text, use=command.use, support=command.support)
    hashed = hash_of(case.case_id, command.recipient, command.extent, spoken)
    proposed = WordingProposed(
        wording=f"wording-{hashed[:16]}",
        recipient=command.recipient,
        hash=hashed,
        extent=command.extent,
        proposed_at=to_the_millisecond(moment.now),
        spoken=Sealed.of(spoken),
        reasons=Sealed.of(WhyEnough(text=command.reasons, against_advice=command.against_advice or None)),
    )
    flag = () if is_plain(f"{command.text}\n{command.use}") else (FlagRaised(flag=Flag.WORDING_NOT_PLAIN),)
    return Decided((proposed, *flag))


def is_plain(text: str) -> bool:
    return all(len(one.split()) <= PLAIN for one in _SENTENCE.split(text))


def tells_who_applied(case: Case, to: Key, spoken: Spoken) -> bool:
    """Whether a name or the address of an applicant stands in what somebody else is to be told (G 97).

    A name that the child, the subject or the recipient bears as well tells nothing.
    """
    applicant = case.applicant.value.opened if case.applicant else None
    contact = case.contact.value.opened if case.contact else None
    recipient = case.disclosure.recipients.get(to)
    if recipient is not None and recipient.role is PartyRole.APPLICANT:
        return False
    said = "\n".join((spoken.text, spoken.use, *spoken.support))
    names = [one.name for one in (applicant, contact) if one is not None]
    theirs = _words_of_names(names) - _words_of_names(_others(case, recipient))
    at_home = contact is not None and contact.address is not None and _names_address(said, contact.address)
    return bool(theirs & words_of(said)) or at_home


def _words_of_names(names: Iterable[PersonName]) -> frozenset[str]:
    written = (part for name in names for part in (name.given, name.family, *name.other) if part)
    return frozenset(word for part in written for word in words_of(part))


def _others(case: Case, recipient: Recipient | None) -> list[PersonName]:
    subject = case.subject.value.opened if case.subject else None
    children = case.children.value.opened if case.children else None
    person = recipient.person.opened if recipient is not None and recipient.person else None
    found = [one.name for one in (subject, person) if one is not None and one.name is not None]
    return found + [child.name for child in (children.named if children else ())]


def _names_address(said: str, address: Address) -> bool:
    compact = _POSTCODE.sub("", said.casefold())
    postcode = _POSTCODE.sub("", (address.postcode or "").casefold())
    first = _POSTCODE.sub("", address.lines[0].casefold())
    return bool(postcode and postcode in compact) or bool(first and first in compact)


NOT_EMPTY: Final[Gate[Case, ProposeWording]] = Gate(
    "WORDING_EMPTY",
    "G 92(a)",
    ("R-211", "R-212"),
    lambda case, command, moment: bool(command.text.strip()),
    "Write word for word what is to be said.",
)
USE_AND_SUPPORT: Final[Gate[Case, ProposeWording]] = Gate(
    "USE_OR_SUPPORT_MISSING",
    "G 92(a)",
    ("R-213",),
    lambda case, command, moment: bool(command.use.strip()) and any(line.strip() for line in command.support),
    "Say with it how the recipient may and may not use it, and what support there is.",
)
ENOUGH_AND_NO_MORE: Final[Gate[Case, ProposeWording]] = Gate(
    "EXTENT_NOT_CONSIDERED",
    "G 83(c)(ii), 92(a)",
    ("R-196", "R-212"),
    lambda case, command, moment: bool(command.reasons.strip()),
    "Write why it is enough to act on, and no more than is necessary.",
)
SAYS_NOT_WHO_APPLIED: Final = overridable(
    Gate(
        "WORDING_NAMES_APPLICANT",
        "G 97",
        ("R-229",),
        lambda case, command, moment: (
            not (command.text.strip() and command.use.strip())
            or not tells_who_applied(
                case,
                command.recipient,
                Spoken(text=command.text, use=command.use, support=command.support),
            )
        ),
        "A name or the address of the applicant stands in it: whoever is told is not told who applied. Leave "
        "it out, or an Inspector says in writing why it must be said.",
    )
)


def _told_by_any(case: Case, command: Any) -> bool:
    """By what is known of the applicant now: a name may have come since it was proposed."""
    asked = [(one.recipient, one.spoken.opened) for one in spoken_of.wordings(case, command)]
    return any(tells_who_applied(case, to, spoken) for to, spoken in asked if spoken is not None)


STILL_SAYS_NOT_WHO_APPLIED: Final = overridable(
    Gate(
        "WORDING_NAMES_APPLICANT",
        "G 97",
        ("R-229",),
        lambda case, command, moment: not _told_by_any(case, command),
        "By what is known now, a name or the address of the applicant stands in it: have it worded anew, or "
        "say in writing why it must be said.",
    )
)


def _known(case: Case, command: Any, moment: Moment) -> bool:
    return len(spoken_of.wordings(case, command)) > 0


KNOWN: Final[Gate[Case, Any]] = Gate(
    "WORDING_NOT_PROPOSED",
    "G 92(a)",
    ("R-211",),
    _known,
    "There is no such wording in this case: propose it for its recipient first.",
)
CURRENT: Final[Gate[Case, Any]] = Gate(
    "WORDING_REPLACED",
    "G 92(a)",
    ("R-211",),
    lambda case, command, moment: all(
        spoken_of.current(case, one.recipient) == one for one in spoken_of.wordings(case, command)
    ),
    "Another wording has been proposed for this recipient since: take that one.",
)
