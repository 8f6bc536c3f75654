"""What checks made of the records of the subject: facts, suspected breaches, intelligence. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contracts.assessed import BrokenConditions, GradedItem, SubjectFacts
from contracts.fields import ChildRef, Key
from contracts.held import Grade
from contracts.sealed import Sealed
from services.decisions.domain.facts import Asked, AsOf


@dataclass(frozen=True, slots=True)
class Items:
    """The items of intelligence in one answer, each with the grade that it came with.

    `settles`: a person said that this counts instead of whatever the source had answered before.
    """

    at: datetime
    settles: bool
    found: frozenset[tuple[Key, Grade | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class Breach:
    """A condition that the contact described may break, as checks reported it."""

    at: datetime
    children: tuple[ChildRef, ...]
    broken: Sealed[BrokenConditions]


@dataclass(frozen=True, slots=True)
class OfSubject:
    """`facts` None: checks has not said, so nothing is known. `graded`: by a person, the last of each."""

    facts: AsOf[Sealed[SubjectFacts]] | None = None
    breaches: Mapping[Key, Breach] = field(default_factory=dict)
    items: Mapping[Asked, frozenset[Items]] = field(default_factory=dict)
    graded: Mapping[Key, AsOf[Sealed[GradedItem]]] = field(default_factory=dict)
