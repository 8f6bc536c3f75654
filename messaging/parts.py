"""Deciding while the database writes: a batch is written in parts, each beside the deciding on the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any, Final, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import crash
from messaging.batch import Batch
from messaging.service import Changed, Projector
from messaging.take import Taker
from messaging.taken import Taken

S = TypeVar("S")
PART: Final = 125
"""After so many messages of a batch the database begins to write, while we go on deciding."""
LAST: Final = 50
"""So many are left to write when the last one has been decided on."""
BREATH: Final = 25
"""After so many, whatever else this process does has its turn."""


async def in_parts(connection: AsyncConnection, batch: Batch[S], taken: Sequence[Taken]) -> list[str]:
    """Decide on all of them, while the database writes what those before came to."""
    taker, found, done = Taker(batch), list[str](), 0
    for until in _cuts(len(taken)):
        async with _beside(batch.rows.begin(connection)) if done else nullcontext():
            for number, one in enumerate(taken[done:until], start=1):
                found.append(taker.take(one))
                crash.point("mid batch")
                if number % BREATH == 0:
                    await asyncio.sleep(0)
        done = until
    return found


async def write(connection: AsyncConnection, batch: Batch[S], projector: Projector | None) -> list[Any]:
    """Write all rows; gives what the read tables will say, worked out meanwhile."""
    lines: list[Any] = []
    if projector is None:
        await batch.rows.write(connection)
        return lines
    async with _beside(batch.rows.write(connection)):
        for number, one in enumerate(_changes(batch), start=1):
            lines.append(projector.line(one))
            if number % BREATH == 0:
                await asyncio.sleep(0)
    return lines


def _cuts(many: int) -> Iterable[int]:
    """Where each part ends."""
    return [many] if many <= PART else [*range(PART, many - LAST, PART), many - LAST, many]


def _changes(batch: Batch[S]) -> Iterable[Changed[S]]:
    for case_id in sorted(batch.touched & batch.states.keys()):
        yield Changed(case_id, batch.heads[case_id].version, batch.states[case_id], batch.moment(case_id).now)


@asynccontextmanager
async def _beside(writing: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Goes on while the block runs, and has ended when it is left, however it is left."""
    task = asyncio.create_task(writing)
    try:
        yield
    except BaseException:
        await asyncio.gather(task, return_exceptions=True)
        raise
    await task
