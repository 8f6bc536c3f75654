"""The closing letter, from our hands into those of notifications: watched until they speak of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from contracts.codes import AlertKind
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import raise_alert
from services.decisions.domain.closing import letter_key
from services.decisions.domain.commands import LetterNotTakenUp
from services.decisions.domain.state import Case

SPOKEN_OF_WITHIN: Final = timedelta(days=3)
"""A letter may wait for the hours that are safe, or for an officer's hand; not longer without a word."""


def due(case: Case) -> Iterator[Task]:
    """One watch a letter, from its slot; none once notifications have spoken of it, or the case has ended."""
    for slot in _silent(case):
        refs = {"slot": slot.isoformat()}
        yield Task("handover", f"{slot:%Y-%m-%dT%H:%M:%SZ}", slot + SPOKEN_OF_WITHIN, refs=refs)


def not_taken_up(case: Case, command: LetterNotTakenUp, moment: Moment) -> Decided:
    if command.slot not in _silent(case):
        return Decided()
    key = letter_key(case, command.slot)
    return raise_alert(case, key, AlertKind.LETTER_NOT_SENT, moment.now).decided()


def _silent(case: Case) -> list[datetime]:
    """Slots of the letters of which not a word has come: sent, failed, stopped, printed or handed over."""
    if case.ended is not None:
        return []
    told = case.told
    gone = (told.letter_posted, told.letter_printed, told.letter_by_hand, told.outcome_notified)
    last = max(filter(None, (*gone, told.letter_failed)), default=None)
    return [
        slot
        for letter, slot in case.closing.published.items()
        if letter not in told.spoken_of and (last is None or last < slot)
    ]
