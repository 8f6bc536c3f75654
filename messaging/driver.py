"""Statements straight to asyncpg, on the connection and in the transaction that SQLAlchemy holds.

A batch gives and takes hundreds of rows: making SQLAlchemy's results of them costs more than fetching them.
Errors are raised so that `messaging.faults.is_transient` judges them as it does SQLAlchemy's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy import TextClause
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging.faults import Transient

T = TypeVar("T")


class Unsendable(ValueError):
    """A value that the driver cannot send, now or later."""


COPY_WITHIN: Final = 30.0
"""Seconds; the server gives the whole transaction less."""
_DIALECT: Final = dialect()  # type: ignore[no-untyped-call]


async def fetch(connection: AsyncConnection, statement: TextClause, values: Mapping[str, Any]) -> list[Any]:
    """Rows as asyncpg gives them, to be unpacked by position."""
    sql, names = _compiled(statement)
    given = [values[name] for name in names]
    found: list[Any] = await _raw(connection, lambda driver: driver.fetch(sql, *given))
    return found


async def execute(connection: AsyncConnection, statement: TextClause, values: Mapping[str, Any]) -> int:
    """How many rows it changed."""
    sql, names = _compiled(statement)
    given = [values[name] for name in names]
    tag: str = await _raw(connection, lambda driver: driver.execute(sql, *given))
    return int(tag.rpartition(" ")[2])


async def copy(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Rows by binary COPY. Raises Transient where it has no end: the connection is closed then."""
    await _raw(connection, lambda driver: _copied(driver, table, columns, rows))


async def _copied(driver: Any, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Whoever copies more than the line takes at once waits within the driver until it takes more.

    Nothing wakes it there: no time-out of the driver's own, and not even the end of the connection.
    """
    limit = asyncio.timeout(COPY_WITHIN)

    def ended(_: Any) -> None:
        with suppress(RuntimeError):  # so has the COPY by now
            limit.reschedule(0)

    try:
        async with limit:
            driver.add_termination_listener(ended)
            try:
                await driver.copy_records_to_table(table, records=rows, columns=columns)
            finally:
                driver.remove_termination_listener(ended)
    except Exception as error:
        if not limit.expired():
            raise
        driver.terminate()  # to be rolled back by the server: a word to it might wait as long
        raise Transient("a COPY without an end") from error


@lru_cache(maxsize=256)
def _compiled(statement: TextClause) -> tuple[str, tuple[str, ...]]:
    compiled: Any = statement.compile(dialect=_DIALECT)
    return str(compiled), tuple(compiled.positiontup or ())


async def _raw(connection: AsyncConnection, call: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
    """SQLAlchemy begins a transaction with its own first statement; where none has gone, it begins here."""
    adapted: Any = connection.sync_connection.connection.dbapi_connection  # type: ignore[union-attr]
    driver = adapted.driver_connection
    if not driver.is_in_transaction():
        if not adapted.autocommit:
            await _begin(adapted)
    elif adapted._transaction is None:  # noqa: SLF001 - only there it says what it knows of
        driver.terminate()
        raise Transient("a transaction that SQLAlchemy would not commit, and not say so")
    try:
        return await call(driver)
    except TimeoutError:
        driver.terminate()  # to roll it back would be to wait as long again
        raise
    except asyncpg.PostgresError as error:
        raise DBAPIError(type(error).__name__, None, error, hide_parameters=True) from error
    except asyncpg.InterfaceError as error:
        if not isinstance(error, ValueError):
            raise
        # DataError, which is both: it would seem to pass by itself, and its text quotes the value
        raise Unsendable from None


async def _begin(adapted: Any) -> None:
    """So that SQLAlchemy knows of it, and ends it. What fails here is the connection: it passes.

    Who is cancelled here may have begun one: SQLAlchemy does not know of it, and would never commit it. While
    the cancel is on its way the driver does not know either, so that the pool alone would not notice.
    """
    try:
        await adapted._start_transaction()  # noqa: SLF001 - its own way costs a statement more
    except BaseException as error:
        adapted.driver_connection.terminate()
        if not isinstance(error, Exception):
            raise
        raise Transient("no transaction could be begun") from error
