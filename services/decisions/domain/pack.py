"""The page for a delivery in person: the authorised wording, the warnings of G 93, the undertaking. Pure.

It is printed once, by the officer to whom the wording was released, while it may be spoken; again only when
somebody else allows it. Nothing on it comes from the applicant (G 97), and it is never left behind (G 95).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.codes import PartyRole
from contracts.people import PersonName, Reasons
from contracts.references import case_reference
from contracts.sealed import Sealed
from contracts.texts import Text, latest
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import words
from services.decisions.domain.commands.printing import AllowReprint, PrintPack
from services.decisions.domain.commands.telling import ANY
from services.decisions.domain.disclosure import Prints, Recipient, Release, Wording
from services.decisions.domain.events_disclosing import Spoken
from services.decisions.domain.events_printing import PackPrinted, ReprintAllowed
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.ranks import has_rank, rank_of
from services.decisions.domain.state import Case
from services.decisions.domain.supervision import supervises
from services.decisions.domain.unread import came_since
from services.decisions.domain.who_is_told import running

WARNINGS: Final = "disclosure-warnings"
UNDERTAKING: Final = "undertaking"


@dataclass(frozen=True, slots=True)
class Page:
    """All that is printed; instants in words, London. `copy_number`: 1 for the first."""

    reference: str
    officer: str
    copy_number: int
    until: str
    recipient: str
    wording: str
    use: str
    support: tuple[str, ...]
    warnings: tuple[str, ...]
    undertaking: tuple[str, ...]
    versions: tuple[str, ...]


def page(case: Case, release: Release) -> Page | None:
    """None while the wording or the recipient cannot be read here."""
    spoken, who = _spoken(case, release), _name(case, case.disclosure.recipients.get(release.recipient))
    if spoken is None or who is None:
        return None
    warnings, undertaking = latest(WARNINGS), latest(UNDERTAKING)
    return Page(
        reference=case.reference or case_reference(case.case_id),
        officer=release.to,
        copy_number=_prints(case, release).printed + 1,
        until=words.day(release.expires_at),
        recipient=who,
        wording=spoken.text,
        use=spoken.use,
        support=spoken.support,
        warnings=tuple(warnings.items.values()),
        undertaking=tuple(undertaking.items.values()),
        versions=(warnings.wording, undertaking.wording),
    )


def _spoken(case: Case, release: Release) -> Spoken | None:
    held = (one for one in case.disclosure.wordings.values() if _is_of(one, release))
    wording = next(held, None)
    return wording.spoken.opened if wording else None


def _is_of(wording: Wording, release: Release) -> bool:
    return wording.hash == release.hash and wording.recipient == release.recipient


def named(case: Case, recipient: Recipient | None) -> PersonName | None:
    """Of the applicant, as intake has it."""
    if recipient is None:
        return None
    person: Any = recipient.person.opened if recipient.person else None
    if person is None and recipient.role is PartyRole.APPLICANT and case.applicant is not None:
        person = case.applicant.value.opened
    return person.name if person else None


def _name(case: Case, recipient: Recipient | None) -> str | None:
    name = named(case, recipient)
    return " ".join(filter(None, (name.given, name.family))) or None if name else None


def _prints(case: Case, release: Release) -> Prints:
    return case.disclosure.prints.get(release.key, Prints())


def _release(case: Case, command: Any, moment: Moment) -> Release | None:
    """The one that is meant, if it may be spoken now."""
    held = case.disclosure.releases
    of = held.values() if command.release == ANY else filter(None, (held.get(command.release),))
    return next((one for one in of if running(case, one, moment.now)), None)


def print_pack(case: Case, command: PrintPack, moment: Moment) -> Decided:
    held = _release(case, command, moment)
    assert held is not None, "the gate RUNNING holds"  # noqa: S101
    texts: tuple[Text, Text] = (latest(WARNINGS), latest(UNDERTAKING))
    printed = PackPrinted(
        release=held.key,
        hash=held.hash,
        copy_number=_prints(case, held).printed + 1,
        warnings=texts[0].wording,
        undertaking=texts[1].wording,
        printed_at=to_the_millisecond(moment.now),
    )
    return Decided((printed,))


def allow_reprint(case: Case, command: AllowReprint, moment: Moment) -> Decided:
    held = _release(case, command, moment)
    assert held is not None, "the gate RUNNING holds"  # noqa: S101
    allowed = ReprintAllowed(
        release=held.key,
        allowed_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((allowed,))


def last_printed(case: Case, release: Release) -> datetime | None:
    return _prints(case, release).last


def _by_who_delivers(case: Case, command: PrintPack, moment: Moment) -> bool:
    held = _release(case, command, moment)
    return held is None or held.to == command.by.id


def _allowed(case: Case, command: PrintPack, moment: Moment) -> bool:
    held = _release(case, command, moment)
    return held is None or _prints(case, held).printed <= _prints(case, held).allowed


def _readable(case: Case, command: PrintPack, moment: Moment) -> bool:
    held = _release(case, command, moment)
    return held is None or page(case, held) is not None


def _mail_is_read(case: Case, command: PrintPack, moment: Moment) -> bool:
    held = _release(case, command, moment)
    return held is None or not came_since(case, held.at, moment.unread)


def _out(case: Case, command: AllowReprint, moment: Moment) -> bool:
    held = _release(case, command, moment)
    return held is None or _prints(case, held).printed > _prints(case, held).allowed


def _four_eyes(case: Case, command: AllowReprint, moment: Moment) -> bool:
    held = _release(case, command, moment)
    return held is None or command.by.id not in {held.to, *_prints(case, held).by}


def _may_allow(case: Case, command: AllowReprint, moment: Moment) -> bool:
    return supervises(case, command, moment) or has_rank(command.by, case.rules.staff.authorise_disclosure)


RUNNING: Final[Gate[Case, Any]] = Gate(
    "WORDING_NOT_RELEASED",
    "G 92(a)",
    ("R-211",),
    lambda case, command, moment: _release(case, command, moment) is not None,
    "This wording may not be spoken now: it is not released, was spoken, has run out, or its authority does "
    "not stand.",
)
BY_WHO_DELIVERS: Final[Gate[Case, Any]] = Gate(
    "RELEASED_TO_SOMEBODY_ELSE",
    "G 92(c)",
    ("R-215",),
    _by_who_delivers,
    "The wording was released to another officer, who prints the page and takes it along.",
)
READABLE: Final[Gate[Case, Any]] = Gate(
    "PAGE_NOT_READABLE",
    "G 92(a)",
    ("R-211",),
    _readable,
    "The wording, or who is to be told, cannot be read here: have it proposed and authorised anew.",
)
NOT_OUT: Final[Gate[Case, Any]] = Gate(
    "PAGE_PRINTED_ALREADY",
    "G 95",
    ("R-223",),
    _allowed,
    "A page is out already. Somebody else who supervises or may authorise allows one more, with reasons; the "
    "first comes back and is destroyed.",
)
MAIL_READ: Final[Gate[Case, Any]] = Gate(
    "UNREAD_SINCE_RELEASED",
    "G 92(a), 102",
    ("R-211", "R-246"),
    _mail_is_read,
    "Something of this case has come in since it was released that nobody could read, and it may be of this "
    "telling: have it read first.",
)
OUT: Final[Gate[Case, Any]] = Gate(
    "PAGE_NOT_PRINTED",
    "G 95",
    ("R-223",),
    _out,
    "No page is out that was not allowed: print it first.",
)
BY_SUPERVISOR_OR_AUTHORISER: Final[Gate[Case, Any]] = Gate(
    "NOT_THE_SUPERVISOR",
    "G 34, 91, 95",
    ("R-223",),
    _may_allow,
    "Another page is allowed by who supervises or covers the case, or by a rank that may authorise a "
    "disclosure.",
)
FOUR_EYES: Final[Gate[Case, Any]] = Gate(
    "FOUR_EYES_WANTED",
    "G 95",
    ("R-223",),
    _four_eyes,
    "Somebody else than the officer who prints it allows another page.",
)
PRINT: Final = (RUNNING, BY_WHO_DELIVERS, READABLE, NOT_OUT, MAIL_READ)
REPRINT: Final = (RUNNING, OUT, BY_SUPERVISOR_OR_AUTHORISER, FOUR_EYES)
