"""What processes on one database say to each other, so that nobody looks for work ten times a second.

A call says nothing but that it is worth looking, and may be lost: whoever listens looks by itself too, only
more seldom. A service makes it after its commit, for a NOTIFY within would have all commits wait for each
other. Through a pooler of transactions nobody hears it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

log = structlog.get_logger()

PUBLISH: Final = "messaging_publish"
"""Channel for the relay: something has been committed that is to be published."""
SWEEP: Final = "messaging_sweep"
"""Channel for sweepers: there are new tasks, or some are due sooner."""
LISTEN_AGAIN: Final = 1.0
"""Seconds after the database was away."""
STOP_WITHIN: Final = 2.0
"""Seconds."""
ASK_EVERY: Final = 15.0
"""Seconds without an end of the connection: a network that goes away closes nothing, and so says nothing."""
ANSWER_WITHIN: Final = 5.0
"""Seconds."""

_CALL: Final = text("SELECT pg_notify(channel, '') FROM unnest(CAST(:channels AS text[])) AS channel")


async def call(connection: AsyncConnection, *channels: str) -> None:
    """Heard when this transaction commits."""
    await connection.execute(_CALL, {"channels": list(channels)})


async def listen(database: AsyncEngine, calls: Mapping[str, Callable[[], None]]) -> None:
    """Do what `calls` has for a channel whenever something is said there; until cancelled."""
    while True:
        try:
            await _listen(database, calls)
        except Exception as error:  # whatever it is: who does not listen is only slower, and shall be again
            log.warning("calls.not_heard", error=type(error).__name__)
        await asyncio.sleep(LISTEN_AGAIN)


async def _listen(database: AsyncEngine, calls: Mapping[str, Callable[[], None]]) -> None:
    """Until the connection ends. What was said before it stood was said to nobody: all is done once."""
    ended = asyncio.Event()
    async with database.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.add_termination_listener(lambda _: ended.set())
        try:
            for channel, heard in calls.items():
                await driver.add_listener(channel, lambda *_, heard=heard: heard())
                heard()
            while not await _within(ASK_EVERY, ended):
                await _ask(driver)
        finally:
            await connection.invalidate()


async def _within(seconds: float, ended: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await ended.wait()
    except TimeoutError:
        return False


async def _ask(driver: Any) -> None:
    try:
        await driver.execute("SELECT", timeout=ANSWER_WITHIN)
    except TimeoutError:
        driver.terminate()  # to close it would be to wait as long again
        raise


class Caller:
    """Calls the others for one process; what is to be said while one call is made is said with the next."""

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database
        self._unsaid: set[str] = set()
        self._saying: asyncio.Task[None] | None = None

    def say(self, channel: str) -> None:
        self._unsaid.add(channel)
        if self._saying is None or self._saying.done():
            self._saying = asyncio.create_task(self._say())

    async def stop(self) -> None:
        """Let what is being said be said, if the database takes it at once."""
        if self._saying is not None:
            await asyncio.wait({self._saying}, timeout=STOP_WITHIN)
            self._saying.cancel()

    async def _say(self) -> None:
        while self._unsaid:
            channels, self._unsaid = self._unsaid, set()
            try:
                async with self._database.begin() as connection:
                    await call(connection, *channels)
            except Exception as error:  # they look by themselves
                log.warning("call.not_made", error=type(error).__name__)
