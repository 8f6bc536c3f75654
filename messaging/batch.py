"""Deciding in memory: what one transaction's inputs come to, case by case, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from messaging import envelope, queries
from messaging.cases import Cases, Head
from messaging.decider import Actor, Message, Moment, Recorded, Stale, Unread
from messaging.keys import Keys
from messaging.outcomes import HEARD, Decided, Happened, Outcome, Refusal, Task, Time
from messaging.rows import Rows
from messaging.service import Service
from messaging.tables import JournalRow, OutboxRow

S = TypeVar("S")


class Heard(NamedTuple):
    """The message that a decision may keep, its value as it came, and the keys of its boxes."""

    message: Message
    value: bytes
    keys: tuple[str, ...]


@dataclass(slots=True)
class Stream:
    """Highest number seen of a (case, topic), and the numbers below it that are missing."""

    highest: int = 0
    missing: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Batch(Generic[S]):
    """One transaction's heads and states while it decides; `rows` is all that it will write."""

    service: Service[S]
    cases: Cases[S]
    keys: Keys
    now: datetime
    heads: dict[str, Head]
    states: dict[str, S]
    rows: Rows = field(default_factory=Rows)
    streams: dict[tuple[str, str], Stream] = field(default_factory=dict)
    blocked: set[tuple[str, str]] = field(default_factory=set)
    early: set[tuple[str, str]] = field(default_factory=set)
    """(case, topic) with mail that came before its case was open: once it is, later mail waits behind it."""
    unread: dict[str, tuple[Unread, ...]] = field(default_factory=dict)
    stale: tuple[Stale, ...] = ()
    kept: set[str] = field(default_factory=set)
    """Cases of which this transaction puts mail into quarantine."""
    seen: dict[tuple[str, str], tuple[bytes, int | None]] = field(default_factory=dict)
    anchors: dict[tuple[str, str, int], str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)

    def moment(self, case_id: str) -> Moment:
        """Business time for this case, never before its last event, and its unread mail."""
        head = self.heads[case_id]
        now = max(self.now, head.last_at) if head.last_at else self.now
        return Moment(now, case_id, head.version, self.unread.get(case_id, ()), self.stale)

    def decide(self, case_id: str, command: Any) -> Outcome:
        return self.service.decider.decide(self.states[case_id], command, self.moment(case_id))

    def refuse(self, case_id: str, command: Any, actor: Actor, refusal: Refusal) -> None:
        head = self.heads[case_id]
        name = type(command).__name__
        at = self.moment(case_id).now
        self.rows.refusal(case_id, name, actor.id, head.version, refusal.unmet, self.service.edition, at)

    def record(
        self, case_id: str, decided: Decided, actor: Actor, causation: str, heard: Heard | None = None
    ) -> tuple[str, ...]:
        """Chain and fold what was decided; gives the types recorded.

        All or nothing: what fails leaves head, state and rows as they were.
        """
        head, state = self.heads[case_id], self.states[case_id]
        entries = _Entries(self, head.copy(), state, actor, causation)
        for event in decided.events:
            entries.add(event, heard)
        wanted = (*decided.tasks, *self.service.decider.due(entries.state))
        entries.head.opened = head.opened or self.service.decider.opened(entries.state)
        entries.write()
        if entries.head.opened and not head.opened:
            self.opened.add(case_id)
            self.blocked |= {kept for kept in self.early if kept[0] == case_id}
        self.heads[case_id], self.states[case_id] = entries.head, entries.state
        if entries.types:
            self.touched.add(case_id)
        for task in wanted:
            self.rows.task(case_id, task, self.now)
        return tuple(entries.types)

    def finish(self) -> None:
        """Heads and streams as rows; waiting mail of a case that was opened is tried again at once."""
        for case_id in sorted(self.opened):
            self.rows.task(case_id, redrive(self.heads[case_id].version), self.now)
        for case_id in sorted(self.touched):
            head = self.heads[case_id]
            self.rows.add(
                queries.WRITE_HEADS,
                case_id=case_id,
                version=head.version,
                hash=head.hash,
                opened=head.opened,
                held=head.held,
                sequences=orjson.dumps(head.sequences).decode(),
                last_at=head.last_at,
            )
        for (case_id, topic), stream in sorted(self.streams.items()):
            self.rows.add(
                queries.WRITE_STREAMS,
                case_id=case_id,
                topic=topic,
                highest=stream.highest,
                missing=" ".join(map(str, sorted(stream.missing))),
            )

    def hold(self, case_id: str, topic: str) -> None:
        """Later messages of this case on this topic wait."""
        self.blocked.add((case_id, topic))
        self.heads[case_id].held = True
        self.touched.add(case_id)


def redrive(version: int) -> Task:
    """Try the waiting messages of a case again, in their order."""
    return Task("runtime.redrive", str(version), time=Time.MACHINE)


