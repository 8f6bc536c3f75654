"""A supervisor has looked at what was flagged, and says what they make of it."""

from __future__ import annotations

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.events import FlagsAcknowledged
from services.intake.domain.state import Case


def acknowledge(_case: Case, command: c.AcknowledgeFlags, _moment: Moment) -> Decided:
    reasons = Sealed.of(Reasons(text=command.reasons))
    return Decided((FlagsAcknowledged(flags=command.flags, reasons=reasons),))
