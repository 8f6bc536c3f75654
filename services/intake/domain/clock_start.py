"""From which instant the clocks of a case count: initial contact or receipt, as put right (G 20; C-02).

Where the same people asked the same earlier, and had no letter yet, that contact counts for both: two
cases, never merged. Worked out anew from what the case knows, so that a link or an instant which was wrong
leaves nothing behind but its entries. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from contracts.calendar import LONDON
from contracts.clocks import closing_instant
from contracts.codes import ClockStart, LinkReason
from contracts.intake import ClockStartMoved
from contracts.parts import LinkedCase
from contracts.people import Reasons
from contracts.policies import profile_for
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.intake.domain import commands as c
from services.intake.domain.events import CasesLinked, SameEnquiriesCompared
from services.intake.domain.instants import to_the_millisecond
from services.intake.domain.state import AskedToo, Case


def first(force: str, asked_too: Iterable[AskedToo], contact: datetime) -> AskedToo | None:
    """The earliest of the same enquiries that were made before this contact, and still counted then.

    One counts until the day on which its letter leaves, whether or not its case has ended: a case in which
    somebody was told ends later, and the day of the next letter would tell that (C-10). One that was sent
    elsewhere has ended for all to see.
    """
    before = [
        one
        for one in asked_too
        if one.contacted_at < contact <= _letter_leaves(force, one)
        and (one.redirected_at is None or one.redirected_at >= contact)
    ]
    return min(before, key=lambda one: (one.contacted_at, one.case_id), default=None)


def _letter_leaves(force: str, one: AskedToo) -> datetime:
    return closing_instant(profile_for(force, one.contacted_at), one.contacted_at)


def asked(case: Case) -> AskedToo:
    """How a case is compared by others; ValueError for one that is not open."""
    if case.contact_at is None:
        raise ValueError("a case that is not open is compared with none")
    return AskedToo(case.case_id, case.contact_at, case.sent_elsewhere_at)


def for_the_other(case: Case, other: Case, *, same: bool) -> c.LinkCases | None:
    """What the other case is told of this one; None where it knows."""
    ours, known = asked(case), other.asked_too.get(case.case_id)
    if not same:
        return c.LinkCases(no_longer=(case.case_id,)) if known else None
    return None if known == ours else c.LinkCases((_sent_again(case.case_id),), found=(ours,))


def for_this_one(same: Iterable[str], others: Iterable[Case], gone: Iterable[str]) -> c.LinkCases:
    linked = tuple(_sent_again(one) for one in same)
    return c.LinkCases(linked, tuple(asked(one) for one in others), tuple(gone))


def _sent_again(case_id: str) -> LinkedCase:
    return LinkedCase(case_id=case_id, why=LinkReason.SENT_AGAIN)


def correct(case: Case, command: c.CorrectContact, moment: Moment) -> Decided:
    """A new entry; what was recorded first stays as it was (R-246)."""
    contact = to_the_millisecond(command.contacted_at)
    reasons = Sealed.of(Reasons(text=command.reasons))
    return Decided(_moved(case, contact, case.asked_too, moment, reasons))


def link(case: Case, command: c.LinkCases, moment: Moment) -> Decided:
    """What the blind index finds now: linked, or no longer; and from when the clocks count because of it."""
    known = {case.case_id, *(one.case_id for one in case.linked)}
    new = {one.case_id: one for one in command.linked if one.case_id not in known}
    changed = tuple(one for one in command.found if case.asked_too.get(one.case_id) != one)
    gone = tuple(one for one in command.no_longer if one in case.asked_too)
    others = {one: held for one, held in case.asked_too.items() if one not in gone}
    others |= {one.case_id: one for one in changed}
    linked: tuple[LinkedCase, ...] = tuple(new.values())
    found = tuple(one.written() for one in changed)
    contact = case.contact_at if case.policy and not case.finished else None
    events = (
        *((CasesLinked(linked=linked),) if linked else ()),
        *((SameEnquiriesCompared(found=found, no_longer=gone),) if found or gone else ()),
        *(_moved(case, contact, others, moment) if contact else ()),
    )
    return Decided(events)


def _moved(
    case: Case,
    contact: datetime,
    asked_too: Mapping[str, AskedToo],
    moment: Moment,
    reasons: Sealed[Reasons] | None = None,
) -> tuple[ClockStartMoved, ...]:
    held, earlier = case.counts_from, first(case.force, asked_too.values(), contact)
    counts_from = earlier.contacted_at if earlier else contact
    if held is None or (contact, counts_from) == (case.contact_at, held):
        return ()
    linked = ClockStart.SENT_BEFORE if earlier else ClockStart.NOT_SENT_BEFORE
    return (
        ClockStartMoved(
            moved_at=moment.now,
            why=ClockStart.CONTACT_CORRECTED if contact != case.contact_at else linked,
            contacted_at=contact,
            counts_from=counts_from,
            counted_from=held,
            policy=profile_for(case.force, contact).reference if contact != case.contact_at else case.policy,
            earlier=earlier.case_id if earlier else None,
            reasons=reasons,
        ),
    )


def _followed(case: Case) -> Iterator[datetime]:
    """What can only have happened at initial contact or after it."""
    yield from (one.told_at for one in case.told.values())
    yield from (one.told_at for one in case.warned.values())
    yield from (one.at for one in case.identity)
    yield from (one.held_at for one in case.held)


def _in_time(case: Case, command: c.CorrectContact, _moment: Moment) -> bool:
    return all(command.contacted_at <= at for at in _followed(case))


def _before(case: Case, _command: object, _moment: Moment) -> str:
    soonest = min(_followed(case)).astimezone(LONDON)
    return (
        f"What followed initial contact is recorded as of {soonest:%d %B %Y, %H:%M}: contact cannot have "
        "been later. Check both; of one that is wrong an Inspector writes why."
    )


NOT_AFTER_ENTRY: Gate[Case, c.CorrectContact] = Gate(
    "CONTACT_AFTER_ENTRY",
    "G 20",
    ("R-026",),
    holds=lambda case, command, _moment: case.entered_at is None or command.contacted_at <= case.entered_at,
    words="Initial contact cannot have been later than its entry here: give an earlier instant.",
)
NOT_AFTER_WHAT_FOLLOWED: Gate[Case, c.CorrectContact] = Gate(
    "CONTACT_AFTER_WHAT_FOLLOWED", "G 20", ("R-026",), holds=_in_time, words=_before, override=True
)
ANOTHER: Gate[Case, c.CorrectContact] = Gate(
    "NOTHING_CORRECTED",
    "G 102",
    ("R-246",),
    holds=lambda case, command, _moment: to_the_millisecond(command.contacted_at) != case.contact_at,
    words="Initial contact is recorded as of this instant already: give the one that is right.",
)
UNCHANGED: Gate[Case, c.CorrectContact] = Gate(
    "CASE_CHANGED",
    "G 102",
    ("R-246",),
    holds=lambda case, command, _moment: case.start is None or case.start.contact_version <= command.seen,
    words="Somebody put initial contact right after you read it: read the case again, then correct what is "
    "still wrong.",
)
