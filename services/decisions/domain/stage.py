"""Where a case stands (A4) and what is to be done next, with the instant by which. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from contracts.calendar import Due
from contracts.clocks import Clock, ClockName
from contracts.codes import AlertKind
from services.decisions.domain.alerts import wanted
from services.decisions.domain.knowing import full_assessment_open
from services.decisions.domain.safeguarding import open_issues
from services.decisions.domain.state import Alert, Case, Decision, Stage
from services.decisions.domain.who_is_told import anybody_told, settled, waiting

NEXT: Final = {
    Stage.UNOPENED: "wait for the case to open",
    Stage.ENQUIRY: "complete the minimum data, so that checks can begin",
    Stage.INITIAL_CHECKS: "complete the initial checks",
    Stage.INTELLIGENCE_CHECKS: "complete the intelligence checks",
    Stage.PROGRESS_DECISION: "decide whether to go on with the application",
    Stage.FOLLOW_UP: "see the applicant",
    Stage.RISK_ASSESSMENT: "complete the full risk assessment",
    Stage.CATEGORISATION: "categorise: concern or no concern",
    Stage.DISCLOSURE_DECISION: "decide whether to disclose",
    Stage.AUTHORITY_SOUGHT: "authorise the disclosure, or not",
    Stage.NOT_AUTHORISED: "decide what follows: other wording, another recipient, or no disclosure",
    Stage.AUTHORISED: "release the wording to the officer who tells the recipient",
    Stage.NO_DISCLOSURE_CLOSING: "give letter and advice, make the final entry, then end the case",
    Stage.DISCLOSED: "record undertaking, subject and tools, make the final entry, then end the case",
    Stage.AFTER_DECISION: "do what the decision asks for: see the case",
    Stage.RESPONDING: "acknowledge what the other force asks, report to it or return it, then end the case",
    Stage.FINALISED: "nothing: the case is finalised",
    Stage.CLOSED: "nothing: the case is closed",
}
DECIDED: Final = frozenset(
    {
        Stage.DISCLOSURE_DECISION,
        Stage.AUTHORITY_SOUGHT,
        Stage.NOT_AUTHORISED,
        Stage.AUTHORISED,
        Stage.NO_DISCLOSURE_CLOSING,
        Stage.DISCLOSED,
    }
)
"""Which of these a case has come to is for those on it alone (A9)."""


def stage(case: Case) -> Stage:
    """Immediate action runs beside every stage and is none."""
    if case.ended is not None:
        return Stage.FINALISED if case.finalised else Stage.CLOSED
    if not case.opened:
        return Stage.UNOPENED
    if case.across.responding_to is not None:
        return Stage.RESPONDING
    if case.decision is not None:
        concern = case.decision.what is Decision.CONCERN
        return _of_a_concern(case) if concern else Stage.NO_DISCLOSURE_CLOSING
    if case.checks.initial_completed is None:
        return Stage.ENQUIRY if case.asked_for and case.applied is None else Stage.INITIAL_CHECKS
    return _after_the_checks(case)


def _of_a_concern(case: Case) -> Stage:
    """How far towards a disclosure; what waits for an authoriser comes first."""
    of = case.disclosure
    if settled(case) and not anybody_told(case) and of.decided_none is not None:
        return Stage.NO_DISCLOSURE_CLOSING
    if of.sought:
        return Stage.AUTHORITY_SOUGHT
    if waiting(case):
        return Stage.AUTHORISED
    if settled(case) and anybody_told(case):
        return Stage.DISCLOSED
    return Stage.NOT_AUTHORISED if of.refused else Stage.DISCLOSURE_DECISION


def _after_the_checks(case: Case) -> Stage:
    if case.asked_for and case.progressed is None:
        return Stage.PROGRESS_DECISION
    met = case.meeting.held is not None or case.meeting.not_possible is not None
    if case.asked_for and not met:
        return Stage.FOLLOW_UP
    if case.checks.assessment_completed is None:
        return Stage.RISK_ASSESSMENT if case.asked_for else Stage.INTELLIGENCE_CHECKS
    if full_assessment_open(case):
        return Stage.RISK_ASSESSMENT
    return Stage.CATEGORISATION


def open_stage(case: Case) -> Stage:
    """The stage for lists and for officers who are not on the case: what was decided does not show (A9)."""
    now = stage(case)
    return Stage.AFTER_DECISION if now in DECIDED else now


def standing_alerts(case: Case) -> tuple[Alert, ...]:
    """Alerts that somebody must still take, an immediate risk first."""
    standing = [alert for alert in case.alerts.values() if wanted(case, alert)]
    return tuple(sorted(standing, key=lambda one: (one.kind is not AlertKind.IMMEDIATE_RISK, one.raised_at)))


def at_risk(case: Case) -> bool:
    """Whether a report of immediate risk waits for a supervisor."""
    return any(alert.kind is AlertKind.IMMEDIATE_RISK for alert in standing_alerts(case))


def next_step(case: Case, now: Stage) -> str:
    """What to do next, in words, at the stage as it may be shown."""
    if at_risk(case):
        return "take the report of immediate risk"
    if case.ended is not None and standing_alerts(case):
        return "look at the new information, and take the alert; a linked case is open if it weighs"
    if case.ended is None and case.opened and not (case.supervisor or case.cover):
        return f"take supervision; then {NEXT[now]}"
    if case.ended is None and case.withdrawn is not None and case.decision is None:
        return f"the application is withdrawn: {NEXT[now]}, or close the case"
    if case.ended is None and open_issues(case):
        return f"say what was done about each open safeguarding issue; and {NEXT[now]}"
    return NEXT[now]


def next_due(case: Case) -> datetime | None:
    """The soonest mark that is neither met nor known to have passed; a limit that passed stays.

    Not of a referral to a MAPPA meeting: everybody reads this, and that it runs tells of the subject (A9).
    """
    if at_risk(case):
        return min(alert.raised_at for alert in standing_alerts(case))
    if case.ended is not None:
        return None
    over = {*case.ends, ClockName.FORUM_REFERRAL}
    open_clocks = [clock for name, clock in case.clocks.items() if name not in over]
    return min((mark.at for clock in open_clocks if (mark := _next_mark(case, clock))), default=None)


def _next_mark(case: Case, clock: Clock) -> Due | None:
    passed = case.passed.get(clock.name)
    if clock.target is not None and not (passed and passed.target):
        return clock.target
    return clock.limit or clock.target


def unshown(case: Case) -> frozenset[ClockName]:
    """Clocks that tell something by running, for those on the case alone (A9): that the subject is referred
    to a MAPPA meeting; and, where we wait for another force's report, that one takes part.
    """
    return frozenset({ClockName.FORUM_REFERRAL}) | ({ClockName.RESPONDING_FORCE} - case.clocks.keys())


def late(case: Case) -> tuple[ClockName, ...]:
    """Clocks whose limit has passed while they are still open."""
    return tuple(
        name
        for name, passed in case.passed.items()
        if passed.limit and name in case.clocks and name not in case.ends
    )
