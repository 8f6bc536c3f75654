"""Of whom a force holds what it holds about disclosure: once they are put right, it held it of somebody else
(G 67; R-104). Pure.

As the coordinating force: what any force held counts no longer, ours too. It bears nothing out and stands in
the way of nothing; each other force is told, and asked anew. A disagreement that was recorded stands until
they have spoken: nobody has agreed since, and the force that decides by it decides anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from contracts.codes import PartyRole
from contracts.crossing import PositionPassedOn, View
from contracts.fields import ForceCode
from contracts.parts import About
from messaging.decider import Moment
from services.decisions.domain.across import decisions_of
from services.decisions.domain.alerts import Raised
from services.decisions.domain.decided_of import SUBJECT
from services.decisions.domain.events_across import PositionReopened
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.searched_for import becomes_another
from services.decisions.domain.state import Case


def follow(before: Case, after: Case, moment: Moment) -> Raised:
    """Each force that was ever asked, also if it holds nothing yet: what it holds may be on the way."""
    if after.ended is not None or after.across.responding_to is not None:
        return Raised()
    at = to_the_millisecond(moment.now)
    wrong = ((force, _wrong(before, after, force)) for force in _forces(after))
    return Raised(
        tuple(
            PositionReopened(
                force=force, about=about, number=after.across.asked_anew.get(force, 0) + 1, reopened_at=at
            )
            for force, about in wrong
            if about
        )
    )


def _forces(case: Case) -> list[ForceCode]:
    asked = {task.force for task in case.across.tasks.values()}
    return sorted(asked | ({case.force} & case.across.positions.keys()))


def _wrong(before: Case, after: Case, force: ForceCode) -> tuple[About, ...]:
    return tuple(one for one in _held_of(after, force) if becomes_another(before, after, one))


def _held_of(case: Case, force: ForceCode) -> tuple[About, ...]:
    """The subject, and the children about whom it was asked; of ours, whoever another was asked about."""
    tasks = (one for one in case.across.tasks.values() if force in (one.force, case.force))
    people = (one for task in tasks for one in task.about if one.role is PartyRole.CHILD)
    return (SUBJECT, *dict.fromkeys(people))


def told(case: Case, at: datetime) -> Iterator[PositionPassedOn]:
    """To each force that takes part and has still to hear that it is asked anew."""
    across = case.across
    for to in across.counterparts():
        number, held = across.asked_anew.get(to, 0), across.positions.get(to)
        if number > across.asked_anew_told.get(to, 0):
            yield PositionPassedOn(
                to=decisions_of(to),
                force=to,
                view=View.UNDECIDED,
                stated_at=held.at if held else at,
                passed_on_at=at,
                anew=number,
            )


def asks(case: Case, said: PositionPassedOn) -> bool:
    """On the case of a force that was asked: whether this asks it anew, and it had held something."""
    held = case.across.positions.get(case.force)
    anew = said.force == case.force and said.anew > case.across.asked_anew.get(case.force, 0)
    return anew and held is not None and (held.open or held.view is not View.UNDECIDED)


def is_asked(case: Case) -> bool:
    """Whether our force was asked anew, and has not said what it holds."""
    held = case.across.positions.get(case.force)
    return case.across.responding_to is not None and held is not None and held.open
