"""Read tables in a real database: a batch goes in whole, and what is older never overwrites what is newer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from assembly.read_table import ReadTable
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from tests.stack_fixture import stack, unique

__all__ = ["stack", "unique"]
pytestmark = pytest.mark.stack

AT = datetime(2026, 6, 1, 9, 0, 0, 123456, tzinfo=UTC)
LINES = Table(
    "lines",
    MetaData(),
    Column("case_id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("steps", ARRAY(Text), nullable=False),
    Column("due", TIMESTAMP(timezone=True)),
)


def line(case_id: str, version: int, *steps: str, due: datetime | None = AT) -> dict[str, Any]:
    return {"case_id": case_id, "version": version, "steps": list(steps), "due": due}


async def database(stack: Stack, unique: str) -> AsyncEngine:
    name = f"{unique}_lines"
    await asyncio.to_thread(stack.extend, StackSpec(databases=(name,)))
    made = create_async_engine(
        stack.dsn(name, "administrator").replace("postgresql://", "postgresql+asyncpg://", 1)
    )
    async with made.begin() as connection:
        await connection.run_sync(LINES.metadata.create_all)
    return made


async def test_the_newest_of_each_stands_whatever_comes_later(stack: Stack, unique: str) -> None:
    engine = await database(stack, unique)
    table = ReadTable(LINES)
    async with engine.begin() as connection:
        await table.write(connection, [line("c-1", 2, "ring", 'read it, "aloud"'), line("c-2", 1, due=None)])
        await table.write(connection, [line("c-1", 1, "out of date"), line("c-2", 3, "newer")])
        await table.write(connection, [])
        rows = (await connection.execute(text("SELECT * FROM lines ORDER BY case_id"))).all()
    await engine.dispose()
    assert [tuple(row) for row in rows] == [
        ("c-1", 2, ["ring", 'read it, "aloud"'], AT),
        ("c-2", 3, ["newer"], AT),
    ]
