"""What the applicant may hear of how far it is (G 36, 77, 104): when they asked, by when they are normally
seen, by when it is normally complete, and what was sent to them.

What was found and what was decided is none of it: two cases that differ in nothing else say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from contracts import notifications
from services.intake.domain.policy import clocks_of
from services.intake.domain.state import Case


class Milestone(StrEnum):
    """In words that name no finding and no decision."""

    ASKED = "MILESTONE_ASKED"
    APPLIED = "MILESTONE_APPLIED"
    SEEN_BY = "MILESTONE_SEEN_BY"
    MEETING = "MILESTONE_MEETING"
    SEEN = "MILESTONE_SEEN"
    LATER = "MILESTONE_LATER"
    ENDS_BY = "MILESTONE_ENDS_BY"
    ADVICE = "MILESTONE_ADVICE"
    LETTER = "MILESTONE_LETTER"


class Reached(NamedTuple):
    """`at`: an instant (aware UTC), or the London day that was told."""

    what: Milestone
    at: datetime | date


SENT: Final = {
    notifications.SafetyAdviceGiven.TYPE: Milestone.ADVICE,
    notifications.NonDisclosureLetterIssued.TYPE: Milestone.LETTER,
    notifications.NonDisclosureLetterHandDelivered.TYPE: Milestone.LETTER,
}


def for_the_applicant(case: Case) -> tuple[Reached, ...]:
    """In the order of the case. Nothing where nobody asked, or who asked is not to be contacted."""
    if case.enquiry is None or case.not_to_be_contacted:
        return ()
    return tuple(_reached(case))


def _reached(case: Case) -> Iterator[Reached]:
    if case.contact_at is not None:
        yield Reached(Milestone.ASKED, case.contact_at)
    if case.application_at is not None:
        yield Reached(Milestone.APPLIED, case.application_at)
    clocks = clocks_of(case) if not case.finished else None
    if case.held:
        yield Reached(Milestone.SEEN, case.held[-1].held_at)
    elif case.arranged:
        yield Reached(Milestone.MEETING, case.arranged[-1].begins_at)
    elif clocks is not None and clocks.meeting is not None and clocks.meeting.target is not None:
        yield Reached(Milestone.SEEN_BY, clocks.meeting.target.at)
    if case.delay_told_until is not None:
        yield Reached(Milestone.LATER, case.delay_told_until)
    if clocks is not None and clocks.whole_case.limit is not None:
        yield Reached(Milestone.ENDS_BY, clocks.whole_case.limit.at)
    yield from (Reached(SENT[type_], at) for type_, at in case.milestones if type_ in SENT)
