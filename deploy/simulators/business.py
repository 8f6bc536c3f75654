"""The simulators' clock: business time from the clock authority's row, or the machine's own time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Protocol

import asyncpg
from pydantic import SecretStr

_READ = "SELECT clock.now()"


class ClockUnreadable(Exception):
    """The database that holds the clock did not answer; nothing that depends on the time may be done."""


class BusinessClock(Protocol):
    async def now(self) -> datetime:
        """Business now, aware. `ClockUnreadable` when it cannot be known."""

    async def close(self) -> None: ...


class MachineClock:
    """Business time is machine time: what holds when no clock authority is named."""

    async def now(self) -> datetime:
        return datetime.now(UTC)

    async def close(self) -> None:
        return


class AuthorityClock:
    """Reads `clock.authority` of one database over one connection, made when first needed."""

    def __init__(self, dsn: SecretStr, timeout: float = 5.0) -> None:
        self._dsn = dsn
        self._timeout = timeout
        self._connection: asyncpg.Connection | None = None
        self._one_at_a_time = asyncio.Lock()

    async def now(self) -> datetime:
        async with self._one_at_a_time:
            try:
                return await self._read()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as away:
                await self._drop()
                raise ClockUnreadable("the database that holds clock.authority does not answer") from away

    async def _read(self) -> datetime:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._dsn.get_secret_value(), timeout=self._timeout)
        now = await self._connection.fetchval(_READ, timeout=self._timeout)
        if not isinstance(now, datetime):
            raise ClockUnreadable("clock.authority has no row: set the clock first")
        return now

    async def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def close(self) -> None:
        async with self._one_at_a_time:
            await self._drop()


def clock(dsn: SecretStr | None) -> BusinessClock:
    """The authority's clock when a DSN is given, else the machine's."""
    return AuthorityClock(dsn) if dsn else MachineClock()
