"""What another force did not take of what we said to it: somebody rings its desk. Pure.

Everybody on duty reads an alarm, so it does not say that or which force takes part (A9): the case does. Nor
does it repeat a word of theirs: the case is called by the reference that follows from what they call it.
"""

from __future__ import annotations

from contracts.codes import CameTo, DutyRole
from contracts.receipts import MessageReceipt
from contracts.references import case_reference
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.decisions.domain.commands import HearReceipt
from services.decisions.domain.state import Case

CODE = "MESSAGE_NOT_TAKEN"


def hear(case: Case, command: HearReceipt, moment: Moment) -> Decided:
    """Applied is what we expect; held and refused ring, each message once for each answer."""
    told: MessageReceipt = command.message.event
    if told.outcome is CameTo.APPLIED:
        return Decided()
    came = "is kept unread" if told.outcome is CameTo.HELD else "was refused"
    about = case_reference(told.your_case) if told.your_case else "unknown"
    words = (
        f"a message of ours about case {about} {came} where it went: the case says who "
        "takes part, ring their desk, what they should do may wait there"
    )
    refs = {"code": CODE, "role": DutyRole.SUPERVISOR.value, "words": words}
    what_for = told.message or told.record
    return Decided((), (Task("alarm", f"{CODE}/{what_for}/{told.outcome}", refs=refs),))
