"""This force has primacy in a case that another coordinates: it decides, the other hears what (G 67). Pure.

Why it was decided so stays here. The case does not end before it is decided, for every child.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.crossing import HostedDecisionMade, PrimacyGround, View
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.across import decisions_of
from services.decisions.domain.commands import DecideHosted
from services.decisions.domain.events_across import HostedDecisionReasoned
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.passing import overridable
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Case


def decide_hosted(case: Case, command: DecideHosted, moment: Moment) -> Decided:
    """The coordinating force hears what was decided and at which rank; why stays with us."""
    at = to_the_millisecond(moment.now)
    assert case.across.their_case is not None, "the gate HOSTS_HERE holds"  # noqa: S101
    assert case.across.responding_to is not None, "the gate HOSTS_HERE holds"  # noqa: S101
    reasoned = HostedDecisionReasoned(decided_at=at, reasons=Sealed.of(Reasons(text=command.reasons)))
    made = HostedDecisionMade(
        to=decisions_of(case.across.responding_to),
        your_case=case.across.their_case,
        view=command.view,
        multi_agency=command.multi_agency,
        rank=rank_of(command.by),
        decided_at=at,
        anew=case.across.anew.get(case.force, 0),
    )
    return Decided((reasoned, made))


def _decides_here(case: Case) -> bool:
    found = case.across.primacy
    return found is not None and case.force in found.deciding


HOSTS_HERE: Final[Gate[Case, DecideHosted]] = Gate(
    "PRIMACY_NOT_HERE",
    "G 67",
    ("R-154", "R-156", "R-157"),
    lambda case, command, moment: (
        case.across.responding_to is not None and _decides_here(case) and case.across.their_case is not None
    ),
    "This force does not have primacy in this case: state its position instead.",
)
LEVEL_CONSIDERED: Final[Gate[Case, DecideHosted]] = Gate(
    "MAPPA_NOT_CONSIDERED",
    "G 67(a)",
    ("R-155",),
    lambda case, command, moment: (
        case.across.primacy is None
        or case.across.primacy.ground is not PrimacyGround.MAPPA_AREA
        or case.disclosure.mappa.considered is not None
    ),
    "The force of the MAPPA area first considers whether a referral to level 2 or 3 is required.",
)
SEARCHED_ANEW: Final = overridable(
    Gate(
        "SEARCHED_FOR_ANOTHER",
        "G 66, 67",
        ("R-104", "R-150"),
        lambda case, command, moment: not any(one.open and one.round for one in case.across.tasks.values()),
        "Who they are was put right, and this force has not reported of who they are now: what it found was "
        "of somebody else. Search and report first.",
    )
)
DECIDED_AS_HOST: Final[Gate[Case, Any]] = Gate(
    "DECISION_OWED",
    "G 67",
    ("R-154", "R-156"),
    lambda case, command, moment: case.force not in case.across.owed,
    "This force decides on disclosure in this case, and the coordinating force waits for it: decide first.",
)
TAKES_A_VIEW: Final[Gate[Case, DecideHosted]] = Gate(
    "NO_DECISION",
    "G 67",
    ("R-152",),
    lambda case, command, moment: command.view is not View.UNDECIDED,
    "Say what is decided: to disclose, or not to.",
)
