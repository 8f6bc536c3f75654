"""How far the decision of a force has come that decides and has not decided (G 67). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.fields import ForceCode
from services.decisions.domain.events_across import Awaits


@dataclass(frozen=True, slots=True)
class Owes:
    """Since when a force that decides is waited for, because it has not decided, and how far it has come.

    `entry`: of our record, by which that began; no officer reads it.
    """

    since: datetime
    entry: str
    told_at: datetime | None = None
    taken_on_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Since when it is open which force decides, whatever the reason. `entry`: as of `Owes`."""

    since: datetime
    entry: str


@dataclass(frozen=True, slots=True)
class Rung:
    """For which force's decision somebody here is rung, since when that is waited for, and what it awaits."""

    force: ForceCode
    since: datetime
    awaits: Awaits
