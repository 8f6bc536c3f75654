"""A runtime that keeps cases in memory, with the real rules: HTTP is the subject, not storage or delivery.

Every event passes through its journalled form, boxes included, as it does in the real one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from access.issuer import Invented, LocalIssuer
from access.officers import Officers
from access.reads import Read
from access.runtime import Alarm, Executed, History, KeyReused, Once, Snapshot, UnknownCase
from access.server import app
from access.settings import AccessSettings
from messaging.decider import Actor, Message, Moment, Recorded
from messaging.outcomes import HEARD, Decided, Refusal, Task, Unmet
from services.intake.api import routes
from services.intake.domain.commands import Hear
from services.intake.domain.state import Case
from services.intake.http.linking import LinkingRuntime
from services.intake.store.blind import BlindIndex
from services.intake.store.links import Links
from tests.given import START
from tests.services.intake.boxes import Boxes
from tests.services.intake.invented import DECIDER


@dataclass
class Memory:
    """Obeys the runtime's protocol; `now` is moved by tests."""

    now_is: datetime = START
    kept: dict[str, tuple[Case, int]] = field(default_factory=dict)
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
        case, version = self.kept.get(case_id, (DECIDER.initial(case_id), 0))
        outcome = DECIDER.decide(case, command, Moment(self.now_is, case_id, version))
        if isinstance(outcome, Refusal):
            return outcome
        assert isinstance(outcome, Decided)
        executed = self._record(case_id, case, version, outcome, actor, getattr(command, "message", None))
        if once and sent:
            self.done[sent] = (once.digest, executed)
        return executed

    def _record(
        self, case_id: str, case: Case, version: int, decided: Decided, actor: Actor, heard: Message | None
    ) -> Executed:
        types = []
        for event in decided.events:
            version += 1
            kept = heard.event if event is HEARD and heard else self.boxes.journalled(cast("Any", event))
            who = heard.source if event is HEARD and heard else "csods/46/intake"
            case = DECIDER.evolve(
                case,
                Recorded(
                    version,
                    f"event-{version:08}",
                    who,
                    kept.TYPE,
                    kept,
                    self.now_is,
                    self.now_is,
                    actor,
                    event is HEARD,
                ),
            )
            types.append(kept.TYPE)
            self.said.append(kept)
        self.kept[case_id] = (case, version)
        self.tasks += decided.tasks
        return Executed(case_id, version, tuple(types))

    async def hear(self, case_id: str, message: Message) -> None:
        await self.execute(case_id, Hear(message), message.actor)

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
        outcome = DECIDER.decide(case, command, Moment(self.now_is, case_id, version))
        return outcome.unmet if isinstance(outcome, Refusal) else ()

    async def now(self) -> datetime:
        return self.now_is

    async def alarms(self) -> Sequence[Alarm]:
        return ()

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        return False


class NoLinks:
    """Nobody has asked before."""

    async def of(self, *_asked: Any) -> tuple[()]:
        return ()


NO_LINKS = cast("Links", NoLinks())


@dataclass
class Book:
    """An access log in memory."""

    entries: list[Read] = field(default_factory=list)

    async def record(self, read: Read) -> None:
        self.entries.append(read)


@dataclass
class Desk:
    """Intake's API, its memory, and officers who sit at it."""

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
    memory, book = Memory(), Book()
    met = LinkingRuntime(memory, NO_LINKS)
    built.served.state.access = replace(built.served.state.access, runtime=met, reads=book)
    return replace(built, memory=memory, book=book)


def desk(state: Path) -> Desk:
    issuer = LocalIssuer(state, profile="development")
    memory, book = Memory(), Book()
    said = AccessSettings(
        issuer=issuer.issuer, audience=issuer.audience, jwks=str(issuer.jwks), force="46", ring="01632 960046"
    )
    index = BlindIndex(SecretStr("an invented secret of enough bytes for tests"))
    served = app(
        "Intake",
        [routes(index)],
        runtime=LinkingRuntime(memory, NO_LINKS),
        settings=said,
        secret=b"an invented secret of enough bytes for tests",
        officers=Officers(said),
        reads=book,
    )
    return Desk(served, memory, book, issuer)
