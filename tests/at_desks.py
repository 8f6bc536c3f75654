"""A runtime that keeps cases in memory, with the real rules: HTTP is the subject, not storage or delivery.

Every event passes through its journalled form, boxes included, as it does in the real one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx
from fastapi import APIRouter, FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from access.issuer import Invented, LocalIssuer
from access.officers import Officers
from access.reads import Read
from access.runtime import Alarm, Executed, History, KeyReused, Once, Runtime, Snapshot, UnknownCase
from access.server import app
from access.settings import AccessSettings
from messaging.decider import Actor, Decider, Message, Moment, Recorded
from messaging.outcomes import HEARD, Decided, Happened, Refusal, Task, Unmet
from tests.boxes import Boxes
from tests.given import START


@dataclass(frozen=True)
class Service:
    """One service as its API is tried: its rules, what it makes of a message, its routes, what stands before
    the runtime.
    """

    name: str
    decider: Decider[Any]
    hears: Callable[[Message], object]
    routes: Callable[[], APIRouter]
    facade: Callable[[Runtime], Runtime]


@dataclass
class Memory:
    """Obeys the runtime's protocol; `now` is moved by tests."""

    service: Service
    now_is: datetime = START
    kept: dict[str, tuple[Any, int]] = field(default_factory=dict)
    done: dict[tuple[str, str, str], tuple[bytes, Executed]] = field(default_factory=dict)
    said: list[Any] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    boxes: Boxes = field(default_factory=Boxes)

    @property
    def engine(self) -> AsyncEngine:
        return cast("AsyncEngine", self)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[None]:
        yield None

    def new_case_id(self, once: Once) -> str:
        return f"c-{once.key}"

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        sent = (once.client, once.route, once.key) if once else None
        if once and sent in self.done:
            digest, before = self.done[sent]
            if digest != once.digest:
                raise KeyReused(once.key)
            return replace(before, replayed=True)
        if case_id not in self.kept and not (once and case_id == self.new_case_id(once)):
            raise UnknownCase
        case, version = self.kept.get(case_id, (self.service.decider.initial(case_id), 0))
        outcome = self.service.decider.decide(case, command, Moment(self.now_is, case_id, version))
        if isinstance(outcome, Refusal):
            return outcome
        assert isinstance(outcome, Decided)
        executed = self._record(case_id, case, version, outcome, actor, getattr(command, "message", None))
        if once and sent:
            self.done[sent] = (once.digest, executed)
        return executed

    def _record(
        self, case_id: str, case: Any, version: int, decided: Decided, actor: Actor, heard: Message | None
    ) -> Executed:
        types = []
        for event in decided.events:
            version += 1
            taken = heard if event is HEARD else None
            said = event.event if isinstance(event, Happened) else event
            kept = taken.event if taken else self.boxes.journalled(cast("Any", said))
            case = self.service.decider.evolve(
                case,
                Recorded(
                    version,
                    f"event-{version:08}",
                    taken.source if taken else f"csods/46/{self.service.name}",
                    kept.TYPE,
                    kept,
                    self.now_is,
                    self.now_is,
                    actor,
                    taken is not None,
                    taken.opening if taken else {},
                ),
            )
            types.append(kept.TYPE)
            self.said.append(kept)
        self.kept[case_id] = (case, version)
        self.tasks += decided.tasks
        return Executed(case_id, version, tuple(types))

    async def hear(self, case_id: str, message: Message) -> None:
        """The first message of a case opens it here."""
        if case_id not in self.kept:
            self.kept[case_id] = self.service.decider.initial(case_id), 0
        await self.execute(case_id, self.service.hears(message), message.actor)

    async def read(self, case_id: str) -> Snapshot[Any] | None:
        if case_id not in self.kept:
            return None
        case, version = self.kept[case_id]
        return Snapshot(case_id, case, version, (), False, self.now_is)

    async def read_as_of(self, case_id: str, until: datetime) -> History[Any] | None:
        if case_id not in self.kept:
            return None
        case, version = self.kept[case_id]
        return History(case_id, case, version, "00" * 32, (), (), until)

    async def weigh(self, case_id: str, command: object, actor: Actor) -> tuple[Unmet, ...]:
        case, version = self.kept[case_id]
        outcome = self.service.decider.decide(case, command, Moment(self.now_is, case_id, version))
        return outcome.unmet if isinstance(outcome, Refusal) else ()

    async def now(self) -> datetime:
        return self.now_is

    async def alarms(self) -> Sequence[Alarm]:
        return ()

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        return False


@dataclass
class Book:
    """An access log in memory."""

    entries: list[Read] = field(default_factory=list)

    async def record(self, read: Read) -> None:
        self.entries.append(read)


@dataclass
class Desk:
    """A service's API, its memory, and officers who sit at it."""

    served: FastAPI
    memory: Memory
    book: Book
    issuer: LocalIssuer

    def client(self, officer: Invented | str | None = "st-1001") -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.issuer.issue(officer)}"} if officer else {}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.served), base_url="http://desk.invalid", headers=headers
        )


def fresh(built: Desk) -> Desk:
    """The same API and officers with nothing remembered."""
    memory, book = Memory(built.memory.service), Book()
    met = memory.service.facade(memory)
    built.served.state.access = replace(built.served.state.access, runtime=met, reads=book)
    return replace(built, memory=memory, book=book)


def desk(service: Service, state: Path) -> Desk:
    issuer = LocalIssuer(state, profile="development")
    memory, book = Memory(service), Book()
    said = AccessSettings(
        issuer=issuer.issuer, audience=issuer.audience, jwks=str(issuer.jwks), force="46", ring="01632 960046"
    )
    served = app(
        service.name.capitalize(),
        [service.routes()],
        runtime=service.facade(memory),
        settings=said,
        secret=b"an invented secret of enough bytes for tests",
        officers=Officers(said),
        reads=book,
    )
    return Desk(served, memory, book, issuer)
