"""Somebody must act: one alert, rung up the ranks until a named person of the rank has taken it. Pure.

An alert is an event for the service that must know, a notice to ring a duty role by, and an alarm that this
service rings by a transport of its own. It carries the case's reference and nothing about anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from contracts.clocks import Clock, acknowledgement
from contracts.codes import AlertKind, DutyRole
from contracts.decisions import AlsoUnanswered, OfficerAlertDue, SupervisorAcknowledged, SupervisorAlerted
from contracts.fields import Key
from contracts.references import case_reference
from contracts.words import say
from messaging.decider import Moment
from messaging.outcomes import Decided, Refusal, Task, Unmet
from services.decisions.domain.commands import AcknowledgeAlert, NobodyAnswered
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import AlertKey
from services.decisions.domain.ranks import rank_of
from services.decisions.domain.state import Alert, Case

A_DAY: Final = timedelta(days=1)
A_WEEK: Final = timedelta(days=7)
FOUR_WEEKS: Final = timedelta(weeks=4)
AN_HOUR: Final = timedelta(hours=1)
"""Of what must be looked at now, if not within minutes."""
AGAIN: Final = 4
"""How often the top of the climb is rung at its own pace, before a slower one."""
SLOWLY: Final = 12
"""How often at that slower one, before the slowest. That never ends: nothing falls silent."""
OPENLY: Final = {
    AlertKind.ANOTHER_FORCE_SILENT: AlertKind.LIMIT_PASSED,
    AlertKind.FORCES_DISAGREE: AlertKind.NEW_INFORMATION,
}
"""As what everybody reads an alert that tells of another force: that one takes part is for those on the case
(A9). What it is rung as keeps the same hours, or these would tell it."""
ALONE: Final = frozenset({AlertKind.IMMEDIATE_RISK, AlertKind.SILENT_CASE})
"""What names no other and is named by none. How long nobody acted is of the officers' days (C-10)."""
_MESSAGE_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,127}")


@dataclass(frozen=True, slots=True)
class Raised:
    """Events and tasks on their way into one decision."""

    events: tuple[object, ...] = ()
    tasks: tuple[Task, ...] = ()

    def __add__(self, other: Raised) -> Raised:
        return Raised(self.events + other.events, self.tasks + other.tasks)

    def decided(self) -> Decided:
        return Decided(self.events, self.tasks)


def raise_alert(
    case: Case,
    key: AlertKey,
    kind: AlertKind,
    now: datetime,
    because_of: str | None = None,
    *,
    former: str = "",
    level: int = 0,
) -> Raised:
    """Ring this step of the climb. Nothing if this alert was raised before, or under its former key."""
    if key in case.alerts or former in case.alerts:
        return Raised()
    now = to_the_millisecond(now)
    role = role_at(case, level)
    by = acknowledge_by(case, kind, now)
    alerted = SupervisorAlerted(
        alert=key,
        kind=kind,
        role=role,
        alerted_at=now,
        acknowledge_by=by,
        because_of=because_of if because_of and _MESSAGE_ID.fullmatch(because_of) else None,
    )
    rung_as = openly(case, kind)
    refs = {"code": rung_as.value, "role": role.value, "words": say(rung_as).text}
    alarm = Task("alarm", alarm_key(rung_as, key), refs=refs)
    return Raised((alerted, _ring(case, Alert(key, kind, now, level=level), now)), (alarm,))


def openly(case: Case, kind: AlertKind) -> AlertKind:
    """As what whoever is not on the case reads of an alert.

    Of a case that is decided also that nothing happens on it: one that only waits for its letter is not
    silent, one in which somebody is told may be, and everybody would read which of the two it is (C-10).
    """
    if kind is AlertKind.SILENT_CASE and case.decision is not None:
        return AlertKind.NEW_INFORMATION
    return OPENLY.get(kind, kind)


def alarm_key(kind: AlertKind, key: Key) -> str:
    """Of the alarm that this service rings beside the alert."""
    return f"{kind.value}/{key}"


def _ring(case: Case, alert: Alert, now: datetime, also: tuple[AlsoUnanswered, ...] = ()) -> OfficerAlertDue:
    return OfficerAlertDue(
        alert=alert.key,
        kind=openly(case, alert.kind),
        role=role_at(case, alert.level),
        level=alert.level,
        reference=case.reference or case_reference(case.case_id),
        due_at=now,
        acknowledge_by=acknowledge_by(case, alert.kind, alert.raised_at),
        also=also,
    )


def role_at(case: Case, level: int) -> DutyRole:
    """Whom a step of the profile's climb rings; nobody supervises yet: the duty Sergeant stands in."""
    steps = case.rules.climb
    role = steps[min(level, len(steps) - 1)].duty_role
    nobody = case.supervisor is None and case.cover is None
    return DutyRole.DUTY_SERGEANT if role is DutyRole.SUPERVISOR and nobody else role


def acknowledge_by(case: Case, kind: AlertKind, raised_at: datetime) -> datetime:
    """K7's limit for an immediate risk (G 30); a day for the rest."""
    clock = acknowledgement_clock(case, raised_at)
    if kind is AlertKind.IMMEDIATE_RISK and clock.limit is not None:
        return clock.limit.at
    return raised_at + (AN_HOUR if kind is AlertKind.REVIEW_WANTED else A_DAY)


