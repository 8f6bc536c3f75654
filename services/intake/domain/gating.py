"""Whether a command may go on: its gates, and who may pass which of them with a written reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import unmet
from messaging.outcomes import Unmet
from services.intake.domain.events import OverrideUsed
from services.intake.domain.gates import GATES
from services.intake.domain.policy import may_override
from services.intake.domain.state import Case

RANK_TO_OVERRIDE = Unmet(
    "RANK_TO_OVERRIDE",
    "A written reason passes this only from an Inspector or police staff equivalent, or above.",
    "G 91",
    ("R-136",),
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """`stands`: what is in the way. `passed`: codes of the conditions that the written reason passed."""

    stands: tuple[Unmet, ...]
    passed: tuple[str, ...] = ()


def weigh(case: Case, command: Any, moment: Moment) -> Weighed:
    """Every gate of the command, less those that `override` passes."""
    found = unmet(GATES.get(type(command), ()), case, command, moment)
    reasons: str | None = getattr(command, "override", None)
    passable = tuple(one for one in found if one.override)
    if not reasons or not passable:
        return Weighed(found)
    if not may_override(case, command.by):
        return Weighed((*found, RANK_TO_OVERRIDE))
    return Weighed(tuple(one for one in found if not one.override), tuple(one.code for one in passable))


def used(weighed: Weighed, reasons: str | None) -> tuple[OverrideUsed, ...]:
    """The event that keeps what was passed and why, if anything was."""
    if not weighed.passed or not reasons:
        return ()
    return (OverrideUsed(conditions=weighed.passed, reasons=Sealed.of(Reasons(text=reasons))),)
