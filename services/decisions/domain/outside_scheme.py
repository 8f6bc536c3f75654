"""The case outside the scheme: no contact with a named child, and no likelihood of any (G 79, C-29). Pure."""

from __future__ import annotations

from typing import Any, Final

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.commands import FindOutsideScheme
from services.decisions.domain.events import OutsideSchemeFound
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.no_concern import has_contact
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case


def find_outside_scheme(case: Case, command: FindOutsideScheme, moment: Moment) -> Decided:
    """Neither category: no contact, now or likely (C-29)."""
    found = OutsideSchemeFound(
        decided_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((found,))


NO_CONTACT: Final[Gate[Case, Any]] = Gate(
    "CONTACT_OR_LIKELIHOOD",
    "G 79",
    ("R-144", "R-179"),
    lambda case, command, moment: not has_contact(case),
    "Contact between the subject and a named child is recorded as known, likely or not yet asked: correct "
    "that first if it is wrong.",
)
NO_CONCERNING_BEHAVIOUR: Final[Gate[Case, Any]] = Gate(
    "CONCERNING_BEHAVIOUR_REPORTED",
    "G 73(d), 79",
    ("R-176", "R-187"),
    lambda case, command, moment: not case.meeting.ongoing_concern,
    "The applicant reported behaviour of concern now: that is weighed as a concern, not closed as outside "
    "the scheme.",
)
