"""The journal entries of one decision, made one after the other and written together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import orjson

from messaging import envelope, reading
from messaging.cases import Head
from messaging.decider import Actor, Message, Recorded
from messaging.outcomes import HEARD, Happened
from messaging.tables import JournalRow, OutboxRow

if TYPE_CHECKING:
    from messaging.batch import Batch

S = TypeVar("S")


class Heard(NamedTuple):
    """The message that a decision may keep, its value as it came, and the keys of its boxes.

    `ours` is the case where its writer calls it otherwise.
    """

    message: Message
    value: bytes
    keys: tuple[str, ...]
    ours: str = ""


class Voice(NamedTuple):
    """As who our own events are said, and because of what."""

    actor: Actor
    causation: str


class Entries(Generic[S]):
    """Head and rows of the batch stay as they were until `write`: what fails before leaves nothing behind.

    `outside`: as whom we speak to a party outside.
    """

    def __init__(self, batch: Batch[S], head: Head, state: S, said: Voice, outside: Voice) -> None:
        self.state = state
        self.types: list[str] = []
        self._batch = batch
        self._head = head
        self._ours = said
        self._outside = outside
        self._now = max(batch.now, head.last_at) if head.last_at else batch.now
        self._version = head.version
        self._hash = head.hash
        self._sequences: dict[str, int] = {}
        self._journal: list[JournalRow] = []
        self._outbox: list[OutboxRow] = []

    def add(self, event: object, heard: Heard | None) -> None:
        if event is HEARD:
            if heard is None:
                raise TypeError("HEARD stands for a message, and this command came without one")
            self._hear(heard)
        else:
            self._say(event)

    def _hear(self, heard: Heard) -> None:
        now, message = self._now, heard.message
        core = envelope.heard(heard.value, now, heard.ours)
        recorded = Recorded(
            self._version + 1,
            self._link(core),
            message.source,
            message.type,
            message.event,
            message.occurred_at,
            now,
            message.actor,
            True,
            message.opening,
        )
        self._fold(recorded, core, heard.keys)

    def _say(self, said: object) -> None:
        event: Any = said.event if isinstance(said, Happened) else said
        now, head, batch = self._now, self._head, self._batch
        occurred = said.at if isinstance(said, Happened) else getattr(event, "occurred_at", None) or now
        service = batch.service
        kind = service.said(type(event))

        def seal(label: str, plain: bytes) -> dict[str, str]:
            alone = kind.addressed is not None  # another reader of this label has no part in it
            return batch.keys.seal(head.case_id, label, kind.type, plain, batch.rows, alone=alone)

        data = service.catalogue.encode(event, seal)
        topic = kind.topic
        if kind.addressed:  # whoever is outside learns what the event says, not how the case began
            topic = service.topic_to(kind.type, getattr(event, kind.addressed))
        opening = self._opening(event, kind.type, occurred) if kind.topic else {}
        voice = self._outside if kind.addressed else self._ours
        made = envelope.Composition(
            service.source,
            kind.type,
            head.case_id,
            occurred,
            now,
            kind.dataschema,
            voice.actor,
            head.case_id,
            voice.causation,
            service.classification,
            kind.urgent,
            kind.critical,
            opening,
        )
        core = envelope.compose(made, data)
        if topic and len(core) + 300 > envelope.LARGEST:
            raise ValueError(f"{kind.type} is larger than a record may be")
        version, id_ = self._version + 1, self._link(core)
        keys: tuple[str, ...] = ()
        if kind.sealed and reading.BOX in data:
            document = orjson.loads(core)
            keys = reading.sealed_with(document["data"])
        if keys:  # folded as it will be read: closed to whoever has no key, bound to its type
            recorded = batch.cases.recorded(version, id_, document, heard=False, recorded_at=now)
        else:
            recorded = _as_read(version, id_, event, made)
        self._fold(recorded, core, keys, topic, urgent=kind.urgent)

    def _opening(self, event: object, type_: str, occurred: datetime) -> Mapping[str, str]:
        """Opening facts of the case; of the event that opens it, those that it is about to make."""
        service = self._batch.service
        decider = service.decider
        if opening := decider.opening(self.state):
            return opening
        first = Recorded(
            self._version + 1, "", service.source, type_, event, occurred, self._now, self._ours.actor, False
        )
        return decider.opening(decider.evolve(self.state, first))

    def _link(self, core: bytes) -> str:
        """The next of the chain; gives its id."""
        self._hash = envelope.link(self._hash, core)
        self._version += 1
        return envelope.event_id(self._hash)

    def _fold(
        self,
        recorded: Recorded,
        core: bytes,
        keys: tuple[str, ...],
        topic: str | None = None,
        *,
        urgent: bool = False,
    ) -> None:
        """Where it is published, it is also the next of its topic."""
        if not envelope.is_party_case(self._head.case_id):
            self.state = self._batch.service.decider.evolve(self.state, recorded)
        self.types.append(recorded.type)
        case_id, sequence = self._head.case_id, None
        if topic is not None:
            sequence = self._sequences.get(topic) or self._head.sequences.get(topic, 0)
            sequence = self._sequences[topic] = sequence + 1
            self._outbox.append(OutboxRow(case_id, recorded.version, topic, urgent))
        self._journal.append(
            JournalRow(
                case_id,
                recorded.version,
                recorded.id,
                recorded.type,
                recorded.source,
                recorded.heard,
                core,
                self._hash,
                topic,
                sequence,
                urgent,
                recorded.occurred_at,
                recorded.recorded_at,
                keys,
            )
        )

    def write(self) -> None:
        """Nothing in here can fail."""
        if not self._journal:
            return
        head, rows = self._head, self._batch.rows
        head.version, head.hash, head.last_at = self._version, self._hash, self._now
        head.sequences.update(self._sequences)
        rows.journal += self._journal
        rows.outbox += self._outbox


def _as_read(version: int, id_: str, event: Any, made: envelope.Composition) -> Recorded:
    """An event without a box says in memory what it says when read: tests hold every type to that."""
    by, occurred = made.actor, made.occurred_at
    return Recorded(
        version,
        id_,
        made.source,
        made.type,
        event,
        occurred if occurred.tzinfo is UTC else occurred.astimezone(UTC),
        made.recorded_at,
        Actor(by.id, by.rank, by.role, by.organisation) if by.competences else by,
        False,
        reading.opening_of(made.opening),
    )
