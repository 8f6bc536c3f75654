"""One of every event of a case in which nobody applied, or that is linked to another; invented."""

from __future__ import annotations

from contracts import decisions as d
from contracts.codes import LinkReason, PartyRole, Priority, Rank
from contracts.event import Event
from contracts.people import Reasons
from contracts.sealed import Sealed
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
)
