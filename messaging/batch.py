"""Deciding in memory: what one transaction's inputs come to, case by case, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from messaging import queries
from messaging.cases import Cases, Head
from messaging.decider import Actor, Moment, Stale, Unread
from messaging.entries import Entries, Heard, Voice
from messaging.envelope import party_case
from messaging.keys import Keys
from messaging.outcomes import Decided, Outcome, Refusal, Task, Time
from messaging.rows import Rows
from messaging.service import Changed, Projector, Service

S = TypeVar("S")


@dataclass(slots=True)
class Stream:
    """Highest number seen of a (case, topic), and the numbers below it that are missing."""

    highest: int = 0
    missing: set[int] = field(default_factory=set)


class Seen(NamedTuple):
    """A message taken before: digest of its core, version of the case after it, and what it came to."""

    digest: bytes
    version: int | None
    outcome: str
    codes: tuple[str, ...] = ()


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
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    anchors: dict[tuple[str, str, int], str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    """Cases whose head has changed and is no row yet."""
    counted: set[tuple[str, str]] = field(default_factory=set)
    """Streams, likewise."""
    unshown: set[str] = field(default_factory=set)
    """Cases whose head is a row, and of which the service's own read tables do not know yet."""
    opened: set[str] = field(default_factory=set)

    def joined(self, part: Batch[S]) -> None:
        """A part of it has been written in its savepoint: what it left is this transaction's now."""
        self.heads.update(part.heads)
        self.states.update(part.states)
        self.rows.own_keys.update(part.rows.own_keys)

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

        All or nothing: what fails leaves head, state and rows as they were. Whoever acted elsewhere is named
        to nobody outside, nor is the message: what one makes us say there, nobody here said.
        """
        head, decider = self.heads[case_id], self.service.decider
        said = Voice(actor, causation)
        outside = Voice(self.ourselves(), "") if heard else said
        entries = Entries(self, head, self.states[case_id], said, outside)
        for event in decided.events:
            entries.add(event, heard)
        state = entries.state
        wanted = (*decided.tasks, *decider.due(state))
        opens = not head.opened and decider.opened(state)
        entries.write()
        self.states[case_id] = state
        if opens:
            head.opened = True
            self.opened.add(case_id)
            self.blocked |= {kept for kept in self.early if kept[0] == case_id}
        if entries.types:
            self.touched.add(case_id)
        self.rows.tasks_of(case_id, wanted, self.now)
        return tuple(entries.types)

    def tell(self, party: str, event: object, causation: str) -> None:
        """Chain what a party is told of its own messages: no case of ours moves by it."""
        case_id = party_case(party)
        us = Voice(self.ourselves(), causation)
        entries: Entries[Any] = Entries(self, self.heads[case_id], None, us, us)
        entries.add(event, None)
        entries.write()
        self.touched.add(case_id)

    def ourselves(self) -> Actor:
        """As who speaks where nobody here has acted."""
        return Actor(f"system:{self.service.principal}")

    def finish(self) -> None:
        """Heads and streams as rows; waiting mail of a case that was opened is tried again at once.

        One that changes once more has its row written once more.
        """
        for head in (self.heads[case_id] for case_id in sorted(self.opened)):
            if head.held:
                self.rows.tasks_of(head.case_id, [redrive(head.version)], self.now)
        self.opened.clear()
        self.unshown |= self.touched & self.states.keys()
        heads = [self.heads[case_id] for case_id in sorted(self.touched)]
        self.touched.clear()
        self.rows.columns(
            queries.WRITE_HEADS,
            case_id=[one.case_id for one in heads],
            version=[one.version for one in heads],
            hash=[one.hash for one in heads],
            opened=[one.opened for one in heads],
            held=[one.held for one in heads],
            sequences=[orjson.dumps(one.sequences).decode() for one in heads],
            last_at=[one.last_at for one in heads],
        )
        counted = sorted(self.counted)
        self.counted.clear()
        streams = [self.streams[key] for key in counted]
        self.rows.columns(
            queries.WRITE_STREAMS,
            case_id=[case_id for case_id, _ in counted],
            topic=[topic for _, topic in counted],
            highest=[one.highest for one in streams],
            missing=[" ".join(map(str, sorted(one.missing))) if one.missing else "" for one in streams],
        )

    def lines(self, projector: Projector) -> list[Any]:
        """What the service's own read tables will say of the cases that they do not know of yet."""
        cases, self.unshown = sorted(self.unshown), set()
        return [projector.line(self._changed(case_id)) for case_id in cases]

    def _changed(self, case_id: str) -> Changed[S]:
        now = self.moment(case_id).now
        return Changed(case_id, self.heads[case_id].version, self.states[case_id], now)

    def hold(self, case_id: str, topic: str) -> None:
        """Later messages of this case on this topic wait."""
        self.blocked.add((case_id, topic))
        self.heads[case_id].held = True
        self.touched.add(case_id)


def redrive(version: int) -> Task:
    """Try the waiting messages of a case again, in their order."""
    return Task("runtime.redrive", str(version), time=Time.MACHINE)
