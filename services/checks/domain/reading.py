"""A person reads what an order or a licence forbids, and says so (K 3.6; R-023)."""

from __future__ import annotations

from typing import Any, Final

from contracts.codes import ConditionKind
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import Decided, Outcome, Refusal
from services.checks.domain import breach
from services.checks.domain.commands import ReadCondition
from services.checks.domain.events import ConditionRead, ConditionsRead
from services.checks.domain.gates import PERSON, G, supervises
from services.checks.domain.state import Checks


def read(case: Checks, command: ReadCondition, moment: Moment) -> Outcome:
    """Record it, on a finished case too: what it brings to light goes out at once."""
    if found := unmet(READ, case, command, moment):
        return Refusal(found)
    one = ConditionRead(
        condition=command.condition,
        forbids=command.forbids,
        under=command.under,
        names=command.names,
        reasons=command.reasons,
    )
    return Decided((ConditionsRead(read=Sealed.of(one)),))


def _condition(case: Checks, command: Any) -> breach.Condition | None:
    found = (one for one in breach.conditions(case) if one.key == command.condition)
    return next(found, None)


def _makes_less(case: Checks, command: ReadCondition) -> bool:
    """Whether something is said to be forbidden no longer, or towards fewer children."""
    held = _condition(case, command)
    if held is None or not held.classified:
        return False
    before = frozenset(held.order.forbids) - {ConditionKind.NOT_ABOUT_CONTACT}
    narrower = command.under is not None and (held.order.under or 18) > command.under
    fewer = bool(command.names) and not set(held.order.names) <= set(command.names)
    return bool(before - frozenset(command.forbids)) or narrower or fewer


READ: Final[tuple[G, ...]] = (
    PERSON,
    Gate(
        "NO_SUCH_CONDITION",
        "K 3.6",
        ("R-023",),
        lambda case, command, now: _condition(case, command) is not None,
        "No record of the subject holds a condition under this key: take it from the case.",
    ),
    Gate(
        "CONDITION_UNCLEAR",
        "K 3.6",
        ("R-023",),
        lambda case, command, now: (
            bool(command.forbids)
            and (ConditionKind.NOT_ABOUT_CONTACT not in command.forbids or len(command.forbids) == 1)
        ),
        "Say what it forbids, or that it says nothing of contact with children: not both.",
    ),
    Gate(
        "RANK_TO_CLEAR_CONDITION",
        "K 3.6",
        ("R-023",),
        lambda case, command, now: supervises(command.by) or not _makes_less(case, command),
        "That a condition forbids less than its source or a person said is for a Sergeant or police staff "
        "equivalent, or above.",
    ),
)
