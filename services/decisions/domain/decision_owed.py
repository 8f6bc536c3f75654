"""A force that decides is waited for until it has decided, and never in silence (G 64, 67). Pure.

It says that it takes the decision on, then decides. Until then it is chased at its instant and again, and
somebody here is rung each time; so they are of a force that nobody has told, and of one that exchanges no
messages with us. It ends with the decision, or when the force decides no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from contracts.codes import AlertKind
from contracts.crossing import DecisionAwaited, DecisionChased, DecisionTakenOn
from contracts.fields import ForceCode
from contracts.parties import joined_to
from messaging.decider import Message, Moment
from messaging.gates import Gate
from messaging.outcomes import Decided, Task
from services.decisions.domain.across import decisions_of
from services.decisions.domain.across_keys import owed_key
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import DecidingForceSilent, TakeOnDecision
from services.decisions.domain.events_across import Awaits, DecisionNotHeard
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.owed import Owes, Rung
from services.decisions.domain.state import Case
from services.decisions.domain.tasking import A_SECOND, AGAIN_AFTER

A_DAY: Final = timedelta(days=1)
"""To be told, to take the decision on, or to ring a force without messages and write down what it decided."""


def awaits(case: Case, force: ForceCode) -> tuple[Awaits, datetime]:
    """What is wanting of a force that owes its decision, and by when it is to be there.

    Whoever has taken it on is silent after as many days as a case on which nothing happens.
    """
    held = case.across.owed[force]
    if force not in (case.force, *joined_to(case.force)):
        return Awaits.NOTE, held.since + A_DAY
    if held.told_at is None or force not in (case.force, *case.across.counterparts()):
        return Awaits.TASK, held.since + A_DAY
    if held.taken_on_at is None:
        return Awaits.TAKING_ON, held.told_at + A_DAY
    return Awaits.DECISION, held.taken_on_at + timedelta(days=case.rules.periods.silent_after_days)


def due(case: Case) -> Iterator[Task]:
    """The next time that it is chased, or somebody rung for it: at its instant, and after each alert."""
    if case.ended is not None or case.across.responding_to is not None:
        return
    for force, held in sorted(case.across.owed.items()):
        what, by = awaits(case, force)
        rung = _rung(case, Rung(force, held.since, what))
        if None in rung:
            continue
        at = max([by + A_SECOND, *(taken + AGAIN_AFTER for taken in rung if taken)])
        refs = {"force": force, "awaits": what.value, "since": held.since.isoformat(), "time": str(len(rung))}
        yield Task("decision", f"{force}/{what}/{held.since:%Y%m%dT%H%M%S.%f}/{len(rung)}", at, refs=refs)


def _rung(case: Case, rung: Rung) -> list[datetime | None]:
    """When each alert for this was taken; None: it still rings."""
    keys = (key for key, one in case.across.rung_to_decide.items() if one == rung)
    return [case.alerts[key].acknowledged_at for key in keys if key in case.alerts]


def silent(case: Case, command: DecidingForceSilent, moment: Moment) -> Decided:
    """Nothing if it has come meanwhile, or the case went another way."""
    held, rung = case.across.owed.get(command.force), Rung(command.force, command.since, command.awaits)
    if held is None or case.ended is not None or not case.across.waits_for(rung):
        return Decided()
    if awaits(case, command.force)[0] is not command.awaits or len(_rung(case, rung)) != command.time:
        return Decided()
    at = to_the_millisecond(moment.now)
    key = neutral_key(case, "decides", held.entry, command.force, command.awaits, str(command.time))
    not_heard = DecisionNotHeard(
        force=command.force,
        awaits=command.awaits,
        since=held.since,
        time=command.time,
        alert=key,
        not_heard_at=at,
    )
    chased = _chase(held, command, at)
    alerted = raise_alert(case, key, AlertKind.ANOTHER_FORCE_SILENT, moment.now)
    return (Raised((not_heard, *chased)) + alerted).decided()


def _chase(held: Owes, command: DecidingForceSilent, at: datetime) -> tuple[DecisionChased, ...]:
    """To a force that was told: what of it is awaited."""
    if held.told_at is None or command.awaits not in (Awaits.TAKING_ON, Awaits.DECISION):
        return ()
    return (
        DecisionChased(
            to=decisions_of(command.force),
            awaited=DecisionAwaited(command.awaits),
            told_at=held.told_at,
            time=command.time,
            chased_at=at,
        ),
    )


def chased(case: Case, message: Message, moment: Moment) -> Raised:
    """On the case of the force that decides: somebody here is rung until it is taken on, or decided."""
    rung = case.across.rung_here(case.force, message.event.awaited)
    if rung is None or not case.across.waits_for(rung):
        return Raised()
    key = owed_key(case, message.event)
    return raise_alert(case, key, AlertKind.ANOTHER_FORCE_ASKS, moment.now)


def take_on(case: Case, command: TakeOnDecision, moment: Moment) -> Decided:
    across = case.across
    assert across.responding_to is not None, "the gate HOSTS_HERE holds"  # noqa: S101
    assert across.their_case is not None, "the gate HOSTS_HERE holds"  # noqa: S101
    taken = DecisionTakenOn(
        to=decisions_of(across.responding_to),
        your_case=across.their_case,
        taken_on_at=to_the_millisecond(moment.now),
    )
    return Decided((taken,))


NOT_TAKEN_ON: Final[Gate[Case, Any]] = Gate(
    "DECISION_TAKEN_ON",
    "G 67",
    ("R-154", "R-156"),
    lambda case, command, moment: (
        (held := case.across.owed.get(case.force)) is not None and held.taken_on_at is None
    ),
    "This force has taken the decision on, or has decided.",
)
