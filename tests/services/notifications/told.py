"""Facts of other services as notifications hears them, with invented people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.codes import (
    Advice,
    AlertKind,
    Channel,
    ClosingText,
    Consent,
    CorrectionReason,
    Delivery,
    DutyRole,
    MeetingKind,
    MeetingPlace,
)
from contracts.decisions import AlsoUnanswered, ClosingDue, OfficerAlertDue
from contracts.intake import ApplicantDelayNotified, FactCorrected, MeetingHeld, MeetingScheduled
from contracts.people import (
    Address,
    ApplicantContact,
    Appointment,
    Means,
    MeetingRecord,
    PersonName,
    SafeContact,
)
from contracts.sealed import Box, Sealed
from messaging.decider import Actor, Message
from tests import given

NOON = datetime(2026, 6, 24, 11, 0, tzinfo=UTC)
"""Wednesday, 12:00 in London."""
NAME = PersonName(given="Ferdinand", family="Testperson")
HOME = Address(lines=("1 Invented Row",), town="Nowhere-on-Sea", postcode="ZZ1 1ZZ")
TELEPHONE = "01632 960011"
EMAIL = "ferdinand@testperson.invalid"
OPENING = {"openedat": "2026-06-01T09:00:00.000Z", "route": "RIGHT_TO_ASK", "policy": "KENT-2025@2025-03"}
SERGEANT = Actor("ds-2203", "SERGEANT", "SUPERVISOR", "46")


def _heard(event: Any, *, source: str, at: datetime) -> Message:
    said = given.message(event, source=source, at=at)
    return said._replace(id=f"m-{type(event).__name__}-{at:%Y%m%d%H%M%S}", opening=OPENING)


def safe(*means: Means, **changes: Any) -> SafeContact:
    told: dict[str, Any] = {"means": means or (Means.POST,), "telephone": TELEPHONE, "email": EMAIL}
    return SafeContact(**{**told, "leave_message": True, **changes})


def contact(
    *means: Means, address: Address | None = HOME, name: PersonName = NAME, **changes: Any
) -> ApplicantContact:
    return ApplicantContact(name=name, address=address, safe=safe(*means, **changes))


def closed(label: str = "applicant_contact") -> Sealed[Any]:
    """A box for which notifications has no key."""
    return Sealed(label, None, Box("A" * 22, "B" * 22, "C" * 40))


def closing(
    to: ApplicantContact | None = None,
    *,
    kind: ClosingText = ClosingText.NO_INFORMATION_FOR_YOU,
    delivery: Delivery = Delivery.POST,
    sealed: Sealed[ApplicantContact] | None = None,
    reference: str = "CS-ABCD-EFGH-IJKL",
    at: datetime = NOON,
) -> Message:
    event = ClosingDue(
        kind=kind,
        delivery=delivery,
        contact=sealed or Sealed.of(to or contact()),
        reference=reference,
        closing_date=date(2026, 6, 24),
        due_at=at,
    )
    return _heard(event, source="csods/46/decisions", at=at)


def alert(
    kind: AlertKind = AlertKind.IMMEDIATE_RISK, at: datetime = NOON, also: tuple[AlertKind, ...] = ()
) -> Message:
    event = OfficerAlertDue(
        alert="risk-1",
        kind=kind,
        role=DutyRole.DUTY_SERGEANT,
        reference="CS-ABCD-EFGH-IJKL",
        due_at=at,
        acknowledge_by=at + timedelta(minutes=15),
        also=tuple(
            AlsoUnanswered(alert=f"also-{number}", kind=one, level=4) for number, one in enumerate(also)
        ),
    )
    return _heard(event, source="csods/46/decisions", at=at)


def meeting(
    *means: Means,
    begins_at: datetime = NOON + timedelta(days=7),
    key: str = "meeting-1",
    place: MeetingPlace = MeetingPlace.STATION,
    at: datetime = NOON,
    sealed: Sealed[Appointment] | None = None,
    **changes: Any,
) -> Message:
    where = Appointment(
        name=NAME,
        safe=safe(*(means or (Means.TELEPHONE,)), **changes),
        address=HOME,
        place="Ask for Cleo Sample-Quill",
    )
    event = MeetingScheduled(
        meeting=key,
        kind=MeetingKind.FACE_TO_FACE,
        begins_at=begins_at,
        place=place,
        neutral_place_offered=True,
        appointment=sealed or Sealed.of(where),
        wording="appointment@1",
    )
    return _heard(event, source="csods/46/intake", at=at)


def held(
    to: ApplicantContact | None, *advice: Advice, key: str = "meeting-1", at: datetime = NOON
) -> Message:
    event = MeetingHeld(
        meeting=key,
        kind=MeetingKind.FACE_TO_FACE,
        place=MeetingPlace.STATION,
        held_at=at,
        warnings=(),
        prior_knowledge_asked=True,
        lived_experience_explored=True,
        ongoing_concern=False,
        advice=advice,
        record=Sealed.of(MeetingRecord(prior_knowledge="Cleo Sample-Quill said so")),
        applicant_contact=Sealed.of(to) if to else None,
    )
    return _heard(event, source="csods/46/intake", at=at)


def delay(
    to: ApplicantContact | None, *, expected_by: date = date(2026, 7, 3), at: datetime = NOON
) -> Message:
    event = ApplicantDelayNotified(
        decided_at=at,
        expected_by=expected_by,
        channel=Channel.TELEPHONE,
        wording="delay@1",
        applicant_contact=Sealed.of(to) if to else None,
    )
    return _heard(event, source="csods/46/intake", at=at)


def corrected(to: ApplicantContact | None, at: datetime = NOON) -> Message:
    part: dict[str, Any] = (
        {"applicant_contact": Sealed.of(to)} if to else {"social_care_consent": Consent.GIVEN}
    )
    event = FactCorrected(corrected_at=at, why=CorrectionReason.LEARNT_LATER, **part)
    return _heard(event, source="csods/46/intake", at=at)
