"""What each force learns of what the others hold, and of what was decided (G 66, 67). Pure.

A force that was asked speaks to the coordinating force alone, which passes on what every force holds, what
was decided, at which rank and when, and what its case came to. Never why: the reasons rest on what is known
of the subject. Never who applied or who is told (A9). Worked out with every decision on a case, so that a
force that is asked later hears it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from contracts.crossing import DecisionPassedOn, OutcomePassedOn, PositionPassedOn, View
from contracts.fields import ForceCode
from contracts.who_may_see import Data, May, Onlooker, may
from messaging.decider import Moment
from services.decisions.domain import decided_of, our_decision, position_of
from services.decisions.domain.across import Ruling, decisions_of
from services.decisions.domain.alerts import Raised
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def follow(case: Case, moment: Moment) -> Raised:
    """Whatever a force which takes part has not been told of, as it stands now."""
    if case.across.responding_to is not None:
        return Raised()
    if may(Onlooker.RESPONDING_FORCE, Data.OUTCOME) is not May.YES:
        return Raised()
    at = to_the_millisecond(moment.now)
    decided = _decisions(case, moment.now, at)
    anew = (*decided_of.told(case, at), *position_of.told(case, at))
    return Raised((*_positions(case, at), *decided, *anew, *_outcome(case, at)))


def _positions(case: Case, at: datetime) -> Iterator[PositionPassedOn]:
    across = case.across
    for to in across.counterparts():
        for force, held in sorted(across.positions.items()):
            told = across.positions_told.get((to, force))
            nothing = told is None and held.open
            if force != to and not nothing and told != (held.at, held.view):
                yield PositionPassedOn(
                    to=decisions_of(to),
                    force=force,
                    view=held.view,
                    stated_at=held.at,
                    passed_on_at=at,
                    anew=across.asked_anew.get(force, 0) if held.open else 0,
                )


def _decisions(case: Case, now: datetime, at: datetime) -> Iterator[DecisionPassedOn]:
    """To each force, of every other one: what it decided, if that is new, or that it stands no longer."""
    stands, told = our_decision.in_force(case, now), case.across.decided_told
    for to in case.across.counterparts():
        for force in sorted({*stands, *(whose for reader, whose in told if reader == to)} - {to}):
            ruling = _news(stands.get(force), told.get((to, force)), at, ours=force == case.force)
            if ruling is not None:
                yield _passed_on(to, force, ruling, at)


def _news(stands: Ruling | None, told: Ruling | None, at: datetime, *, ours: bool) -> Ruling | None:
    """A disclosure of ours that goes on is said once: another date of it would tell of another recipient."""
    if stands is not None:
        goes_on = ours and told is not None and told.view is stands.view is View.DISCLOSE
        return None if goes_on or stands.same(told) else stands
    open_again = told is not None and told.view is not View.UNDECIDED
    return Ruling(View.UNDECIDED, at) if open_again else None


def _passed_on(to: ForceCode, force: ForceCode, ruling: Ruling, at: datetime) -> DecisionPassedOn:
    return DecisionPassedOn(
        to=decisions_of(to),
        force=force,
        view=ruling.view,
        rank=ruling.rank,
        decided_at=ruling.at,
        passed_on_at=at,
    )


def _outcome(case: Case, at: datetime) -> Iterator[OutcomePassedOn]:
    """Once, when the case has ended."""
    if case.ended is None or case.entered is None:
        return
    for to in case.across.counterparts():
        if to not in case.across.outcome_told:
            yield OutcomePassedOn(
                to=decisions_of(to), outcome=case.entered, ended_at=case.ended, passed_on_at=at
            )
