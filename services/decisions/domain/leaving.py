"""What stands against leaving the scheme before a categorisation (G, note to figure 1; G 33 a, 42, 79). Pure.

An end at any stage rests on an assessment of risk: it gets round nothing that G 75 asks of no concern.
"""

from __future__ import annotations

from typing import Any, Final

from messaging.gates import Gate
from services.decisions.domain import evidence
from services.decisions.domain.evidence import only
from services.decisions.domain.passing import overridable
from services.decisions.domain.progress import INITIAL_CHECKS_COMPLETE
from services.decisions.domain.state import Case

OUTSIDE: Final[tuple[Gate[Case, Any], ...]] = (
    evidence.MATCHES_SETTLED,
    evidence.NO_CREDIBLE_RISK,
    evidence.MEASURE_TAKEN,
    evidence.PROTECTORS_KNOW,
    overridable(evidence.LOOKED_EVERYWHERE),
    overridable(evidence.ALL_ANSWERED),
)
"""With no contact, what is held does not keep a case in the scheme, if something was done about it (C-29)."""

LEAVING: Final[tuple[Gate[Case, Any], ...]] = (*OUTSIDE, overridable(evidence.NOTHING_HELD))

CHECKED_OR_SAID_WHY: Final = overridable(INITIAL_CHECKS_COMPLETE)
"""Who cannot be searched for cannot be checked: an Inspector writes that, and the case can end (G 14)."""


def _undecided(case: Case, command: Any) -> bool:
    """Not of a case that the safeguarding hub has: the risk is with it now (G 12)."""
    return case.decision is None and case.referrals.moved is None


def _withdrawn(case: Case, command: Any) -> bool:
    return case.decision is None and case.redirected is None and case.withdrawn is not None


UNDECIDED: Final[tuple[Gate[Case, Any], ...]] = (
    *(only(_undecided, gate) for gate in OUTSIDE if not gate.override),
    *(
        overridable(only(_undecided, gate))
        for gate in (evidence.LOOKED_EVERYWHERE, evidence.ALL_ANSWERED, evidence.NOTHING_HELD)
    ),
    overridable(only(_withdrawn, INITIAL_CHECKS_COMPLETE)),
)
"""Of a case that ends without a decision: directed elsewhere, or withdrawn (G 24, 25; C-43)."""
