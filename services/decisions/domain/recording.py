"""What belongs on the force's record system, and is chased until it is there (G 35 to 104; C-49). Pure.

Everything is effective when it is recorded here: an outage of that system makes nothing late. It is entered
by an adapter, or by hand and attested; until then the supervisor is rung, daily at first, then weekly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from contracts.codes import DutyRole
from contracts.people import PartySummary
from contracts.words import say
from messaging.decider import Moment
from messaging.outcomes import Decided, Refusal, Task, Unmet
from services.decisions.domain import commands as c
from services.decisions.domain.events import ForceRecordReferenced
from services.decisions.domain.events_recording import (
    Part,
    RecordEntryChased,
    RecordEntryMade,
    RecordEntryNotMade,
)
from services.decisions.domain.finalising import parties
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.record import system_of
from services.decisions.domain.state import Case, ForTheRecord
from services.decisions.domain.words import day

ENTRY: Final = "record-entry"
CHASE: Final = "record-chase"
REPORT: Final = "formal-report"
AN_HOUR: Final = timedelta(hours=1)
A_DAY: Final = timedelta(days=1)
A_WEEK: Final = timedelta(days=7)
DAILY: Final = 7
"""How often it is chased daily, before it is chased weekly."""


def missing(case: Case) -> tuple[str, ...]:
    """What is not on the force's system yet, by its key, in the order in which it came."""
    return tuple(key for key in case.for_the_record if key not in case.in_the_record)


def due(case: Case) -> Iterator[Task]:
    """For each that is missing, the next try and the next chase."""
    for key in missing(case):
        tries, chases = len(case.record_tries.get(key, ())), case.record_chases.get(key, 0)
        refs = {"entry": key}
        yield Task(ENTRY, f"{key}/{tries + 1}", _try_at(case, key), refs=refs)
        at = _chase_at(case.for_the_record[key].at, chases + 1)
        yield Task(CHASE, f"{key}/{chases + 1}", at, refs=refs | {"time": str(chases + 1)})


def _try_at(case: Case, key: str) -> datetime:
    """At once; then after an hour, two, four …, once a day at last."""
    tried = case.record_tries.get(key, ())
    if not tried:
        return case.for_the_record[key].at
    hours: int = 2 ** min(len(tried) - 1, 5)
    return tried[-1] + min(A_DAY, hours * AN_HOUR)


def _chase_at(since: datetime, time: int) -> datetime:
    return since + min(time, DAILY) * A_DAY + max(0, time - DAILY) * A_WEEK


def entered(case: Case, command: c.RecordEntered, moment: Moment) -> Decided:
    return Decided(_made(case, command.entry, command.reference, moment, by_hand=False))


NO_SUCH_ENTRY: Final = Unmet(
    "NO_SUCH_ENTRY",
    "No entry of this key belongs on the record system: take it from the list of entries.",
    "G 35, 100",
    ("R-077", "R-249"),
)


def attest(case: Case, command: c.AttestRecordEntry, moment: Moment) -> Decided | Refusal:
    """What belongs to no entry is refused: whoever attests a wrong key would think that the right one is."""
    if command.entry not in case.for_the_record:
        return Refusal((NO_SUCH_ENTRY,))
    return Decided(_made(case, command.entry, command.reference, moment, by_hand=True))


def _made(case: Case, key: str, reference: str, moment: Moment, *, by_hand: bool) -> tuple[object, ...]:
    """Of one entry once. The number of the formal report is that of the force's record (G 35)."""
    one = case.for_the_record.get(key)
    if one is None or key in case.in_the_record:
        return ()
    at = to_the_millisecond(moment.now)
    made = RecordEntryMade(entry=key, part=one.part, reference=reference, by_hand=by_hand, made_at=at)
    if one.part is not Part.FORMAL_REPORT or case.force_record is not None:
        return (made,)
    numbered = ForceRecordReferenced(system=system_of(case.profile), force_reference=reference, created_at=at)
    return made, numbered


def not_entered(case: Case, command: c.RecordNotEntered, moment: Moment) -> Decided:
    if command.entry not in missing(case):
        return Decided()
    time = len(case.record_tries.get(command.entry, ())) + 1
    at = to_the_millisecond(moment.now)
    return Decided(
        (RecordEntryNotMade(entry=command.entry, time=time, in_file=command.in_file, tried_at=at),)
    )


