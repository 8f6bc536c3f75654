"""Ringing a duty role of the force, from this service alone (DESIGN section 4). Words hold no personal
data.
"""

from __future__ import annotations

from contracts.codes import DutyRole
from messaging.outcomes import Task, Time


def ring(code: str, what_for: str, role: DutyRole, words: str) -> Task:
    """An alarm that climbs until somebody acknowledges it; one for each code and occasion."""
    refs = {"code": code, "role": role.value, "words": words}
    return Task("alarm", f"{code}/{what_for}", time=Time.MACHINE, refs=refs)
