"""Conditions that the rank which may authorise can pass, with a written reason that is kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.gates import unmet as find_unmet
from services.decisions.domain.events import GatesOverridden
from services.decisions.domain.ranks import has_rank, rank_of
from services.decisions.domain.state import Case


def overridable(gate: Gate[Case, Any]) -> Gate[Case, Any]:
    """The same gate, passed also by an Inspector or above who writes why."""

    def holds(case: Case, command: Any, moment: Moment) -> bool:
        return gate.holds(case, command, moment) or passes(case, command)

    return replace(gate, holds=holds, override=True)


def passes(case: Case, command: Any) -> bool:
    """Whether the command carries a reason, from a rank that may."""
    written = (command.override or "").strip()
    return bool(written) and has_rank(command.by, case.rules.staff.override)


def passed(
    gates: Iterable[Gate[Case, Any]], step: str, case: Case, command: Any, moment: Moment
) -> tuple[GatesOverridden, ...]:
    """What was passed by this command's written reason, for the record; nothing if every condition held."""
    if not passes(case, command):
        return ()
    found = find_unmet(gates, case, replace(command, override=None), moment)
    codes = tuple(dict.fromkeys(one.code for one in found if one.override))
    if not codes:
        return ()
    reasons = Sealed.of(Reasons(text=command.override))
    return (GatesOverridden(step=step, codes=codes, rank=rank_of(command.by), reasons=reasons),)
