"""A small service behind the shared door. Its runtime keeps cases in memory: HTTP is the subject here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, cast

import httpx
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from access.commands import alarms, check, command
from access.issuer import Invented, LocalIssuer
from access.officers import Officer, Officers
from access.problems import fault
from access.reads import CannotLog, Read
from access.roles import Role
from access.runtime import Alarm, Executed, History, KeyReused, NotRecorded, Once, Snapshot
from access.server import app
from access.settings import AccessSettings
from access.views import Found, MaySee, View, Which, Work, WorkItem, case_view, cases, work
from messaging.decider import Actor
from messaging.outcomes import Refusal, Unmet

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
RING = "Force control room, 01632 960046, day and night"
CANARY = "Ferdinand Testperson"
NO_SUPERVISOR = Unmet("NO_SUPERVISOR", "Name a supervisor first.", "G 34", ("R-058",))
NOT_SEEN = Unmet("CASE_CHANGED", "Look at what is new first.", "our own", (), override=True)


class Child(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    born: date


class Enquiry(BaseModel):
    """A body with personal data in it."""

    model_config = ConfigDict(extra="forbid")
    applicant: Annotated[str, StringConstraints(min_length=3)]
    children: list[Child]

    @field_validator("applicant")
    @classmethod
    def _two_names(cls, applicant: str) -> str:
        if " " not in applicant:
            raise fault("give a first and a family name")
        return applicant


class Decision(BaseModel):
    seen: int
    reason: str


class ByReference(BaseModel):
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{4,20}$")] | None = None


class ByName(BaseModel):
    name: str


@dataclass(frozen=True)
class Open:
    by: Actor
    applicant: str


@dataclass(frozen=True)
class Categorise:
    by: Actor
    seen: int


@dataclass
class Memory:
    """Obeys the runtime's protocol; `away` is a database that does not answer, `broken` our own bug."""

    kept: dict[str, Snapshot[dict[str, str]]] = field(default_factory=dict)
    done: dict[tuple[str, str, str], tuple[bytes, Executed]] = field(default_factory=dict)
    commands: list[object] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    ringing: list[Alarm] = field(default_factory=list)
    taken_on: list[tuple[int, str]] = field(default_factory=list)
    away: bool = False
    broken: Exception | None = None

    @property
    def engine(self) -> AsyncEngine:
        return cast("AsyncEngine", self)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[None]:
        if self.away:
            raise ConnectionRefusedError
        yield None

    def new_case_id(self, once: Once) -> str:
        return f"c-{len(self.kept) + 1:08d}"

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        if self.away:
            raise NotRecorded("away")
        if self.broken:
            raise self.broken
        sent = (once.client, once.route, once.key) if once else None
        if sent in self.done:
            digest, before = self.done[sent]
            if once is not None and digest != once.digest:
                raise KeyReused("other body")
            return replace(before, replayed=True)
        self.commands.append(command)
        self.actors.append(actor)
        if unmet := self._unmet(command):
            return Refusal(unmet)
        version = self.kept[case_id].version + 1 if case_id in self.kept else 1
        self.kept[case_id] = Snapshot(case_id, {"applicant": CANARY}, version, (), False, NOW)
        executed = Executed(case_id, version, ("toy.opened.v1",))
        if once and sent:
            self.done[sent] = (once.digest, executed)
        return executed

    def _unmet(self, command: object) -> tuple[Unmet, ...]:
        return (NO_SUPERVISOR, NOT_SEEN) if isinstance(command, Categorise) else ()

    async def read(self, case_id: str) -> Snapshot[Any] | None:
        if self.away:
            raise NotRecorded("away")
        return self.kept.get(case_id)

    async def read_as_of(self, case_id: str, until: datetime) -> History[Any] | None:
        if self.away:
            raise NotRecorded("away")
        kept = self.kept.get(case_id)
        return History(case_id, kept.state, kept.version, "00" * 32, (), (), until) if kept else None

    async def weigh(self, case_id: str, command: object, actor: Actor) -> tuple[Unmet, ...]:
        return self._unmet(command)

    async def now(self) -> datetime:
        return NOW

    async def alarms(self) -> Sequence[Alarm]:
        return self.ringing

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        if alarm_id not in {one.id for one in self.ringing}:
            return False
        self.taken_on.append((alarm_id, actor.id))
        if actor.rank != "CONSTABLE":
            self.ringing[:] = [one for one in self.ringing if one.id != alarm_id]
        return True


