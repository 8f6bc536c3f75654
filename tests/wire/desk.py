"""One service's API on a real PostgreSQL, its business clock in hand, and officers of stories who sign in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from access.issuer import LocalIssuer
from access.settings import AccessSettings
from assembly.program import Program
from assembly.settings import Surroundings
from assembly.wiring import World
from contracts.keyring import generate, path_of
from contracts.parties import joined_to
from contracts.topics import for_force
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from messaging.commands import Once
from messaging.decider import Actor
from messaging.migrate import upgrade
from messaging.outcomes import Unmet
from tests.wire.laying import Layer
from tests.wire.orders import Orders, invented

FORCE: Final = "46"
"""The force of all stories. Its topics are left alone: nothing is consumed, published or done later here."""
SILENT: Final = """
INSERT INTO feeds (topic, partition, read_until, spoke_at)
VALUES ($1, 0, clock_timestamp(), clock_timestamp() - interval '1 hour')
"""
API: Final = frozenset({"api"})
SET_CLOCK: Final = "UPDATE clock.authority SET business_at = $1, set_at = clock_timestamp(), rate = 0"
LAST_REFUSED: Final = text("SELECT unmet FROM refusals WHERE case_id = :case ORDER BY id DESC LIMIT 1")


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


@dataclass(frozen=True)
class Served:
    """A service as it is put together: `build(dsn, world)`; its migrations; its routes as orders."""

    name: str
    build: Callable[[SecretStr, World], Program]
    migrations: tuple[Path, ...]
    orders: Orders
    tells: Callable[[Any, Actor, tuple[Unmet, ...]], tuple[Unmet, ...]] = lambda _state, _by, unmet: unmet
    """What an officer is told of all that stands in the way."""


@dataclass
class Desk:
    """Whoever asks here asks over HTTP, signed in as the officer of the command."""

    served: Served
    program: Program
    issuer: LocalIssuer
    operator: AsyncEngine
    clock: asyncpg.Connection
    administrator: asyncpg.Connection
    layer: Layer
    client: httpx.AsyncClient
    _tokens: dict[Actor, str] = field(default_factory=dict)

    @classmethod
    async def begin(cls, served: Served, stack: Stack, database: str, home: Path) -> Desk:
        await asyncio.to_thread(stack.extend, StackSpec(databases=(database,)))
        await asyncio.to_thread(_keyrings, home)
        await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")), served.migrations)
        issuer = LocalIssuer(home / "issuer", profile="development")
        world = _world(served.name, stack, home, issuer)
        program = served.build(SecretStr(asyncpg_dsn(stack.dsn(database))), world)
        return cls(
            served,
            program,
            issuer,
            create_async_engine(asyncpg_dsn(stack.dsn(database, "operator"))),
            await asyncpg.connect(stack.dsn(database, "clock")),
            await asyncpg.connect(stack.dsn(database, "administrator")),
            Layer(program.runtime.applier, home),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(program.api), base_url=f"http://{served.name}.invalid"
            ),
        )

    async def end(self) -> None:
        await self.client.aclose()
        await self.clock.close()
        await self.administrator.close()
        await self.program.runtime.stop()
        await self.operator.dispose()
        for close in self.program.closing:
            await close()

    async def at(self, now: datetime) -> None:
        """Business time stands still here."""
        await self.clock.execute(SET_CLOCK, now)

    async def silence(self, topic: str) -> None:
        """Nobody has heard of this topic's writer for a long time."""
        await self.administrator.execute(SILENT, topic)

    async def hear_again(self) -> None:
        await self.administrator.execute("DELETE FROM feeds")

    def case_id(self, name: str, command: Any) -> str:
        """Under this name, or what the service makes of it for a case that this command opens."""
        order = self.served.orders.of(command)
        if order.of_a_case:
            return name
        return self.program.runtime.new_case_id(Once(command.by.id, order.name, name, b""))

    async def give(self, case_id: str, command: Any, name: str) -> httpx.Response:
        """The order that makes this command, by its route."""
        orders = self.served.orders
        headers = {"Authorization": f"Bearer {self._token(command.by)}", "X-Reason": "working on this case"}
        order = orders.of(command)
        headers["Idempotency-Key"] = name
        path = order.path.format(case_id=case_id)
        return await self.client.post(path, json=orders.body(command), headers=headers)

    def _token(self, by: Actor) -> str:
        if by not in self._tokens:
            self._tokens[by] = self.issuer.issue(invented(by))
        return self._tokens[by]

    async def refused(self, case_id: str) -> list[Mapping[str, Any]]:
        """What the last refusal was kept with: every condition, and the rows of the ledger that it serves."""
        async with self.operator.connect() as connection:
            kept: list[Mapping[str, Any]] = (
                await connection.execute(LAST_REFUSED, {"case": case_id})
            ).scalar_one()
            return kept


def _keyrings(home: Path) -> None:
    """Of our force and of all with which it exchanges messages, each with the public keys of the other."""
    for force in (FORCE, *joined_to(FORCE), FORCE):
        generate(for_force(force), home)


def _world(name: str, stack: Stack, home: Path, issuer: LocalIssuer) -> World:
    around = Surroundings(
        profile="development",
        clock="movable",
        kafka_bootstrap_servers=stack.bootstrap,
        keyring=path_of(home, f"{FORCE}.{name}"),
        ring_url="http://duty.invalid",
        ring_key=SecretStr("unused"),
    )
    access = AccessSettings(
        issuer=issuer.issuer,
        audience=issuer.audience,
        jwks=str(issuer.jwks),
        force=FORCE,
        ring="Force control room, 01632 960046",
    )
    ring = httpx.MockTransport(lambda _request: httpx.Response(201))
    return World(around, access, httpx.AsyncClient(transport=ring))
