"""What checks make of findings about the subject, sealed with them: facts, broken conditions, grades."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from contracts.codes import ConditionKind, ContactKind, FactReason, Known, OrderKind, Searched, Source
from contracts.fields import ChildRef, Key
from contracts.held import Grade, Line, Words
from contracts.sealed import Personal, PersonalPart


class SubjectFact(PersonalPart):
    """`why`: each reason once; `sources` said so, or did not say; `searched`: in which scopes (C-26)."""

    answer: Known
    why: tuple[FactReason, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = ()
    searched: tuple[Searched, ...] = ()


class Registered(SubjectFact):
    """Registered sex offender: includes offences against adults, so says nothing of children by itself."""

    current: bool | None = None
    """Registered now; False: once; None: not known."""


class Schedule34A(SubjectFact):
    """Convicted of, or cautioned, reprimanded or warned for, an offence listed in Schedule 34A (G 10)."""

    provisions: tuple[Line, ...] = ()
    table: Line | None = None
    """Edition of the table that the offences were read against."""


class MappaManaged(SubjectFact):
    """Managed under multi-agency public protection arrangements now."""

    level: int | None = None
    lead: Line | None = None
    area: Line | None = None


class SubjectFacts(Personal, label="findings"):
    """Three independent facts; none follows from another (C-26)."""

    registered: Registered
    schedule_34a: Schedule34A
    mappa: MappaManaged


class BrokenCondition(PersonalPart):
    """One condition, and the child with whom the contact described would break it.

    `contact` is what was said of it. `sure`: the record is the subject's, not merely a possible match.
    """

    condition: Key
    source: Source
    record: Line
    order: OrderKind
    words: Words
    forbids: ConditionKind
    child: ChildRef | None = None
    contact: tuple[ContactKind, ...] = ()
    sure: bool = True


class BrokenConditions(Personal, label="findings"):
    conditions: tuple[BrokenCondition, ...] = Field(min_length=1)


class GradedItem(Personal, label="findings"):
    """An item of intelligence as a person graded it (R-069). `legacy` is kept beside it as it stood.

    `examined`: provenance, reliability and credibility in words that never say who the source is.
    """

    item: Key
    source: Source
    record: Line
    reference: Line
    grade: Grade
    legacy: Line | None = None
    recorded: date | None = None
    examined: Words
