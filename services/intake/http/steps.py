"""The steps that an officer may ask about beforehand: what would stand in the way, by the same gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from contracts.codes import Genuineness, MeetingKind, MeetingPlace, Recommendation, RedirectedTo
from contracts.people import AnnexANotes, Appointment, Means, PersonName, SafeContact
from contracts.texts import latest
from messaging.decider import Actor
from services.intake.domain import commands as c

SOME_DAY: Final = datetime(9999, 1, 1, tzinfo=UTC)
FORM: Final = "annex-a@1"
_SOMEBODY: Final = Appointment(name=PersonName(), safe=SafeContact(means=(Means.TELEPHONE,)))


def _initial_form(by: Actor, _seen: int) -> c.CompleteAnnexAPart1:
    return c.CompleteAnnexAPart1(by, FORM)


def _meeting(kind: MeetingKind, place: MeetingPlace) -> Callable[[Actor, int], c.ScheduleMeeting]:
    def asked(by: Actor, _seen: int) -> c.ScheduleMeeting:
        return c.ScheduleMeeting(
            by,
            "asked",
            kind,
            place,
            SOME_DAY,
            neutral_place_offered=True,
            appointment=_SOMEBODY,
            wording=latest("appointment").wording,
        )

    return asked


def _meeting_form(by: Actor, _seen: int) -> c.CompleteAnnexAPart2:
    notes = AnnexANotes(contact_record="asked what stands in the way")
    return c.CompleteAnnexAPart2(by, FORM, Recommendation.RISK_ASSESSMENT, Genuineness.GENUINE, notes)


def _redirection(by: Actor, _seen: int) -> c.RedirectEnquiry:
    wording = latest("please-ring").wording
    return c.RedirectEnquiry(by, RedirectedTo.PARTNER_AGENCY, wording, concern_passed_on=True)


STEPS: Final[Mapping[str, Callable[[Actor, int], object]]] = {
    "initial-form": _initial_form,
    "meeting": _meeting(MeetingKind.FACE_TO_FACE, MeetingPlace.NEUTRAL),
    "remote-meeting": _meeting(MeetingKind.TELEPHONE, MeetingPlace.REMOTE),
    "meeting-form": _meeting_form,
    "redirection": _redirection,
}
