"""The composition root of intake: the only place where things are wired."""

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
from messaging.clock import Clock
from messaging.faults import is_transient
from messaging.runtime import Options, Runtime, engine
from services.intake import api, handlers, tasks
from services.intake.domain.decide import decider
from services.intake.domain.due import Patience
from services.intake.domain.events import PRIVATE
from services.intake.linking import LinkingRuntime
from services.intake.settings import Settings
from services.intake.store.blind import BlindIndex
from services.intake.store.links import Links
from services.intake.store.projector import IntakeProjector

NAME: Final = "intake"
EDITION: Final = "intake-1"
"""Of the rules in `domain/gates.py`; kept with every refusal."""
MIGRATIONS: Final = (
    Path(server.__file__).parent / "migrations",
    Path(__file__).parent / "store" / "migrations",
)
HTTP_TIMEOUT: Final = 10.0
READY_TIMEOUT: Final = 3.0


@dataclass(frozen=True)
class World:
    """All that is impure besides the database: surroundings, who may come in, the telephone line."""

    surroundings: Surroundings
    access: AccessSettings
    http: httpx.AsyncClient


def outside() -> World:
    """The world as the environment names it."""
    return World(Surroundings(), AccessSettings(), httpx.AsyncClient(timeout=HTTP_TIMEOUT))


def build(settings: Settings, world: World, roles: frozenset[str]) -> Program:
    around = world.surroundings
    database = engine(settings.database_url.get_secret_value())
    clock: Clock = around.business_clock()
    index = BlindIndex(settings.blind_secret)
    links = Links(database, index)
    service = described(
        settings.force,
        NAME,
        decider=decider(settings.force, Patience(settings.answer_urgent_within, settings.answer_within)),
        routes=handlers.ROUTES,
        private=PRIVATE,
        edition=EDITION,
        keyring=around.keyring,
        projector=IntakeProjector(index),
    )
    runtime = Runtime(
        service,
        database,
        clock,
        tasks.routes(links),
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
        f"Intake, force {settings.force}",
        [api.routes(index)],
        runtime=LinkingRuntime(runtime, links),
        settings=world.access,
        reads=Reads(database),
        ready=ready,
    )
    return Program(runtime, served, settings.host, settings.port, (world.http.aclose,))
