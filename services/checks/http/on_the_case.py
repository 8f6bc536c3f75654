"""Who is on a case in checks, and what an officer who is not is told of why a step is refused (A9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from access.on_the_case import Hands, OnTheCase
from access.roles import Role
from services.checks.domain.state import Checks
from services.checks.domain.taking_part import risk_waits
from services.checks.http import view_of_records

EVERYTHING: Final = frozenset(
    {
        "subject",
        "children",
        "applicant",
        "sources",
        "since_the_initial_checks",
        "judged",
        "to_do",
        "findings",
        "candidates",
        "matches",
        "related_cases",
        *view_of_records.SECTIONS,
    }
)
ANSWERING: Final = EVERYTHING | {"taking_part"}
SECTIONS: Final[Mapping[str, frozenset[str]]] = {
    Role.RESEARCHER: EVERYTHING,
    Role.SUPERVISOR: ANSWERING,
    Role.DUTY_OFFICER: ANSWERING,
    Role.AUTHORISER: EVERYTHING - {"applicant", "adults"},
}
"""By role (A9, default deny)."""
WAITS_FOR: Final = frozenset(SECTIONS) - {Role.AUTHORISER}
"""Nothing waits here for an authoriser: one who is asked to pass a condition says so first."""
TOLD_TO_ALL: Final = frozenset(
    {
        "A_PERSON_DECIDES",
        "NO_SUCH_CHECK",
        "NO_SUCH_AGENCY",
        "NOT_BEGUN",
        "NOT_STARTED",
        "NOT_INFORMATION",
        "ALREADY_COMPLETED",
        "CASE_FINISHED",
        "REASONS_NEEDED",
        "LINE_OF_RISK_NEEDED",
        "IMMEDIATE_RISK_NOT_REPORTED",
        "RANK_TO_DISPENSE",
        "RANK_TO_OVERRIDE",
        "NOT_OF_THIS_ROLE",
        "SURNAME_NEEDED",
        "CHOICE_UNCLEAR",
        "CONDITION_UNCLEAR",
        "HANDLING_CONDITIONS_NEEDED",
    }
)
"""What is wrong with the order itself, and what everybody reads of the case. Any other tells what a source
said or holds, or what the applicant did."""


def hands(case: Checks) -> Hands:
    """Whoever recorded something here, or acted elsewhere; who supervises or covers, as decisions says."""
    return case.worked_by | {(who, Role.SUPERVISOR) for who in (case.supervisor, case.cover) if who}


MAY_SEE: Final = OnTheCase(
    SECTIONS,
    hands,
    WAITS_FOR,
    TOLD_TO_ALL,
    waits=lambda case: case.finished_at is None,
    at_once=risk_waits,
)
"""While an immediate risk waits for somebody to take it, whoever answers for the force reads the case."""
