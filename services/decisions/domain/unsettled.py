"""While no force has primacy nothing is decided, and that never rests in silence (G 67; C-15). Pure.

Somebody is rung as it comes to that. Whoever takes the alert has settled nothing: after each taking somebody
is rung again, each time a step higher up, until it is settled or the case has ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from contracts.codes import AlertKind
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import raise_alert
from services.decisions.domain.commands import NobodyHasPrimacy
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.owed import Unsettled
from services.decisions.domain.state import Alert, Case
from services.decisions.domain.tasking import AGAIN_AFTER

BELOW_THE_TOP: Final = 2
"""The last step of a climb is the control room, which rings whom the step before it could not reach."""


def due(case: Case) -> Iterator[Task]:
    """After whatever rang of it was taken; while anything rings, that climbs."""
    held = _open(case)
    if held is None:
        return
    taken = [one.acknowledged_at for one in _rung(case, held)]
    if taken and None not in taken:
        at, time = max(one for one in taken if one) + AGAIN_AFTER, str(len(taken))
        refs = {"since": held.since.isoformat(), "time": time}
        yield Task("primacy", f"{held.since:%Y%m%dT%H%M%S.%f}/{time}", at, refs=refs)


def rings_again(case: Case, command: NobodyHasPrimacy, moment: Moment) -> Decided:
    """Nothing if it was settled meanwhile, or rings already."""
    held = _open(case)
    if held is None or held.since != command.since:
        return Decided()
    rung = _rung(case, held)
    if len(rung) != command.time or any(one.acknowledged_at is None for one in rung):
        return Decided()
    key = neutral_key(case, "unsettled", held.entry, str(command.time))
    level = min(command.time, len(case.rules.climb) - BELOW_THE_TOP)
    return raise_alert(case, key, AlertKind.FORCES_DISAGREE, moment.now, level=level).decided()


def _open(case: Case) -> Unsettled | None:
    coordinating = case.across.responding_to is None and case.ended is None
    return case.across.unsettled if coordinating else None


def _rung(case: Case, held: Unsettled) -> list[Alert]:
    kind = AlertKind.FORCES_DISAGREE
    return [one for one in case.alerts.values() if one.kind is kind and one.raised_at >= held.since]
