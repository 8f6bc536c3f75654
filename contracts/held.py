"""What a record says, in parts that rules can weigh: a conviction, an order, management, a grade, a warning.

Parts of findings, and personal as they are. Whatever a source does not say is absent, and means "not known".
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.codes import ConditionKind, MarkerKind, OrderKind
from contracts.fields import Key
from contracts.sealed import PersonalPart

Words = Annotated[str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class Conviction(PersonalPart):
    """A conviction, caution, reprimand or warning (G 10), or a charge that ended without one."""

    code: Line
    """Act and section: `SOA2003/9`."""
    disposal: Line
    victim_under_18: bool | None = None
    """None: not on record, and never assumed (R-014)."""
    offender_under_18: bool | None = None


class Order(PersonalPart):
    """One condition of an order or a licence, in its own words.

    `forbids`: what it forbids, as the source or a person has it; empty: nobody has said. `under`: of children
    under this age; None: of any child. `names`: whom it names.
    """

    kind: OrderKind
    condition: Words
    forbids: tuple[ConditionKind, ...] = ()
    under: int | None = Field(default=None, ge=1, le=18)
    names: tuple[Line, ...] = ()
    until: date | None = None


class Management(PersonalPart):
    """An entry among managed offenders. `registered`: subject to notification as a sex offender."""

    current: bool
    registered: bool | None = None
    level: int | None = Field(default=None, ge=1, le=3)
    lead: Line | None = None
    area: Line | None = None


class Grade(PersonalPart):
    """3x5x2: how reliable the source is, how the intelligence is known, how it may be handled (G 18).

    Source 1 reliable, 2 untested, 3 not reliable. A known directly, B indirectly but corroborated, C
    indirectly, D not known, E suspected to be false. P may be shared, C under the conditions written here.
    """

    source: Literal[1, 2, 3]
    intelligence: Literal["A", "B", "C", "D", "E"]
    handling: Literal["P", "C"]
    conditions: Words | None = None

    @property
    def short(self) -> str:
        return f"{self.source}{self.intelligence}{self.handling}"


class Intelligence(PersonalPart):
    """One item. `legacy`: its old 5x5x5 grade as it stands on record, never converted."""

    reference: Line
    grade: Grade | None = None
    legacy: Line | None = None


class Marker(PersonalPart):
    """A warning that stands on the record now, or stood there until `ended`."""

    kind: MarkerKind
    ended: date | None = None


class Detail(PersonalPart):
    """What one finding is in parts: exactly one of them."""

    conviction: Conviction | None = None
    order: Order | None = None
    management: Management | None = None
    intelligence: Intelligence | None = None
    marker: Marker | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(part is not None for part in self.__dict__.values()) != 1:
            raise ValueError("a detail is of exactly one kind")
        return self


def condition_of(record: str, words: str) -> Key:
    """The key of a condition: the same for the same words on the same record, whoever reads them and when."""
    return _key("condition", record, words)


def item_of(record: str, reference: str) -> Key:
    """The key of an item of intelligence, alike."""
    return _key("item", record, reference)


def _key(what: str, record: str, said: str) -> Key:
    whole = f"{record}\n{said}"
    return f"{what}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"
