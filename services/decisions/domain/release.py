"""The authorised wording, released to one officer for one recipient, once, for a time (G 91, 92 a). Pure.

Only a released wording can be read. One that nobody spoke in its time comes back to the supervisor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from contracts.calendar import london_date
from contracts.clocks import due_after
from contracts.codes import AlertKind
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided, Task
from services.decisions.domain import still_authorised, words
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import ReleaseRanOut, ReleaseWording
from services.decisions.domain.commands.telling import ANY
from services.decisions.domain.disclosure import Authority, Recipient
from services.decisions.domain.events_telling import ReleaseExpired, WordingReleased
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.recipients import may_be_told_alone, verified
from services.decisions.domain.state import Case, News
from services.decisions.domain.who_is_told import running, stands, waiting, was_told


def authority_of(case: Case, command: ReleaseWording) -> Authority | None:
    if command.authority == ANY:
        return next(iter(waiting(case)), None)
    return case.disclosure.authorities.get(command.authority)


def release(case: Case, command: ReleaseWording, moment: Moment) -> Decided:
    authority = authority_of(case, command)
    assert authority is not None, "the gate AUTHORISED holds"  # noqa: S101
    at = to_the_millisecond(moment.now)
    number = 1 + sum(one.authority == authority.key for one in case.disclosure.releases.values())
    released = WordingReleased(
        release=f"{authority.key[:56]}-r{number}",
        authority=authority.key,
        hash=authority.hash,
        recipient=authority.recipient,
        to=command.to,
        released_at=at,
        expires_at=due_after(case.rules.periods.wording_released, at).at,
    )
    return Decided((released,))


def due(case: Case) -> Iterator[Task]:
    """The end of each release that was not used; one whose recipient is told already ends without a word."""
    if case.ended is not None:
        return
    for held in case.disclosure.releases.values():
        authority = case.disclosure.authorities.get(held.authority)
        wanted = authority is not None and stands(case, authority) and not was_told(case, held.recipient)
        if wanted and held.used is None and not held.expired:
            yield Task("release", held.key, held.expires_at, refs={"release": held.key})


def ran_out(case: Case, command: ReleaseRanOut, moment: Moment) -> Decided:
    held = case.disclosure.releases.get(command.release)
    if held is None or held.expired or held.used is not None or moment.now < held.expires_at:
        return Decided()
    expired = ReleaseExpired(release=held.key, expired_at=held.expires_at)
    key = neutral_key(case, "release", held.key)
    return (Raised((expired,)) + raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)).decided()


def _recipient(case: Case, command: ReleaseWording) -> Recipient | None:
    authority = authority_of(case, command)
    return case.disclosure.recipients.get(authority.recipient) if authority else None


def _authorised(case: Case, command: ReleaseWording, moment: Moment) -> bool:
    authority = authority_of(case, command)
    return authority is not None and stands(case, authority)


def _not_suspended(case: Case, command: ReleaseWording, moment: Moment) -> bool:
    authority = authority_of(case, command)
    return authority is None or not authority.suspended


def _not_told(case: Case, command: ReleaseWording, moment: Moment) -> bool:
    authority = authority_of(case, command)
    return authority is None or not was_told(case, authority.recipient)


def _once(case: Case, command: ReleaseWording, moment: Moment) -> bool:
    authority = authority_of(case, command)
    held = case.disclosure.releases.values()
    return authority is None or not any(
        one.recipient == authority.recipient and running(case, one, moment.now) for one in held
    )


def _identified(case: Case, command: ReleaseWording, moment: Moment) -> bool:
    recipient = _recipient(case, command)
    return recipient is None or verified(case, recipient)


def _grown_up_or_with_one(case: Case, command: ReleaseWording, moment: Moment) -> bool:
    recipient = _recipient(case, command)
    return recipient is None or may_be_told_alone(case, recipient, london_date(moment.now), authorised=True)


def _named(found: Iterable[News]) -> str:
    return words.news(one.type for one in found)


def _unweighed(case: Case, command: ReleaseWording) -> tuple[News, ...]:
    authority = authority_of(case, command)
    return still_authorised.unweighed(case, authority) if authority else ()


AUTHORISED: Final[Gate[Case, Any]] = Gate(
    "DISCLOSURE_NOT_AUTHORISED",
    "G 91, 92(a)",
    ("R-208", "R-211"),
    _authorised,
    "No authority stands for this wording and recipient: have it authorised first.",
)
NOT_SUSPENDED: Final[Gate[Case, Any]] = Gate(
    "AUTHORITY_SUSPENDED",
    "G 87, 88",
    ("R-201",),
    _not_suspended,
    "The subject's representations came after the authority: weigh them first, then the authority is "
    "confirmed or withdrawn.",
)
NOTHING_NEW: Final[Gate[Case, Any]] = Gate(
    "AUTHORITY_IN_QUESTION",
    "G 91, 102",
    ("R-208", "R-246"),
    lambda case, command, moment: not _unweighed(case, command),
    lambda case, command, moment: (
        f"Since it was authorised, this has come in: {_named(_unweighed(case, command))}. Have the "
        "disclosure authorised again with that in view."
    ),
)
NOT_TOLD: Final[Gate[Case, Any]] = Gate(
    "RECIPIENT_WAS_TOLD",
    "G 92",
    ("R-211",),
    _not_told,
    "This recipient has been told: to say more, choose them once more under another key, and have that "
    "authorised.",
)
ONCE: Final[Gate[Case, Any]] = Gate(
    "WORDING_RELEASED_ALREADY",
    "G 92(a)",
    ("R-211",),
    _once,
    "The wording for this recipient is with an officer already: wait until that is done, or has run out.",
)
IDENTITY: Final[Gate[Case, Any]] = Gate(
    "RECIPIENT_UNVERIFIED",
    "G 42",
    ("R-099",),
    _identified,
    "Nobody has seen proof of who the recipient is: check their identity first.",
)
NOT_A_CHILD_ALONE: Final[Gate[Case, Any]] = Gate(
    "RECIPIENT_UNDER_18_ALONE",
    "G 58, 59",
    ("R-135", "R-136", "R-138"),
    _grown_up_or_with_one,
    "The recipient is under 18: a responsible adult is told too; or, where none can be identified, say so of "
    "the recipient, and consider whether social services are alerted.",
)
RELEASE: Final = (
    AUTHORISED,
    NOT_SUSPENDED,
    NOTHING_NEW,
    *(still_authorised.of_release(gate, _recipient) for gate in still_authorised.CONDITIONS),
    NOT_TOLD,
    ONCE,
    IDENTITY,
    NOT_A_CHILD_ALONE,
)