def left_to_hand(case: Case, command: c.LeaveToHand, moment: Moment) -> Decided:
    return Decided()


def chase(case: Case, command: c.ChaseRecordEntry, moment: Moment) -> Decided:
    """Nothing if it is there by now, or was chased at that time already."""
    if command.entry not in missing(case) or command.time <= case.record_chases.get(command.entry, 0):
        return Decided()
    what = say(case.for_the_record[command.entry].part).text
    words = f"not on the force's record system yet: {what}; enter it by hand, and record its number"
    refs = {"code": "RECORD_ENTRY_MISSING", "role": DutyRole.SUPERVISOR.value, "words": words}
    at = to_the_millisecond(moment.now)
    chased = RecordEntryChased(entry=command.entry, time=command.time, chased_at=at)
    return Decided((chased,), (Task("alarm", f"RECORD_ENTRY_MISSING/{command.entry}", refs=refs),))


def text(case: Case, key: str) -> str:
    """Ready to paste: plain lines, and nothing that a person would have to look up."""
    one = case.for_the_record[key]
    return "\n".join((*_head(case, one), *WRITTEN[one.part](case, one.event)))


def _head(case: Case, one: ForTheRecord) -> Iterator[str]:
    yield f"Child Sex Offender Disclosure Scheme: {say(one.part).text}"
    yield f"Reference under the scheme: {case.reference or 'none yet'}"
    if case.force_record is not None:
        yield f"Number of this record: {case.force_record[1]}"
    yield f"Recorded: {day(one.at)}" + (f", by {one.by}" if not one.by.startswith("system:") else "")


def _report(case: Case, event: Any) -> Iterator[str]:
    if case.opening is not None:
        yield f"Route: {say(case.opening.route).text}"
        yield f"Initial contact or receipt: {day(case.opening.contacted_at)}"
    for name, clock in case.clocks.items():
        if clock.limit is not None:
            yield f"Limit, {say(name).text}: {day(clock.limit.at)}"
    yield from _parties(parties(case))


def _form(case: Case, event: Any) -> Iterator[str]:
    """What the interviewer sends back to the team that coordinates (G 50)."""
    notes = event.notes.opened
    if case.meeting.held is not None:
        yield f"Meeting held: {day(case.meeting.held)}"
    yield f"Recommendation for next steps: {say(event.recommendation).text}"
    yield f"The request: {say(event.genuineness).text}"
    if notes is None:
        yield "The contact record cannot be read here."
        return
    if notes.recommendation:
        yield f"Reasons: {notes.recommendation}"
    yield f"Contact record: {notes.contact_record}"


def _extension(case: Case, event: Any) -> Iterator[str]:
    reasons = event.reasons.opened
    yield f"Limit extended: {say(event.clock).text}"
    yield f"From {day(event.from_due_at)} to {day(event.to_due_at)}"
    yield f"Because: {say(event.reason).text}; required and justified (G 104), granted by a {_rank(event)}"
    yield f"Reasons: {reasons.text if reasons else 'cannot be read here'}"


def _rank(event: Any) -> str:
    return say(event.rank).text


def _final(case: Case, event: Any) -> Iterator[str]:
    entry = event.entry.opened
    yield f"Outcome: {say(event.outcome).text}"
    if entry is None:
        yield "The entry cannot be read here."
        return
    yield f"Request or information received: {entry.request}"
    yield f"What came of it: {entry.outcome}"
    yield from _parties(entry.parties)


def _parties(found: tuple[PartySummary, ...]) -> Iterator[str]:
    for one in found:
        name = " ".join(filter(None, (one.name.given, one.name.family))) or "name not known"
        born = f", born {one.date_of_birth:%d %B %Y}" if one.date_of_birth else ""
        yield f"Party: {say(one.role).text}: {name}{born}"


WRITTEN: Final[Mapping[Part, Callable[[Case, Any], Iterator[str]]]] = {
    Part.FORMAL_REPORT: _report,
    Part.MEETING_FORM: _form,
    Part.EXTENSION: _extension,
    Part.FINAL_ENTRY: _final,
}
