"""A case on which nobody acts: the failure that nobody notices (field facts B3). Pure.

A case that only waits for the day on which its letter leaves (C-10) is not silent until that day is over; nor
then, if the letter left, until nobody has acted for as long again. A letter that was held back waits for a
person, and its case is silent like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from contracts.calendar import end_of, london_date
from contracts.codes import AlertKind
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.decisions.domain import closing
from services.decisions.domain.alerts import raise_alert
from services.decisions.domain.commands import NothingHappens
from services.decisions.domain.crime import unrecorded
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.protective import without_plan
from services.decisions.domain.safeguarding import open_issues
from services.decisions.domain.state import Case
from services.decisions.domain.still_stands import unweighed_news
from services.decisions.domain.who_is_told import is_concern, settled


def due(case: Case) -> Iterator[Task]:
    """At the end of the profile's days of silence after the last thing that somebody did or said."""
    if case.opening is None or case.ended is not None or case.last_active is None:
        return
    last = london_date(case.last_active)
    key, at = f"{last:%Y-%m-%d}", _silent_from(case, last)
    refs = {"since": key}
    if _letter_day(case):
        key = f"{key}/{at:%Y-%m-%d}"  # a task keeps the instant that it was written with
    yield Task("silence", key, at, refs=refs)


def _silent_from(case: Case, last: date) -> datetime:
    days = timedelta(days=case.rules.periods.silent_after_days)
    from_ = end_of(last + days).late_from
    planned = _letter_day(case)
    if planned is None:
        return from_
    return max(from_, end_of(planned + days if case.closing.published else planned).late_from)


def _letter_day(case: Case) -> date | None:
    """On which day the letter leaves, or left, if that is all that the case waits for by itself."""
    others = is_concern(case) and not settled(case)
    if others or open_issues(case) or case.flags - case.flags_acknowledged:
        return None
    if unrecorded(case) or without_plan(case) or unweighed_news(case):
        return None
    left = max(case.closing.published.values(), default=None)
    if left is None and case.closing.held_back:
        return None
    planned = left or closing.slot(case)
    return london_date(planned) if planned else None


def nothing_happens(case: Case, command: NothingHappens, moment: Moment) -> Decided:
    """Nothing if somebody acted since, or the case waits for a day that has not come."""
    if case.last_active is None or case.ended is not None or london_date(case.last_active) != command.since:
        return Decided()
    if moment.now < _silent_from(case, command.since):
        return Decided()
    since = f"{command.since:%Y-%m-%d}"
    key, before = neutral_key(case, "silence", since), f"silence-{since}"
    return raise_alert(case, key, AlertKind.SILENT_CASE, moment.now, former=before).decided()
