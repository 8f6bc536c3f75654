"""Checks of one force as it really runs, with its agencies behind the wire; intake and decisions are played
by hand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
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
from assembly.program import Program
from assembly.settings import Surroundings
from assembly.wiring import World
from contracts import decisions, intake
from contracts.catalogue import Catalogue
from contracts.keyring import generate, load, path_of
from contracts.parties import source
from contracts.topics import for_force
from contracts.vault import Vault
from deploy.local.contents import contents
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging import envelope
from messaging.decider import Actor, Message
from messaging.migrate import upgrade
from messaging.service import KEYS_HEADER
from services.checks.app import MIGRATIONS, build
from services.checks.settings import Settings
from tests.deploy.simulators.running import Running

CODE = "46"
"""The force that the register has agencies for."""
WHOLE = frozenset({"api", "consume", "relay", "sweep"})
CATALOGUE = Catalogue(dict.fromkeys((*intake.EVENTS, *decisions.EVENTS)))


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


def now() -> datetime:
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


@dataclass
class Agencies:
    """The simulators of one force."""

    police: Running
    probation: Running
    socialcare: Running

    @classmethod
    def begin(cls, stack: Stack, home: Path, answer_after: str) -> Agencies:
        """Social care answers after so long (ISO 8601), as far as HTTP and Kafka let it."""
        script = home / "socialcare.toml"
        script.write_text(f'answer_after = "{answer_after}"\n')
        login = stack.login("socialcare-kent")
        environment = {
            "CSODS_SIM_KAFKA_BOOTSTRAP": login["bootstrap_servers"],
            "CSODS_SIM_KAFKA_PASSWORD": login["sasl_plain_password"],
            "CSODS_SIM_KEYRING": str(path_of(home, "socialcare-kent")),
        }
        return cls(
            Running(stack, "police", home).start(),
            Running(stack, "probation", home).start(),
            Running(stack, "socialcare", home, "--script", str(script), **environment).start(),
        )

    def end(self) -> None:
        for one in (self.police, self.probation, self.socialcare):
            one.end()


@dataclass
class Force:
    """The program, its agencies and its topics; `rung` is who was rung."""

    stack: Stack
    home: Path
    agencies: Agencies
    program: Program
    issuer: LocalIssuer
    operator: AsyncEngine
    rung: list[dict[str, Any]]
    _producers: dict[str, AIOKafkaProducer] = field(default_factory=dict)
    _heads: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    async def begin(cls, stack: Stack, home: Path, answer_after: str = "PT0S") -> Force:
        await asyncio.to_thread(stack.extend, contents((CODE,)))
        await asyncio.to_thread(generate, for_force(CODE), home)
        database = f"csods_{CODE}_checks"
        await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")), MIGRATIONS)
        agencies = await asyncio.to_thread(Agencies.begin, stack, home, answer_after)
        issuer = LocalIssuer(home / "issuer", profile="development")
        rung: list[dict[str, Any]] = []
        operator = create_async_engine(asyncpg_dsn(stack.dsn(database, "operator")))
        program = _program(stack, home, agencies, issuer, rung)
        force = cls(stack, home, agencies, program, issuer, operator, rung)
        await program.runtime.start()
        return force

    async def end(self) -> None:
        for producer in self._producers.values():
            await producer.stop()
        await self.program.runtime.stop()
        for close in self.program.closing:
            await close()
        await self.operator.dispose()
        await asyncio.to_thread(self.agencies.end)

    async def say(self, case_id: str, message: Message) -> None:
        """Publish as intake or decisions does: sealed, chained, numbered, with the keys in a header."""
        event = message.event
        who = message.source.removeprefix("csods/").replace("/", ".")
        topic = for_force(CODE).topic_for(who, event.TYPE)
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
            recorded_at=now(),
            dataschema=f"urn:csods:schema:{event.TYPE}",
            actor=Actor(f"system:{who}"),
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
        number = self._numbers[stream] = self._numbers.get(stream, 0) + 1
        chained = self._heads[stream]
        value = envelope.relayed(core, id_=envelope.event_id(chained), chained=chained, sequence=number)
        producer = await self._producer(who)
        headers = [(KEYS_HEADER, vault.header(wraps))] if wraps else []
        await producer.send_and_wait(topic.name, value, key=case_id.encode(), headers=headers)

    async def _producer(self, who: str) -> AIOKafkaProducer:
        if who not in self._producers:
            self._producers[who] = AIOKafkaProducer(**self.stack.login(who), acks="all")
            await self._producers[who].start()
        return self._producers[who]

    def client(self, officer: str) -> httpx.AsyncClient:
        who = replace(OFFICERS[officer], force=CODE)
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.program.api),
            base_url="http://checks.invalid",
            headers={
                "Authorization": f"Bearer {self.issuer.issue(who)}",
                "X-Reason": "researching this case today",
            },
        )

    async def get(self, path: str, officer: str) -> Any:
        async with self.client(officer) as client:
            answer = await client.get(path)
            assert answer.status_code == 200, answer.text
            return answer.json()

    async def post(self, path: str, body: Any, officer: str) -> httpx.Response:
        async with self.client(officer) as client:
            return await client.post(path, json=body)

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.operator.connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def journalled(self, case_id: str, type_: str, count: int = 1) -> None:
        """Wait until the case's journal holds so many of this type."""

        async def held() -> bool:
            query = "SELECT 1 FROM journal WHERE case_id = :case AND type = :type"
            return len(await self.rows(query, case=case_id, type=type_)) >= count

        await until(held, f"{count} {type_} in the journal of {case_id}")

    async def answered(self, case_id: str, officer: str) -> dict[str, dict[str, Any]]:
        """Wait until no source is silent; what each answered, by its check."""
        found: dict[str, dict[str, Any]] = {}

        async def all_said() -> bool:
            shown = await self.get(f"/cases/{case_id}", officer)
            found.clear()
            found.update({one["check"]: one for one in shown["personal"]["sources"]})
            return bool(found) and all(one["answer"] for one in found.values())

        await until(all_said, f"every source's answer in {case_id}")
        return found

    async def published(self, case_id: str) -> list[Mapping[str, Any]]:
        """What checks has said of the case, on Kafka."""
        consumer = AIOKafkaConsumer(
            f"csods.{CODE}.checks",
            **self.stack.administrator_login(),
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        await consumer.start()
        try:
            said: list[Mapping[str, Any]] = []
            for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
                while await consumer.position(partition) < end:
                    for records in (await consumer.getmany(partition, timeout_ms=1000)).values():
                        said += [orjson.loads(record.value or b"{}") for record in records]
        finally:
            await consumer.stop()
        return [one for one in said if one["subject"] == case_id]


def _program(
    stack: Stack, home: Path, agencies: Agencies, issuer: LocalIssuer, rung: list[dict[str, Any]]
) -> Program:
    who = f"{CODE}.checks"
    login = stack.login(who)

    def ring(request: httpx.Request) -> httpx.Response:
        rung.append(orjson.loads(request.content))
        return httpx.Response(201)

    settings = Settings(
        force=CODE,
        database_url=SecretStr(asyncpg_dsn(stack.dsn(f"csods_{CODE}_checks"))),
        case_secret=SecretStr("only for tests, and long enough for them"),
        police_url=agencies.police.url,
        blind_secret=SecretStr("only for tests, and long enough for them"),
        police_key=SecretStr(agencies.police.key),
        probation_url=agencies.probation.url,
        probation_key=SecretStr(agencies.probation.key),
        social_care_url=agencies.socialcare.url,
        social_care_key=SecretStr(agencies.socialcare.key),
        broken_for=timedelta(milliseconds=200),
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
        force=CODE,
        ring="Force control room, 01632 960046",
    )
    ringing = httpx.AsyncClient(transport=httpx.MockTransport(ring))
    return build(settings, World(around, access, ringing), WHOLE)
