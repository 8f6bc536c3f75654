"""A watchdog or a limit has run out: ring somebody, unless what was waited for has come meanwhile."""

from __future__ import annotations

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
    match command.step:
        case step if step.startswith(due.DETAILS) and case.application_at is None:
            return _ring("DETAILS_MISSING", due.since(case, step), DutyRole.SUPERVISOR, _details_wanted(case))
        case due.MEETING_TARGET if due.meeting_awaited(case) and not _told_of_delay(case, moment):
            return _ring(
                "DELAY_NOT_TOLD",
                due.since(case, command.step),
                DutyRole.SUPERVISOR,
                "The applicant was not seen within ten days and has not been told of the delay: tell them.",
            )
        case due.FORM if case.meeting_form is None:
            return _ring(
                "FORM_NOT_COMPLETE",
                command.step,
                DutyRole.SUPERVISOR,
                "The meeting was held and its form (Annex A, second part) is not complete.",
            )
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
