"""Sessions that a frozen process has left behind: whoever of its service lives ends them.

PostgreSQL obeys no time-out while it waits within a COPY, or for a client that does not take its rows: the
session keeps its locks for as long as the process is frozen, and everybody waits for its cases. It does end
when it is told to, and a role may tell its own sessions.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

END: Final = text("""
SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()
  AND state = 'active' AND wait_event_type = 'Client'
  AND xact_start < clock_timestamp() - CAST(NULLIF(current_setting('transaction_timeout'), '0') AS interval)
""")
"""What the server would have ended, had it looked; nothing where there is no `transaction_timeout`."""


async def end_frozen(engine: AsyncEngine) -> int:
    """How many were told to end. Raises what the database raises."""
    async with engine.connect() as connection:
        return int((await connection.execute(END)).scalar_one())
