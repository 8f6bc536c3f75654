"""Who is on a case in notifications, and what an officer who is not is told of why a step is refused (A9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from access.on_the_case import Hands, OnTheCase
from access.roles import Role
from services.notifications.domain.state import Case, Standing

CONTACT: Final = "applicant_contact"
WHY_NOT: Final = "why_not"
TAKING_PART: Final = "taking_part"
OF_THE_APPLICANT: Final = frozenset({CONTACT, WHY_NOT})
SECTIONS: Final[Mapping[str, frozenset[str]]] = {
    Role.INTERVIEWER: OF_THE_APPLICANT,
    Role.SUPERVISOR: OF_THE_APPLICANT | {TAKING_PART},
    Role.DUTY_OFFICER: OF_THE_APPLICANT | {TAKING_PART},
    Role.AUTHORISER: OF_THE_APPLICANT,
}
"""By role (A9, default deny)."""
WAITS_FOR: Final = frozenset(SECTIONS) - {Role.AUTHORISER}
"""No work of an authoriser waits here: one who hands a letter over says so first."""
TOLD_TO_ALL: Final = frozenset(
    {
        "LETTER_UNKNOWN",
        "LETTER_NOT_TO_HAND",
        "LETTER_NEEDED",
        "MESSAGE_UNKNOWN",
        "NOT_STOPPED",
        "TIME_AHEAD",
    }
)
"""What is wrong with the order itself. Whether and how it is safe to write is of the applicant."""


GONE: Final = frozenset({Standing.SENT, Standing.SUPERSEDED})


def hands(case: Case) -> Hands:
    """Whoever did something with a message, or what a message was asked for because of."""
    return case.worked_by


def waits(case: Case) -> bool:
    """Whether something has not left yet."""
    return any(one.standing not in GONE for one in case.messages.values())


MAY_SEE: Final = OnTheCase(SECTIONS, hands, WAITS_FOR, TOLD_TO_ALL, waits)
