"""The composition root of notifications: the only place where things are wired."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
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
from messaging.clock import Clock
from messaging.faults import is_transient
from messaging.runtime import Options, Runtime, engine
from services.notifications import api, handlers, tasks
from services.notifications.adapters.govuk_notify import GovukNotify
from services.notifications.adapters.mailbox import Mailbox
from services.notifications.adapters.transport import Transport
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.events import PRIVATE
from services.notifications.settings import Settings
from services.notifications.store.projector import MessagesProjector

NAME: Final = "notifications"
EDITION: Final = "notifications-1"
"""Of the rules in `domain/gates.py`; kept with every refusal."""
MIGRATIONS: Final = (
    Path(server.__file__).parent / "migrations",
    Path(__file__).parent / "store" / "migrations",
)
HTTP_TIMEOUT: Final = 10.0
READY_TIMEOUT: Final = 3.0


@dataclass(frozen=True)
class World:
    """All that is impure besides the database: surroundings, who may come in, and what carries messages."""

    surroundings: Surroundings
    access: AccessSettings
    http: httpx.AsyncClient
    transport: Transport


def outside(settings: Settings) -> World:
    """The world as the environment names it."""
    http = httpx.AsyncClient(timeout=HTTP_TIMEOUT)
    return World(Surroundings(), AccessSettings(), http, transport(settings, http))


def transport(settings: Settings, http: httpx.AsyncClient) -> Transport:
    if settings.transport == "mailbox":
        return Mailbox(http, settings.mailbox_url, settings.mailbox_key)
    duty = {role.value: number for role, number in settings.notify_duty.items()}
    return GovukNotify(http, settings.notify_key, settings.notify_templates, duty)


def build(settings: Settings, world: World, roles: frozenset[str]) -> Program:
    around = world.surroundings
    database = engine(settings.database_url.get_secret_value())
    clock: Clock = around.business_clock()

    async def now() -> datetime:
        async with database.connect() as connection:
            return await clock.now(connection)

    service = described(
        settings.force,
        NAME,
        decider=DECIDER,
        routes=handlers.ROUTES,
        private=PRIVATE,
        edition=EDITION,
        keyring=around.keyring,
        projector=MessagesProjector(),
    )
    runtime = Runtime(
        service,
        database,
        clock,
        tasks.routes(tasks.Sending(world.transport, now)),
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
                await now()
        except Exception as error:
            if not is_transient(error):
                raise
            return {"database": False}
        return {"database": True, "progress": not runtime.silent()}

    served = server.app(
        f"Notifications, force {settings.force}",
        [api.routes()],
        runtime=runtime,
        settings=world.access,
        reads=Reads(database),
        ready=ready,
    )
    return Program(runtime, served, settings.host, settings.port, (world.http.aclose,))
