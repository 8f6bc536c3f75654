"""Whoever is cancelled, wherever they stand, leaves no connection on which the next one's work is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import driver
from messaging.faults import is_transient
from tests.messaging.ground import Database

pytestmark = pytest.mark.stack

POINTS = 150
"""How many turns of the loop one is let go on for, at most: more than any of these takes."""
WRITE = text("INSERT INTO kept VALUES (:number)")
Use = Callable[[AsyncConnection], Awaitable[object]]


@pytest.fixture
async def kept(database: Database) -> AsyncIterator[AsyncEngine]:
    """A pool that the next user takes from what the last one left."""
    await database.change("CREATE TABLE kept (number int); GRANT ALL ON kept TO PUBLIC")
    made = database.again()
    yield made
    await made.dispose()
    await database.change("DROP TABLE kept")


async def write(engine: AsyncEngine, number: int) -> None:
    async with engine.begin() as connection:
        await driver.execute(connection, WRITE, {"number": number})


async def writes(connection: AsyncConnection) -> None:
    await driver.execute(connection, WRITE, {"number": -1})


async def copies(connection: AsyncConnection) -> None:
    await driver.copy(connection, "kept", ("number",), [(-1,)] * 50)


async def by_the_library(connection: AsyncConnection) -> None:
    await connection.execute(WRITE, {"number": -1})


async def used(engine: AsyncEngine, use: Use) -> None:
    async with engine.begin() as connection:
        await use(connection)


async def numbers(database: Database) -> set[int]:
    """As another connection sees them."""
    other = database.again()
    try:
        async with other.connect() as connection:
            return {number for (number,) in await connection.execute(text("SELECT number FROM kept"))}
    finally:
        await other.dispose()


@pytest.mark.parametrize("use", [writes, copies, by_the_library])
async def test_what_is_committed_after_somebody_was_cancelled_is_committed(
    use: Use, kept: AsyncEngine, database: Database
) -> None:
    await write(kept, 0)
    ended_by_themselves = 0
    for turns in range(1, POINTS):
        cancelled = asyncio.create_task(used(kept, use))
        for _ in range(turns):
            await asyncio.sleep(0)
        ended_by_themselves += cancelled.done()
        cancelled.cancel()
        with suppress(asyncio.CancelledError):
            await cancelled
        await write(kept, turns)
    assert await numbers(database) - {-1} == set(range(POINTS))
    assert 0 < ended_by_themselves < POINTS - 1, "cancelled at every point, from the first to the last"


async def test_who_takes_a_connection_is_within_nobody_elses_transaction(
    kept: AsyncEngine, database: Database
) -> None:
    async with kept.connect() as connection:
        await begin_unknown(connection)
    await write(kept, 1)
    assert await numbers(database) == {1}


async def test_what_nobody_would_commit_is_not_written(kept: AsyncEngine, database: Database) -> None:
    async with kept.connect() as connection:
        await begin_unknown(connection)
        with pytest.raises(Exception) as met:  # noqa: PT011 - what it is, is asked next
            await writes(connection)
        assert is_transient(met.value)
    await write(kept, 2)
    assert await numbers(database) == {2}


async def begin_unknown(connection: AsyncConnection) -> None:
    """A transaction of which SQLAlchemy does not know."""
    raw = (await connection.get_raw_connection()).driver_connection
    assert raw is not None
    await raw.execute("BEGIN")
