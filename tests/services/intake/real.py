"""Intake as it really runs, on real PostgreSQL, asked over HTTP; nothing is consumed or published here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from access.issuer import LocalIssuer
from access.settings import AccessSettings
from assembly.program import Program
from assembly.settings import Surroundings
from contracts.keyring import generate, path_of
from contracts.topics import for_force
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from messaging.migrate import upgrade
from services.intake.app import MIGRATIONS, World, build
from services.intake.settings import Settings

FORCE = "46"


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


@dataclass
class Real:
    """The program and its database; `operator` reads everything and writes nothing."""

    program: Program
    issuer: LocalIssuer
    operator: AsyncEngine

    @classmethod
    async def begin(cls, stack: Stack, name: str, home: Path) -> Real:
        database = f"csods_{name}_intake"
        await asyncio.to_thread(stack.extend, StackSpec(databases=(database,)))
        await asyncio.to_thread(generate, for_force(FORCE), home)
        await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")), MIGRATIONS)
        issuer = LocalIssuer(home / "issuer", profile="development")
        operator = create_async_engine(asyncpg_dsn(stack.dsn(database, "operator")))
        program = _program(stack, asyncpg_dsn(stack.dsn(database)), home, issuer)
        return cls(program, issuer, operator)

    async def end(self) -> None:
        await self.program.runtime.engine.dispose()
        await self.operator.dispose()
        for close in self.program.closing:
            await close()

    async def post(self, path: str, body: Any, officer: str = "st-1001", key: str = "") -> httpx.Response:
        async with self._client(officer) as client:
            return await client.post(path, json=body, headers={"Idempotency-Key": key} if key else {})

    async def get(self, path: str, officer: str = "st-1001") -> Any:
        async with self._client(officer) as client:
            answer = await client.get(path)
            assert answer.status_code == 200, answer.text
            return answer.json()

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.operator.connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    def _client(self, officer: str) -> httpx.AsyncClient:
        headers = {
            "Authorization": f"Bearer {self.issuer.issue(officer)}",
            "X-Reason": "I take the calls of today",
        }
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.program.api),
            base_url="http://intake.invalid",
            headers=headers,
        )


def _program(stack: Stack, dsn: str, home: Path, issuer: LocalIssuer) -> Program:
    settings = Settings(
        force=FORCE,
        database_url=SecretStr(dsn),
        case_secret=SecretStr("only for tests, and long enough for them"),
        blind_secret=SecretStr("another one for tests, and as long as that"),
    )
    around = Surroundings(
        profile="development",
        kafka_bootstrap_servers=stack.bootstrap,
        keyring=path_of(home, f"{FORCE}.intake"),
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
    return build(settings, World(around, access, httpx.AsyncClient()), frozenset({"api"}))
