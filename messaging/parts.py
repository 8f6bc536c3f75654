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
LAST: Final = 25
"""So many are left to write when the last one has been decided on."""
BREATH: Final = 25
"""After so many, whatever else this process does has its turn."""


async def in_parts(
    connection: AsyncConnection, batch: Batch[S], taken: Sequence[Taken], projector: Projector | None
) -> list[str]:
    """Decide on all of them, while the database writes what those before came to.

    Of a case of which no more is to come in this batch, that is everything: its head, its streams, its line
    in the read tables. Else all of them would be left to the end, when there is nothing to do beside.
    """
    taker, found, done = Taker(batch), list[str](), 0
    last = {one.case_id: number for number, one in enumerate(taken) if one.case_id}
    lines = list[Any]()
    for until in _cuts(len(taken)):
        async with _beside(_go_on(connection, batch, projector, lines)) if done else nullcontext():
            for number, one in enumerate(taken[done:until], start=1):
                found.append(taker.take(one))
                crash.point("mid batch")
                if number % BREATH == 0:
                    await asyncio.sleep(0)
            if until < len(taken):
                batch.finish({case_id for case_id, number in last.items() if number >= until})
                lines = _lines(batch, projector)
        done = until
    return found


async def _go_on(
    connection: AsyncConnection, batch: Batch[S], projector: Projector | None, lines: Sequence[Any]
) -> None:
    await batch.rows.go_on(connection)
    if projector is not None and lines:
        await projector.write(connection, lines)


async def write(connection: AsyncConnection, batch: Batch[S], projector: Projector | None) -> None:
    """Write all that is left, the service's own read tables last; their lines are worked out meanwhile."""
    async with _beside(batch.rows.write(connection)):
        lines = _lines(batch, projector)
    crash.point("inbox written")
    if projector is not None and lines:
        await projector.write(connection, lines)


def _lines(batch: Batch[S], projector: Projector | None) -> list[Any]:
    """What the read tables will say of the cases whose heads are rows, and have not said yet."""
    cases, batch.unshown = sorted(batch.unshown), set()
    return [] if projector is None else [projector.line(_changed(batch, one)) for one in cases]


def _cuts(many: int) -> Iterable[int]:
    """Where each part ends."""
    return [many] if many <= PART else [*range(PART, many - LAST, PART), many - LAST, many]


def _changed(batch: Batch[S], case_id: str) -> Changed[S]:
    return Changed(case_id, batch.heads[case_id].version, batch.states[case_id], batch.moment(case_id).now)


@asynccontextmanager
async def _beside(writing: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Goes on while the block runs, and has ended when it is left, however it is left."""
    task = asyncio.create_task(writing)
    try:
        await asyncio.sleep(0)  # it begins now, with what there is now
        yield
    except BaseException:
        await asyncio.gather(task, return_exceptions=True)
        raise
    await task