class _Entries(Generic[S]):
    """The journal entries of one decision, on copies, until all of them are made."""

    def __init__(self, batch: Batch[S], head: Head, state: S, actor: Actor, causation: str) -> None:
        self.head = head
        self.state = state
        self.types: list[str] = []
        self._batch = batch
        self._actor = actor
        self._causation = causation
        self._journal: list[JournalRow] = []

    def add(self, event: object, heard: Heard | None) -> None:
        if event is HEARD:
            if heard is None:
                raise TypeError("HEARD stands for a message, and this command came without one")
            self._hear(heard)
        else:
            self._say(event)

    def _hear(self, heard: Heard) -> None:
        now, message = self._now(), heard.message
        core = envelope.heard(heard.value, now)
        row = self._row(message.type, message.source, core, heard.keys, message.occurred_at, now, heard=True)
        self._fold(
            row,
            Recorded(
                row.version,
                row.id,
                message.source,
                message.type,
                message.event,
                message.occurred_at,
                now,
                message.actor,
                True,
                message.opening,
            ),
        )

    def _say(self, said: object) -> None:
        event = said.event if isinstance(said, Happened) else said
        now = self._now()
        occurred = said.at if isinstance(said, Happened) else getattr(event, "occurred_at", None) or now
        batch, service, kind = self._batch, self._batch.service, type(event)
        type_: str = kind.TYPE  # type: ignore[attr-defined]

        def seal(label: str, plain: bytes) -> dict[str, str]:
            return batch.keys.seal(self.head.case_id, label, type_, plain, batch.rows)

        data = service.catalogue.encode(event, seal)
        topic = service.topic_for(type_) or None if kind.PUBLIC else None  # type: ignore[attr-defined]
        made = envelope.Composition(
            service.source,
            type_,
            self.head.case_id,
            occurred,
            now,
            service.schema_uri(type_),
            self._actor,
            self.head.case_id,
            self._causation,
            service.classification,
            kind.URGENT,  # type: ignore[attr-defined]
            kind.CRITICAL,  # type: ignore[attr-defined]
            self._opening(event, type_, occurred, now) if topic else {},
        )
        core = envelope.compose(made, data)
        if topic and len(core) + 300 > envelope.LARGEST:
            raise ValueError(f"{type_} is larger than a record may be")
        keys = envelope.sealed_with(core, data) if getattr(kind, "LABELS", True) else ()
        row = self._row(type_, service.source, core, keys, occurred, now, topic=topic, urgent=made.urgent)
        recorded = self._read_back(row, core, now) if keys else self._as_read(row, event, made)
        self._fold(row, recorded)

    def _read_back(self, row: JournalRow, core: bytes, now: datetime) -> Recorded:
        """What holds a box is folded as it will be read: closed to whoever has no key, bound to its type."""
        document = orjson.loads(core)
        return self._batch.cases.recorded(row.version, row.id, document, heard=False, recorded_at=now)

    def _as_read(self, row: JournalRow, event: Any, made: envelope.Composition) -> Recorded:
        """Any other event says in memory what it says when read: tests hold every type to that."""
        by = made.actor
        return Recorded(
            row.version,
            row.id,
            made.source,
            made.type,
            event,
            made.occurred_at.astimezone(UTC),
            made.recorded_at,
            Actor(by.id, by.rank, by.role, by.organisation) if by.competences else by,
            False,
            envelope.opening_of(made.opening),
        )

    def _opening(self, event: object, type_: str, occurred: datetime, now: datetime) -> Mapping[str, str]:
        """Opening facts of the case; of the event that opens it, those that it is about to make."""
        decider = self._batch.service.decider
        if opening := decider.opening(self.state):
            return opening
        source = self._batch.service.source
        first = Recorded(self.head.version + 1, "", source, type_, event, occurred, now, self._actor, False)
        return decider.opening(decider.evolve(self.state, first))

    def _now(self) -> datetime:
        now = self._batch.now
        return max(now, self.head.last_at) if self.head.last_at else now

    def _row(
        self,
        type_: str,
        source: str,
        core: bytes,
        keys: tuple[str, ...],
        occurred: datetime,
        now: datetime,
        *,
        heard: bool = False,
        topic: str | None = None,
        urgent: bool = False,
    ) -> JournalRow:
        """The next of its case; where it is published, also the next of its topic."""
        head, sequence = self.head, None
        head.version += 1
        head.hash = envelope.link(head.hash, core)
        head.last_at = now
        if topic is not None:
            sequence = head.sequences[topic] = head.sequences.get(topic, 0) + 1
        return JournalRow(
            head.case_id,
            head.version,
            envelope.event_id(head.hash),
            type_,
            source,
            heard,
            core,
            head.hash,
            topic,
            sequence,
            urgent,
            occurred,
            now,
            keys,
        )

    def _fold(self, row: JournalRow, recorded: Recorded) -> None:
        self.state = self._batch.service.decider.evolve(self.state, recorded)
        self.types.append(row.type)
        self._journal.append(row)

    def write(self) -> None:
        rows = self._batch.rows
        rows.journal += self._journal
        for row in self._journal:
            if row.topic is not None:
                rows.outbox.append(OutboxRow(row.case_id, row.version, row.topic, row.urgent))
