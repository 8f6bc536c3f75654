"""The one register of topics: who writes (always exactly one), who reads, what is carried (DESIGN section 5).

Topics, ACLs, key wraps and the tables in the READMEs are generated from here. Whether a type is urgent,
critical or material is what its model declares; a sender's own word never counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from contracts import (
    agencies,
    checks,
    crossing,
    decisions,
    intake,
    notifications,
    police,
    receipts,
    referrals,
)
from contracts.audiences import OTHER_FORCE, audience
from contracts.event import Event
from contracts.parties import (
    SERVICES,
    AnswersBy,
    agencies_of,
    consumer_group,
    force_of,
    forces,
    joined_to,
    principal,
    role,
    source,
    systems_of,
)

RETENTION = timedelta(days=30)
"""How long a broker keeps a record; every inbox is kept longer."""
PARTITIONS = 6
BETWEEN_FORCES = 1
"""Partitions of what crosses from one force to another: next to nothing, on a topic for each two of them."""
MAX_MESSAGE_BYTES = 1_000_000
FOR_EVER = timedelta(days=36_500)
"""Roots are few and small, and prove what was long after everything else has left the brokers."""


class Keyed(StrEnum):
    """Whose name for a case the key of a record is."""

    OURS = "OURS"
    """The reader's own: one of its services wrote it, or it was given to whoever answers."""
    THEIRS = "THEIRS"
    """The writer's: the reader makes a case of its own of it."""
    ANSWERS = "ANSWERS"
    """The writer's; but where the data have `your_case`, that names the reader's case."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of one force. Writer and readers are principals."""

    name: str
    writer: str
    readers: tuple[str, ...]
    carries: tuple[type[Event], ...]
    partitions: int = PARTITIONS
    retention: timedelta = RETENTION
    keyed: Keyed = Keyed.OURS

    @property
    def source(self) -> str:
        """The only CloudEvents source that may stand on it."""
        return source(self.writer)

    @property
    def from_outside(self) -> bool:
        """Written by a party that is none of the reader's own services."""
        return any(force_of(reader) != force_of(self.writer) for reader in self.readers)

    @property
    def compared(self) -> bool:
        """Its writer reads it too: it compares it with its journal, after a restore."""
        return bool(self.carries) and force_of(self.writer) != ""

    def carried(self, type_: str) -> type[Event] | None:
        """The model of a type that this topic carries, or None."""
        return next((kind for kind in self.carries if type_ == kind.TYPE), None)

    def may_open(self, label: str) -> frozenset[str]:
        """Readers for whom the key of this label is wrapped: its audience, as far as it reads this topic."""
        roles = audience(label)
        return frozenset(reader for reader in self.readers if self._role(reader) in roles)

    def _role(self, reader: str) -> str:
        other = force_of(reader) not in ("", force_of(self.writer)) and force_of(self.writer) != ""
        return OTHER_FORCE if other else role(reader)


def _public(events: tuple[type[Event], ...]) -> tuple[type[Event], ...]:
    return tuple(
        kind for kind in events if kind.PUBLIC and kind not in (*decisions.NOTICES, *decisions.CLOSINGS)
    )


_SERVICE_TOPICS: tuple[tuple[str, str, tuple[str, ...], tuple[type[Event], ...]], ...] = (
    ("intake", "intake", ("checks", "decisions", "notifications"), _public(intake.EVENTS)),
    ("checks", "checks", ("intake", "decisions"), _public(checks.EVENTS)),
    ("decisions", "decisions", ("intake", "checks"), _public(decisions.EVENTS)),
    ("notices", "decisions", ("notifications",), decisions.NOTICES),
    ("closings", "decisions", ("notifications",), decisions.CLOSINGS),
    ("notifications", "notifications", ("intake", "decisions"), _public(notifications.EVENTS)),
)
"""Topic, writer, readers, carries; of decisions, notifications reads `notices` and `closings` alone."""


