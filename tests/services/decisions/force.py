"""Decisions of one force as it really runs; the other services are played by hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from access.issuer import OFFICERS, LocalIssuer
from access.settings import AccessSettings
from assembly.described import PUBLISHED
from assembly.program import Program
from assembly.settings import Surroundings
from assembly.wiring import World
from contracts.catalogue import Catalogue
from contracts.keyring import generate, load, path_of
from contracts.parties import source
from contracts.topics import for_force
from contracts.vault import Vault
from deploy.local.contents import contents
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging import envelope
from messaging.decider import Message
from messaging.migrate import upgrade
from messaging.service import KEYS_HEADER
from services.decisions.app import MIGRATIONS, build
from services.decisions.settings import Settings

ROLES = frozenset({"api", "consume", "relay", "sweep"})
CATALOGUE = Catalogue(PUBLISHED)
SUPERVISOR, OTHER_SUPERVISOR, INSPECTOR, CLERK = "ds-2203", "ps-2290", "di-3301", "st-1900"
CONSTABLE = "pc-4711"


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


@dataclass
class Force:
    """One force on a stack. `rung` is what the duty telephone was told."""

    stack: Stack
    code: str
    home: Path
    program: Program
    issuer: LocalIssuer
    operator: AsyncEngine
    rung: list[dict[str, Any]]
    _producers: dict[str, AIOKafkaProducer] = field(default_factory=dict)
    _heads: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    async def begin(cls, stack: Stack, code: str, home: Path) -> Force:
        await asyncio.to_thread(stack.extend, contents((code,)))
        await asyncio.to_thread(generate, for_force(code), home)
        database = f"csods_{code}_decisions"
        await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")), MIGRATIONS)
        issuer = LocalIssuer(home / "issuer", profile="development")
        rung: list[dict[str, Any]] = []
        program = _program(stack, code, home, issuer, rung)
        operator = create_async_engine(asyncpg_dsn(stack.dsn(database, "operator")))
        force = cls(stack, code, home, program, issuer, operator, rung)
        await force.program.runtime.start()
        return force

    async def end(self) -> None:
        for producer in self._producers.values():
            await producer.stop()
        await self.program.runtime.stop()
        for close in self.program.closing:
            await close()
        await self.operator.dispose()

    async def post(self, path: str, body: Any, officer: str = SUPERVISOR) -> httpx.Response:
        async with self._client(officer) as client:
            return await client.post(path, json=body)

    async def done(self, path: str, body: Any, officer: str = SUPERVISOR) -> dict[str, Any]:
        answer = await self.post(path, body, officer)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def get(self, path: str, officer: str = SUPERVISOR) -> Any:
        async with self._client(officer) as client:
            answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def reading(self, path: str, officer: str) -> httpx.Response:
        async with self._client(officer) as client:
            return await client.get(path)

    def _client(self, officer: str) -> httpx.AsyncClient:
        token = self.issuer.issue(replace(OFFICERS[officer], force=self.code))
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.program.api),
            base_url="http://decisions.invalid",
            headers={"Authorization": f"Bearer {token}", "X-Reason": "supervising this case today"},
        )

    async def say(self, case_id: str, message: Message) -> None:
        """Publish as another service does: sealed, chained, numbered, with the keys in a header."""
        event = message.event
        who = f"{self.code}.{message.source.rpartition('/')[2]}"
        topic = for_force(self.code).topic_for(who, event.TYPE)
        assert topic is not None, event.TYPE
        vault = Vault(load(path_of(self.home, who)))
        wraps: list[tuple[str, str, str, str]] = []

        def seal(label: str, plain: bytes) -> dict[str, str]:
            key = vault.new_key()
            readers = sorted(topic.may_open(label))
            wraps.extend((vault.key_id(key), label, reader, vault.wrap(reader, key)) for reader in readers)
            return vault.seal(key, source(who), case_id, label, event.TYPE, plain)

        made = envelope.Composition(
            source=source(who),
            type=event.TYPE,
            case_id=case_id,
            occurred_at=message.occurred_at,
            recorded_at=datetime.now(UTC),
            dataschema=f"urn:csods:schema:{event.TYPE}",
            actor=message.actor,
            correlation=case_id,
            causation="",
            classification="OFFICIAL-SENSITIVE",
            urgent=event.URGENT,
            critical=event.CRITICAL,
            opening=message.opening,
        )
        core = envelope.compose(made, CATALOGUE.encode(event, seal))
        stream = (who, case_id)
        self._heads[stream] = envelope.link(self._heads.get(stream, envelope.genesis(case_id)), core)
        number = self._numbers[topic.name, case_id] = self._numbers.get((topic.name, case_id), 0) + 1
        chained = self._heads[stream]
        value = envelope.relayed(core, id_=envelope.event_id(chained), chained=chained, sequence=number)
        producer = await self._producer(who)
        headers = [(KEYS_HEADER, vault.header(wraps))]
        await producer.send_and_wait(topic.name, value, key=case_id.encode(), headers=headers)

    async def _producer(self, who: str) -> AIOKafkaProducer:
        if who not in self._producers:
            self._producers[who] = AIOKafkaProducer(**self.stack.login(who), acks="all")
            await self._producers[who].start()
        return self._producers[who]

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.operator.connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def journalled(self, case_id: str, *types: str) -> None:
        """Wait until the case's journal holds at least one of each of these."""

        async def found() -> bool:
            held = await self.rows(
                "SELECT DISTINCT type FROM journal WHERE case_id = :case AND type = ANY(:types)",
                case=case_id,
                types=list(types),
            )
            return len(held) == len(types)

        await until(found, f"{', '.join(types)} in the journal of {case_id}")

    async def quiet(self) -> None:
        """Wait until nothing is left to publish."""

        async def found() -> bool:
            return not await self.rows("SELECT 1 FROM outbox")

        await until(found, "the outbox empty")

    async def published(self, case_id: str, topic: str) -> list[dict[str, Any]]:
        """What stands on a topic of ours about the case."""
        consumer = AIOKafkaConsumer(
            f"csods.{self.code}.{topic}",
            **self.stack.administrator_login(),
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        await consumer.start()
        try:
            ends = await consumer.end_offsets(consumer.assignment())
            said: list[dict[str, Any]] = []
            for partition, end in ends.items():
                while await consumer.position(partition) < end:
                    for records in (await consumer.getmany(partition, timeout_ms=1000)).values():
                        said += [orjson.loads(record.value or b"{}") for record in records]
        finally:
            await consumer.stop()
        return [one for one in said if one["subject"] == case_id]


def _program(stack: Stack, code: str, home: Path, issuer: LocalIssuer, rung: list[dict[str, Any]]) -> Program:
    who, database = f"{code}.decisions", f"csods_{code}_decisions"
    login = stack.login(who)
    settings = Settings(
        force=code,
        database_url=SecretStr(asyncpg_dsn(stack.dsn(database))),
        case_secret=SecretStr("only for tests, and long enough for them"),
    )
    around = Surroundings(
        profile="development",
        kafka_bootstrap_servers=stack.bootstrap,
        kafka_user=login["sasl_plain_username"],
        kafka_password=SecretStr(login["sasl_plain_password"]),
        keyring=path_of(home, who),
        ring_url="http://duty.invalid",
        ring_key=SecretStr("unused"),
        feed_stale_after=timedelta(days=1),  # nobody says for the others that they live
    )
    access = AccessSettings(
        issuer=issuer.issuer,
        audience=issuer.audience,
        jwks=str(issuer.jwks),
        force=code,
        ring="Force control room, 01632 960046",
    )

    def ring(request: httpx.Request) -> httpx.Response:
        rung.append(orjson.loads(request.content))
        return httpx.Response(201)

    http = httpx.AsyncClient(transport=httpx.MockTransport(ring))
    return build(settings, World(around, access, http), ROLES)
