"""What information that police received asks for before it is prioritised and categorised (G 53 to 57)."""

from __future__ import annotations

from contracts.codes import Priority
from tests.services.decisions import knowing as k
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Tried, saying

KNOWING: Tried = {
    "SOMEBODY_APPLIED": (
        lambda: saying(k.prioritise, t.checked()),
        lambda: saying(k.prioritise, k.checked()),
    ),
    "INTELLIGENCE_CHECKS_OPEN": (
        lambda: saying(k.prioritise, k.supervised()),
        lambda: saying(k.prioritise, k.checked()),
    ),
    "FULL_ASSESSMENT_OPEN": (
        lambda: saying(t.concern, k.prioritised(Priority.FULL_ASSESSMENT_IN_TURN)),
        lambda: saying(t.concern, k.prioritised(Priority.NO_FULL_ASSESSMENT)),
    ),
}
