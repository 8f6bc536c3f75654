"""The clocks count from another instant: contact was put right, or the same had been asked earlier. Pure.

G 102; C-02, C-35. Every deadline is worked out anew, as if the case had been opened so. What the wrong
instant had raised stays in the journal, and its alerts with whoever must take them; a mark that has not
passed by the right one may pass yet, and rings then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts import policies
from contracts.calendar import Due
from contracts.clocks import Clock, next_closing_slot
from contracts.codes import Route
from contracts.intake import ClockStartMoved
from contracts.policies import NoProfile, Profile
from messaging.decider import Message, Moment, Recorded
from services.decisions.domain import clocks
from services.decisions.domain.alerts import Raised
from services.decisions.domain.events import ClocksMoved
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case, MovedStart, Opening, Passed, national


def moved(case: Case, message: Message, moment: Moment) -> Raised:
    """Of two moves the later one counts, whichever is heard first."""
    said: ClockStartMoved = message.event
    opening = case.opening
    if opening is not None and opening.moved is not None and opening.moved.at > said.moved_at:
        return Raised()
    profile = _profile(said.policy)
    route = opening.route if opening else Route(message.opening.get("route", Route.RIGHT_TO_ASK))
    anew = clocks.start(profile, said.counts_from, route)
    running = (_extended(case, clocks.read(clock)) for clock in anew.clocks)
    now = to_the_millisecond(moment.now)
    closing_at = anew.closing_at if anew.closing_at > now else next_closing_slot(profile, now)
    return Raised(
        (
            ClocksMoved(
                moved_at=said.moved_at,
                why=said.why,
                contacted_at=said.contacted_at,
                counts_from=said.counts_from,
                counted_from=said.counted_from,
                earlier=said.earlier,
                profile=profile.reference,
                calendar=anew.calendar,
                clocks=tuple(clocks.written(clock) for clock in running),
                closing_at=closing_at,
            ),
        )
    )


def _profile(policy: str) -> Profile:
    try:
        return policies.profile(policy)
    except NoProfile:
        return national()


def _extended(case: Case, clock: Clock) -> Clock:
    """An extension was granted to a day, and stands where that is later (G 104)."""
    extended = case.extended.get(clock.name)
    if extended is None or clock.limit is None or extended.at <= clock.limit.at:
        return clock
    return clock.model_copy(update={"limit": extended})


def folded(case: Case, recorded: Recorded) -> Case:
    event: ClocksMoved = recorded.event
    running = {clock.clock: clocks.read(clock) for clock in event.clocks}
    first = case.opening or Opening(event.counted_from, Route.RIGHT_TO_ASK, event.profile, event.closing_at)
    opened_at = first.moved.opened_at if first.moved else first.contacted_at
    opened_under = first.moved.opened_under if first.moved else first.profile
    start = MovedStart(event.moved_at, event.why, event.counts_from, event.earlier, opened_at, opened_under)
    opening = replace(
        first,
        contacted_at=event.contacted_at,
        profile=event.profile,
        closing_at=event.closing_at,
        moved=start,
    )
    passed = {
        name: _still(one, running[name], case.ends.get(name), recorded.recorded_at)
        if name in running
        else one
        for name, one in case.passed.items()
    }
    return case._replace(opening=opening, clocks={**case.clocks, **running}, passed=passed)


def _still(passed: Passed, clock: Clock, ended: datetime | None, now: datetime) -> Passed:
    """A mark recorded as passed is so still if it lies behind by the right instant too, and was not met.

    A limit that was put right as met in time did not pass: whether it was by the right instant is asked anew.
    """
    return replace(
        passed,
        target=passed.target and _behind(clock.target, ended, now),
        limit=passed.limit and not passed.corrected and _behind(clock.limit, ended, now),
    )


def _behind(mark: Due | None, ended: datetime | None, now: datetime) -> bool:
    return mark is not None and mark.late_from <= (now if ended is None else ended)
