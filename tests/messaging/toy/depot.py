"""The depot's rules: a parcel is accepted when ordered, dispatched when paid, stopped when recalled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.receipts import MessageReceipt
from contracts.unread import HELD
from messaging.decider import Decider, Message, Moment, Recorded
from messaging.outcomes import HEARD, Decided, NotYet, Outcome, Refusal, Task, Time, Unmet
from messaging.routes import MessageRoutes, ignored

Weight = Annotated[int, Field(ge=0, le=1000)]


class Ordered(Event, type="shop.parcel.ordered.v1", material=True):
    weight: Weight


class Paid(Event, type="shop.parcel.paid.v1", material=True):
    pence: int


class Recalled(Event, type="shop.parcel.recalled.v1", urgent=True, material=True):
    reason: int = 0


class Wrapped(Event, type="shop.parcel.wrapped.v1"):
    layers: int = 1


class Accepted(Event, type="depot.parcel.accepted.v1"):
    weight: Weight


class Dispatched(Event, type="depot.parcel.dispatched.v1"):
    pence: int


class Stopped(Event, type="depot.parcel.stopped.v1", urgent=True):
    reason: int


class Shipped(Event, type="depot.parcel.shipped.v1"):
    attempt: int


class Labelled(Event, type="depot.parcel.labelled.v1"):
    attempt: int


class Called(Event, type="depot.parcel.called.v1"):
    attempt: int


class Counted(Event, type="depot.parcel.counted.v1", public=False):
    heard: int


FROM_SHOP = (Ordered, Paid, Recalled, Wrapped)
FROM_DEPOT = (Accepted, Dispatched, Stopped, Shipped, Labelled, Called)
CATALOGUE = Catalogue((*FROM_SHOP, *FROM_DEPOT, *HELD, MessageReceipt, Counted))


@dataclass(frozen=True)
class Parcel:
    case_id: str
    weight: int | None = None
    paid: int | None = None
    stopped: bool = False
    shipped: int = 0
    heard: int = 0


@dataclass(frozen=True)
class Hear:
    message: Message


@dataclass(frozen=True)
class Done:
    """What came of an effect."""

    what: type[Shipped | Labelled | Called]
    attempt: int


@dataclass(frozen=True)
class Weigh:
    """A command of a person; `anyway`, also what nobody has ordered."""

    weight: int
    anyway: bool = False
    seen: int = 0


@dataclass(frozen=True)
class Stop:
    """A command of a person that makes an urgent event."""

    reason: int


def evolve(parcel: Parcel, recorded: Recorded) -> Parcel:
    parcel = replace(parcel, heard=parcel.heard + recorded.heard)
    match recorded.event:
        case Ordered(weight=weight) | Accepted(weight=weight):
            return replace(parcel, weight=weight)
        case Paid(pence=pence):
            return replace(parcel, paid=pence)
        case Recalled() | Stopped():
            return replace(parcel, stopped=True)
        case Shipped():
            return replace(parcel, shipped=parcel.shipped + 1)
        case _:
            return parcel


def decide(parcel: Parcel, command: object, moment: Moment) -> Outcome:
    match command:
        case Hear(message):
            return _hear(parcel, message.event)
        case Done(what, attempt):
            return Decided((what(attempt=attempt),))
        case Stop(reason):
            return Decided((Stopped(reason=reason),))
        case Weigh(anyway=False) if parcel.weight is None:
            return Refusal((Unmet("NOT_ORDERED", "Order it first.", "T 1"),))
        case Weigh(weight):
            return Decided((Accepted(weight=weight),))
        case _:
            raise TypeError(type(command).__name__)


def _hear(parcel: Parcel, event: Event) -> Outcome:
    match event:
        case Ordered(weight=weight) if weight == 13:
            raise RuntimeError("a program error on one message")
        case Ordered(weight=weight):
            return Decided(
                (HEARD, Accepted(weight=weight), Counted(heard=parcel.heard + 1)), (_at_once("label"),)
            )
        case Recalled(reason=reason):
            return Decided((HEARD, Stopped(reason=reason)), (_at_once("call"),))
        case Paid() if parcel.weight is None:
            return NotYet("the parcel has not been ordered")
        case Paid(pence=pence):
            return Decided((HEARD, Dispatched(pence=pence)), (_at_once("ship"),))
        case _:
            raise TypeError(type(event).__name__)


def _at_once(kind: str) -> Task:
    return Task(kind, "once", time=Time.MACHINE)


def due(parcel: Parcel) -> Iterable[Task]:
    if parcel.stopped:
        yield Task(
            "alarm", "RECALLED/parcel", time=Time.MACHINE, refs={"role": "depot-duty", "words": "Stop it."}
        )


def opening(parcel: Parcel) -> Mapping[str, str]:
    return {"weight": str(parcel.weight)} if parcel.weight is not None else {}


DECIDER = Decider(Parcel, evolve, decide, lambda parcel: parcel.weight is not None, due, opening)
ROUTES: MessageRoutes = {
    Ordered: Hear,
    Paid: Hear,
    Recalled: Hear,
    Wrapped: ignored("how it is wrapped is not our concern"),
}