def acknowledgement_clock(case: Case, identified_at: datetime) -> Clock:
    return acknowledgement(case.profile, identified_at)


def step_due(case: Case, alert: Alert) -> datetime:
    """When the next step is rung if nobody takes the alert: ever more slowly, and never not at all.

    An immediate risk: by the profile's minutes, at the top every quarter of an hour, daily, at last weekly.
    What must be looked at: hourly, daily, at last weekly. Anything else: daily, weekly, then each four weeks.
    One that another's ring has named counts from then, and waits no longer than it would have.
    """
    by_itself = _by_itself(case, alert, alert.level + 1)
    if alert.named_at is None:
        return by_itself
    return alert.named_at + (by_itself - _by_itself(case, alert, alert.level))


def _by_itself(case: Case, alert: Alert, level: int) -> datetime:
    steps = case.rules.climb
    beyond = max(0, level - len(steps) + 1 - AGAIN)
    quick, slow, slowest = level - beyond, min(beyond, SLOWLY), max(0, beyond - SLOWLY)
    if alert.kind is AlertKind.REVIEW_WANTED:
        return alert.raised_at + quick * AN_HOUR + slow * A_DAY + slowest * A_WEEK
    if alert.kind is not AlertKind.IMMEDIATE_RISK:
        return alert.raised_at + quick * A_DAY + slow * A_WEEK + slowest * FOUR_WEEKS
    climbed = timedelta(minutes=steps[min(quick, len(steps) - 1)].after_minutes)
    at_top = max(0, quick - len(steps) + 1) * timedelta(minutes=15)
    return alert.raised_at + climbed + at_top + slow * A_DAY + slowest * A_WEEK


def due(case: Case) -> Iterator[Task]:
    """The next step of every alert that nobody has taken."""
    for alert in case.alerts.values():
        if wanted(case, alert):
            level = alert.level + 1
            refs = {"alert": alert.key, "level": str(level)}
            yield Task("climb", f"{alert.key}/{level}", step_due(case, alert), refs=refs)


def wanted(case: Case, alert: Alert) -> bool:
    """Whether somebody must still take it: a want of supervision ends with a supervisor, most with a case."""
    if alert.acknowledged_at is not None:
        return False
    if alert.kind is AlertKind.SUPERVISION_WANTED and (case.supervisor or case.cover):
        return False
    if case.across.settles(alert.key):
        return False
    outlives = alert.kind in (
        AlertKind.IMMEDIATE_RISK,
        AlertKind.NEW_INFORMATION,
        AlertKind.REVIEW_WANTED,
    )
    return outlives or case.ended is None


def climb(case: Case, command: NobodyAnswered, moment: Moment) -> Decided:
    """Ring the next step; steps that came while nothing ran are rung as one, at the last of them."""
    alert = case.alerts.get(command.alert)
    if alert is None or not wanted(case, alert) or alert.level >= command.level:
        return Decided()
    now = to_the_millisecond(moment.now)
    if alert.named_at is not None:
        reached = replace(alert, level=command.level, named_at=now)
    else:
        reached = replace(alert, level=command.level)
        while step_due(case, reached) <= now:
            reached = replace(reached, level=reached.level + 1)
    return Decided((_ring(case, reached, now, _also(case, reached)),))


def _also(case: Case, rung: Alert) -> tuple[AlsoUnanswered, ...]:
    """Others at the top of the climb whose next ring would come before the next of this one.

    One ring a case, not one an alert: whoever has not taken twelve is rung once and told of twelve. On its
    way up each rings by itself, and so do an immediate risk, always, and a case on which nothing happens.
    """
    if rung.kind in ALONE or not _at_top(case, rung.level):
        return ()
    next_ring = step_due(case, rung)
    return tuple(
        AlsoUnanswered(alert=other.key, kind=openly(case, other.kind), level=other.level + 1)
        for other in case.alerts.values()
        if other.key != rung.key
        and other.kind not in ALONE
        and _at_top(case, other.level + 1)
        and wanted(case, other)
        and step_due(case, other) <= next_ring
    )


def _at_top(case: Case, level: int) -> bool:
    return level >= len(case.rules.climb) - 1


NO_SUCH_ALERT: Final = Unmet(
    "NO_SUCH_ALERT",
    "No alert was raised under this key: take it from the case, or from the alert that rings.",
    "G 30",
    ("R-062",),
)


def acknowledge(case: Case, command: AcknowledgeAlert, moment: Moment) -> Decided | Refusal:
    """Recorded whoever took it; the climb stops only for a rank that may supervise (G 30).

    What belongs to no alert is refused: whoever took a wrong key would think that the right one is taken.
    """
    alert = case.alerts.get(command.alert)
    if alert is None:
        return Refusal((NO_SUCH_ALERT,))
    if alert.acknowledged_at is not None:
        return Decided()
    now = to_the_millisecond(moment.now)
    rank = rank_of(command.by)
    return Decided(
        (SupervisorAcknowledged(alert=alert.key, kind=alert.kind, rank=rank, acknowledged_at=now),)
    )