@dataclass
class Book:
    """An access log in memory; `full` cannot be written to."""

    entries: list[Read] = field(default_factory=list)
    full: bool = False

    async def record(self, read: Read) -> None:
        if self.full:
            raise CannotLog
        self.entries.append(read)


async def _worklist(_connection: AsyncConnection, wanted: Work) -> list[WorkItem]:
    late = WorkItem(case_id="c-00000002", step="Categorise", due_at=NOW, overdue=True)
    soon = WorkItem(case_id="c-00000001", step="Check", due_at=datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    urgent = WorkItem(case_id="c-00000003", step="Act now", urgent=True)
    found = [late, soon, urgent]
    return [one for one in found if one.overdue] if wanted.which is Which.OVERDUE else found[: wanted.limit]


async def _search(_connection: AsyncConnection, _query: BaseModel, _by: Officer, _limit: int) -> list[Found]:
    return [Found("c-00000001", View({"state": "ENQUIRY"}, {"applicant": CANARY}))]


def shown(found: Snapshot[dict[str, str]]) -> View:
    return View(
        {"state": "ENQUIRY"}, {"applicant": found.state["applicant"], "source": "S1"}, mail="applicant"
    )


def need_to_know(by_role: Mapping[str, frozenset[str]]) -> MaySee:
    """Sections by role alone."""

    def may_see(officer: Officer, _state: Any, section: str) -> bool:
        roles = officer.roles | {officer.actor.role}
        return any(section in by_role.get(role, frozenset()) for role in roles)

    return may_see


def routes() -> APIRouter:
    router = APIRouter()
    sees = need_to_know({Role.SUPERVISOR: frozenset({"applicant", "subject"})})
    command(
        router, "/enquiries", Enquiry, lambda body, by: Open(by, body.applicant),
        summary="Receive an enquiry", creates=True,
    )  # fmt: skip
    command(
        router, "/cases/{case_id}/category", Decision, lambda body, by: Categorise(by, body.seen),
        summary="Categorise", roles=frozenset({Role.SUPERVISOR}),
    )  # fmt: skip
    command(router, "/cases/{case_id}/note", Decision, lambda body, by: Open(by, body.reason), summary="Note")
    steps = {"categorise": Categorise, "note": lambda by, _: Open(by, "")}
    check(router, steps, roles=frozenset({Role.SUPERVISOR}))
    alarms(router)
    work(router, _worklist)
    cases(router, ByReference, _search, sees)
    cases(router, ByName, _search, sees, personal=True)
    case_view(router, shown, sees)
    return router


@dataclass
class Desk:
    """The service, its memory, and officers who sit at it."""

    served: FastAPI
    memory: Memory
    book: Book
    issuer: LocalIssuer

    def client(self, officer: str | Invented | None = "ds-2203") -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.issuer.issue(officer)}"} if officer else {}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.served), base_url="http://desk.invalid", headers=headers
        )


SECRET = b"an invented secret of the service, long enough"


def settings(by: LocalIssuer, **changes: Any) -> AccessSettings:
    said = {"issuer": by.issuer, "audience": by.audience, "jwks": str(by.jwks), "force": "46"}
    return AccessSettings(**{**said, "ring": RING, **changes})


def fresh(built: Desk) -> Desk:
    """The same API and officers with nothing remembered."""
    memory, book = Memory(), Book()
    built.served.state.access = replace(built.served.state.access, runtime=memory, reads=book)
    return replace(built, memory=memory, book=book)


def desk(state: Path, **changes: Any) -> Desk:
    issuer = LocalIssuer(state, profile="development")
    memory, book = Memory(), Book()
    said = settings(issuer, **changes)
    served = app(
        "Toy service",
        [routes()],
        runtime=memory,
        settings=said,
        secret=SECRET,
        officers=Officers(said),
        reads=book,
    )
    return Desk(served, memory, book, issuer)
