"""What a case comes to owe by what was just folded: a letter, or another case that goes on from it. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from contracts import crossing
from messaging.decider import Recorded
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import nothing_for_the_applicant

_OWN: Final = ("decisions.linked_case.", "decisions.case.linked.")
_FORCES: Final = frozenset(crossing.EVENTS)


def owing(case: Case, recorded: Recorded) -> Case:
    """Of a concern: since when it is known that there is nothing to tell the applicant (G 96, 99).

    By when it was recorded: a letter takes the next slot after that, never one that has passed.
    """
    owed = nothing_for_the_applicant(case)
    if owed is (case.closing.owed_since is not None):
        return case
    since = recorded.recorded_at if owed else None
    return case._replace(closing=replace(case.closing, owed_since=since))


def comes_after(case: Case, recorded: Recorded) -> bool:
    """Whether this material fact came to a case that had ended; what one case says to another does not.

    Nor what the coordinating force says to us: what asks for something takes our case up again, the rest
    rings, and whatever is new of a person is with that force.
    """
    of_theirs = case.across.responding_to is not None and type(recorded.event) in _FORCES
    return case.ended is not None and not of_theirs and not recorded.type.startswith(_OWN)
