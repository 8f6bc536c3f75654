"""Given these facts, when this command comes, then that: the way domain tests are written.

story(DECIDER).given(enquiry_received).when(categorise).refused("NO_SUPERVISOR")
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from messaging.decider import Actor, Decider, Message, Moment, Recorded, Stale, Unread
from messaging.outcomes import HEARD, Decided, Happened, NotYet, Outcome, Refusal

S = TypeVar("S")
START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
CASE = "c-given"
SYSTEM = Actor("system:test")


def message(
    event: Any, *, source: str, at: datetime = START, actor: Actor = SYSTEM, **opening: str
) -> Message:
    """A message as a service's routing table gets it."""
    return Message(
        f"m-{source}-{type(event).__name__}-{at.timestamp()}",
        source,
        event.TYPE,
        CASE,
        event,
        at,
        at,
        actor,
        opening,
    )


@dataclass(frozen=True)
class Story(Generic[S]):
    """A case so far; every step gives a new one."""

    decider: Decider[S]
    state: S
    version: int = 0
    now: datetime = START
    unread: tuple[Unread, ...] = ()
    stale: tuple[Stale, ...] = ()
    outcome: Outcome | None = None
    events: tuple[Any, ...] = field(default=())
    actor: Actor = SYSTEM
    history: tuple[Recorded, ...] = field(default=(), repr=False)
    """Every event folded so far."""

    def but(self, **changes: Any) -> Story[S]:
        """As `replace`, without a constructor of twelve fields: a fast run makes a quarter of a million."""
        changed = object.__new__(Story)
        changed.__dict__.update(self.__dict__, **changes)
        return changed

    def by(self, actor: Actor) -> Story[S]:
        return self.but(actor=actor)

    def at(self, now: datetime) -> Story[S]:
        return self.but(now=now)

    def after(self, **span: float) -> Story[S]:
        return self.but(now=self.now + timedelta(**span))

    def with_unread(self, *unread: Unread) -> Story[S]:
        return self.but(unread=unread)

    def with_stale(self, *stale: Stale) -> Story[S]:
        return self.but(stale=stale)

    def fold(self, event: Any, *, heard: Message | None = None, at: datetime | None = None) -> Story[S]:
        occurred = heard.occurred_at if heard else at or self.now
        recorded = Recorded(
            self.version + 1,
            heard.id if heard else f"event-{self.version + 1:08}",
            heard.source if heard else "csods/46/test",
            getattr(event, "TYPE", type(event).__name__),
            event,
            occurred,
            self.now,
            heard.actor if heard else self.actor,
            heard is not None,
            heard.opening if heard else {},
        )
        state = self.decider.evolve(self.state, recorded)
        return self.but(state=state, version=self.version + 1, history=(*self.history, recorded))

    def given(self, *facts: Any) -> Story[S]:
        """Fold our own events and other services' messages, in this order."""
        told = self
        for fact in facts:
            told = told.fold(fact.event, heard=fact) if isinstance(fact, Message) else told.fold(fact)
        return told

    def without(self, *kinds: type[Any]) -> Story[S]:
        """The same case as if none of these events had been recorded."""
        told = self.but(state=self.decider.initial(CASE), version=0, history=())
        for one in self.history:
            if not isinstance(one.event, kinds):
                told = told.but(now=one.recorded_at, actor=one.actor)
                told = told.fold(one.event, heard=_heard(one) if one.heard else None, at=one.occurred_at)
        return told.but(now=self.now, actor=self.actor)

    def when(self, command: Any, heard: Message | None = None) -> Story[S]:
        """Decide, and fold what was decided. `heard` is the message a HEARD stands for."""
        heard = heard or getattr(command, "message", None)
        moment = Moment(self.now, CASE, self.version, self.unread, self.stale)
        outcome = self.decider.decide(self.state, command, moment)
        told = self.but(outcome=outcome, events=())
        if isinstance(outcome, Decided):
            for event in outcome.events:
                if event is HEARD:
                    assert heard is not None, "HEARD, but the command carries no message"
                    told = told.fold(heard.event, heard=heard)
                elif isinstance(event, Happened):
                    told = told.fold(event.event, at=event.at)
                    told = told.but(events=(*told.events, event.event))
                else:
                    told = told.fold(event).but(events=(*told.events, event))
        return told

    def decided(self, *kinds: type[Any]) -> Story[S]:
        assert isinstance(self.outcome, Decided), self.outcome
        assert tuple(type(event) for event in self.events) == kinds, self.events
        return self

    def refused(self, *codes: str) -> Story[S]:
        assert isinstance(self.outcome, Refusal), self.outcome
        assert {one.code for one in self.outcome.unmet} == set(codes), self.outcome
        return self

    def not_yet(self) -> Story[S]:
        assert isinstance(self.outcome, NotYet), self.outcome
        return self

    def due(self) -> set[tuple[str, str]]:
        """(kind, key) of every task that must exist."""
        return {(task.kind, task.key) for task in self.decider.due(self.state)}


def _heard(kept: Recorded) -> Message:
    said = (kept.event, kept.occurred_at, kept.recorded_at, kept.actor, kept.opening)
    return Message(kept.id, kept.source, kept.type, CASE, *said)


def story(decider: Decider[S]) -> Story[S]:
    return Story(decider, decider.initial(CASE))
