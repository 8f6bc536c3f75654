"""Folding what was made of records: the three facts, conditions read and broken, grades; and adults."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from contracts import weighed
from messaging.decider import Recorded
from services.checks.domain import events as own
from services.checks.domain.folding_asks import Changes, Fold
from services.checks.domain.state import Checks


def _facts(case: Checks, event: weighed.FactsEstablished, recorded: Recorded) -> Changes:
    opened = event.facts.opened
    return {} if opened is None else {"facts": opened}


def _broken(case: Checks, event: weighed.BreachSuspected, recorded: Recorded) -> Changes:
    opened = event.broken.opened
    more = () if opened is None else opened.conditions
    return {"breaches": case.breaches + 1, "broken": (*case.broken, *more)}


def _graded(case: Checks, event: weighed.IntelligenceGraded, recorded: Recorded) -> Changes:
    opened = event.item.opened
    return {} if opened is None else {"graded": MappingProxyType({**case.graded, opened.item: opened})}


def _read(case: Checks, event: own.ConditionsRead, recorded: Recorded) -> Changes:
    opened = event.read.opened
    if opened is None:
        return {}
    return {"conditions": MappingProxyType({**case.conditions, opened.condition: opened})}


def _adult(case: Checks, event: own.AdultNamed, recorded: Recorded) -> Changes:
    opened = event.adult.opened
    return {} if opened is None else {"adults": (*case.adults, opened)}


RECORDS: Final[Mapping[type[Any], Fold]] = {
    weighed.FactsEstablished: _facts,
    weighed.BreachSuspected: _broken,
    weighed.IntelligenceGraded: _graded,
    own.ConditionsRead: _read,
    own.AdultNamed: _adult,
}
