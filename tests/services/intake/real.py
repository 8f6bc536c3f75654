"""Intake as it really runs, on real PostgreSQL and, if asked, real Kafka; the telephone is a recorder."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import orjson
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import TopicAuthorizationFailedError, UnknownTopicOrPartitionError
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from access.issuer import OFFICERS, LocalIssuer
from access.settings import AccessSettings
from assembly.program import Program
from assembly.settings import Surroundings
from assembly.wiring import World
from contracts.keyring import generate, path_of
from contracts.topics import for_force
from deploy.local.contents import contents
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging.migrate import upgrade
from services.intake.app import MIGRATIONS, build
from services.intake.settings import Settings

FORCE = "46"
WHOLE = frozenset({"api", "consume", "relay", "sweep"})


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


async def _may_read(stack: Stack, code: str) -> bool:
    """Whether the broker knows by now what it was told of who may read what."""
    topics = [topic.name for topic in for_force(code).reads(f"{code}.intake")]
    reader = AIOKafkaConsumer(*topics, **stack.login(f"{code}.intake"))
    try:
        await reader.start()
    except (TopicAuthorizationFailedError, UnknownTopicOrPartitionError):
        return False
    finally:
        await reader.stop()
    return True


@dataclass
class Real:
    """The program and its database; `operator` reads everything; `rung` is who was rung."""

    program: Program
    issuer: LocalIssuer
    operator: AsyncEngine
    keys: Path
    rung: list[dict[str, Any]]

    @classmethod
    async def begin(cls, stack: Stack, name: str, home: Path) -> Real:
        """With a database of its own; nothing is consumed, published or done later unless a test asks."""
        database = f"csods_{name}_intake"
        await asyncio.to_thread(stack.extend, StackSpec(databases=(database,)))
        return await cls._begin(stack, database, FORCE, home, frozenset({"api"}), {})

    @classmethod
    async def begin_force(cls, stack: Stack, code: str, home: Path, **changes: Any) -> Real:
        """One of a whole force, on its topics, with every role running."""
        await asyncio.to_thread(stack.extend, contents((code,)))
        await until(lambda: _may_read(stack, code), "leave to read the topics")
        real = await cls._begin(stack, f"csods_{code}_intake", code, home, WHOLE, changes)
        await real.program.runtime.start()
        return real

    @classmethod
    async def _begin(
        cls,
        stack: Stack,
        database: str,
        code: str,
        home: Path,
        roles: frozenset[str],
        changes: dict[str, Any],
    ) -> Real:
        await asyncio.to_thread(generate, for_force(code), home)
        await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")), MIGRATIONS)
        issuer = LocalIssuer(home / "issuer", profile="development")
        operator = create_async_engine(asyncpg_dsn(stack.dsn(database, "operator")))
        rung: list[dict[str, Any]] = []

        def ring(request: httpx.Request) -> httpx.Response:
            rung.append(orjson.loads(request.content))
            return httpx.Response(201)

        settings = Settings(
            force=code,
            database_url=SecretStr(asyncpg_dsn(stack.dsn(database))),
            case_secret=SecretStr("only for tests, and long enough for them"),
            blind_secret=SecretStr("another one for tests, and as long as that"),
            **changes,
        )
        login = stack.login(f"{code}.intake") if roles == WHOLE else {}
        around = Surroundings(
            profile="development",
            kafka_bootstrap_servers=stack.bootstrap,
            kafka_user=login.get("sasl_plain_username", ""),
            kafka_password=SecretStr(login.get("sasl_plain_password", "")),
            keyring=path_of(home, f"{code}.intake"),
            ring_url="http://duty.invalid",
            ring_key=SecretStr("unused"),
        )
        access = AccessSettings(
            issuer=issuer.issuer,
            audience=issuer.audience,
            jwks=str(issuer.jwks),
            force=code,
            ring="Force control room, 01632 960046",
        )
        http = httpx.AsyncClient(transport=httpx.MockTransport(ring))
        return cls(build(settings, World(around, access, http), roles), issuer, operator, home, rung)

    async def end(self) -> None:
        await self.program.runtime.stop()
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
        force = self.program.runtime.service.principal.partition(".")[0]
        headers = {
            "Authorization": f"Bearer {self.issuer.issue(replace(OFFICERS[officer], force=force))}",
            "X-Reason": "I take the calls of today",
        }
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.program.api),
            base_url="http://intake.invalid",
            headers=headers,
        )
