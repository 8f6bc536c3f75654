"""What each force learns of the others' positions (G 67). Pure.

A force that was asked speaks to the coordinating force alone, which passes on what every force holds, and
not why: the reasons rest on what is known of the subject. Worked out with every decision on a case, so that
a force that is asked later hears it too.
"""

from __future__ import annotations

from contracts.crossing import PositionPassedOn
from contracts.who_may_see import Data, May, Onlooker, may
from messaging.decider import Moment
from services.decisions.domain.across import decisions_of
from services.decisions.domain.alerts import Raised
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def follow(case: Case, moment: Moment) -> Raised:
    """Every position that a force which takes part has not been told of, as it stands now."""
    across = case.across
    if across.responding_to is not None or may(Onlooker.RESPONDING_FORCE, Data.OUTCOME) is not May.YES:
        return Raised()
    at = to_the_millisecond(moment.now)
    return Raised(
        tuple(
            PositionPassedOn(
                to=decisions_of(to), force=force, view=held.view, stated_at=held.at, passed_on_at=at
            )
            for to in across.counterparts()
            for force, held in sorted(across.positions.items())
            if force != to and across.positions_told.get((to, force)) != held.at
        )
    )
