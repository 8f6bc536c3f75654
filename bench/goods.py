"""What the runtime is measured with: a depot that hears of orders and answers each with one public event.

The rules are trivial and the message is not: 1.4 KB of it, with the mixture of instants, numbers, patterns
and repeated parts that events of this project have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from contracts.catalogue import Catalogue
from contracts.event import Event, Fact
from contracts.fields import Count, Instant, Reference
from messaging.decider import Decider, Message, Moment, Recorded
from messaging.outcomes import HEARD, Decided, Outcome
from messaging.routes import MessageRoutes

Grams = Annotated[int, Field(ge=0, le=50_000)]
Sku = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}-[0-9]{6}$")]


class Wrapping(StrEnum):
    BOX = "BOX"
    TUBE = "TUBE"
    LETTER = "LETTER"


class Line(Fact):
    sku: Sku
    grams: Grams
    pence: Count
    wrapping: Wrapping


class Ordered(Event, type="shop.parcel.ordered.v1", material=True, occurred="ordered_at"):
    order: Reference
    ordered_at: Instant
    wanted_by: Instant | None = None
    grams: Grams
    lines: tuple[Line, ...]


class Accepted(Event, type="depot.parcel.accepted.v1", occurred="accepted_at"):
    """As large as the message that it answers."""

    order: Reference
    accepted_at: Instant
    grams: Grams
    lines: tuple[Line, ...]


class Noted(Event, type="depot.parcel.noted.v1"):
    """A short answer beside the message itself, which is kept as it came."""

    order: Reference
    lines: Count


FACTS: Mapping[str, str] = {"route": "COUNTER", "policy": "SHOP@2026-01"}
CATALOGUE = Catalogue((Ordered, Accepted, Noted))


class Parcels(NamedTuple):
    """All that one customer ordered: the case; a named tuple, as the services' own are."""

    case_id: str
    orders: int = 0
    grams: int = 0


@dataclass(frozen=True)
class Hear:
    message: Message


def evolve(parcels: Parcels, recorded: Recorded) -> Parcels:
    match recorded.event:
        case Ordered(grams=grams) | Accepted(grams=grams):
            return parcels._replace(orders=parcels.orders + 1, grams=parcels.grams + grams)
        case _:
            return parcels


def answer(_: Parcels, command: object, moment: Moment) -> Outcome:
    """One journal entry a message: our own event, public, as large as the message."""
    assert isinstance(command, Hear)
    order: Ordered = command.message.event
    return Decided(
        (Accepted(order=order.order, accepted_at=moment.now, grams=order.grams, lines=order.lines),)
    )


def keep_and_answer(_: Parcels, command: object, __: Moment) -> Outcome:
    """Two journal entries a message, as the services write them: the message itself, and our answer."""
    assert isinstance(command, Hear)
    order: Ordered = command.message.event
    return Decided((HEARD, Noted(order=order.order, lines=len(order.lines))))


def is_open(parcels: Parcels) -> bool:
    return parcels.orders > 0


def facts(parcels: Parcels) -> Mapping[str, str]:
    return FACTS if parcels.orders else {}


ANSWERS: Decider[Parcels] = Decider(Parcels, evolve, answer, is_open, opening=facts)
KEEPS: Decider[Parcels] = Decider(Parcels, evolve, keep_and_answer, is_open, opening=facts)
ROUTES: MessageRoutes = {Ordered: Hear}
