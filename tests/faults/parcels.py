"""A shop that sends and a depot that can be killed: real processes on a real stack, kept apart by name."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.event import Event
from deploy.local.processes import Process
from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging.audit import Report, Store, audit
from messaging.kafka_log import KafkaLog
from messaging.migrate import upgrade
from messaging.verify import verify
from tests.messaging.toy.service import Outside
from tests.messaging.toy.shop import Parcel, Shop


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


@dataclass
class Parcels:
    """One depot with its own topics and database. `name` is lower-case letters and digits."""

    stack: Stack
    name: str
    directory: Path
    shop: Shop
    port: int
    _engine: AsyncEngine | None = None
    _begun: dict[str, Process] = field(default_factory=dict)

    @classmethod
    async def prepare(cls, stack: Stack, name: str, directory: Path, partitions: int = 4) -> Parcels:
        shop, depot, database = f"{name}.shop", f"{name}.depot", f"toy_{name}"
        told = f"{name}.shop.from.depot"
        spec = StackSpec(
            (TopicSpec(shop, partitions), TopicSpec(depot, partitions), TopicSpec(told, 1)),
            (
                Principal(shop, writes=(shop,)),
                Principal(depot, reads=(shop, depot, told), writes=(depot, told), groups=(f"csods.{depot}",)),
            ),
            (database,),
        )
        await asyncio.to_thread(stack.extend, spec)
        await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")))
        return cls(stack, name, directory, Shop(name), stack.free_port())

    @property
    def engine(self) -> AsyncEngine:
        """As an operator: reading only."""
        if self._engine is None:
            self._engine = create_async_engine(
                asyncpg_dsn(self.stack.dsn(f"toy_{self.name}", "operator")), pool_pre_ping=True
            )
        return self._engine

    @property
    def outside(self) -> Outside:
        return Outside(self.directory / "outside")

    def env(self, **more: str) -> dict[str, str]:
        return {
            "TOY_NAME": self.name,
            "TOY_OUTSIDE": str(self.directory / "outside"),
            "TOY_BOOTSTRAP": self.stack.bootstrap,
            "TOY_PASSWORD": self.stack.login(f"{self.name}.depot")["sasl_plain_password"],
            "TOY_DATABASE": asyncpg_dsn(self.stack.dsn(f"toy_{self.name}")),
            "TOY_READY": str(self.directory / "ready"),
            "TOY_PORT": str(self.port),
            **more,
        }

    async def depot(self, *, label: str = "depot", crash_at: str = "", **env: str) -> Process:
        """Start a depot; returns when it is ready, or at once when it is meant to crash."""
        (self.directory / "ready").unlink(missing_ok=True)
        argv = [sys.executable, "-m", "tests.messaging.toy.service"]
        told = self.env(MESSAGING_CRASH_AT=crash_at, **env)
        ready = None if crash_at else (self.directory / "ready").exists
        return await self.run(label, argv, told, ready=ready)

    async def run(
        self, label: str, argv: list[str], env: Mapping[str, str], *, ready: Callable[[], bool] | None = None
    ) -> Process:
        """Any program of this test; it ends with it, and so does not run beside all later ones."""
        name = f"{self.name}-{label}"
        self._begun[name] = await asyncio.to_thread(self.stack.run, name, argv, env, ready=ready)
        return self._begun[name]

    async def second(self, *, label: str = "second", **env: str) -> Process:
        """Another depot of the same service beside the first: its own instance and counter."""
        told = {"TOY_INSTANCE": "depot-2", "TOY_PORT": str(self.stack.free_port()), **env}
        return await self.depot(label=label, **told)

    def parcel(self, event: Event, case_id: str, **attributes: Any) -> Parcel:
        """Key and value of a message from the shop, numbered as the shop counts."""
        return self.shop.parcel(event, case_id, **attributes)

    async def counter(self, case_id: str, what: str, number: int, key: str = "") -> str:
        """Go to the depot's counter with a command, as a person would; what is answered."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"{case_id} {what} {number} {key or secrets.token_hex(4)}\n".encode())
        answer = await reader.readline()
        writer.close()
        return answer.decode().strip()

    async def send(self, *parcels: tuple[bytes | None, bytes | None], headers: Sequence[Any] = ()) -> None:
        """Send raw records, in order, and wait until the broker has them."""
        producer = AIOKafkaProducer(
            **self.stack.login(f"{self.name}.shop"), acks="all", enable_idempotence=True
        )
        await producer.start()
        try:
            for key, value in parcels:
                await producer.send_and_wait(f"{self.name}.shop", value=value, key=key, headers=list(headers))
        finally:
            await producer.stop()

    async def count(self, query: str, **values: Any) -> int:
        async with self.engine.connect() as connection:
            return int((await connection.execute(text(query), values)).scalar_one())

    async def journalled(self, type_: str, times: int) -> None:
        """Wait until the journal holds so many events of a type."""

        async def found() -> bool:
            return await self.count("SELECT count(*) FROM journal WHERE type = :type", type=type_) >= times

        await until(found, f"{times} of {type_} in the journal of {self.name}")

    async def settled(self) -> None:
        """Wait until all that was sent is taken, done and published."""
        ends = await KafkaLog(self.stack.administrator_login()).extents([f"{self.name}.shop"])
        wanted = sum(extent.end for extent in ends.values())

        async def quiet() -> bool:
            read = await self.count(
                "SELECT coalesce(sum(to_offset), 0) FROM "
                "(SELECT max(to_offset) AS to_offset FROM intervals GROUP BY topic, partition) AS reached"
            )
            open_ = await self.count("SELECT count(*) FROM tasks WHERE state = 'open' AND kind <> 'alarm'")
            return read == wanted and open_ == 0 and await self.count("SELECT count(*) FROM outbox") == 0

        try:
            await until(quiet, f"{self.name} settled")
        except AssertionError as late:
            logs = "\n".join(one.tail(30) for one in self._begun.values())
            raise AssertionError(f"{late}: {await self._unsettled()}\n{logs}") from None

    async def _unsettled(self) -> dict[str, Any]:
        """What keeps it from being settled: counts and places only."""
        asked = {
            "reached": "SELECT topic, partition, max(to_offset) FROM intervals GROUP BY 1, 2 ORDER BY 1, 2",
            "tasks": "SELECT kind, state, attempts, trouble, count(*) FROM tasks GROUP BY 1, 2, 3, 4",
            "outbox": "SELECT topic, failed, count(*) FROM outbox GROUP BY 1, 2",
            "kept": "SELECT reason, count(*) FROM quarantine GROUP BY 1",
            "sessions": "SELECT state, wait_event_type, left(query, 60), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() GROUP BY 1, 2, 3",
        }
        async with self.engine.connect() as connection:
            return {
                name: [tuple(row) for row in await connection.execute(text(query))]
                for name, query in asked.items()
            }

    async def audited(self) -> Report:
        """What the auditor and the prover of chains find, settled."""
        store = self.store()
        report = await audit([store], KafkaLog(self.stack.administrator_login()), settled=True)
        proved = await verify([store])
        report.findings += proved.findings
        report.counts += proved.counts
        return report

    def store(self) -> Store:
        return Store(
            f"{self.name}.depot",
            f"{self.name}/depot",
            self.engine,
            (f"{self.name}.shop",),
            (f"{self.name}.depot", f"{self.name}.shop.from.depot"),
        )

    async def published(self) -> list[Mapping[str, Any]]:
        """Every envelope on the depot's topic."""
        log = KafkaLog(self.stack.administrator_login())
        return [orjson.loads(record.value or b"{}") async for record in log.read([f"{self.name}.depot"])]

    async def receipts(self) -> list[Mapping[str, Any]]:
        """Every receipt that the shop has been given, once however often it was sent, in its order."""
        log = KafkaLog(self.stack.administrator_login())
        read = [orjson.loads(one.value or b"{}") async for one in log.read([f"{self.name}.shop.from.depot"])]
        return list({one["id"]: one for one in read}.values())

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()
        for one in self._begun.values():
            if one.pid is not None:
                await asyncio.to_thread(one.kill)


async def died(process: Process) -> None:
    """Wait until a process that was told to crash has."""

    async def gone() -> bool:
        return process.pid is None

    await until(gone, f"{process.name} dies")