class Register:
    """The topics of one force, with its agencies.

    `roots` are topics past every journal: each service's signed daily roots, which no service reads.
    """

    def __init__(self, force: str) -> None:
        if force not in forces():
            raise ValueError(f"no force {force!r} in the register")
        self.force = force
        self.topics = tuple(_topics(force))
        self.roots = tuple(_roots(force))

    def topic(self, name: str) -> Topic:
        """By its full name; LookupError if the register has none."""
        for topic in self.topics:
            if topic.name == name:
                return topic
        raise LookupError(f"no topic {name!r} in the register")

    def reads(self, reader: str) -> tuple[Topic, ...]:
        """What a principal consumes."""
        return tuple(topic for topic in self.topics if reader in topic.readers)

    def writes(self, writer: str) -> tuple[Topic, ...]:
        """What a principal may write."""
        return tuple(topic for topic in self.topics if topic.writer == writer)

    def roots_of(self, writer: str) -> Topic:
        """Where this service's daily roots go; LookupError for whoever has none."""
        for topic in self.roots:
            if topic.writer == writer:
                return topic
        raise LookupError(f"{writer!r} publishes no roots")

    def events_of(self, principal_: str) -> tuple[type[Event], ...]:
        """The models a principal has to know: what it reads and writes. Its private ones come on top."""
        topics = (*self.reads(principal_), *self.writes(principal_))
        return tuple({kind: None for topic in topics for kind in topic.carries})

    def topic_for(self, writer: str, type_: str) -> Topic | None:
        """Where this principal publishes a type; None: it is no public type of theirs."""
        for topic in self.writes(writer):
            if topic.carried(type_):
                return topic
        return None

    def topic_to(self, writer: str, type_: str, reader: str) -> Topic:
        """Where this principal publishes a type for one reader; LookupError if the register has no such."""
        for topic in self.writes(writer):
            if reader in topic.readers and topic.carried(type_):
                return topic
        raise LookupError(f"{writer} has no topic on which {reader} reads {type_}")

    def wraps(self, writer: str, type_: str, label: str) -> frozenset[str]:
        """The principals for whom the key of a label in this event is wrapped; empty for a private event."""
        topic = self.topic_for(writer, type_)
        return topic.may_open(label) if topic else frozenset()

    def principals(self) -> tuple[str, ...]:
        """All that write or read here, services first; those of other forces among them."""
        found = {one: None for topic in self.topics for one in (topic.writer, *topic.readers)}
        return tuple(sorted(found, key=lambda one: ("." not in one, one)))

    def topics_to_create(self) -> list[dict[str, Any]]:
        """Plain data for whatever creates topics."""
        return [
            {
                "name": topic.name,
                "partitions": topic.partitions,
                "config": {
                    "cleanup.policy": "delete",
                    "max.message.bytes": str(MAX_MESSAGE_BYTES),
                    "retention.ms": str(int(topic.retention.total_seconds() * 1000)),
                },
            }
            for topic in (*self.topics, *self.roots)
        ]

    def acls(self) -> list[dict[str, Any]]:
        """Plain data for whatever creates ACLs: literal names, allow only. Nobody gets a TransactionalId."""
        rows = []
        for topic in (*self.topics, *self.roots):
            compares = ("READ",) if topic.compared else ()
            rows.append(_acl(topic.writer, "TOPIC", topic.name, "WRITE", *compares, "DESCRIBE"))
            rows += [_acl(reader, "TOPIC", topic.name, "READ", "DESCRIBE") for reader in topic.readers]
        readers = {reader: None for topic in self.topics for reader in topic.readers}
        return rows + [
            _acl(reader, "GROUP", consumer_group(reader), "READ", "DESCRIBE") for reader in readers
        ]


def _acl(who: str, resource: str, name: str, *operations: str) -> dict[str, Any]:
    return {"principal": who, "resource": resource, "name": name, "operations": list(operations)}


def _topics(force: str) -> Iterator[Topic]:
    for name, writer, readers, carries in _SERVICE_TOPICS:
        yield Topic(
            name=f"csods.{force}.{name}",
            writer=principal(force, writer),
            readers=tuple(principal(force, reader) for reader in readers),
            carries=carries,
        )
    for agency in agencies_of(force):
        if agency.by is AnswersBy.TOPIC:
            yield Topic(
                name=f"csods.{force}.checks.from.{agency.id}",
                writer=agency.id,
                readers=(principal(force, "checks"),),
                carries=agencies.EVENTS,
            )
            yield _told(force, "checks", agency.id)
        if agency.takes:
            yield Topic(
                name=f"csods.{force}.decisions.from.{agency.id}",
                writer=agency.id,
                readers=(principal(force, "decisions"),),
                carries=referrals.OF_PARTNERS,
            )
            yield _told(force, "decisions", agency.id, referrals.OF_OURS)
    for system in systems_of(force):
        yield Topic(
            name=f"csods.{force}.intake.from.{system.id}",
            writer=system.id,
            readers=(principal(force, "intake"),),
            carries=police.CARRIED[system.kind],
            keyed=Keyed.THEIRS,
        )
        yield _told(force, "intake", system.id)
    ours = principal(force, "decisions")
    for other in joined_to(force):
        theirs = principal(other, "decisions")
        for reader, writer in ((ours, theirs), (theirs, ours)):
            yield Topic(
                name=f"csods.{reader}.from.{writer}",
                writer=writer,
                readers=(reader,),
                carries=(*crossing.EVENTS, *receipts.EVENTS),
                partitions=BETWEEN_FORCES,
                keyed=Keyed.ANSWERS,
            )


def _told(force: str, service: str, party: str, carries: tuple[type[Event], ...] = ()) -> Topic:
    """What a service says to one party outside: what its messages came to, and what else it may know."""
    writer = principal(force, service)
    return Topic(f"csods.{party}.from.{writer}", writer, (party,), (*carries, *receipts.EVENTS))


def _roots(force: str) -> Iterator[Topic]:
    for service in SERVICES:
        yield Topic(
            name=f"csods.{force}.roots.{service}",
            writer=principal(force, service),
            readers=(),
            carries=(),
            partitions=1,
            retention=FOR_EVER,
        )


@cache
def for_force(force: str) -> Register:
    """The register of one force; ValueError for a code that is none."""
    return Register(force)
