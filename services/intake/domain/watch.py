"""A watchdog or a limit has run out: ring somebody, unless what was waited for has come meanwhile."""

from __future__ import annotations

from typing import Final

from contracts.calendar import london_date
from contracts.codes import DutyRole
from contracts.words import say
from messaging.decider import Moment
from messaging.outcomes import Decided, Task, Time
from services.intake.domain import commands as c
from services.intake.domain import due
from services.intake.domain.missing import missing
from services.intake.domain.policy import clocks_of
from services.intake.domain.state import Case

_NOT_HELD: Final = (
    "A meeting was arranged, and nobody has recorded that it was held: find out whether the applicant came; "
    "then arrange another, or have it decided that none is possible."
)
_NO_FORM: Final = "The meeting was held and its form (Annex A, second part) is not complete."
_NOT_TOLD: Final = "The applicant was not seen within ten days and has not been told of the delay: tell them."
_TOLD_UNTIL: Final = (
    "The day is over by which the applicant was told that they would be seen, and they were not: see them, "
    "or tell them of the delay anew."
)


def hand_over(case: Case, command: c.CheckHandOver, _moment: Moment) -> Decided:
    if command.what == due.RECORD and case.opened and case.record_at is None:
        return _ring(
            "NO_CASE_RECORD",
            due.RECORD,
            DutyRole.DUTY_SERGEANT,
            "An enquiry was taken and its case record has not been opened: see that the case is supervised.",
        )
    if command.what == due.CHECKS and due.checks_unheard(case):
        return _ring(
            "CHECKS_NOT_BEGUN",
            due.CHECKS,
            DutyRole.DUTY_SERGEANT,
            "An application was made and no source has been asked about it: see that checks are made.",
        )
    unanswered = {due.RISK + risk.risk_id for risk in case.unanswered()}
    if command.what in unanswered:
        return _ring(
            "RISK_NOT_ALERTED",
            command.what,
            DutyRole.DUTY_SERGEANT,
            "An immediate risk was reported and no supervisor has been alerted: read the case and act now.",
        )
    return Decided()


def step(case: Case, command: c.CheckStep, moment: Moment) -> Decided:
    if case.finished or due.not_yet(case, command.step, moment.now):
        return Decided()
    if command.step.startswith(due.DETAILS):
        if case.application_at is not None:
            return Decided()
        return _ring(
            "DETAILS_MISSING", due.since(case, command.step), DutyRole.SUPERVISOR, _details_wanted(case)
        )
    return _follow_up(case, command.step, moment)


def _follow_up(case: Case, step: str, moment: Moment) -> Decided:
    """The meeting, and its form (G 28 f, 36)."""
    arranged = due.not_held(case)
    if arranged is not None and step == due.arranged_key(arranged):
        return _ring("MEETING_NOT_HELD", step, DutyRole.SUPERVISOR, _NOT_HELD)
    if step == due.FORM and case.meeting_form is None:
        return _ring("FORM_NOT_COMPLETE", step, DutyRole.SUPERVISOR, _NO_FORM)
    if not due.meeting_awaited(case) or _told_of_delay(case, moment):
        return Decided()
    if step == due.MEETING_TARGET:
        return _ring("DELAY_NOT_TOLD", due.since(case, step), DutyRole.SUPERVISOR, _NOT_TOLD)
    if step.startswith(due.DELAYED):
        return _ring("DELAY_NOT_TOLD", step, DutyRole.SUPERVISOR, _TOLD_UNTIL)
    return Decided()


def _details_wanted(case: Case) -> str:
    wanted = "; ".join(say(what).text for what in missing(case.given))
    lacks = f"An enquiry is no application yet, and its 24 hours run from the contact. It lacks: {wanted}."
    if case.not_to_be_contacted:
        return f"{lacks} The applicant must not be contacted: find it elsewhere, or have the case closed."
    return (
        f"{lacks} Ask the applicant again. What they cannot say is recorded on the form, which makes it an "
        "application; so does an Inspector for one who cannot be reached, or have the case closed."
    )


def flags_left(case: Case) -> tuple[Task, ...]:
    """The case ends, and a supervisor has not looked at everything that was flagged here."""
    if all(one.acknowledged for one in case.flags):
        return ()
    words = (
        "The case has ended and not all that was flagged was looked at: read it, and say what you make of it."
    )
    return _ring("FLAGS_NOT_ACKNOWLEDGED", "end", DutyRole.SUPERVISOR, words).tasks


def _told_of_delay(case: Case, moment: Moment) -> bool:
    clocks = clocks_of(case)
    wanted = clocks is not None and clocks.meeting is not None
    return not wanted or (
        case.delay_told_until is not None and case.delay_told_until >= london_date(moment.now)
    )


def _ring(code: str, what: str, role: DutyRole, words: str) -> Decided:
    refs = {"code": code, "role": role.value, "words": words}
    return Decided(tasks=(Task("alarm", f"{code}/{what}", time=Time.MACHINE, refs=refs),))
