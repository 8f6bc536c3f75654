"""What was accepted though it should not have happened: shown until a supervisor has said why. Pure.

A flag stops nothing on the way; a case does not end over one that nobody has acknowledged.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import words
from services.decisions.domain.commands import AcknowledgeFlags
from services.decisions.domain.events import Flag, FlagsAcknowledged
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def standing(case: Case) -> tuple[Flag, ...]:
    """Raised, and not acknowledged since."""
    return tuple(sorted(case.flags - case.flags_acknowledged))


def acknowledge(case: Case, command: AcknowledgeFlags, moment: Moment) -> Decided:
    acknowledged = FlagsAcknowledged(
        flags=tuple(sorted(command.flags)) or standing(case),
        acknowledged_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((acknowledged,))


def _which(case: Case, command: object, moment: Moment) -> str:
    listed = "; ".join(words.cited(flag) for flag in standing(case))
    return f"This has been flagged: {listed}. Acknowledge it, and write why it is acceptable."


RAISED: Final[Gate[Case, AcknowledgeFlags]] = Gate(
    "NOT_FLAGGED",
    "G 34, 35",
    ("R-077", "R-080"),
    lambda case, command, moment: bool(standing(case)) and command.flags <= frozenset(standing(case)),
    "Nothing of that kind is flagged on this case, or it is acknowledged already.",
)
ACKNOWLEDGED: Final[Gate[Case, Any]] = Gate(
    "FLAGS_NOT_ACKNOWLEDGED",
    "G 34, 35",
    ("R-077", "R-080"),
    lambda case, command, moment: not standing(case),
    _which,
)
