"""A limit that has passed rings again until what it limits is done (G 31, 36, 77, 104). Pure.

To take the alert is not to do it. Initial checks say whether a child is in danger now: daily, and weekly once
somebody has said why they are late. The rest weekly, until somebody has said why, or they are extended.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, takewhile
from typing import Final

from contracts.clocks import ClockName
from contracts.codes import AlertKind
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import A_DAY, A_WEEK, raise_alert
from services.decisions.domain.clocks import limit_key
from services.decisions.domain.commands import StillLate
from services.decisions.domain.neutral_keys import AlertKey
from services.decisions.domain.state import Alert, Case

TASK: Final = "still-late"


def due(case: Case) -> Iterator[Task]:
    """The next ring for each limit that has passed, unless one for it still rings."""
    for name in case.clocks:
        task = _next(case, name)
        if task is not None:
            yield task


def _next(case: Case, name: ClockName) -> Task | None:
    again, mark = _again(case, name), case.clocks[name].limit
    if again is None or mark is None:
        return None
    rung = _rung(case, name, mark.at)
    if any(alert.acknowledged_at is None for alert in rung):
        return None
    last = max([mark.at, *(alert.acknowledged_at for alert in rung if alert.acknowledged_at)])
    time, days = str(max(1, len(rung))), f"{again.days}"
    refs = {"clock": name.value, "due": mark.at.isoformat(), "time": time}
    key = f"{name.value}/{mark.at:%Y%m%dT%H%M%S.%f}/{time}/{days}"  # a task keeps its first instant
    return Task(TASK, key, last + again, refs=refs)


def _again(case: Case, name: ClockName) -> timedelta | None:
    """How long after it was taken; None: it is not late, or is asked for no more."""
    passed = case.passed.get(name)
    if case.ended is not None or passed is None or not passed.limit or passed.corrected or name in case.ends:
        return None
    if name is ClockName.INITIAL_CHECKS and case.decision is None:
        return A_WEEK if passed.explained else A_DAY
    return None if passed.explained else A_WEEK


def _rung(case: Case, name: ClockName, at: datetime) -> list[Alert]:
    """What rang when it passed, and since."""
    keys = (_key(case, name, at, time) for time in count())
    return [case.alerts[one] for one in takewhile(case.alerts.__contains__, keys)]


def _key(case: Case, name: ClockName, at: datetime, time: int) -> AlertKey:
    return limit_key(case, name, at, str(time)) if time else limit_key(case, name, at)


def still_late(case: Case, command: StillLate, moment: Moment) -> Decided:
    """Nothing if it is done by now, the limit has moved, or it was rung for already."""
    if command.clock not in case.clocks:
        return Decided()
    task, mark = _next(case, command.clock), case.clocks[command.clock].limit
    if task is None or mark is None or mark.at != command.due or task.refs["time"] != str(command.time):
        return Decided()
    if task.due is not None and task.due > moment.now:
        return Decided()
    key = _key(case, command.clock, mark.at, command.time)
    return raise_alert(case, key, AlertKind.LIMIT_PASSED, moment.now).decided()
