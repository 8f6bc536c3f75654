"""The grounds of a concern, against what checks hold (G 73 a to d). Pure.

A ground on record is given only where a source holds it, or holds what cannot be read here. Behaviour now (d)
may be known from the application alone: a clear record is no reason against it.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import Category, ConcernGround, Known
from contracts.people import FindingKind
from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain import coverage, known_of_subject
from services.decisions.domain.state import Case

BORNE_BY: Final = {
    ConcernGround.SCHEDULE_34A_CONVICTIONS: frozenset({FindingKind.SCHEDULE_34A_CONVICTION}),
    ConcernGround.OTHER_RELEVANT_CONVICTIONS: coverage.CONVICTIONS,
    ConcernGround.RELEVANT_INTELLIGENCE: coverage.INTELLIGENCE | coverage.BEHAVIOUR,
}


def is_held(case: Case, ground: ConcernGround) -> bool:
    kinds = BORNE_BY.get(ground)
    if ground is ConcernGround.SCHEDULE_34A_CONVICTIONS and known_of_subject.schedule_34a(case) is Known.YES:
        return True
    return kinds is None or any(
        one.kinds is None or bool(one.kinds & kinds) for one in coverage.held_of_subject(case)
    )


def _gate(ground: ConcernGround, requirement: str, words: str) -> Gate[Case, Any]:
    letter = ground.value[-1]

    def holds(case: Case, command: Any, moment: Moment) -> bool:
        given = command.category is Category.CONCERN and ground in command.grounds
        return not given or is_held(case, ground)

    return Gate(f"GROUND_{letter.upper()}_NOT_HELD", f"G 73({letter})", (requirement, "R-177"), holds, words)


HELD: Final = (
    _gate(
        ConcernGround.SCHEDULE_34A_CONVICTIONS, "R-173",
        "No source holds a conviction or caution of Schedule 34A: give the ground that is borne out.",
    ),
    _gate(
        ConcernGround.OTHER_RELEVANT_CONVICTIONS, "R-174",
        "No source holds another conviction relevant to children: give the ground that is borne out.",
    ),
    _gate(
        ConcernGround.RELEVANT_INTELLIGENCE, "R-175",
        "No source holds intelligence relevant to children: give the ground that is borne out. What you know "
        "otherwise is entered as an answer of its source first.",
    ),
)  # fmt: skip
