"""What a database calls now: business time where a clock authority moves it, else its own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_MOVABLE: Final = text("SELECT to_regclass('clock.authority') IS NOT NULL")
_OWN: Final = text("SELECT clock_timestamp() AS machine")
_AUTHORITY: Final = text("""
SELECT clock_timestamp() AS machine, business_at + rate * (clock_timestamp() - set_at) AS business,
  rate, set_at FROM clock.authority
""")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Aware UTC. `rate` is None where no authority moves the clock; `set_at` is machine time."""

    machine: datetime
    business: datetime
    rate: float | None
    set_at: datetime | None


async def clocks(connection: AsyncConnection) -> Clocks:
    if (await connection.execute(_MOVABLE)).scalar_one():
        row = (await connection.execute(_AUTHORITY)).one_or_none()
        if row is not None:
            machine, business, set_at = (at.astimezone(UTC) for at in (row.machine, row.business, row.set_at))
            return Clocks(machine, business, row.rate, set_at)
    machine = (await connection.execute(_OWN)).scalar_one().astimezone(UTC)
    return Clocks(machine, machine, None, None)
