"""How crimes that are alleged, and their reports, are folded. Never raises."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from messaging.decider import Recorded
from services.decisions.domain import events_crime as e
from services.decisions.domain.folding import Fold
from services.decisions.domain.state import Case, Crime


def _alleged(case: Case, recorded: Recorded) -> Case:
    """A report that came before its allegation counts; a strategy that was agreed before does not (G 22)."""
    held = case.crimes.get(recorded.event.allegation, Crime())
    known = case if held.alleged else case._replace(disclosure=replace(case.disclosure, strategy=None))
    return _with(known, recorded.event.allegation, replace(held, alleged=True))


def _recorded(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    held = case.crimes.get(event.allegation, Crime())
    return _with(case, event.allegation, replace(held, reference=event.reference))


def _with(case: Case, allegation: str, crime: Crime) -> Case:
    return case._replace(crimes={**case.crimes, allegation: crime})


CRIMES: Final[dict[type, Fold]] = {e.CrimeAlleged: _alleged, e.CrimeRecorded: _recorded}
