"""Notifications of one force as it really runs; decisions and intake are played by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from assembly.program import Program
from assembly.settings import Surroundings
from assembly.wiring import World
from contracts import decisions, intake
from contracts.catalogue import Catalogue
from contracts.event import Event
from contracts.keyring import generate, load, path_of
from contracts.parties import source
from contracts.topics import for_force
from contracts.vault import Vault
from deploy.local.contents import contents
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging import envelope
from messaging.decider import Actor
from messaging.migrate import upgrade
from messaging.service import KEYS_HEADER
from services.notifications.app import MIGRATIONS, build
from services.notifications.settings import Settings
from tests.deploy.simulators.running import Running
from tests.services.notifications.told import OPENING

ROLES = frozenset({"api", "consume", "relay", "sweep"})
CATALOGUE = Catalogue(dict.fromkeys((*intake.EVENTS, *decisions.EVENTS)))


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


@dataclass
class Force:
    """One force on a stack, and its mailbox."""

    stack: Stack
    code: str
    home: Path
    mailbox: Running
    program: Program
    issuer: LocalIssuer
    operator: AsyncEngine
    _producers: dict[str, AIOKafkaProducer] = field(default_factory=dict)
    _heads: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    async def begin(cls, stack: Stack, code: str, home: Path, mailbox: Running) -> Force:
        await asyncio.to_thread(stack.extend, contents((code,)))
        await asyncio.to_thread(generate, for_force(code), home)
        database = f"csods_{code}_notifications"
        await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")), MIGRATIONS)
        issuer = LocalIssuer(home / "issuer", profile="development")
        force = cls(
            stack,
            code,
            home,
            mailbox,
            _program(stack, code, home, mailbox, issuer),
            issuer,
            create_async_engine(asyncpg_dsn(stack.dsn(database, "operator"))),
        )
        await force.program.runtime.start()
        return force

    async def end(self) -> None:
        for producer in self._producers.values():
            await producer.stop()
        await self.program.runtime.stop()
        for close in self.program.closing:
            await close()
        await self.operator.dispose()

    def client(self, officer: str = "ds-2203") -> httpx.AsyncClient:
        who = OFFICERS[officer]
        changed = type(who)(who.id, who.name, who.rank, who.roles, who.competences, self.code)
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.program.api),
            base_url="http://notifications.invalid",
            headers={
                "Authorization": f"Bearer {self.issuer.issue(changed)}",
                "X-Reason": "supervising this case today",
            },
        )

    async def say(self, service: str, case_id: str, event: Event) -> None:
        """Publish as another service does: sealed, chained, numbered, with the keys in a header."""
        who = f"{self.code}.{service}"
        topic = for_force(self.code).topic_for(who, event.TYPE)
        assert topic is not None, event.TYPE
        vault = Vault(load(path_of(self.home, who)))
        wraps: list[tuple[str, str, str, str]] = []

        def seal(label: str, plain: bytes) -> dict[str, str]:
            key = vault.new_key()
            readers = sorted(topic.may_open(label))
            wraps.extend((vault.key_id(key), label, reader, vault.wrap(reader, key)) for reader in readers)
            return vault.seal(key, source(who), case_id, label, event.TYPE, plain)

        now = datetime.now(UTC)
        made = envelope.Composition(
            source=source(who),
            type=event.TYPE,
            case_id=case_id,
            occurred_at=event.occurred_at or now,
            recorded_at=now,
            dataschema=f"urn:csods:schema:{event.TYPE}",
            actor=Actor(f"system:{who}"),
            correlation=case_id,
            causation="",
            classification="OFFICIAL-SENSITIVE",
            urgent=event.URGENT,
            critical=event.CRITICAL,
            opening=OPENING,
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

    async def count(self, query: str, **values: Any) -> int:
        async with self.operator.connect() as connection:
            return int((await connection.execute(text(query), values)).scalar_one())

    async def journalled(self, case_id: str, *types: str) -> None:
        """Wait until the case's journal holds at least one of each of these."""

        async def found() -> bool:
            held = await self.count(
                "SELECT count(DISTINCT type) FROM journal WHERE case_id = :case AND type = ANY(:types)",
                case=case_id,
                types=list(types),
            )
            return held == len(types)

        await until(found, f"{', '.join(types)} in the journal of {case_id}")

    async def quiet(self) -> None:
        """Wait until nothing is left to publish."""

        async def found() -> bool:
            return await self.count("SELECT count(*) FROM outbox") == 0

        await until(found, "the outbox empty")

    def letters(self, *needles: str) -> list[dict[str, Any]]:
        """What lies in the mailbox with all of these words in it."""
        with self.mailbox.client() as reader:
            found: list[dict[str, Any]] = reader.get("/v1/messages").json()["messages"]
        return [one for one in found if all(needle in one["to"] + one["body"] for needle in needles)]

    async def published(self, case_id: str) -> list[Mapping[str, Any]]:
        """What notifications has said of the case, on Kafka."""
        topic = f"csods.{self.code}.notifications"
        consumer = AIOKafkaConsumer(
            topic, **self.stack.administrator_login(), auto_offset_reset="earliest", enable_auto_commit=False
        )
        await consumer.start()
        try:
            ends = await consumer.end_offsets(consumer.assignment())
            said: list[Mapping[str, Any]] = []
            for partition, end in ends.items():
                while await consumer.position(partition) < end:
                    for records in (await consumer.getmany(partition, timeout_ms=1000)).values():
                        said += [orjson.loads(record.value or b"{}") for record in records]
        finally:
            await consumer.stop()
        return [one for one in said if one["subject"] == case_id]


def _program(stack: Stack, code: str, home: Path, mailbox: Running, issuer: LocalIssuer) -> Program:
    who, database = f"{code}.notifications", f"csods_{code}_notifications"
    login = stack.login(who)
    settings = Settings(
        force=code,
        database_url=SecretStr(asyncpg_dsn(stack.dsn(database))),
        case_secret=SecretStr("only for tests, and long enough for them"),
        transport="mailbox",
        mailbox_url=mailbox.url,
        mailbox_key=SecretStr(mailbox.key),
    )
    around = Surroundings(
        profile="development",
        kafka_bootstrap_servers=stack.bootstrap,
        kafka_user=login["sasl_plain_username"],
        kafka_password=SecretStr(login["sasl_plain_password"]),
        keyring=path_of(home, who),
        ring_url=f"{mailbox.url}/v1/rings",
        ring_key=SecretStr(mailbox.key),
    )
    access = AccessSettings(
        issuer=issuer.issuer,
        audience=issuer.audience,
        jwks=str(issuer.jwks),
        force=code,
        ring="Force control room, 01632 960046",
    )
    http = httpx.AsyncClient(timeout=5)
    return build(settings, World(around, access, http), ROLES)
