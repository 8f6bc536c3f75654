"""Right to Know: what police learn is prioritised by a person, and its clocks run on (G 53 to 57). Pure.

Whoever would be told applied for nothing, so no letter and no advice is owed to anybody (C-31).
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import Priority
from contracts.decisions import InformationPrioritised
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.commands import Prioritise
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case


def prioritise(case: Case, command: Prioritise, moment: Moment) -> Decided:
    """A recorded decision, which may be taken anew. It moves no limit (C-20)."""
    decided = InformationPrioritised(
        priority=command.priority,
        decided_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((decided,))


def full_assessment_open(case: Case) -> bool:
    """Whether a full risk assessment was decided on and has not been completed."""
    priority = case.priority
    wanted = priority is not None and priority.value is not Priority.NO_FULL_ASSESSMENT
    return not case.asked_for and wanted and case.checks.full_completed is None


INFORMATION: Final[Gate[Case, Any]] = Gate(
    "SOMEBODY_APPLIED",
    "G 56",
    ("R-129", "R-010"),
    lambda case, command, moment: not case.asked_for,
    "Somebody applied in this case (Right to Ask): every application is assessed in its turn, by its limits.",
)
CHECKED_FIRST: Final[Gate[Case, Any]] = Gate(
    "INTELLIGENCE_CHECKS_OPEN",
    "G 53, 56",
    ("R-129", "R-131"),
    lambda case, command, moment: case.checks.initial_completed is not None,
    "Nobody has read what is held yet: complete the initial checks first, then say with what priority it is "
    "assessed.",
)
FULLY_ASSESSED: Final[Gate[Case, Any]] = Gate(
    "FULL_ASSESSMENT_OPEN",
    "G 51, 56",
    ("R-115", "R-129"),
    lambda case, command, moment: not full_assessment_open(case),
    "A full risk assessment was decided on for this information and is not complete: complete it, or decide "
    "anew on its priority, with reasons.",
)
