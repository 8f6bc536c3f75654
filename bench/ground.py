"""A stack of its own for the run, and a fresh database for every turn of every contender."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import ClusterAuthorizationFailedError
from sqlalchemy import MetaData, create_mock_engine
from sqlalchemy.dialects import postgresql

from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging.migrate import upgrade

PARTITIONS: Final = 8
CONTENDER: Final = "bench.depot"
SHOP: Final = "bench.shop"
_numbers = count(1)


class Ground:
    """Topics `bench.shop` and `bench.depot` of 8 partitions; one principal may do all that is needed here.

    With several `forces` as many contenders run beside each other, and whole forces share their cluster.
    """

    def __init__(self, stack: Stack, forces: Sequence[str]) -> None:
        self.stack = stack
        self.forces = tuple(forces)

    @property
    def beside(self) -> int:
        return len(self.forces)

    @classmethod
    async def lay(cls, name: str, forces: Sequence[str]) -> Ground:
        spec = StackSpec(
            (TopicSpec(SHOP, PARTITIONS), TopicSpec(CONTENDER, PARTITIONS)),
            (
                *(
                    Principal(
                        contender(number),
                        reads=(SHOP, CONTENDER),
                        writes=(SHOP, CONTENDER),
                        groups=("csods.bench.*", "bench.*"),
                    )
                    for number in range(len(forces))
                ),
            ),
        )
        ground = cls(await asyncio.to_thread(Stack.start, spec, name, disposable=True), forces)
        for number in range(len(forces)):
            await until(partial(ground.may_write, contender(number)), "the right to write")
        return ground

    async def may_write(self, principal: str) -> bool:
        """Rights are in force a moment after the broker has acknowledged them."""
        producer = AIOKafkaProducer(**self.stack.login(principal), acks="all", enable_idempotence=True)
        try:
            await producer.start()
        except ClusterAuthorizationFailedError:
            return False
        finally:
            await producer.stop()
        return True

    @property
    def login(self) -> dict[str, str]:
        return self.stack.login(CONTENDER)

    def login_of(self, number: int) -> dict[str, str]:
        """Of one of those that run beside each other: a group each, or they would share what there is."""
        return self.stack.login(contender(number))

    async def database(
        self, *, tables: str = "", runtime: bool = True, locations: Sequence[Path] = ()
    ) -> str:
        """The runtime role's DSN of an empty database, with the runtime's tables, `tables` (SQL), or both."""
        name = f"bench_{next(_numbers)}"
        await asyncio.to_thread(self.stack.extend, StackSpec((), (), (name,)))
        if runtime:
            await upgrade(_sqlalchemy(self.stack.dsn(name, "migrator")), locations)
        if tables:
            await self._make(name, tables)
        return _sqlalchemy(self.stack.dsn(name))

    async def _make(self, name: str, tables: str) -> None:
        connection = await asyncpg.connect(self.stack.dsn(name, "administrator"))
        try:
            await connection.execute(tables)
            await connection.execute(
                f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}_runtime;"
                f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {name}_runtime;"
            )
        finally:
            await connection.close()

    async def stop(self) -> None:
        await asyncio.to_thread(self.stack.stop, orderly=False)


def contender(number: int) -> str:
    """Principal of one of those that run beside each other, from 0."""
    return f"{CONTENDER}{number + 1}" if number else CONTENDER


def sql_of(metadata: MetaData) -> str:
    """The statements that make these tables."""
    made: list[str] = []

    def note(statement: Any, *_: object, **__: object) -> None:
        made.append(str(statement.compile(dialect=postgresql.dialect())))  # type: ignore[no-untyped-call]

    metadata.create_all(create_mock_engine("postgresql+asyncpg://", note), checkfirst=False)
    return ";".join(made) + ";"


def _sqlalchemy(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


def plain(dsn: str) -> str:
    """The same database for asyncpg itself."""
    return dsn.replace("postgresql+asyncpg://", "postgresql://", 1)
