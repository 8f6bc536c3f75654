"""Who is on a case in intake, and what an officer who is not is told of why a step is refused (A9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from access.on_the_case import Hands, OnTheCase
from access.roles import Role
from services.intake.domain.state import Case

FIRST_CONTACT: Final = frozenset(
    {
        "applicant",
        "applicant_contact",
        "responsible_adult",
        "subject",
        "children",
        "account",
        "circumstances",
        "information",
        "received",
        "immediate_risks",
    }
)
EVERYTHING: Final = FIRST_CONTACT | {"meetings", "meeting_form"}
ANSWERING: Final = EVERYTHING | {"taking_part"}
SECTIONS: Final[Mapping[str, frozenset[str]]] = {
    Role.CALL_TAKER: FIRST_CONTACT,
    Role.INTERVIEWER: EVERYTHING,
    Role.SUPERVISOR: ANSWERING,
    Role.DUTY_OFFICER: ANSWERING,
    Role.RESEARCHER: frozenset(
        {"applicant", "subject", "children", "circumstances", "information", "received", "immediate_risks"}
    ),
    Role.CLERK: frozenset({"applicant_contact"}),
}
"""By role (A9, default deny). An authoriser reads the case in decisions, which holds all of it."""
WAITS_FOR: Final = frozenset(SECTIONS) - {Role.CLERK}
"""No work of a clerk waits here: one who needs an address says why."""
DEALS: Final = (Role.CALL_TAKER, Role.INTERVIEWER)
"""Whose work it is to deal with an applicant: to whom a case is allocated has it for both."""


def hands(case: Case) -> Hands:
    """Whoever recorded something, whom it is allocated to, whose meeting it is, who supervises or covers."""
    dealing = {(case.allocated_to, role) for role in DEALS if case.allocated_to}
    meeting = {(who, Role.INTERVIEWER) for who in case.interviewers.values()}
    supervising = {(who, Role.SUPERVISOR) for who in (case.supervisor, case.cover) if who}
    return case.worked_by | dealing | meeting | supervising


TOLD_TO_ALL: Final = frozenset(
    {
        "NO_ENQUIRY",
        "NOBODY_APPLIED",
        "ALREADY_RECEIVED",
        "CASE_ENDED",
        "CASE_CHANGED",
        "TIME_IN_THE_FUTURE",
        "NO_POLICY_IN_FORCE",
        "SUBJECT_IS_APPLICANT_OR_CHILD",
        "INITIAL_INFORMATION_NOT_GIVEN",
        "DETAILS_MISSING",
        "INITIAL_FORM_NOT_COMPLETE",
        "FORM_COMPLETE",
        "CONCERN_NOT_PASSED_ON",
        "RANK",
        "RANK_TO_OVERRIDE",
        "RISK_NOT_ACKNOWLEDGED",
        "NOTHING_FLAGGED",
        "NOTHING_CORRECTED",
        "CONTACT_AFTER_ENTRY",
        "CONTACT_AFTER_WHAT_FOLLOWED",
        "MEETING_IN_THE_PAST",
        "MEETING_KEY_USED",
        "MEETING_NOT_HELD",
        "INTERVIEWER_NOT_TRAINED",
        "SOCIAL_SERVICES_NOT_CONSIDERED",
        "TEXT_NOT_HELD",
        "IDENTITY_NOT_ASKED",
        "NOT_WARNED_OF_FALSE_INFORMATION",
        "NOT_WARNED_OF_EVIDENCE",
        "NOT_WARNED_OF_PURPOSE",
        "NOT_ASSURED_OF_CONFIDENCE",
        "NOT_TOLD_OF_UNDERTAKING",
        "PRIOR_KNOWLEDGE_NOT_ASKED",
        "LIVED_EXPERIENCE_NOT_EXPLORED",
        "ADVICE_NOT_GIVEN",
    }
)
"""What is wrong with the order itself, and what everybody reads of the case. What is not here tells something
of the people, or of what was found or decided."""
MAY_SEE: Final = OnTheCase(
    SECTIONS,
    hands,
    WAITS_FOR,
    TOLD_TO_ALL,
    waits=lambda case: not case.finished,
    at_once=Case.risk_waits,
)
"""While an immediate risk waits for somebody to take it, whoever answers for the force reads the case."""
