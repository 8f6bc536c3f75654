"""Every task that must exist, derived from the state: watchdogs of hand-overs, and steps with a limit.

A task that fires comes back as a command; if its reason has gone by then, nothing comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.calendar import end_of, london_date
from contracts.clocks import Clock, due_after
from contracts.intake import MeetingScheduled
from messaging.outcomes import Task, Time
from services.intake.domain.missing import named
from services.intake.domain.policy import clocks_of, profile_of
from services.intake.domain.state import Case

HAND_OVER = "hand-over"
STEP = "step"
FIND_LINKS = "find-links"

RECORD = "record"
CHECKS = "checks"
RISK = "risk/"
DETAILS = "details/"
DETAILS_TARGET = "details/target"
DETAILS_LIMIT = "details/limit"
DETAILS_STILL = ("details/week-1", "details/week-2", "details/week-4", "details/week-8")
"""An enquiry that nobody has made an application of, or closed, is not forgotten after its 24 hours."""
MEETING_TARGET = "meeting/target"
ARRANGED = "meeting/arranged/"
"""A meeting for which the applicant may not have come."""
DELAYED = "meeting/delayed/"
"""Until when the applicant was told that it takes."""
SINCE = "@"
FORM = "face-to-face-form"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a hand-over may stay unanswered, in machine time."""

    urgent: timedelta = timedelta(seconds=60)
    otherwise: timedelta = timedelta(minutes=5)


def due(case: Case, patience: Patience) -> Iterator[Task]:
    """Insert or nothing, by (case, kind, key)."""
    if not case.opened:
        return
    yield from _hand_overs(case, patience)
    if case.enquiry is None:
        return
    if not case.finished or case.asked_too:
        yield from _links(case)
    if not case.finished:
        yield from _steps(case)


def _hand_overs(case: Case, patience: Patience) -> Iterator[Task]:
    """Of finished cases too: that a case has ended does not answer a risk."""
    if case.record_at is None:
        yield _watch(RECORD, patience.otherwise)
    if checks_unheard(case):
        yield _watch(CHECKS, patience.otherwise)
    for risk in case.unanswered():
        yield _watch(RISK + risk.risk_id, patience.urgent)


def checks_unheard(case: Case) -> bool:
    """Checks should have begun, and has not said a word of it: not even that a surname is wanting."""
    return (
        (case.application_at is not None or case.receipt is not None)
        and not case.finished
        and not (case.checks_begun or case.checks or case.initial_checks)
    )


def _watch(key: str, wait: timedelta) -> Task:
    return Task(HAND_OVER, key, time=Time.MACHINE, after=wait)


def _links(case: Case) -> Iterator[Task]:
    """Look again whenever what the index is made of was given anew, or contact turned out to be another."""
    applicant = case.given.applicant.opened if case.given.applicant else None
    subject = case.given.subject.opened if case.given.subject else None
    if applicant is None or subject is None or not (named(applicant.name) and named(subject.name)):
        return
    versions = [case.origins[part].version for part in ("applicant", "subject") if part in case.origins]
    yield Task(FIND_LINKS, f"first-v{max([case.look_after, *versions])}")


def _steps(case: Case) -> Iterator[Task]:
    clocks = clocks_of(case)
    if clocks is None:
        return
    checks, meeting = clocks.initial_checks, clocks.meeting
    if case.application_at is None:
        yield from (_since(case, one) for one in _details(checks))
    if meeting and meeting.target and meeting_awaited(case):
        yield _since(case, Task(STEP, MEETING_TARGET, meeting.target.late_from))
    if meeting_awaited(case) and case.delay_told_until is not None:
        told_until = case.delay_told_until
        yield Task(STEP, f"{DELAYED}{told_until:%Y-%m-%d}", end_of(told_until).late_from)
    if (arranged := not_held(case)) is not None:
        yield Task(STEP, arranged_key(arranged), _recorded_by(arranged))
    if case.held and case.meeting_form is None:
        yield Task(STEP, FORM, form_due(case))


def arranged_key(arranged: MeetingScheduled) -> str:
    return f"{ARRANGED}{arranged.begins_at.astimezone(UTC):%Y%m%dT%H%MZ}"


def not_held(case: Case) -> MeetingScheduled | None:
    """The meeting that was arranged last, if nothing says that it was held or that none is possible."""
    if not case.arranged or case.progressed is False or case.not_met is not None:
        return None
    last = case.arranged[-1]
    met = any(one.meeting == last.meeting or one.held_at >= last.begins_at for one in case.held)
    return None if met else last


def _recorded_by(arranged: MeetingScheduled) -> datetime:
    """By the end of the next day it is known whether the applicant came."""
    return end_of(london_date(arranged.begins_at) + A_DAY).late_from


def _since(case: Case, task: Task) -> Task:
    return task._replace(key=since(case, task.key))


def since(case: Case, key: str) -> str:
    """A task keeps the instant that it was written with, and fires once: of moved clocks it is another."""
    return f"{key}{SINCE}v{case.start.version}" if case.start else key


def step_of(key: str) -> str:
    """Which step a task is of, whenever the clocks count from."""
    return key.partition(SINCE)[0]


def not_yet(case: Case, step: str, now: datetime) -> bool:
    """Whether a step's task was of an instant from which the clocks count no more, and its own is to come."""
    if case.start is None:
        return False
    ahead = {step_of(task.key) for task in _steps(case) if task.due is not None and task.due > now}
    return step in ahead


def _details(checks: Clock) -> Iterator[Task]:
    if checks.target:
        yield Task(STEP, DETAILS_TARGET, checks.target.late_from)
    if checks.limit:
        yield Task(STEP, DETAILS_LIMIT, checks.limit.late_from)
    for step in DETAILS_STILL:
        yield Task(STEP, step, checks.started + timedelta(weeks=int(step.rpartition("-")[2])))


def meeting_awaited(case: Case) -> bool:
    """Whether the applicant is still to be seen, or told that it comes later."""
    return not case.held and case.progressed is not False and case.not_met is None


def form_due(case: Case) -> datetime | None:
    """When the face-to-face form is overdue: the same working day by profile (C-34)."""
    held = profile_of(case)
    if held is None or not case.held:
        return None
    return due_after(held.rules.periods.annex_a_part2, case.held[-1].held_at).late_from
