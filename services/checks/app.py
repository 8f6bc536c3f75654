"""The composition root of checks: the only place where things are wired."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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
from contracts.codes import Source
from messaging.clock import Clock
from messaging.faults import is_transient
from messaging.runtime import Options, Runtime, engine
from services.checks import api, handlers, tasks
from services.checks.adapters.line import Line, silence
from services.checks.adapters.police import COLLECTION, PoliceRecords
from services.checks.adapters.probation import Probation
from services.checks.adapters.social_care import SocialCare
from services.checks.domain.decide import decider
from services.checks.domain.events import EVENTS
from services.checks.domain.sources import register_for
from services.checks.settings import LEASE, Settings
from services.checks.store.projector import ChecksProjector

NAME: Final = "checks"
EDITION: Final = "checks-1"
"""Of the rules in `domain/gates.py`; kept with every refusal."""
MIGRATIONS: Final = (
    Path(server.__file__).parent / "migrations",
    Path(__file__).parent / "store" / "migrations",
)
RING_TIMEOUT: Final = 5.0
READY_TIMEOUT: Final = 3.0


@dataclass(frozen=True)
class World:
    """All that is impure besides the database: surroundings, who may come in, the duty telephone.

    `transports` replaces the network to a source, by its name; in production there is none.
    """

    surroundings: Surroundings
    access: AccessSettings
    ringing: httpx.AsyncClient
    transports: Mapping[str, httpx.AsyncBaseTransport] = field(default_factory=dict)


def outside() -> World:
    """The world as the environment names it."""
    return World(Surroundings(), AccessSettings(), httpx.AsyncClient(timeout=RING_TIMEOUT))


@dataclass(frozen=True)
class Lines:
    """The lines to the sources: one for each system, shared by the sources that it answers for."""

    police: Line
    probation: Line
    social_care: Line

    async def close(self) -> None:
        for line in (self.police, self.probation, self.social_care):
            await line.close()


def lines(settings: Settings, transports: Mapping[str, httpx.AsyncBaseTransport]) -> Lines:
    patience = settings.patience()
    named = {
        "police": (settings.police_url, settings.police_key),
        "probation": (settings.probation_url, settings.probation_key),
        "social_care": (settings.social_care_url, settings.social_care_key),
    }
    return Lines(
        **{
            name: Line(name, url, key.get_secret_value(), patience, transports.get(name))
            for name, (url, key) in named.items()
        }
    )


def sources(settings: Settings, to: Lines) -> tasks.Sources:
    at_once: dict[Source, tasks.Search] = {source: PoliceRecords(to.police, source) for source in COLLECTION}
    at_once[Source.PROBATION] = Probation(to.probation)
    return tasks.Sources(at_once, SocialCare(to.social_care), settings.ask_within)


def build(settings: Settings, world: World, roles: frozenset[str]) -> Program:
    silence()
    around = world.surroundings
    register = register_for(settings.force)
    database = engine(settings.database_url.get_secret_value())
    clock: Clock = around.business_clock()
    to = lines(settings, world.transports)

    async def now() -> datetime:
        async with database.connect() as connection:
            return await clock.now(connection)

    service = described(
        settings.force,
        NAME,
        decider=decider(register),
        routes=handlers.ROUTES,
        private=EVENTS,
        edition=EDITION,
        keyring=around.keyring,
        projector=ChecksProjector(register),
    )
    runtime = Runtime(
        service,
        database,
        clock,
        tasks.routes(sources(settings, to), now),
        HttpRinger(world.ringing, around.ring_url, around.ring_key.get_secret_value()),
        Options(
            around.wire(),
            around.instance,
            settings.case_secret.get_secret_value().encode(),
            roles,
            climb=CLIMB,
            lease=LEASE,
        ),
    )

    async def ready() -> dict[str, bool]:
        try:
            async with asyncio.timeout(READY_TIMEOUT):
                await now()
        except Exception as error:
            if not is_transient(error):
                raise
            return {"database": False}
        return {"database": True, "progress": not runtime.silent()}

    served = server.app(
        f"Checks, force {settings.force}",
        [api.routes(register)],
        runtime=runtime,
        settings=world.access,
        reads=Reads(database),
        ready=ready,
    )
    return Program(runtime, served, settings.host, settings.port, (to.close, world.ringing.aclose))
