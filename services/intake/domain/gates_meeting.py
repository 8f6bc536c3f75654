"""What stands before the applicant is seen: the decision to go on, training, kind, who comes along."""

from __future__ import annotations

from typing import Any

from contracts.codes import MeetingKind
from messaging.decider import Moment
from messaging.gates import Gate
from services.intake.domain import commands as c
from services.intake.domain.checked import nothing_held
from services.intake.domain.parties import same_name, under_18
from services.intake.domain.policy import trained
from services.intake.domain.state import Case

PROGRESSED: Gate[Case, c.ScheduleMeeting] = Gate(
    "NOT_PROGRESSED",
    "G 33(a), 36",
    ("R-074", "R-081"),
    holds=lambda case, _command, _moment: case.progressed is True,
    words="It has not been decided that the application goes on: "
    "the supervisor decides after the initial checks.",
    override=True,
)
MAY_BE_CONTACTED: Gate[Case, Any] = Gate(
    "NOT_TO_BE_CONTACTED",
    "G 41, 42",
    ("R-054", "R-100"),
    holds=lambda case, _command, _moment: not case.not_to_be_contacted,
    words="It is decided that this applicant cannot be met: they are anonymous, or it is not safe to contact "
    "them. Write down what has changed.",
    override=True,
)
IN_THE_FUTURE: Gate[Case, c.ScheduleMeeting] = Gate(
    "MEETING_IN_THE_PAST",
    "G 36",
    ("R-081",),
    holds=lambda _case, command, moment: command.begins_at > moment.now,
    words="The meeting would begin in the past: give a later time, or record it as held.",
)
NEW_MEETING: Gate[Case, c.ScheduleMeeting] = Gate(
    "MEETING_KEY_USED",
    "G 36",
    ("R-081",),
    holds=lambda case, command, _moment: command.meeting not in {one.meeting for one in case.held},
    words="The meeting of this key was held already: arrange another one under a new key.",
)


def _remote_allowed(case: Case, command: c.ScheduleMeeting, moment: Moment) -> bool:
    """What nobody has read may be a find: over unread mail nothing counts as nothing held."""
    if command.kind is MeetingKind.FACE_TO_FACE or command.reasons:
        return True
    return nothing_held(case) and not moment.unread and not case.held_elsewhere


REMOTE_FOR_A_REASON: Gate[Case, c.ScheduleMeeting] = Gate(
    "REMOTE_NEEDS_REASONS",
    "G 38",
    ("R-081", "R-087"),
    holds=_remote_allowed,
    words="Telephone or video is for when the checks are complete and nothing is held: "
    "meet face to face, or write down why not.",
)


def _interviewer_trained(case: Case, command: c.ScheduleMeeting, _moment: Moment) -> bool:
    alone = command.interviewer is None or command.interviewer == command.by.id
    return alone and trained(case, command.by.competences)


INTERVIEWER_TRAINED: Gate[Case, c.ScheduleMeeting] = Gate(
    "INTERVIEWER_NOT_TRAINED",
    "G 37",
    ("R-086",),
    holds=_interviewer_trained,
    words="Whoever sees the applicant needs current training in child safeguarding and in the risk of sex "
    "offenders, shown by their own sign-in: let a trained interviewer arrange the meeting.",
    override=True,
)


def adult_settled(case: Case) -> bool:
    """Whether a responsible adult is not needed, is named, or is excused (G 58, 59)."""
    return under_18(case) is False or case.adult is not None or case.adult_excused


def _adult_words(case: Case, _command: object, _moment: Moment) -> str:
    who = (
        "The applicant is under 18"
        if under_18(case)
        else "The applicant's date of birth is not known, so they count as under 18"
    )
    return f"{who}: name a responsible adult, or let a supervisor record why there is none."


ADULT_SETTLED: Gate[Case, Any] = Gate(
    "NO_RESPONSIBLE_ADULT",
    "G 58, 59",
    ("R-133", "R-136", "R-138"),
    holds=lambda case, _command, _moment: adult_settled(case),
    words=_adult_words,
)


def _adult_is_not_subject(case: Case, command: c.NameResponsibleAdult, _moment: Moment) -> bool:
    subject = case.given.subject.opened if case.given.subject else None
    return subject is None or not same_name(command.adult.name, subject.name)


ADULT_IS_NOT_SUBJECT: Gate[Case, c.NameResponsibleAdult] = Gate(
    "ADULT_IS_SUBJECT",
    "G 58",
    ("R-134",),
    holds=_adult_is_not_subject,
    words="The responsible adult has the name of the subject: name another adult.",
)
SOCIAL_SERVICES_CONSIDERED: Gate[Case, c.ExcuseResponsibleAdult] = Gate(
    "SOCIAL_SERVICES_NOT_CONSIDERED",
    "G 59",
    ("R-137",),
    holds=lambda _case, command, _moment: command.social_services_considered,
    words="Consider whether to alert social services, and record it.",
)
