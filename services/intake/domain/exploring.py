"""What is looked into with the applicant: how safe everybody named is, not disclosure alone (G 43).

They are questions, not boxes: nothing waits for them. What came of them stands in the face-to-face form.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from services.intake.domain.state import Case
from services.intake.domain.to_do import Step, to_do


class Explored(StrEnum):
    """In the order in which they are read."""

    GENUINE = "EXPLORE_GENUINE"
    CHILDS_LIFE = "EXPLORE_CHILDS_LIFE"
    OTHER_CHILDREN = "EXPLORE_OTHER_CHILDREN"
    OTHER_PEOPLE = "EXPLORE_OTHER_PEOPLE"
    BEHAVIOUR_NOW = "EXPLORE_BEHAVIOUR_NOW"
    KNOWN_ALREADY = "EXPLORE_KNOWN_ALREADY"
    WHO_IT_IS = "EXPLORE_WHO_IT_IS"


_BEFORE: Final = frozenset({Step.ARRANGE_MEETING, Step.HOLD_MEETING, Step.COMPLETE_MEETING_FORM})


def to_explore(case: Case) -> tuple[Explored, ...]:
    """All of it, as long as the applicant is still to be seen, or the form about it to be written."""
    steps = {one.step for one in to_do(case)}
    return tuple(Explored) if steps & _BEFORE else ()
