"""Planted damage: what somebody with all rights does to a database, and putting it back as it was."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

from messaging import envelope

Plant = Callable[[asyncpg.Connection], Awaitable[object]]
RESTORE = """
ALTER TABLE {table} DISABLE TRIGGER USER;
TRUNCATE {table};
INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM kept_{table};
ALTER TABLE {table} ENABLE TRIGGER USER;
"""
TABLES = ("journal", "cases", "inbox", "intervals", "outbox", "roots", "rooted")


@asynccontextmanager
async def planted(dsn: str, plant: Plant) -> AsyncIterator[None]:
    """`plant` with no trigger in the way; afterwards every table is as it was. `dsn`: the superuser's."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            await connection.execute(f"CREATE TEMPORARY TABLE kept_{table} AS TABLE public.{table}")
        try:
            await plant(connection)
            yield
        finally:
            for table in TABLES:
                await connection.execute(RESTORE.replace("{table}", table))
    finally:
        await connection.close()


def doing(*statements: str) -> Plant:
    """Each statement must change something: damage that misses proves nothing."""

    async def plant(connection: asyncpg.Connection) -> None:
        for statement in statements:
            status = await connection.execute(statement)
            assert not status.endswith(" 0"), statement

    return plant


def rewritten(case_id: str, before: bytes, after: bytes) -> Plant:
    """Change what a case's own entries say, and everything that follows from it, without a seam."""

    async def plant(connection: asyncpg.Connection) -> None:
        chained, changed = envelope.genesis(case_id), False
        rows = await connection.fetch(
            "SELECT version, core FROM journal WHERE case_id = $1 ORDER BY 1", case_id
        )
        for row in rows:
            own = not row["core"].startswith(b'{"heard":')
            core = row["core"].replace(before, after) if own else row["core"]
            changed = changed or core != row["core"]
            chained = envelope.link(chained, core)
            await connection.execute(
                "UPDATE journal SET core = $3, hash = $4, id = $5 WHERE case_id = $1 AND version = $2",
                case_id, row["version"], core, chained, envelope.event_id(chained),
            )  # fmt: skip
        await connection.execute("UPDATE cases SET hash = $2 WHERE case_id = $1", case_id, chained)
        assert changed

    return plant


async def cut_tail(connection: asyncpg.Connection) -> None:
    """The last two entries of a case go, and its head says that they never were."""
    await connection.execute("DELETE FROM journal WHERE case_id = 'case-1' AND version >= 2")
    done = await connection.execute(
        "UPDATE cases SET version = 1, hash = (SELECT hash FROM journal WHERE case_id = 'case-1')"
        " WHERE case_id = 'case-1'"
    )
    assert done == "UPDATE 1"
