"""The name under which a sweeper claims tasks: whoever holds it knows that who held it before is no more.

The name is an advisory lock on a connection of its own. The server lets go of it when that process dies, not
while it hangs or is frozen: then the leases end by time, as they do where two processes have one name.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import driver, queries

log = structlog.get_logger()

TRY_AGAIN: Final = 1.0
"""Seconds until a name that another holds is asked for again."""
NOBODY: Final = ""
"""Who claims under no name has its leases ended by time alone."""


class Holder:
    """Of one process. An `instance` without a name holds nothing."""

    def __init__(self, engine: AsyncEngine, instance: str = NOBODY) -> None:
        self._engine = engine
        self._instance = instance
        self._own: AsyncConnection | None = None
        self._held = False
        self._first = True
        self._asked_at = -TRY_AGAIN

    @asynccontextmanager
    async def claiming(self) -> AsyncIterator[tuple[AsyncConnection, str]]:
        """A transaction to claim in, on the connection that holds the name, and that name."""
        if not self._instance:
            async with self._engine.begin() as connection:
                yield connection, NOBODY
            return
        try:
            own = await self._connection()
            async with own.begin():
                yield own, self._instance if self._held else NOBODY
        except BaseException:
            await self.let_go()
            raise

    async def let_go(self) -> None:
        """End the connection, and with it the hold on the name."""
        own, self._own, self._held, self._asked_at = self._own, None, False, -TRY_AGAIN
        if own is not None:
            await own.invalidate()
            await own.close()

    async def _connection(self) -> AsyncConnection:
        if self._own is None:
            self._own = await self._engine.connect()
        now = asyncio.get_running_loop().time()
        if not self._held and now - self._asked_at >= TRY_AGAIN:
            self._asked_at = now
            await self._hold(self._own)
        return self._own

    async def _hold(self, own: AsyncConnection) -> None:
        """The first time that we hold the name, what is leased under it is of a life that has ended."""
        async with own.begin():
            [[held]] = await driver.fetch(own, queries.HOLD_NAME, {"name": self._instance})
            given = 0
            if held and self._first:
                given = await driver.execute(own, queries.GIVE_BACK, {"name": self._instance})
        self._held = held
        if held:
            self._first = False
        if given:
            log.info("tasks.given_back", tasks=given)
