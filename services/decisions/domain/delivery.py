"""Somebody was told: a fact, recorded always, and compared with what was released (G 92, 93, 95). Pure.

What was not as authorised is not refused into silence: each departure stays with the delivery and rings
until somebody has looked, up to the Inspector and beyond.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from contracts.calendar import london_date
from contracts.codes import AlertKind, PartyRole
from contracts.people import Reasons
from contracts.sealed import Sealed
from contracts.texts import is_held
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import still_authorised
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import ReportDelivery
from services.decisions.domain.disclosure import Authority, Recipient, Release, Undertaking
from services.decisions.domain.events_telling import Departure, DisclosureDelivered, How, Telling
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import AlertKey, neutral_key
from services.decisions.domain.recipients import may_be_told_alone
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import WARNINGS, stands

D = Departure
READ_OUT: Final = "disclosure-warnings"
"""The text of what is said beside the wording (G 93)."""
BY_THE_SUBJECT: Final = frozenset({Telling.SUBJECT_WITH_POLICE, Telling.SUBJECT_ALONE_POLICE_CONFIRMED})


def report(case: Case, command: ReportDelivery, moment: Moment) -> Decided:
    at = min(to_the_millisecond(command.at), to_the_millisecond(moment.now))
    found = tuple(departures(case, command, at))
    delivered = DisclosureDelivered(
        recipient=command.recipient,
        role=role_of(case, command),
        release=command.release,
        hash=command.hash,
        children=_children(case, command),
        how=command.how,
        telling=command.telling,
        told=tuple(sorted(command.told)),
        script=command.script,
        left_in_writing=command.left_in_writing,
        identity_checked=command.identity_checked,
        delivered_at=at,
        by=command.officers,
        departures=found,
        visit=Sealed.of(command.visit),
        reasons=Sealed.of(Reasons(text=command.reasons)) if command.reasons else None,
    )
    if not found:
        return Decided((delivered,))
    key = departure_key(case, command.recipient, at)
    return (Raised((delivered,)) + raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now)).decided()


def departure_key(case: Case, recipient: str, at: datetime) -> AlertKey:
    """Of the alert that a delivery rings which was not as authorised."""
    return neutral_key(case, "delivery", recipient, at.isoformat())


def role_of(case: Case, command: ReportDelivery) -> PartyRole:
    known = case.disclosure.recipients.get(command.recipient)
    return known.role if known else command.role


def _children(case: Case, command: ReportDelivery) -> tuple[str, ...]:
    known = case.disclosure.recipients.get(command.recipient)
    return tuple(sorted(known.children)) if known else ()


def departures(case: Case, command: ReportDelivery, at: datetime) -> Iterator[Departure]:
    """In what the telling was not as it was released, each once."""
    release = case.disclosure.releases.get(command.release) if command.release else None
    recipient = case.disclosure.recipients.get(command.recipient)
    if command.telling in BY_THE_SUBJECT:
        if case.disclosure.self_disclosure_safe is not True:
            yield D.SELF_DISCLOSURE_NOT_DECIDED
        authority = _authority_for(case, recipient)
        if authority is None:
            yield D.NOT_RELEASED
    else:
        yield from _against_the_release(command, release, at)
        authority = case.disclosure.authorities.get(release.authority) if release else None
    yield from _to_whom(case, command, release, recipient, at)
    yield from _how(command)
    yield from _undertaking(recipient.undertaking if recipient else Undertaking(), at)
    if authority is not None and authority.suspended:
        yield D.AUTHORITY_SUSPENDED
    if authority is not None and not stands(case, authority):
        yield D.AUTHORITY_LAPSED
    elif authority is not None and _in_question(case, authority, at):
        yield D.AUTHORITY_IN_QUESTION


def _in_question(case: Case, authority: Authority, at: datetime) -> bool:
    """Whether something that nobody had weighed was known here by then, or a condition has gone."""
    found = still_authorised.known_by(case, still_authorised.unweighed(case, authority), at)
    return bool(found) or still_authorised.gone(case, authority)


def _authority_for(case: Case, recipient: Recipient | None) -> Authority | None:
    """Of what the subject says by themselves there is no release; the last authority to tell counts."""
    held = case.disclosure.authorities.values()
    return next((one for one in reversed(tuple(held)) if recipient and one.recipient == recipient.key), None)


def _against_the_release(
    command: ReportDelivery, release: Release | None, at: datetime
) -> Iterator[Departure]:
    if release is None or at < release.at:
        yield D.NOT_RELEASED
    if release is None:
        return
    if command.hash != release.hash:
        yield D.OTHER_WORDS
    if at > release.expires_at or release.expired:
        yield D.AFTER_EXPIRY
    if release.to not in command.officers:
        yield D.OTHER_OFFICER


def _to_whom(
    case: Case,
    command: ReportDelivery,
    release: Release | None,
    recipient: Recipient | None,
    at: datetime,
) -> Iterator[Departure]:
    if recipient is None or (release is not None and command.recipient != release.recipient):
        yield D.OTHER_RECIPIENT
    used = release is not None and release.used is not None
    if used or (recipient is not None and recipient.told is not None):
        yield D.SECOND_TIME
    if not command.identity_checked:
        yield D.IDENTITY_NOT_CHECKED
    if recipient is not None and not may_be_told_alone(case, recipient, london_date(at), authorised=True):
        yield D.UNDER_18_ALONE


def _how(command: ReportDelivery) -> Iterator[Departure]:
    if command.how is not How.IN_PERSON:
        yield D.NOT_IN_PERSON
    if command.telling is Telling.OTHER_AGENCY:
        yield D.NOT_BY_POLICE
    if command.left_in_writing:
        yield D.SOMETHING_LEFT_IN_WRITING
    if not command.told >= WARNINGS:
        yield D.WARNINGS_NOT_GIVEN
    if not is_held(READ_OUT, command.script):
        yield D.SCRIPT_NOT_HELD


def _undertaking(held: Undertaking, at: datetime) -> Iterator[Departure]:
    if held.explained is None or held.explained > at:
        yield D.UNDERTAKING_NOT_EXPLAINED
    signed = held.signed is not None and held.signed <= at
    if not signed and not held.goes_on:
        yield D.UNDERTAKING_OPEN


def unseen(case: Case) -> tuple[str, ...]:
    """Alerts of tellings, the subject's too, that were not as they must be, and that nobody of rank took."""
    keys = [one.alert for one in case.disclosure.deliveries if one.departures and one.alert is not None]
    keys += case.disclosure.subject_told_otherwise
    return tuple(key for key in keys if (held := case.alerts.get(key)) and held.acknowledged_at is None)


DEPARTURES_SEEN: Final[Gate[Case, Any]] = Gate(
    "DELIVERY_NOT_REVIEWED",
    "G 92, 93, 95",
    ("R-211", "R-215", "R-216", "R-223"),
    lambda case, command, moment: not unseen(case),
    "Somebody was told otherwise than was authorised, and nobody has taken the alert: take it, and look at "
    "what follows for everybody's safety.",
)
