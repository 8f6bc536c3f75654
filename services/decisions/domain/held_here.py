"""What this force has decided on disclosure, as far as it still can be decided otherwise. Pure.

It counts as the position of the force, whether or not that was stated to the others (G 67).
"""

from __future__ import annotations

from contracts.crossing import View
from services.decisions.domain import who_is_told
from services.decisions.domain.across import Position
from services.decisions.domain.events_disclosing import DisclosureNotAuthorised
from services.decisions.domain.state import Case


def decided(case: Case) -> Position | None:
    """That nobody is told, or that somebody is to be, and since when; None: neither, or it has been done."""
    if case.decision is None or who_is_told.anybody_told(case):
        return None
    if not who_is_told.is_concern(case):
        return Position(View.DO_NOT_DISCLOSE, case.decision.at)
    if case.disclosure.decided_none is not None:
        return Position(View.DO_NOT_DISCLOSE, case.disclosure.decided_none)
    if given := who_is_told.waiting(case):
        return Position(View.DISCLOSE, max(one.at for one in given))
    return _refused(case) if who_is_told.refused_all(case) else None


def _refused(case: Case) -> Position | None:
    last = (one for one in reversed(case.entries) if one.type == DisclosureNotAuthorised.TYPE)
    return next((Position(View.DO_NOT_DISCLOSE, one.occurred_at) for one in last), None)
