"""What endangers a child and nobody has addressed rings until somebody has (G 28 g, 30, 78, 85). Pure.

To take an alert is not to act: an immediate risk that a supervisor took, and of which nobody has said what
was done, rings again within the hour, then daily; any other safeguarding issue after as many days as a case
on which nothing happens: whatever else is done on the case, and after its end, where nothing else watches.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, takewhile

from contracts.codes import AlertKind
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import A_DAY, AN_HOUR, raise_alert
from services.decisions.domain.commands import NobodyAddressed
from services.decisions.domain.instants import exactly
from services.decisions.domain.neutral_keys import AlertKey, neutral_key
from services.decisions.domain.safeguarding import raised_key
from services.decisions.domain.state import Alert, Case, Issue

TASK = "unaddressed"


def due(case: Case) -> Iterator[Task]:
    """The next ring for each that is open, unless one for it still rings."""
    for key, issue in case.issues.items():
        task = _next(case, key, issue)
        if task is not None:
            yield task


def _next(case: Case, key: str, issue: Issue) -> Task | None:
    if issue.since is None or issue.addressed or _ended_with(case, issue.since):
        return None
    asked = _asked(case, key, issue.since)
    rung = [*_first(case, key, issue.since), *asked]
    if any(alert.acknowledged_at is None for alert in rung):
        return None
    last = max([issue.since, *(alert.acknowledged_at for alert in rung if alert.acknowledged_at)])
    time = str(len(asked) + 1)
    at = last + _patience(case, issue, len(asked))
    return Task(TASK, f"{key}/{exactly(issue.since)}/{time}", at, refs={"issue": key, "time": time})


def _ended_with(case: Case, since: datetime) -> bool:
    """It was there when the case ended, and the end was decided with it in view."""
    return case.ended is not None and since < case.ended


def _first(case: Case, key: str, since: datetime) -> list[Alert]:
    """What rang when it was reported: a risk has its alert's key, an issue one of its own."""
    return [case.alerts[one] for one in (key, raised_key(case, key, since)) if one in case.alerts]


def _asked(case: Case, key: str, since: datetime) -> list[Alert]:
    keys = (_key(case, key, since, time) for time in count(1))
    return [case.alerts[one] for one in takewhile(case.alerts.__contains__, keys)]


def _key(case: Case, key: str, since: datetime, time: int) -> AlertKey:
    return neutral_key(case, "unaddressed", key, exactly(since), str(time))


def _patience(case: Case, issue: Issue, asked: int) -> timedelta:
    if issue.risk:
        return A_DAY if asked else AN_HOUR
    return timedelta(days=case.rules.periods.silent_after_days)


def nobody(case: Case, command: NobodyAddressed, moment: Moment) -> Decided:
    """Nothing if it was addressed meanwhile, or asked for already."""
    issue = case.issues.get(command.issue, Issue())
    task = _next(case, command.issue, issue)
    if task is None or issue.since is None or task.refs["time"] != str(command.time):
        return Decided()
    if task.due is not None and task.due > moment.now:
        return Decided()
    key = _key(case, command.issue, issue.since, command.time)
    return raise_alert(case, key, AlertKind.REVIEW_WANTED, moment.now).decided()
