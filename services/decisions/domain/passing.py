"""Which condition may be passed with a written reason, and by whom. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from messaging.decider import Moment
from messaging.gates import Gate
from services.decisions.domain.ranks import has_rank
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
