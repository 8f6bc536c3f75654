"""A case on which nobody acts: the failure that nobody notices (field facts B3). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from contracts.calendar import end_of, london_date
from contracts.codes import AlertKind
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import raise_alert
from services.decisions.domain.commands import NothingHappens
from services.decisions.domain.state import Case


def due(case: Case) -> Iterator[Task]:
    """At the end of the profile's days of silence after the last thing that somebody did or said."""
    if case.opening is None or case.ended is not None or case.last_active is None:
        return
    last = london_date(case.last_active)
    silent_from = end_of(last + timedelta(days=case.rules.periods.silent_after_days)).late_from
    yield Task("silence", f"{last:%Y-%m-%d}", silent_from, refs={"since": f"{last:%Y-%m-%d}"})


def nothing_happens(case: Case, command: NothingHappens, moment: Moment) -> Decided:
    if case.last_active is None or case.ended is not None or london_date(case.last_active) != command.since:
        return Decided()
    return raise_alert(case, f"silence-{command.since:%Y-%m-%d}", AlertKind.SILENT_CASE, moment.now).decided()
