"""What somebody has to do next on a case, and by when: it blocks nothing, and nothing of it is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from contracts.calendar import Due
from contracts.codes import InitialItem
from services.intake.domain.due import form_due
from services.intake.domain.gates_meeting import adult_settled
from services.intake.domain.meeting_flags import delay_to_tell
from services.intake.domain.missing import missing
from services.intake.domain.policy import clocks_of
from services.intake.domain.state import Case

NEVER = datetime.max.replace(tzinfo=UTC)


class Step(StrEnum):
    ACT_ON_RISK = "ACT_ON_RISK"
    ASK_FOR_DETAILS = "ASK_FOR_DETAILS"
    TELL_THE_APPLICANT = "TELL_THE_APPLICANT"
    COMPLETE_INITIAL_FORM = "COMPLETE_INITIAL_FORM"
    TELL_OF_DELAY = "TELL_OF_DELAY"
    NAME_RESPONSIBLE_ADULT = "NAME_RESPONSIBLE_ADULT"
    ARRANGE_MEETING = "ARRANGE_MEETING"
    HOLD_MEETING = "HOLD_MEETING"
    ASK_FOR_IDENTITY = "ASK_FOR_IDENTITY"
    COMPLETE_MEETING_FORM = "COMPLETE_MEETING_FORM"
    LOOK_AT_FLAGS = "LOOK_AT_FLAGS"


WORDS: dict[Step, str] = {
    Step.ACT_ON_RISK: "immediate risk: no supervisor has taken it yet",
    Step.ASK_FOR_DETAILS: "ask the applicant for what is missing",
    Step.TELL_THE_APPLICANT: "tell the applicant what they must be told at first contact (G 28)",
    Step.COMPLETE_INITIAL_FORM: "complete the initial contact form (Annex A, first part)",
    Step.TELL_OF_DELAY: "tell the applicant of the delay (G 28(f))",
    Step.NAME_RESPONSIBLE_ADULT: "name a responsible adult (G 58)",
    Step.ARRANGE_MEETING: "arrange the meeting with the applicant (G 36)",
    Step.HOLD_MEETING: "hold the meeting, and record it",
    Step.ASK_FOR_IDENTITY: "ask the applicant for proof of identity (G 40(e))",
    Step.COMPLETE_MEETING_FORM: "complete the face-to-face form (Annex A, second part)",
    Step.LOOK_AT_FLAGS: "look at what was flagged (supervisor)",
}


GO_ON = "go on with the case: whoever has it sees with what"
TELLING = frozenset(
    {Step.NAME_RESPONSIBLE_ADULT, Step.ARRANGE_MEETING, Step.ASK_FOR_IDENTITY, Step.LOOK_AT_FLAGS}
)
"""Steps that say how old the applicant is, that it goes on, or that something was flagged: for who is on the
case (A9)."""


def openly(steps: Sequence[Step]) -> list[str]:
    """In words for everybody else."""
    return [WORDS[one] for one in steps if one not in TELLING] or ([GO_ON] if steps else [])


@dataclass(frozen=True, slots=True)
class ToDo:
    """One step; `due` is the last instant that is in time, UTC, or None where no rule sets one."""

    step: Step
    due: datetime | None = None


def to_do(case: Case) -> tuple[ToDo, ...]:
    """Soonest first; what has no limit comes last, in the order in which a case goes."""
    if not case.opened:
        return ()
    found = list(_at_once(case))
    if case.enquiry is not None and not case.finished:
        found += [*_at_first_contact(case), *_follow_up(case)]
    if any(not raised.acknowledged for raised in case.flags):
        found.append(ToDo(Step.LOOK_AT_FLAGS))
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or NEVER)))


def _at_once(case: Case) -> Iterator[ToDo]:
    for risk in case.unacknowledged():
        yield ToDo(Step.ACT_ON_RISK, risk.identified_at)


def _at_first_contact(case: Case) -> Iterator[ToDo]:
    clocks = clocks_of(case)
    due = _at(clocks.initial_checks.target) if clocks else None
    asked = not case.not_to_be_contacted
    if asked and ((missing(case.given) and case.part1_at is None) or case.application_at is None):
        yield ToDo(Step.ASK_FOR_DETAILS, due)
    if asked and any(item not in case.told for item in InitialItem):
        yield ToDo(Step.TELL_THE_APPLICANT, due)
    if case.part1_at is None:
        yield ToDo(Step.COMPLETE_INITIAL_FORM, due)


def _follow_up(case: Case) -> Iterator[ToDo]:
    if not case.held and (not case.progressed or case.not_met is not None):
        return
    clocks = clocks_of(case)
    meeting = clocks.meeting if clocks else None
    limit = _at(meeting.limit) if meeting else None
    if not case.held:
        yield from _meeting(case, _at(meeting.target) if meeting else None, limit)
    if not case.identity:
        yield ToDo(Step.ASK_FOR_IDENTITY, limit)
    if case.held and case.meeting_form is None:
        yield ToDo(Step.COMPLETE_MEETING_FORM, form_due(case))


def _meeting(case: Case, target: datetime | None, limit: datetime | None) -> Iterator[ToDo]:
    by_then = limit if case.delay_told_until else target
    if not adult_settled(case):
        yield ToDo(Step.NAME_RESPONSIBLE_ADULT, by_then)
    if not case.arranged:
        yield ToDo(Step.ARRANGE_MEETING, by_then)
        return
    begins_at = case.arranged[-1].begins_at
    yield ToDo(Step.HOLD_MEETING, begins_at)
    if delay_to_tell(case, begins_at):
        yield ToDo(Step.TELL_OF_DELAY, target)


def _at(mark: Due | None) -> datetime | None:
    return mark.at if mark else None
