"""Review and supervision by a Sergeant or above, or police staff equivalent (G 34). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from contracts.clocks import ClockName
from contracts.codes import AlertKind
from contracts.decisions import SupervisorAssigned
from contracts.words import say
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import raise_alert
from services.decisions.domain.commands import AssignSupervisor, NobodySupervises
from services.decisions.domain.instants import exactly, to_the_millisecond
from services.decisions.domain.neutral_keys import alert_key
from services.decisions.domain.passing import overridable
from services.decisions.domain.ranks import has_rank, is_person, lacking, rank_of
from services.decisions.domain.state import Case

HALF_A_DAY: Final = timedelta(hours=12)
A_DAY: Final = timedelta(days=1)


def assign(case: Case, command: AssignSupervisor, moment: Moment) -> Decided:
    """From now on this officer supervises, or covers while the supervisor is away."""
    assigned = SupervisorAssigned(
        supervisor=command.supervisor.id,
        rank=rank_of(command.supervisor),
        covering=command.covering,
        assigned_at=to_the_millisecond(moment.now),
    )
    return Decided((assigned,))


def due(case: Case) -> Iterator[Task]:
    """Nobody supervises: asked for when the initial checks' target has come, by one alert that climbs.

    Taken on, and still nobody supervises a day later: asked for again.
    """
    if case.opening is None or case.ended is not None or case.supervisor or case.cover:
        return
    asked = [alert for alert in case.alerts.values() if alert.kind is AlertKind.SUPERVISION_WANTED]
    taken = [alert.acknowledged_at for alert in asked if alert.acknowledged_at is not None]
    if len(taken) == len(asked):
        from_ = max(taken) + A_DAY if taken else _wanted_from(case)
        time = str(len(asked))
        moved = case.opening.moved
        key = f"{time}/{exactly(moved.at)}" if moved and not taken else time
        yield Task("supervision", key, from_, refs={"time": time})


def _wanted_from(case: Case) -> datetime:
    assert case.opening is not None, "due asks only for an open case"  # noqa: S101
    checks = case.clocks.get(ClockName.INITIAL_CHECKS)
    if checks is not None and checks.target is not None:
        return min(checks.target.at, case.opening.counts_from + HALF_A_DAY)
    return case.opening.counts_from + HALF_A_DAY


def _not_yet(case: Case, now: datetime) -> bool:
    """The task was of an instant from which the clocks count no more."""
    moved = case.opening is not None and case.opening.moved is not None
    return moved and any(one.due is not None and one.due > now for one in due(case))


def nobody(case: Case, command: NobodySupervises, moment: Moment) -> Decided:
    if case.supervisor or case.cover or case.ended is not None or _not_yet(case, moment.now):
        return Decided()
    key = alert_key(case, "supervision", str(command.time))
    before = f"supervision-{command.time}"
    return raise_alert(case, key, AlertKind.SUPERVISION_WANTED, moment.now, former=before).decided()


def supervises(case: Case, command: Any, moment: Moment) -> bool:
    """The supervisor, or who covers; at the time of the act, whatever they were when they took the case."""
    return any(held is not None and held.id == command.by.id for held in (case.supervisor, case.cover))


def _lacking_words(case: Case, command: AssignSupervisor, moment: Moment) -> str:
    missing = lacking(command.supervisor, case.rules.staff.supervise)
    listed = ", ".join(say(name).text for name in missing)
    return f"Not on record of this supervisor: {listed}. An Inspector may waive it with a written reason."


SUPERVISOR_RANK: Final[Gate[Case, AssignSupervisor]] = Gate(
    "RANK_TOO_LOW",
    "G 34",
    ("R-075",),
    lambda case, command, moment: has_rank(command.supervisor, case.rules.staff.supervise),
    "A case is supervised by a Sergeant or police staff equivalent, or above.",
)
SUPERVISOR_COMPETENT: Final = overridable(
    Gate(
        "COMPETENCE_MISSING",
        "G 34",
        ("R-076",),
        lambda case, command, moment: not lacking(command.supervisor, case.rules.staff.supervise),
        _lacking_words,
    )
)
SUPERVISED: Final[Gate[Case, Any]] = Gate(
    "NO_SUPERVISOR",
    "G 34",
    ("R-075",),
    lambda case, command, moment: bool(case.supervisor or case.cover),
    "Nobody supervises this case yet: a Sergeant or police staff equivalent takes it first.",
)
BY_THE_SUPERVISOR: Final[Gate[Case, Any]] = Gate(
    "NOT_THE_SUPERVISOR",
    "G 34, 78",
    ("R-075", "R-172"),
    lambda case, command, moment: not (case.supervisor or case.cover) or supervises(case, command, moment),
    "This is for the supervisor of the case, or for whoever covers: take the cover first.",
)
STILL_OF_RANK: Final[Gate[Case, Any]] = Gate(
    "RANK_TOO_LOW",
    "G 34, 78, 91",
    ("R-075", "R-079", "R-172"),
    lambda case, command, moment: has_rank(command.by, case.rules.staff.categorise),
    "This is decided by a Sergeant or police staff equivalent, or above.",
)
KNOWS_THE_SCHEME: Final[Gate[Case, Any]] = Gate(
    "COMPETENCE_MISSING",
    "G 34",
    ("R-076",),
    lambda case, command, moment: not lacking(command.by, case.rules.staff.categorise),
    "This is decided by somebody who knows the scheme: your sign-in does not say that you do.",
)
BY_A_PERSON: Final[Gate[Case, Any]] = Gate(
    "NOT_A_PERSON",
    "G 5",
    ("R-002",),
    lambda case, command, moment: is_person(command.by),
    "A decision is made by an officer or member of staff, case by case; never by a program.",
)
