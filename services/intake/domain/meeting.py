"""The follow-up contact: arranging it, holding it, warnings, who comes along (G 36 to 49)."""

from __future__ import annotations

from datetime import datetime

from contracts.codes import MeetingItem
from contracts.intake import ApplicantDelayNotified, MeetingHeld, MeetingScheduled, Warned
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.events import (
    FlagsRaised,
    InterviewerNamed,
    NoResponsibleAdult,
    ResponsibleAdultNamed,
    WarningsGiven,
)
from services.intake.domain.flags import Flag
from services.intake.domain.given import resealed
from services.intake.domain.instants import by_then
from services.intake.domain.meeting_flags import arranged_flags, held_flags
from services.intake.domain.scripts import flagged
from services.intake.domain.state import Case


def schedule(case: Case, command: c.ScheduleMeeting, _moment: Moment) -> Decided:
    arranged = MeetingScheduled(
        meeting=command.meeting,
        kind=command.kind,
        reason=command.reason,
        begins_at=command.begins_at,
        place=command.place,
        neutral_place_offered=command.neutral_place_offered,
        appointment=Sealed.of(command.appointment),
        reasons=_sealed(command.reasons),
        wording=command.wording,
    )
    interviewer = InterviewerNamed(meeting=command.meeting, interviewer=command.interviewer or command.by.id)
    return Decided((arranged, interviewer, *_raised(arranged_flags(case, command), command.meeting)))


def hold(case: Case, command: c.HoldMeeting, moment: Moment) -> Decided:
    """Recorded whatever was left out; that is flagged, and the form stays open until it is made good."""
    given_before = {item: one for item, one in case.warned.items() if item in MeetingItem}
    given_now = {one.item: one for one in warned(command.warnings, moment.now)}
    held = MeetingHeld(
        meeting=command.meeting,
        kind=command.kind,
        reason=command.reason,
        place=command.place,
        held_at=by_then(command.held_at, moment.now),
        warnings=tuple({**given_before, **given_now}.values()),
        prior_knowledge_asked=command.prior_knowledge_asked,
        prior_knowledge=command.prior_knowledge,
        lived_experience_explored=command.lived_experience_explored,
        ongoing_concern=command.ongoing_concern,
        others_mentioned=command.others_mentioned,
        advice=command.advice,
        responsible_adult_present=command.responsible_adult_present,
        record=Sealed.of(command.record),
        applicant_contact=resealed(case.given.applicant_contact) if command.advice_by_letter else None,
    )
    return Decided((held, *_raised(held_flags(case, command, held), command.meeting)))


def warned(items: tuple[c.Item, ...], now: datetime) -> tuple[Warned, ...]:
    return tuple(
        Warned(
            item=one.item,
            told_at=by_then(one.at, now),
            acknowledged=one.acknowledged,
            wording=one.wording,
        )
        for one in items
        if isinstance(one.item, MeetingItem)
    )


def warn(_case: Case, command: c.GiveWarnings, moment: Moment) -> Decided:
    given = warned(command.items, moment.now)
    return Decided((WarningsGiven(warned=given), *flagged(command.items)) if given else ())


def name_adult(_case: Case, command: c.NameResponsibleAdult, _moment: Moment) -> Decided:
    named = ResponsibleAdultNamed(
        adult=Sealed.of(command.adult), lives_with_subject=command.lives_with_subject
    )
    flags = (Flag.ADULT_LIVES_WITH_SUBJECT,) if command.lives_with_subject else ()
    return Decided((named, *_raised(flags)))


def excuse_adult(_case: Case, command: c.ExcuseResponsibleAdult, moment: Moment) -> Decided:
    excused = NoResponsibleAdult(
        decided_at=moment.now,
        social_services_told=command.social_services_told,
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((excused,))


def tell_of_delay(case: Case, command: c.TellOfDelay, moment: Moment) -> Decided:
    sends = not command.told_already and not case.not_to_be_contacted
    contact = resealed(case.given.applicant_contact) if sends else None
    notified = ApplicantDelayNotified(
        decided_at=moment.now,
        expected_by=command.expected_by,
        channel=command.channel,
        wording=command.wording,
        applicant_contact=contact,
        reasons=_sealed(command.reasons),
    )
    return Decided((notified,))


def _raised(flags: tuple[Flag, ...], meeting: str | None = None) -> tuple[FlagsRaised, ...]:
    return (FlagsRaised(flags=flags, about=meeting),) if flags else ()


def _sealed(reasons: str | None) -> Sealed[Reasons] | None:
    return Sealed.of(Reasons(text=reasons)) if reasons else None
