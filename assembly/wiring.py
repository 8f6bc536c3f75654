"""One process of one service, put together: its database and clock, its runtime, its API."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import httpx
from fastapi import APIRouter

import access
from access import server
from access.reads import Reads
from access.runtime import Runtime as Facade
from access.settings import AccessSettings
from assembly.described import described
from assembly.program import Program
from assembly.ringer import CLIMB, HttpRinger
from assembly.settings import ServiceSettings, Surroundings
from contracts.event import Event
from contracts.keyring import KeyringUnreadable
from messaging.clock import MOVED, Clock, MovableClock
from messaging.decider import Decider
from messaging.faults import is_transient
from messaging.routes import MessageRoutes, TaskRoutes
from messaging.runtime import Options, Runtime, engine
from messaging.service import Projector
from messaging.sweep import LEASE
from messaging.watch import Limits

S = TypeVar("S")
HTTP_TIMEOUT: Final = 10.0
READY_TIMEOUT: Final = 3.0
"""Seconds."""


@dataclass(frozen=True)
class World:
    """All that is impure besides the database: surroundings, who may come in, the line out to the world."""

    surroundings: Surroundings
    access: AccessSettings
    http: httpx.AsyncClient


def outside() -> World:
    """The world as the environment names it."""
    return World(Surroundings(), AccessSettings(), httpx.AsyncClient(timeout=HTTP_TIMEOUT))


def locations(app: str) -> tuple[Path, Path]:
    """Where the migrations of a service are, besides the runtime's: `app` is its composition root's file."""
    return Path(access.__file__).parent / "migrations", Path(app).parent / "store" / "migrations"


@dataclass(frozen=True)
class Rules(Generic[S]):
    """What makes a service the one that it is. `edition`, of its gates, is kept with every refusal.

    `private` are the events that it keeps to itself; `lease` is how long a task is left to one worker.
    """

    name: str
    edition: str
    decider: Decider[S]
    routes: MessageRoutes
    private: Iterable[type[Event]]
    projector: Projector
    lease: timedelta = LEASE
    judges: bool = False
    """Whether people judge here on what all services say, so that a silent one must be known."""


class Wiring:
    """Of one process. `now()` is business time, for effects that must know it."""

    def __init__(self, settings: ServiceSettings, world: World, roles: frozenset[str]) -> None:
        self.settings = settings
        self.world = world
        self.roles = roles
        self.database = engine(settings.database_url.get_secret_value())
        self.clock: Clock = world.surroundings.business_clock()

    async def now(self) -> datetime:
        async with self.database.connect() as connection:
            return await self.clock.now(connection)

    def runtime(self, rules: Rules[S], tasks: TaskRoutes) -> Runtime[S]:
        """KeyringUnreadable when the keys are not this service's."""
        around, clock = self.world.surroundings, self.clock
        service = described(
            self.settings.force,
            rules.name,
            decider=rules.decider,
            routes=rules.routes,
            private=rules.private,
            edition=rules.edition,
            keyring=around.keyring,
            secret=self._secret(),
            projector=rules.projector,
            stale_after=around.feed_stale_after if rules.judges else None,
        )
        if around.roots is not None and service.signer is None:
            raise KeyringUnreadable(f"{around.keyring.name} has no key to sign with: generate keyrings again")
        options = Options(
            around.wire(),
            around.instance,
            self._secret(),
            self.roles,
            climb=CLIMB,
            lease=rules.lease,
            limits=Limits(every=min(Limits().every, around.feed_stale_after / 4)),
            alive_every=around.alive_every,
            moved_on=MOVED if isinstance(clock, MovableClock) else None,
            roots=around.roots,
        )
        ringer = HttpRinger(self.world.http, around.ring_url, around.ring_key.get_secret_value())
        return Runtime(service, self.database, clock, tasks, ringer, options)

    def program(
        self,
        rules: Rules[S],
        runtime: Runtime[S],
        routers: Sequence[APIRouter],
        *,
        facade: Facade | None = None,
        closing: Sequence[Callable[[], Any]] = (),
    ) -> Program:
        """`facade` stands before the runtime for the API alone; `closing` what else to close."""
        settings = self.settings
        served = server.app(
            f"{rules.name.capitalize()}, force {settings.force}",
            routers,
            runtime=facade or runtime,
            settings=self.world.access,
            secret=hmac.digest(self._secret(), b"access", hashlib.sha256),
            reads=Reads(self.database),
            ready=ready(self.now, runtime.silent),
        )
        return Program(runtime, served, settings.host, settings.port, (*closing, self.world.http.aclose))

    def _secret(self) -> bytes:
        return self.settings.case_secret.get_secret_value().encode()


def ready(
    now: Callable[[], Awaitable[datetime]], silent: Callable[[], object]
) -> Callable[[], Awaitable[dict[str, bool]]]:
    """Ready is a process whose database answers in time and whose parts all make progress."""

    async def ask() -> dict[str, bool]:
        try:
            async with asyncio.timeout(READY_TIMEOUT):
                await now()
        except Exception as error:
            if not is_transient(error):
                raise
            return {"database": False}
        return {"database": True, "progress": not silent()}

    return ask
