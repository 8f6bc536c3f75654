"""What of all that comes is news: something that a judgement must have seen. Pure."""

from __future__ import annotations

from typing import Any, Final

from contracts.crossing import DecisionPassedOn, OutcomePassedOn, PositionPassedOn, TaskedPartiesCorrected
from contracts.intake import FactCorrected
from messaging.decider import Recorded

_WHERE_TO_WRITE: Final = frozenset({"applicant_contact"})
_PEOPLE: Final = frozenset({"subject", "children"})
_KNOWN_HERE: Final = (PositionPassedOn, DecisionPassedOn, OutcomePassedOn, TaskedPartiesCorrected)


def is_news(event: Any) -> bool:
    """Material by its own content; how to reach the applicant bears on no judgement (G 99 d)."""
    if isinstance(event, FactCorrected) and event.corrected <= _WHERE_TO_WRITE:
        return False
    return bool(getattr(event, "is_material", False))


def tells_others(recorded: Recorded) -> bool:
    """Whether we only let other forces know what this case knows already: nothing new to it."""
    return not recorded.heard and isinstance(recorded.event, _KNOWN_HERE)


def is_of_people(event: Any) -> bool:
    """Whether it puts right who the subject or the children are: what was searched was somebody else."""
    if isinstance(event, TaskedPartiesCorrected):
        return True
    return isinstance(event, FactCorrected) and bool(event.corrected & _PEOPLE)
