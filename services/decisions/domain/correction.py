"""A correction of those whom a task is about, between two forces. Pure; instants are aware, UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.crossing import Corrected, TaskedParties
from contracts.fields import Count
from contracts.parts import About
from contracts.sealed import Sealed


@dataclass(frozen=True, slots=True)
class Correction:
    """`number`: of two of one task the higher counts. `entry`: id of what said it, which no officer reads.

    Without instants nothing is asked of whoever was given the wrong fact. `taken_at`: when it was kept here.
    """

    number: Count
    entry: str
    fields: Mapping[About, tuple[Corrected, ...]]
    at: datetime
    taken_at: datetime
    acknowledge_by: datetime | None
    report_by: datetime | None
    parties: Sealed[TaskedParties]
