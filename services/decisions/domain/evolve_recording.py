"""How entries on the force's record system are folded. Never raises."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from messaging.decider import Recorded
from services.decisions.domain import events_recording as r
from services.decisions.domain.folding import Fold
from services.decisions.domain.state import Case, ForTheRecord, InTheRecord

REPORT: Final = "formal-report"


def belongs(case: Case, recorded: Recorded, part: r.Part) -> Case:
    """This belongs on the force's system; of reports there is one, of the rest one each time."""
    held = case.for_the_record
    number = sum(one.part is part for one in held.values()) + 1
    key = REPORT if part is r.Part.FORMAL_REPORT else f"{part.value}-{number}".lower().replace("_", "-")
    if key in held:
        return case
    one = ForTheRecord(part, recorded.event, recorded.occurred_at, recorded.actor.id)
    return case._replace(for_the_record={**held, key: one})


def there(case: Case, key: str, reference: str, at: datetime, *, by_hand: bool) -> Case:
    if key in case.in_the_record:
        return case
    one = InTheRecord(reference, at, by_hand)
    return case._replace(in_the_record={**case.in_the_record, key: one})


def _made(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return there(case, event.entry, event.reference, recorded.occurred_at, by_hand=event.by_hand)


def _not_made(case: Case, recorded: Recorded) -> Case:
    key = recorded.event.entry
    tried = (*case.record_tries.get(key, ()), recorded.occurred_at)
    return case._replace(record_tries={**case.record_tries, key: tried})


def _chased(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return case._replace(record_chases={**case.record_chases, event.entry: event.time})


RECORDING: Final[dict[type, Fold]] = {
    r.RecordEntryMade: _made,
    r.RecordEntryNotMade: _not_made,
    r.RecordEntryChased: _chased,
}
