"""How the decision about a case is folded: made, passed over what, made again, confirmed. Never raises."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from contracts import decisions as d
from contracts.clocks import ClockName
from contracts.codes import Category
from messaging.decider import Recorded
from services.decisions.domain import events as e
from services.decisions.domain.explained import GatesOverridden, Standing
from services.decisions.domain.folding import Fold, earliest, ended
from services.decisions.domain.state import (
    Case,
    Decided,
    Decision,
)

STEPS: Final = {
    Decision.NO_CONCERN: "categorise",
    Decision.CONCERN: "categorise",
    Decision.NOT_PROGRESSED: "do-not-progress",
    Decision.OUT_OF_SCOPE: "find-outside-scheme",
}
"""By which step each is decided."""
NOTHING_PASSED: Final[tuple[str, frozenset[Standing]]] = ("", frozenset())


def _progressed(case: Case, recorded: Recorded) -> Case:
    """Decided anew after the case had left the scheme, what that ended runs again (C-50)."""
    again = case._replace(progressed=earliest(case.progressed, recorded.occurred_at))
    if case.decision is None:
        return again
    ends: dict[ClockName, datetime] = dict(case.ends)
    ends.pop(ClockName.CATEGORISATION, None)
    if case.meeting.held is None and case.meeting.not_possible is None:
        ends.pop(ClockName.MEETING, None)
    return again._replace(decision=None, ends=ends)


def _decided(case: Case, what: Decision, recorded: Recorded) -> Case:
    passed = _passed_by(case, STEPS[what])
    made = Decided(what, recorded.occurred_at, recorded.version, recorded.actor.id, passed)
    return case._replace(decision=made, overridden=NOTHING_PASSED)


def _passed_by(case: Case, step: str) -> frozenset[Standing]:
    """What the written reason just before this decision passed."""
    of, standing = case.overridden
    return standing if of == step else frozenset()


def _overridden(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return case._replace(overridden=(event.step, frozenset(event.standing)))


def _confirmed(case: Case, recorded: Recorded) -> Case:
    if case.decision is None:
        return case
    passed = case.decision.passed | _passed_by(case, "confirm-decision")
    confirmed = replace(case.decision, version=recorded.version, passed=passed)
    return case._replace(decision=confirmed, overridden=NOTHING_PASSED)


def _not_progressed(case: Case, recorded: Recorded) -> Case:
    """Nobody is to be met any more, and nothing to be categorised."""
    decided = _decided(case, Decision.NOT_PROGRESSED, recorded)
    over = ended(decided, ClockName.MEETING, recorded.occurred_at)
    return ended(over, ClockName.CATEGORISATION, recorded.occurred_at)


def _outside_scheme(case: Case, recorded: Recorded) -> Case:
    decided = _decided(case, Decision.OUT_OF_SCOPE, recorded)
    over = ended(decided, ClockName.MEETING, recorded.occurred_at)
    return ended(over, ClockName.CATEGORISATION, recorded.occurred_at)


def _categorised(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    no_concern = event.category is Category.NO_CONCERN
    decided = _decided(case, Decision.NO_CONCERN if no_concern else Decision.CONCERN, recorded)
    statements = frozenset(one.statement for one in event.statements)
    made = decided._replace(category=event.category, statements=statements, grounds=frozenset(event.grounds))
    return ended(made, ClockName.CATEGORISATION, recorded.occurred_at)


DECIDED: Final[dict[type, Fold]] = {
    d.ApplicationProgressed: _progressed,
    d.ApplicationNotProgressed: _not_progressed,
    e.OutsideSchemeFound: _outside_scheme,
    d.CaseCategorised: _categorised,
    GatesOverridden: _overridden,
    e.DecisionConfirmed: _confirmed,
}
