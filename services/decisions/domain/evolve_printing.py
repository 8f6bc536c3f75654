"""How printings of the page for a delivery are folded. Never raises."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from messaging.decider import Recorded
from services.decisions.domain.disclosure import Prints
from services.decisions.domain.events_printing import PackPrinted, ReprintAllowed
from services.decisions.domain.folding import Fold, latest
from services.decisions.domain.state import Case


def _kept(case: Case, release: str, prints: Prints) -> Case:
    known = case.disclosure
    return case._replace(disclosure=replace(known, prints={**known.prints, release: prints}))


def _printed(case: Case, recorded: Recorded) -> Case:
    key = recorded.event.release
    held = case.disclosure.prints.get(key, Prints())
    by = held.by | {recorded.actor.id}
    last = latest(held.last, recorded.occurred_at)
    return _kept(case, key, replace(held, printed=held.printed + 1, by=by, last=last))


def _allowed(case: Case, recorded: Recorded) -> Case:
    key = recorded.event.release
    held = case.disclosure.prints.get(key, Prints())
    return _kept(case, key, replace(held, allowed=held.allowed + 1))


PRINTING: Final[dict[type, Fold]] = {PackPrinted: _printed, ReprintAllowed: _allowed}
