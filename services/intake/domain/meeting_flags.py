"""What a supervisor should know about a meeting as it was arranged, or as it was held."""

from __future__ import annotations

from datetime import datetime

from contracts.calendar import london_date
from contracts.codes import MeetingItem, MeetingKind, MeetingPlace
from contracts.intake import MeetingHeld
from services.intake.domain import commands as c
from services.intake.domain.checked import nothing_held
from services.intake.domain.flags import Flag
from services.intake.domain.parties import subject_may_live_with_applicant, under_18
from services.intake.domain.policy import clocks_of, trained
from services.intake.domain.scripts import not_held
from services.intake.domain.state import Case


def arranged_flags(case: Case, command: c.ScheduleMeeting) -> tuple[Flag, ...]:
    """Accepted though it is not the rule: neutral place, home, remote, late (G 28 f, 36, 38, 39)."""
    remote = command.kind is not MeetingKind.FACE_TO_FACE
    raised = {
        Flag.NEUTRAL_PLACE_NOT_OFFERED: not remote and not command.neutral_place_offered,
        Flag.HOME_WHERE_SUBJECT_LIVES: _home_of_subject(case, command.place),
        Flag.REMOTE_BEFORE_CHECKS: remote and not nothing_held(case),
        Flag.REMOTE_DESPITE_CONCERN: remote and any(one.ongoing_concern for one in case.held),
        Flag.MEETING_AFTER_LIMIT: after_limit(case, command.begins_at),
        Flag.DELAY_NOT_TOLD: delay_to_tell(case, command.begins_at),
    }
    return _those(raised)


def held_flags(case: Case, command: c.HoldMeeting, held: MeetingHeld) -> tuple[Flag, ...]:
    """What was left out, or should not have been so (G 33 to 46)."""
    remote = command.kind is not MeetingKind.FACE_TO_FACE
    arranged = [one for one in case.arranged if one.meeting == command.meeting]
    offered = any(one.neutral_place_offered for one in arranged)
    raised = {
        Flag.NOT_ARRANGED: not arranged,
        Flag.NOT_PROGRESSED: case.progressed is not True,
        Flag.NOT_TRAINED: not trained(case, command.by.competences),
        Flag.NO_RESPONSIBLE_ADULT: _adult_wanting(case, command),
        Flag.APPLICANT_AGE_UNKNOWN: under_18(case) is None and not command.responsible_adult_present,
        Flag.NO_RECORD_REFERENCE: case.record_at is None,
        Flag.NEUTRAL_PLACE_NOT_OFFERED: not remote
        and not offered
        and command.place is not MeetingPlace.NEUTRAL,
        Flag.HOME_WHERE_SUBJECT_LIVES: _home_of_subject(case, command.place),
        Flag.REMOTE_BEFORE_CHECKS: remote and not nothing_held(case),
        Flag.REMOTE_DESPITE_CONCERN: remote and command.ongoing_concern,
        Flag.MEETING_AFTER_LIMIT: after_limit(case, held.held_at),
        Flag.WARNING_NOT_GIVEN: {one.item for one in held.warnings} != set(MeetingItem),
        Flag.PRIOR_KNOWLEDGE_NOT_ASKED: not held.prior_knowledge_asked,
        Flag.LIVED_EXPERIENCE_NOT_EXPLORED: not held.lived_experience_explored,
        Flag.ADVICE_NOT_GIVEN: not held.advice,
        Flag.SCRIPT_NOT_HELD: not_held(command.warnings),
    }
    return _those(raised)


def after_limit(case: Case, at: datetime) -> bool:
    """Whether it is later than ten working days after contact, by the profile of the case."""
    clocks = clocks_of(case)
    limit = clocks.meeting.limit if clocks and clocks.meeting else None
    return limit is not None and at >= limit.late_from


def delay_to_tell(case: Case, at: datetime) -> bool:
    """Whether it is later than the applicant was told at first, and later than they have been told since."""
    clocks = clocks_of(case)
    target = clocks.meeting.target if clocks and clocks.meeting else None
    if target is None or at < target.late_from:
        return False
    return case.delay_told_until is None or case.delay_told_until < london_date(at)


def _adult_wanting(case: Case, command: c.HoldMeeting) -> bool:
    return under_18(case) is True and not command.responsible_adult_present and not case.adult_excused


def _home_of_subject(case: Case, place: MeetingPlace) -> bool:
    return place is MeetingPlace.HOME_OF_APPLICANT and subject_may_live_with_applicant(case.given)


def _those(raised: dict[Flag, bool]) -> tuple[Flag, ...]:
    return tuple(flag for flag, is_raised in raised.items() if is_raised)
