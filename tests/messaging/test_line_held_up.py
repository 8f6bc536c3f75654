"""The line to the database is held up or cut while more is being written than it takes at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from deploy.local.until import until
from messaging import calls, driver, runtime
from messaging.faults import is_transient
from tests.messaging.ground import Database, asyncpg_dsn
from tests.messaging.line import Line

pytestmark = pytest.mark.stack

SOON = 20.0
"""Seconds; without what is tested here there is no end."""
MUCH = [(f"case-{number}", bytes(1_000)) for number in range(40_000)]
"""More than all buffers on the way hold together."""


@pytest.fixture
async def line(database: Database) -> AsyncIterator[Line]:
    port = make_url(database.stack.dsn(database.name)).port
    assert port is not None
    async with Line(port) as made:
        yield made


@pytest.fixture
def patience() -> float:
    """Seconds until a statement of which nothing is heard is given up."""
    return 2.0


@pytest.fixture
async def by_line(
    line: Line, database: Database, patience: float, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AsyncEngine]:
    monkeypatch.setattr(runtime, "COMMAND_WITHIN", patience)
    dsn = make_url(asyncpg_dsn(database.stack.dsn(database.name))).set(port=line.port)
    made = runtime.engine(dsn.render_as_string(hide_password=False))
    yield made
    await made.dispose()


@pytest.fixture
async def through(by_line: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection by that line."""
    async with by_line.connect() as connection:
        yield connection


async def held_up(through: AsyncConnection, line: Line) -> asyncio.Task[None]:
    """A COPY that waits for its line to take more."""
    raw: Any = (await through.get_raw_connection()).driver_connection

    class Held(list[tuple[str, bytes]]):
        def __iter__(self) -> Iterator[tuple[str, bytes]]:
            line.hold()  # the COPY itself has gone through
            return super().__iter__()

    copying = asyncio.create_task(driver.copy(through, "cases", ("case_id", "hash"), Held(MUCH)))

    async def waits() -> bool:
        return bool(raw._transport.get_write_buffer_size())

    await until(waits, "the line takes no more")
    return copying


async def ends_as_what_passes(copying: asyncio.Task[None]) -> None:
    done, _ = await asyncio.wait({copying}, timeout=SOON)
    assert done, "it ends by itself"
    error = copying.exception()
    assert error is not None
    assert is_transient(error), "the same is tried again, and nothing of it is kept as bad"


async def test_who_writes_when_its_connection_ends_hears_of_it(through: AsyncConnection, line: Line) -> None:
    copying = await held_up(through, line)
    line.cut()
    await ends_as_what_passes(copying)


@pytest.mark.parametrize("patience", [2 * SOON])
async def test_who_writes_into_a_line_that_takes_nothing_gives_up(
    through: AsyncConnection, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "COPY_WITHIN", 1.0)
    copying = await held_up(through, line)
    await ends_as_what_passes(copying)


ONE = text("SELECT 1")


async def test_who_hears_nothing_gives_up_the_connection_and_does_not_wait_for_it_twice(
    through: AsyncConnection, line: Line
) -> None:
    """A rollback would wait for an answer as well."""
    await driver.fetch(through, ONE, {})
    raw: Any = (await through.get_raw_connection()).driver_connection
    line.hold()
    with pytest.raises(TimeoutError):
        await driver.fetch(through, ONE, {})
    assert raw.is_closed()


async def test_who_listens_at_a_line_that_says_nothing_listens_at_another(
    by_line: AsyncEngine, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "ASK_EVERY", 0.2)
    monkeypatch.setattr(calls, "ANSWER_WITHIN", 0.5)
    begun: list[str] = []

    async def times(many: int) -> bool:
        return len(begun) >= many

    listening = asyncio.create_task(calls.listen(by_line, {calls.SWEEP: lambda: begun.append("sweep")}))
    try:
        await until(partial(times, 1), "it listens")
        line.hold()
        await until(gave_up_at(monkeypatch), "it has noticed")
        line.release()
        await until(partial(times, 2), "it listens again, and does what it may have missed")
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def gave_up_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Awaitable[bool]]:
    """Whether it was said that calls are not heard."""
    said: list[str] = []
    monkeypatch.setattr(calls.log, "warning", lambda event, **_: said.append(event))

    async def heard() -> bool:
        return "calls.not_heard" in said

    return heard
