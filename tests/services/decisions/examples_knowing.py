"""One of every event of information received, of links between cases, and of entries on record; invented."""

from __future__ import annotations

from contracts import decisions as d
from contracts.codes import LinkReason, PartyRole, Priority, Rank
from contracts.event import Event
from contracts.people import Reasons
from contracts.sealed import Sealed
from services.decisions.domain import events_crime as k
from services.decisions.domain import events_recording as r
from tests.services.decisions.people import children, days, subject

EXAMPLES: tuple[Event, ...] = (
    d.InformationPrioritised(
        priority=Priority.FULL_ASSESSMENT_IN_TURN,
        decided_at=days(2),
        rank=Rank.SERGEANT,
        reasons=Sealed.of(Reasons(text="As it was at the time.")),
    ),
    d.LinkedCaseStarted(
        earlier="c-earlier-01",
        because_of="m-12345678",
        what="checks.check.completed.v1",
        opened_at=days(2),
        subject=subject(),
        children=children(),
    ),
    d.CaseLinked(other="c-known-0001", why=LinkReason.SAME_PERSON, role=PartyRole.CHILD, linked_at=days(2)),
    k.CrimeAlleged(
        allegation="grooming", alleged_at=days(2), what=Sealed.of(Reasons(text="He wrote to her."))
    ),
    k.CrimeRecorded(allegation="grooming", reference="46/1299/26", recorded_at=days(2)),
    r.RecordEntryMade(
        entry="formal-report",
        part=r.Part.FORMAL_REPORT,
        reference="46/123456/26",
        by_hand=False,
        made_at=days(2),
    ),
    r.RecordEntryNotMade(entry="final-entry-1", time=1, in_file=True, tried_at=days(2)),
    r.RecordEntryChased(entry="final-entry-1", time=1, chased_at=days(3)),
)
