"""The access log in a real database: written whole, by a role that can neither read nor change it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

import access
from access.officers import Officer
from access.reads import CannotLog, Read, Reads
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from messaging.decider import Actor
from messaging.migrate import upgrade
from messaging.runtime import engine
from tests.stack_fixture import stack, unique

__all__ = ["stack", "unique"]
pytestmark = pytest.mark.stack

MIGRATIONS = Path(access.__file__).parent / "migrations"
READ = Read(
    Officer(Actor("ds-2203", "SERGEANT", "SUPERVISOR", "46"), "Octavia Steadfast-Sample"),
    "GET /cases/{case_id}",
    "c-00000001",
    "supervising this case today",
    True,
    ("case", "applicant"),
)


def asyncpg_dsn(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)


async def test_a_reading_is_kept_whole_and_cannot_be_changed(stack: Stack, unique: str) -> None:
    database = f"{unique}_reads"
    await asyncio.to_thread(stack.extend, StackSpec(databases=(database,)))
    await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")), [MIGRATIONS])
    ours = engine(asyncpg_dsn(stack.dsn(database)))
    await Reads(ours).record(READ)
    operator = create_async_engine(asyncpg_dsn(stack.dsn(database, "operator")))
    async with operator.connect() as connection:
        [row] = (await connection.execute(text("SELECT * FROM reads"))).all()
        recent = (
            await connection.execute(text("SELECT now() - at < interval '1 minute' FROM reads"))
        ).scalar_one()
    assert (row.officer, row.rank, row.role, row.organisation) == ("ds-2203", "SERGEANT", "SUPERVISOR", "46")
    assert (row.route, row.case_id, row.why) == (READ.route, READ.case_id, READ.why)
    assert (row.masked, row.what) == (True, ["case", "applicant"])
    assert recent
    assert "Octavia" not in str(row)
    owner = create_async_engine(asyncpg_dsn(stack.dsn(database, "migrator")))
    for who, change in (
        (ours, "UPDATE reads SET why = ''"),
        (ours, "SELECT why FROM reads"),
        (owner, "DELETE FROM reads"),
        (owner, "TRUNCATE reads"),
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|append-only"):
            async with who.begin() as connection:
                await connection.execute(text(change))
    for one in (ours, operator, owner):
        await one.dispose()


async def test_without_its_database_nothing_is_logged_and_the_caller_hears_of_it() -> None:
    nowhere = engine("postgresql+asyncpg://nobody:x@127.0.0.1:9/none")
    with pytest.raises(CannotLog):
        await Reads(nowhere).record(READ)
    await nowhere.dispose()
