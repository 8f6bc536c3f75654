"""What must happen later, derived from the state alone: messages to send, letters that lie here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from contracts.calendar import end_of
from contracts.codes import DutyRole, MessageKind
from contracts.decisions import ClosingDue
from messaging.outcomes import Task, Time, Unmet
from services.notifications.domain.state import WITH_US, Case, Outgoing, Standing

SEND = "send"
ALERT = "alert"
"""An officer alert: better twice than late."""
LIES_HERE = "letter-lies-here"
ALARM = "alarm"
HAND_OVER_WITHIN = timedelta(days=2)
"""Our own: the closing date leaves that much before the 28th day."""

NAMES = {
    MessageKind.CLOSING_LETTER: "closing letter",
    MessageKind.OFFICER_ALERT: "officer alert",
    MessageKind.APPOINTMENT: "appointment",
    MessageKind.SAFETY_ADVICE: "safety advice",
    MessageKind.DELAY: "message about the delay",
}


def due(case: Case) -> Iterable[Task]:
    return tuple(_tasks(case))


def _tasks(case: Case) -> Iterator[Task]:
    for one in case.messages.values():
        if one.standing is Standing.QUEUED:
            refs = {"message": one.key, "round": str(one.round)}
            kind = ALERT if one.kind is MessageKind.OFFICER_ALERT else SEND
            yield Task(kind, f"{one.key}/{one.round}", one.not_before, refs=refs)
        elif one.standing in WITH_US:
            yield Task(LIES_HERE, one.key, hand_over_by(one), refs={"message": one.key})


def hand_over_by(one: Outgoing) -> datetime | None:
    """When a letter should be in the applicant's hand (UTC); None for what is no letter."""
    asked = one.asked
    return end_of(asked.closing_date + HAND_OVER_WITHIN).at if isinstance(asked, ClosingDue) else None


def could_not_be_sent(one: Outgoing, why: Iterable[Unmet]) -> Task:
    """Rings the supervisor, or for an alert the control room: somebody must do it in another way."""
    role = DutyRole.CONTROL_ROOM if one.kind is MessageKind.OFFICER_ALERT else DutyRole.SUPERVISOR
    reasons = " ".join(unmet.words for unmet in why)
    return _alarm("NOT_SENT", one, role, f"The {NAMES[one.kind]} ({one.key}) was not sent. {reasons}")


def needs_explaining(one: Outgoing) -> Task:
    """Our texts are in plain English; the applicant asked for something else besides (R-054)."""
    words = (
        f"The applicant asked for another language or for adjustments: the {NAMES[one.kind]} ({one.key}) "
        "goes out in English. Explain it to them in the way they asked for."
    )
    return _alarm("LANGUAGE_OR_ADJUSTMENTS", one, DutyRole.SUPERVISOR, words)


def lies_here(one: Outgoing) -> Task:
    words = f"The {NAMES[one.kind]} ({one.key}) has not been handed over yet: hand it over and record that."
    return _alarm("LETTER_LIES_HERE", one, DutyRole.SUPERVISOR, words)


def _alarm(code: str, one: Outgoing, role: DutyRole, words: str) -> Task:
    refs = {"code": code, "role": role.value, "words": words}
    return Task(ALARM, f"{code}/{one.key}/{one.round}", time=Time.MACHINE, refs=refs)
