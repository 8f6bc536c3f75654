"""The clocks of a case: G 31 (24 hours), 36 (10 working days), 77 and 104 (28 days). Pure.

They are worked out once, from the instant of contact and the policy in force then (C-01, C-02, C-35). Nothing
pauses one. Whether a limit was met is judged by when the end event occurred, not by when it was heard. A
passed limit ends no case: it rings a supervisor and asks for a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from contracts.calendar import TICK, Due, end_of, london_date
from contracts.clocks import Clock, ClockName, closing_instant, extended
from contracts.clocks import clocks as worked_out
from contracts.codes import AlertKind, Route
from contracts.decisions import ClockLimitPassed, ClockTargetPassed, ExtensionGranted
from contracts.people import Reasons
from contracts.policies import Profile
from contracts.sealed import Sealed
from contracts.words import say
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided, Task
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import ClockRanOut, ExplainOverdue, Extend
from services.decisions.domain.events import (
    ClockCorrected,
    ClocksStarted,
    Counted,
    Mark,
    OverdueExplained,
    StartedClock,
)
from services.decisions.domain.instants import exactly, to_the_millisecond
from services.decisions.domain.neutral_keys import AlertKey, alert_key
from services.decisions.domain.ranks import has_rank, rank_of
from services.decisions.domain.state import Case, Passed
from services.decisions.domain.unread import incomplete
from services.decisions.domain.words import day

A_SECOND: Final = timedelta(seconds=1)


def start(profile: Profile, contact: datetime, route: Route) -> ClocksStarted:
    """Every deadline of a case, from the instant of contact, or of receipt."""
    contact = to_the_millisecond(contact)
    running = worked_out(profile, contact, route)
    return ClocksStarted(
        contacted_at=contact,
        route=route,
        profile=profile.reference,
        calendar=running.calendar,
        clocks=tuple(written(clock) for clock in running.all()),
        closing_at=closing_instant(profile, contact),
    )


def written(clock: Clock) -> StartedClock:
    return StartedClock(
        clock=clock.name,
        started_at=to_the_millisecond(clock.started),
        target=_mark(clock.target),
        limit=_mark(clock.limit),
    )


def read(clock: StartedClock) -> Clock:
    return Clock(
        name=clock.clock, started=clock.started_at, target=_due(clock.target), limit=_due(clock.limit)
    )


def _mark(due: Due | None) -> Mark | None:
    if due is None:
        return None
    counted = Counted.DAYS if due.late_from - due.at == A_SECOND else Counted.ELAPSED
    return Mark(at=to_the_millisecond(due.at), counted=counted, provisional=due.provisional)


def _due(mark: Mark | None) -> Due | None:
    """The first late instant is not written: a tick would not survive the milliseconds of the wire."""
    if mark is None:
        return None
    late_from = mark.at + (A_SECOND if mark.counted is Counted.DAYS else TICK)
    return Due(at=mark.at, late_from=late_from, provisional=mark.provisional)


def due(case: Case) -> Iterator[Task]:
    """A task for each mark that was neither met nor recorded as passed."""
    if case.ended is None:
        moved = case.opening.moved if case.opening else None
        since = exactly(moved.at) if moved else ""
        for clock in case.clocks.values():
            passed, ended = case.passed.get(clock.name, Passed()), case.ends.get(clock.name)
            yield from _marks(clock, passed, ended, since=since)
    for key, clock in case.alert_clocks.items():
        alert = case.alerts.get(key)
        if alert is not None:
            yield from _marks(clock, case.alerts_passed.get(key, Passed()), alert.acknowledged_at, key)


def _marks(
    clock: Clock, passed: Passed, ended: datetime | None, alert: str = "", since: str = ""
) -> Iterator[Task]:
    """`since`: when the clocks were moved. A task fires once; of a mark that is moved back it is another."""
    for kind, mark, recorded in (
        ("target", clock.target, passed.target),
        ("limit", clock.limit, passed.limit),
    ):
        if mark is None or recorded or (ended is not None and ended < mark.late_from):
            continue
        refs = {"clock": clock.name.value, "mark": kind, "due": mark.at.isoformat(), "alert": alert}
        key = "/".join(filter(None, (clock.name.value, kind, exactly(mark.at), alert, since)))
        yield Task("clock", key, mark.late_from, refs={name: said for name, said in refs.items() if said})


def ran_out(case: Case, command: ClockRanOut, moment: Moment) -> Decided:
    """The task of a mark fired. Nothing if it was met, has moved, or is recorded already."""
    if command.alert:
        alert, clock = case.alerts.get(command.alert), case.alert_clocks.get(command.alert)
        ended = alert.acknowledged_at if alert else None
        passed = case.alerts_passed.get(command.alert, Passed())
    else:
        clock, ended = case.clocks.get(command.clock), case.ends.get(command.clock)
        passed = case.passed.get(command.clock, Passed())
    mark = None if clock is None else clock.limit if command.limit else clock.target
    if clock is None or mark is None or mark.at != command.due:
        return Decided()
    met = ended is not None and ended < mark.late_from
    recorded = passed.limit if command.limit else passed.target
    over = case.ended is not None and not command.alert
    if met or recorded or over:
        return Decided()
    return _passed(case, clock.name, mark, command.limit, moment).decided()


def _passed(case: Case, name: ClockName, mark: Due, limit: bool, moment: Moment) -> Raised:
    """`provisional` while something is unread or bank holidays are not known: it may have ended in time."""
    provisional = mark.provisional or incomplete(case, moment)
    if not limit:
        return Raised((ClockTargetPassed(clock=name, due_at=mark.at, provisional=provisional),))
    said = ClockLimitPassed(clock=name, due_at=mark.at, provisional=provisional)
    if name is ClockName.ACKNOWLEDGEMENT:
        return Raised((said,))
    key = limit_key(case, name, mark.at)
    return Raised((said,)) + raise_alert(case, key, AlertKind.LIMIT_PASSED, moment.now)


def limit_key(case: Case, name: ClockName, at: datetime, *again: str) -> AlertKey:
    """Of the alert that it has passed, or has passed and is still not met. One tells of a referral."""
    return alert_key(case, "limit", name, at.isoformat(), *again)


def on_end(case: Case, name: ClockName, occurred: datetime, moment: Moment) -> Raised:
    """What an end event means for its clock: too late, or in time after all."""
    clock = case.clocks.get(name)
    if clock is None or clock.limit is None:
        return Raised()
    passed = case.passed.get(name, Passed())
    in_time = occurred < clock.limit.late_from
    if in_time and passed.limit and not passed.corrected:
        return Raised(
            (ClockCorrected(clock=name, due_at=clock.limit.at, ended_at=to_the_millisecond(occurred)),)
        )
    if in_time or passed.limit or name in case.ends:
        return Raised()
    return _passed(case, name, clock.limit, True, moment)


def overdue(case: Case) -> tuple[ClockName, ...]:
    """Clocks whose limit was passed and not put right, and for which nobody has given the reason yet."""
    return tuple(name for name, passed in case.passed.items() if owes_a_reason(passed))


def owes_a_reason(passed: Passed) -> bool:
    return passed.owed or (passed.limit and not passed.corrected and not passed.explained)


def explain(case: Case, command: ExplainOverdue, moment: Moment) -> Decided:
    reasons = Sealed.of(Reasons(text=command.reasons))
    return Decided((OverdueExplained(clock=command.clock, reasons=reasons),))


def extend(case: Case, command: Extend, moment: Moment) -> Decided:
    clock = case.clocks[command.clock]
    assert clock.limit is not None, "the gate EXTENDABLE holds"  # noqa: S101
    granted = ExtensionGranted(
        clock=command.clock,
        reason=command.reason,
        required=command.required,
        justified=command.justified,
        from_due_at=clock.limit.at,
        to_due_at=end_of(london_date(command.until)).at,
        granted_at=to_the_millisecond(moment.now),
        rank=rank_of(command.by),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((granted,))


def _can_move(case: Case, command: Extend, moment: Moment) -> bool:
    clock = case.clocks.get(command.clock)
    if clock is None or command.clock in case.ends:
        return False
    try:
        extended(clock, end_of(london_date(command.until)))
    except ValueError:
        return False
    return True


EXTENDABLE: Final[Gate[Case, Extend]] = Gate(
    "NOT_EXTENDABLE",
    "G 104",
    ("R-248",),
    _can_move,
    "Only the categorisation and the whole case can be extended, while they are open, and to a later day.",
)
REQUIRED_AND_JUSTIFIED: Final[Gate[Case, Extend]] = Gate(
    "EXTENSION_NOT_JUSTIFIED",
    "G 104",
    ("R-248",),
    lambda case, command, moment: command.required and command.justified,
    "An extension must be both required and justified: say how it is each.",
)
EXTENDER: Final[Gate[Case, Extend]] = Gate(
    "RANK_TOO_LOW",
    "G 104",
    ("R-248",),
    lambda case, command, moment: has_rank(command.by, case.rules.staff.extend),
    "An extension is granted by a Sergeant or police staff equivalent, or above.",
)


def _which_overdue(case: Case, command: object, moment: Moment) -> str:
    late = ", ".join(_late(case, name) for name in overdue(case))
    return f"Give the reason for each limit that was passed: {late}."


def _late(case: Case, name: ClockName) -> str:
    clock = case.clocks.get(name)
    due = f" (due {day(clock.limit.at)})" if clock is not None and clock.limit is not None else ""
    return f"{say(name).text}{due}"


EXPLAINED: Final[Gate[Case, object]] = Gate(
    "OVERDUE_UNEXPLAINED",
    "G 104",
    ("R-063", "R-082", "R-123", "R-183", "R-248"),
    lambda case, command, moment: not overdue(case),
    _which_overdue,
)
