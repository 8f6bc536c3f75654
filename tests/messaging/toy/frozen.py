"""Another process of the depot that freezes in its transaction: it has the lock of a case, and the relay's.

`python -m tests.messaging.toy.frozen CASE copy|rows`: within a COPY, or before it takes the rows that come.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator

import asyncpg

from messaging.runtime import SESSION_SETTINGS

MANY_ROWS = "SELECT repeat('x', 1000000) FROM generate_series(1, 100)"
"""More than the sockets between server and client hold."""


def freeze() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


async def half_a_copy() -> AsyncIterator[bytes]:
    yield b"frozen\t"
    freeze()
    yield b"\n"


async def main(case_id: str, how: str) -> None:
    dsn = os.environ["TOY_DATABASE"].replace("+asyncpg", "")
    own = await asyncpg.connect(dsn, server_settings=SESSION_SETTINGS)
    async with own.transaction():
        await own.execute("INSERT INTO cases (case_id, hash) VALUES ($1, '')", case_id)
        await own.execute("SELECT pg_advisory_lock(7307)")
        if how == "copy":
            await own.copy_to_table("cases", columns=["case_id", "hash"], source=half_a_copy())
        else:
            asked = await own.prepare(MANY_ROWS)
            asyncio.get_running_loop().call_later(0, freeze)
            await asked.fetch()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
