"""Business time: the database's clock, or a movable one that only a development profile may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import driver

MOVING: Final = 7305
"""Advisory lock: shared by every transaction that reads the movable clock, exclusive while it moves."""

MOVED: Final = "business_clock_moved"
"""Channel on which it is said that the movable clock has been moved."""

_DATABASE: Final = text("SELECT clock_timestamp()")
_MOVABLE: Final = text("SELECT clock.now()")
"""Takes that lock for as long as the transaction lasts."""


class Clock(Protocol):
    """Business time as one transaction sees it, aware UTC."""

    async def now(self, connection: AsyncConnection) -> datetime: ...


@dataclass(frozen=True)
class DatabaseClock:
    """Production: the clock of the database."""

    async def now(self, connection: AsyncConnection) -> datetime:
        return await _asked(connection, _DATABASE)


@dataclass(frozen=True)
class MovableClock:
    """Local stack and simulation: what the clock authority has set in this database.

    Raises ValueError outside a development profile.
    """

    profile: str

    def __post_init__(self) -> None:
        if self.profile != "development":
            raise ValueError("a movable clock runs in the development profile only")

    async def now(self, connection: AsyncConnection) -> datetime:
        return await _asked(connection, _MOVABLE)


async def _asked(connection: AsyncConnection, statement: TextClause) -> datetime:
    ((at,),) = await driver.fetch(connection, statement, {})
    now: datetime = at.astimezone(UTC)
    return now
