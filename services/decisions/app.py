"""The composition root of decisions: the only place where things are wired."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from access import server
from access.reads import Reads
from access.settings import AccessSettings
from assembly.described import described
from assembly.program import Program
from assembly.ringer import CLIMB, HttpRinger
from assembly.settings import Surroundings
from messaging.faults import is_transient
from messaging.runtime import Options, Runtime, engine
from services.decisions import api, handlers, tasks
from services.decisions.answering import Answering
from services.decisions.domain import DECIDER
from services.decisions.domain.events import PRIVATE
from services.decisions.settings import Settings
from services.decisions.store.projector import WorkProjector

NAME: Final = "decisions"
EDITION: Final = "decisions-1"
"""Of the rules in `domain/gates.py`; kept with every refusal."""
MIGRATIONS: Final = (
    Path(server.__file__).parent / "migrations",
    Path(__file__).parent / "store" / "migrations",
)
HTTP_TIMEOUT: Final = 10.0
READY_TIMEOUT: Final = 3.0


@dataclass(frozen=True)
class World:
    """All that is impure besides the database: surroundings, who may come in, and what rings."""

    surroundings: Surroundings
    access: AccessSettings
    http: httpx.AsyncClient


def outside() -> World:
    """The world as the environment names it."""
    return World(Surroundings(), AccessSettings(), httpx.AsyncClient(timeout=HTTP_TIMEOUT))


def build(settings: Settings, world: World, roles: frozenset[str]) -> Program:
    around = world.surroundings
    service = described(
        settings.force,
        NAME,
        decider=DECIDER,
        routes=handlers.ROUTES,
        private=PRIVATE,
        edition=EDITION,
        keyring=around.keyring,
        projector=WorkProjector(),
    )
    runtime = Runtime(
        service,
        engine(settings.database_url.get_secret_value()),
        around.business_clock(),
        tasks.TASKS,
        HttpRinger(world.http, around.ring_url, around.ring_key.get_secret_value()),
        Options(
            around.wire(),
            around.instance,
            settings.case_secret.get_secret_value().encode(),
            roles,
            climb=CLIMB,
        ),
    )

    async def ready() -> dict[str, bool]:
        try:
            async with asyncio.timeout(READY_TIMEOUT):
                await runtime.now()
        except Exception as error:
            if not is_transient(error):
                raise
            return {"database": False}
        return {"database": True, "progress": not runtime.silent()}

    served = server.app(
        f"Decisions, force {settings.force}",
        [api.routes()],
        runtime=Answering(runtime),
        settings=world.access,
        reads=Reads(runtime.engine),
        ready=ready,
    )
    return Program(runtime, served, settings.host, settings.port, (world.http.aclose,))
