"""Of whom a force has decided: once they are put right, it was decided of somebody else (G 67; R-104). Pure.

As the coordinating force: what another force had decided counts no longer, whether it said so by message or
it was written down here; it is told, and its decision is waited for like one that was never made.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from contracts.codes import PartyRole
from contracts.crossing import DecisionPassedOn, View
from contracts.fields import ChildRef
from contracts.parts import About
from messaging.decider import Moment
from services.decisions.domain.across import decisions_of
from services.decisions.domain.alerts import Raised
from services.decisions.domain.events_across import DecisionReopened
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.searched_for import becomes_another
from services.decisions.domain.state import Case

SUBJECT = About(role=PartyRole.SUBJECT)


def follow(before: Case, after: Case, moment: Moment) -> Raised:
    """Each other force that decides of somebody who was put right just now, also if it has not decided yet:
    its decision may be on the way."""
    found = before.across.primacy
    if found is None or after.ended is not None or after.across.responding_to is not None:
        return Raised()
    at = to_the_millisecond(moment.now)
    wrong = ((force, _wrong(before, after, found.decided_by(force))) for force in sorted(found.deciding))
    return Raised(
        tuple(
            DecisionReopened(
                force=force, about=about, number=after.across.anew.get(force, 0) + 1, reopened_at=at
            )
            for force, about in wrong
            if about and force != after.force
        )
    )


def _wrong(before: Case, after: Case, children: frozenset[ChildRef]) -> tuple[About, ...]:
    decided_of = (SUBJECT, *(About(role=PartyRole.CHILD, child=child) for child in sorted(children)))
    return tuple(one for one in decided_of if becomes_another(before, after, one))


def told(case: Case, at: datetime) -> Iterator[DecisionPassedOn]:
    """To each force that takes part and has still to hear that it decides anew."""
    for to in case.across.counterparts():
        number = case.across.anew.get(to, 0)
        if number > case.across.anew_told.get(to, 0):
            yield DecisionPassedOn(
                to=decisions_of(to),
                force=to,
                view=View.UNDECIDED,
                decided_at=at,
                passed_on_at=at,
                anew=number,
            )
