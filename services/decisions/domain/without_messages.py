"""Of a force that decides and has no messages with us, an Inspector writes down what it decided (G 67). Pure.

What is written down counts like what a force says by message: while that force decides, and for the children
for whom it decided then.
"""

from __future__ import annotations

from typing import Final

from contracts.crossing import View
from contracts.fields import ForceCode
from contracts.parties import joined_to
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain import agreeing
from services.decisions.domain.commands import EVERY, NoteDecision
from services.decisions.domain.events_across import DecisionNoted
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def note(case: Case, command: NoteDecision, moment: Moment) -> Decided:
    found = agreeing.stands(case, moment.now)
    assert found is not None, "the gate WITHOUT_MESSAGES holds"  # noqa: S101
    noted = DecisionNoted(
        force=command.force,
        view=command.view,
        rank=command.rank if command.view is not View.UNDECIDED else None,
        children=tuple(sorted(found.decided_by(command.force))),
        noted_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((noted,))


def _deciding(case: Case, moment: Moment) -> frozenset[ForceCode]:
    found = agreeing.stands(case, moment.now)
    return found.deciding - {case.force, *joined_to(case.force)} if found else frozenset()


def _decides(case: Case, command: NoteDecision, moment: Moment) -> bool:
    found = _deciding(case, moment)
    return bool(found) if command.force == EVERY else command.force in found


WITHOUT_MESSAGES: Final[Gate[Case, NoteDecision]] = Gate(
    "NO_DECISION_TO_WRITE_DOWN",
    "G 64, 67",
    ("R-145", "R-154"),
    _decides,
    "Written down is what a force has decided that decides in this case, and exchanges no messages with this "
    "system; any other says so itself.",
)
RANK_SAID: Final[Gate[Case, NoteDecision]] = Gate(
    "RANK_NOT_SAID",
    "G 67, 91",
    ("R-208",),
    lambda case, command, moment: command.view is View.UNDECIDED or command.rank is not None,
    "Say at which rank it was decided there.",
)
