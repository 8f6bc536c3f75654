"""A service at its smallest, on the real tables: does due business tasks and notes when it did them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from messaging.migrate import upgrade

NOW = "SELECT business_at + (clock_timestamp() - set_at) * rate FROM clock.authority"
MAKE = "INSERT INTO tasks (case_id, kind, key, due_at, time) VALUES ($1, $2, $2, $3, $4)"
PUBLISH = "INSERT INTO outbox (case_id, version, topic, urgent, failed) VALUES ('one', 1, 'one', false, $1)"
TAKEN = """
INSERT INTO intervals (topic, partition, from_offset, to_offset, counts) VALUES ($1, 0, 0, $2, '{}')
"""
TAKE = """
UPDATE tasks SET state = 'done' WHERE state = 'open' AND time = 'business' AND due_at <= $1
RETURNING kind, due_at
"""


async def migrated(migrator: str) -> None:
    """Give a database the runtime's tables."""
    await upgrade(migrator.replace("postgresql://", "postgresql+asyncpg://"))


@dataclass
class Clerk:
    """Works on one database. `follow` names, for a kind of task, what comes so much later of it."""

    database: str
    connection: Any
    done: list[tuple[str, str, datetime]]
    follow: Mapping[str, tuple[str, timedelta]] = field(default_factory=dict)

    @classmethod
    async def hired(
        cls, database: str, dsn: str, done: list[tuple[str, str, datetime]], **rest: Any
    ) -> Clerk:
        return cls(database, await asyncpg.connect(dsn), done, **rest)

    async def make(self, kind: str, due: datetime, time: str = "business") -> None:
        await self.connection.execute(MAKE, f"case-{kind}", kind, due, time)

    async def publish(self, failed: str | None = None) -> None:
        """Leave an event in the outbox."""
        await self.connection.execute(PUBLISH, failed)

    async def account_for(self, topic: str, upto: int) -> None:
        """Say that messages up to an offset, exclusive, have been taken."""
        await self.connection.execute(TAKEN, topic, upto)

    async def work(self) -> None:
        """Do what is due, for ever."""
        while True:
            async with self.connection.transaction():
                now = await self.connection.fetchval("SELECT clock.now()")
                for kind, _due in await self.connection.fetch(TAKE, now):
                    self.done.append((self.database, kind, now))
                    if kind in self.follow:
                        after, later = self.follow[kind]
                        await self.make(after, now + later)
            await asyncio.sleep(0)

    async def leave(self) -> None:
        await self.connection.close()
