"""Putting a message together: an allowed text, and what may vary in it. Times are London wall-clock times."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from contracts.calendar import LONDON
from contracts.codes import AlertKind, DutyRole, MeetingPlace, MessageKind, Transport
from contracts.decisions import ClosingDue, OfficerAlertDue
from contracts.intake import ApplicantDelayNotified, MeetingScheduled
from contracts.people import ApplicantContact, Appointment
from contracts.references import case_reference
from contracts.texts import latest, text
from contracts.words import say
from services.notifications.domain.allow_list import OFFICER_ALERT, allowed
from services.notifications.domain.state import Case, Outgoing

Contact = ApplicantContact | Appointment
NON_EMERGENCY: Final = "101"
NEUTRAL_TITLE: Final = "The information we spoke about"
"""Of an e-mail: whoever sees the list of e-mails learns nothing from it (G 33 b)."""
ALERT_VERSION: Final = f"{OFFICER_ALERT}@1"
ALERT_TEXT: Final = (
    "{what}: case {reference}. Acknowledge by {day} at {time}. "
    "Open the case to read more; nothing more is written here."
)
PAGE: Final = "\n\n\f\n"

ALERTS: Final[Mapping[AlertKind, str]] = {
    AlertKind.IMMEDIATE_RISK: "Immediate risk to a child",
    AlertKind.TARGET_PASSED: "Target passed",
    AlertKind.LIMIT_PASSED: "Limit passed, overdue",
    AlertKind.SUPERVISION_WANTED: "A supervisor is needed",
    AlertKind.NEW_INFORMATION: "New information",
    AlertKind.SILENT_CASE: "Nothing has happened for some days",
    AlertKind.LETTER_NOT_SENT: "A letter could not be sent",
    AlertKind.REVIEW_WANTED: "A case must be looked at",
    AlertKind.ANOTHER_FORCE_ASKS: "Another force waits for us",
    AlertKind.ANOTHER_FORCE_SILENT: "Another force has not answered",
    AlertKind.FORCES_DISAGREE: "Forces do not agree",
}
AGREED_PLACE: Final = "the place agreed with you"
AGREED_NUMBER: Final = "the number agreed with you"


@dataclass(frozen=True, slots=True)
class Written:
    """A message as a transport takes it. `to`: name and address, e-mail address, number or, in words, a
    duty role; `role` is its code, for a transport that has a number for each.
    """

    kind: MessageKind
    transport: Transport
    to: str = field(repr=False)
    title: str
    body: str = field(repr=False)
    wording: str
    role: DutyRole | None = None


def newest_wording(outgoing: Outgoing) -> str:
    """`id@version` of the text as it reads today; the message keeps it from the moment it is queued."""
    name = allowed(outgoing.asked).text
    return ALERT_VERSION if name == OFFICER_ALERT else latest(name).wording


def parameters(case: Case, outgoing: Outgoing, contact: Contact | None) -> dict[str, str]:
    """Everything that varies in it."""
    match outgoing.asked:
        case ClosingDue(reference=reference, closing_date=closing_date) if contact is not None:
            letter = {"reference": reference, "date": on_day(closing_date)}
            return letter | {"name": name_of(contact), "address": address_of(_weighed(outgoing, contact))}
        case OfficerAlertDue(reference=reference, acknowledge_by=by):
            return {"what": _what(outgoing.asked), "reference": reference, **at(by)}
        case MeetingScheduled(begins_at=begins_at, place=place):
            agreed = AGREED_NUMBER if place is MeetingPlace.REMOTE else AGREED_PLACE
            ours = {"reference": case_reference(case.case_id), "telephone": NON_EMERGENCY}
            return ours | at(begins_at) | {"place": agreed}
        case ApplicantDelayNotified(expected_by=expected_by):
            ours = {"reference": case_reference(case.case_id), "telephone": NON_EMERGENCY}
            return ours | {"date": on_day(expected_by)}
        case _:
            return {}


def _what(alert: OfficerAlertDue) -> str:
    """Everything of the case that nobody has taken, the one that rings first."""
    kinds = Counter([alert.kind, *(one.kind for one in alert.also)])
    said = (f"{ALERTS[kind]}: {times}" if times > 1 else ALERTS[kind] for kind, times in kinds.items())
    return ", ".join(said)


def compose(case: Case, outgoing: Outgoing, contact: Contact | None, transport: Transport) -> Written:
    """The whole message. ValueError when its text takes something else than what may vary."""
    wording = outgoing.wording or newest_wording(outgoing)
    values = parameters(case, outgoing, contact)
    to = address_for(outgoing, contact, transport)
    if wording == ALERT_VERSION:
        title = f"{values['what']}: {values['reference']}"
        text_ = ALERT_TEXT.format_map(values)
        return Written(outgoing.kind, transport, to, title, text_, wording, role_of(outgoing))
    held = text(wording)
    body = held.fill(**values).strip()
    if enclosed := allowed(outgoing.asked).encloses:
        page = latest(enclosed)
        body = f"{body}{PAGE}{page.title}\n\n{page.body.strip()}"
    title = NEUTRAL_TITLE if transport is Transport.EMAIL else held.title
    return Written(outgoing.kind, transport, to, title, body, wording)


def address_for(outgoing: Outgoing, contact: Contact | None, transport: Transport) -> str:
    """Where a transport delivers it. ValueError when the contact has nothing for this transport."""
    if isinstance(outgoing.asked, OfficerAlertDue):
        return say(outgoing.asked.role).text
    if contact is not None:
        match transport:
            case Transport.TEXT if contact.safe.telephone:
                return contact.safe.telephone
            case Transport.EMAIL if contact.safe.email:
                return contact.safe.email
            case Transport.POST | Transport.HAND:
                return f"{name_of(contact)}\n{address_of(_weighed(outgoing, contact))}"
            case _:
                pass
    raise ValueError("the contact has nothing for this transport")


def _weighed(outgoing: Outgoing, contact: Contact) -> Contact:
    """On a letter that is handed over stands the address that decisions looked at, not one that came later
    (R-236): who hands it over needs none."""
    given = outgoing.contact.opened if outgoing.contact is not None else None
    return given if outgoing.to_hand and given is not None else contact


def role_of(outgoing: Outgoing) -> DutyRole | None:
    """Whom an alert rings."""
    return outgoing.asked.role if isinstance(outgoing.asked, OfficerAlertDue) else None


def name_of(contact: Contact) -> str:
    return " ".join(part for part in (contact.name.given, contact.name.family) if part)


def address_of(contact: Contact) -> str:
    """Line by line."""
    where = contact.address
    if where is None:
        return "By hand"
    return "\n".join((*where.lines, *(part for part in (where.town, where.postcode) if part)))


def on_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def at(instant: datetime) -> dict[str, str]:
    local = instant.astimezone(LONDON)
    return {"day": on_day(local.date()), "time": f"{local:%H:%M}"}


def reference_of(case_id: str, key: str) -> str:
    """The reference that a transport gets: the same in every attempt and round, and it says nothing."""
    return "n-" + hashlib.sha256(f"{case_id}/{key}".encode()).hexdigest()[:40]
