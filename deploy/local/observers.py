"""Connections to all databases of a stack as one role, begun again when a database was away."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import asyncpg


class Observers:
    """One connection a database, opened when first needed; statements on it wait for each other."""

    def __init__(self, dsns: Mapping[str, str]) -> None:
        self._dsns = dict(dsns)
        self._open: dict[str, Any] = {}
        self.migrated: set[str] = set()
        """Of which it is known that they hold the tables of the runtime."""
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def databases(self) -> list[str]:
        """Their names, in the order in which they are locked."""
        return sorted(self._dsns)

    async def rows(self, database: str, statement: str, *values: Any) -> list[Any]:
        """What the statement returns. Raises OSError or asyncpg.PostgresError."""
        async with self._turns[database]:
            connection = self._open.get(database)
            if connection is None or connection.is_closed():
                connection = await asyncpg.connect(self._dsns[database], timeout=10, command_timeout=30)
                self._open[database] = connection
            found: list[Any] = await connection.fetch(statement, *values)
            return found

    async def value(self, database: str, statement: str, *values: Any) -> Any:
        """The first column of the first row; None if there is none."""
        rows = await self.rows(database, statement, *values)
        return rows[0][0] if rows else None

    async def close(self) -> None:
        while self._open:
            _, connection = self._open.popitem()
            try:
                await connection.close(timeout=5)
            except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                continue  # it has been cut off; the others are still to be closed
