"""The applicant asks no longer (C-43). Pure.

Checks, risk and safeguarding finish; what is held is weighed; the case ends without a decision.
"""

from __future__ import annotations

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided
from services.decisions.domain.commands import RecordWithdrawal
from services.decisions.domain.events import ApplicationWithdrawn
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def record(case: Case, command: RecordWithdrawal, moment: Moment) -> Decided:
    withdrawn = ApplicationWithdrawn(
        withdrawn_at=to_the_millisecond(moment.now), reasons=Sealed.of(Reasons(text=command.reasons))
    )
    return Decided((withdrawn,))
