"""A depot's database on real PostgreSQL, and its runtime driven by hand: no broker, no processes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.event import Event
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from messaging.alarms import Alarms, Ring
from messaging.apply import Applier
from messaging.clock import DatabaseClock
from messaging.intervals import Partition
from messaging.migrate import upgrade
from messaging.redrive import Redriver
from messaging.routes import TaskRoutes
from messaging.rows import Position, Record
from messaging.runtime import engine
from messaging.service import Service
from messaging.sweep import Sweeper
from tests.messaging.toy import depot
from tests.messaging.toy.service import service
from tests.messaging.toy.shop import Parcel, Shop

UNWRITABLE = "unwritable"
"""A case whose acceptance the ground's database refuses to write."""

REFUSING = """
CREATE FUNCTION refuse_unwritable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'unwritable' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER unwritable BEFORE INSERT ON journal FOR EACH ROW
  WHEN (NEW.case_id LIKE '%-unwritable' AND NEW.type LIKE 'depot.parcel.accepted.%')
  EXECUTE FUNCTION refuse_unwritable();
"""


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


@dataclass
class Database:
    """One database with the runtime's tables; `name` follows the stack's rules."""

    stack: Stack
    name: str
    engine: AsyncEngine

    @classmethod
    async def make(cls, stack: Stack, name: str) -> Database:
        await asyncio.to_thread(stack.extend, StackSpec(databases=(name,)))
        await upgrade(asyncpg_dsn(stack.dsn(name, "migrator")))
        made = cls(stack, name, engine(asyncpg_dsn(stack.dsn(name))))
        await made.change(REFUSING)
        return made

    async def change(self, script: str) -> None:
        """Run a script of several statements as the administrator, whom no right limits."""
        dsn = self.stack.dsn(self.name, "administrator")
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(script)
        finally:
            await connection.close()

    def again(self) -> AsyncEngine:
        """As another process has it."""
        return engine(asyncpg_dsn(self.stack.dsn(self.name)))

    def opened_as(self, role: str) -> AsyncEngine:
        return create_async_engine(asyncpg_dsn(self.stack.dsn(self.name, role)))


class Bell:
    """A ringer that remembers; it fails while it is `broken`, and for who `cannot` be rung."""

    def __init__(self) -> None:
        self.rung: list[Ring] = []
        self.broken = False
        self.cannot = ""

    async def ring(self, ring: Ring) -> None:
        if self.broken or ring.role == self.cannot:
            raise OSError("no line")
        self.rung.append(ring)


@dataclass
class Hand:
    """One depot's runtime on a database that it shares with others, kept apart by `name`."""

    database: Database
    name: str
    rules: Service[Any]
    shop: Shop
    bell: Bell = field(default_factory=Bell)
    reached: dict[int, int] = field(default_factory=dict)

    @classmethod
    def on(cls, database: Database, name: str, rules: Service[Any] | None = None) -> Hand:
        return cls(database, name, rules or service(name), Shop(name))

    def __post_init__(self) -> None:
        self.applier: Applier[Any] = self.another()
        self.alarms = Alarms(self.engine, self.bell, f"{self.name}.depot")

    def another(self) -> Applier[Any]:
        """As another process of the same service would have it."""
        return Applier(self.rules, self.engine, DatabaseClock(), lambda *_: None)

    @property
    def engine(self) -> AsyncEngine:
        return self.database.engine

    @property
    def redriver(self) -> Redriver[Any]:
        return Redriver(self.applier)

    def sweeper(self, routes: TaskRoutes, **more: Any) -> Sweeper[Any]:
        async def republish(*_: object) -> int:
            return 0

        return Sweeper(self.applier, routes, self.alarms, f"{self.name}.depot", republish, **more)

    def case(self, name: str) -> str:
        """A case id of this test alone."""
        return f"{self.name}-{name}"

    def records(self, *parcels: Parcel, partition: int = 0) -> list[Record]:
        """As Kafka would give them, one after the other on one partition."""
        begin = self.reached.get(partition, 0)
        self.reached[partition] = begin + len(parcels)
        return [
            Record(Position(f"{self.name}.shop", partition, begin + number), key, value)
            for number, (key, value) in enumerate(parcels)
        ]

    async def take(self, *parcels: Parcel, by: Applier[Any] | None = None) -> dict[str, int]:
        """One batch of these; counts by outcome."""
        records = self.records(*parcels)
        return dict(await (by or self.applier).take(records, self.after(records)))

    def after(self, records: Sequence[Record]) -> dict[Partition, int]:
        first = records[0].position
        return {(first.topic, first.partition): first.offset}

    def parcel(self, event: Event, case: str) -> Parcel:
        return self.shop.parcel(event, self.case(case))

    async def ordered(self, case: str, weight: int = 5) -> None:
        await self.take(self.parcel(depot.Ordered(weight=weight), case))

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def one(self, query: str, **values: Any) -> Any:
        """The only column of the only row."""
        ((found,),) = await self.rows(query, **values)
        return found

    async def heard(self, case: str) -> list[str]:
        """Types kept from others, in the order in which they are in the journal of the case."""
        asked = "SELECT type FROM journal WHERE case_id = :case AND heard ORDER BY version"
        return [row.type for row in await self.rows(asked, case=self.case(case))]

    async def version(self, case: str) -> int:
        return int(await self.one("SELECT version FROM cases WHERE case_id = :case", case=self.case(case)))
