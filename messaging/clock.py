"""Business time: the database's clock, or a movable one that only a development profile may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

MOVING: Final = 7305
"""Advisory lock: shared by every transaction that reads the movable clock, exclusive while it moves."""

MOVED: Final = "business_clock_moved"
"""Channel on which it is said that the movable clock has been moved."""

_DATABASE: Final = text("SELECT clock_timestamp()")
_SHARE: Final = text(f"SELECT pg_advisory_xact_lock_shared({MOVING})")
_MOVABLE: Final = text("SELECT business_at + (clock_timestamp() - set_at) * rate FROM clock.authority")


class Clock(Protocol):
    """Business time as one transaction sees it, aware UTC."""

    async def now(self, connection: AsyncConnection) -> datetime: ...


@dataclass(frozen=True)
class DatabaseClock:
    """Production: the clock of the database."""

    async def now(self, connection: AsyncConnection) -> datetime:
        at: datetime = (await connection.execute(_DATABASE)).scalar_one()
        return at.astimezone(UTC)


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
        await connection.execute(_SHARE)
        at: datetime = (await connection.execute(_MOVABLE)).scalar_one()
        return at.astimezone(UTC)
