"""A topic that is made anew under its old name begins at nought; here its offsets are counted on.

Without that a reader would throw away what the new one holds until it has grown past the old. So of each
partition the id of its topic is kept (`brokers`), and how far our count is ahead of the brokers'. What was
read before, and is sent again, is known by its writer and number, as ever. One offset of our count stands for
the seam itself: whoever still accounts for records of the old topic does not follow it, and is fenced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import queries
from messaging.intervals import Partition

log = structlog.get_logger()

Begins = Callable[[Sequence[Partition]], Coroutine[Any, Any, Mapping[Partition, int]]]
"""The first offset that the brokers still have."""
Anew = Callable[[str, UUID], Coroutine[Any, Any, None]]
"""Told of a topic that was made anew, before anything of it is read; perhaps more than once."""

THERE: Final = text("SELECT to_regclass('lives') IS NOT NULL")
KNOWN: Final = text("SELECT topic, partition, topic_id, begins_at, ahead FROM lives ORDER BY number")
SEAM: Final = text("""
INSERT INTO intervals (topic, partition, from_offset, to_offset, counts)
VALUES (:topic, :partition, CAST(:at AS bigint), CAST(:at AS bigint) + 1, '{"made anew": 1}')
""")
LIFE: Final = text("""
INSERT INTO lives (topic, partition, number, topic_id, begins_at, ahead)
VALUES (:topic, :partition, :number, :topic_id, :position, :ahead)
""")


class Place(NamedTuple):
    """Where a reader goes on: the next offset by our count, and how far that is ahead of the brokers'."""

    position: int
    ahead: int = 0


class Life(NamedTuple):
    """A topic's time under a name. `begins_at` is by our count."""

    topic_id: UUID
    begins_at: int
    ahead: int


def counted(lives: Sequence[Life], offset: int, id_: UUID | None) -> int | None:
    """An offset of the topic that is there now (None: the brokers do not say), by our count.

    None where its reader does not know that topic, or had left it before.
    """
    ends: list[int | None] = [*(after.begins_at - 1 for after in lives[1:]), None]
    for life, end in zip(reversed(lives), reversed(ends), strict=False):
        if id_ in {None, life.topic_id}:
            count = offset + life.ahead
            return count if end is None or count < end else None
    return None if lives else offset


def at_brokers(lives: Sequence[Life], count: int, id_: UUID | None) -> int | None:
    """What the brokers call an offset of ours; None where it is of another topic than the one there now."""
    of_it = [life for life in lives if life.begins_at <= count][-1:] or lives[:1]
    if not of_it:
        return count
    return count - of_it[0].ahead if id_ in {None, of_it[0].topic_id} else None


class Lives:
    """Of all partitions that a service reads, in its own database."""

    def __init__(self, engine: AsyncEngine, anew: Anew) -> None:
        self._engine = engine
        self._anew = anew

    async def places(
        self, parts: Sequence[Partition], ids: Mapping[str, UUID], begins: Begins
    ) -> dict[Partition, Place]:
        """Where to go on, of these. Raises what database and brokers do; then ask again.

        `ids` may lack a topic: where the brokers do not say, it is taken for the one that is known.
        """
        frozen = self._engine.execution_options(isolation_level="REPEATABLE READ")
        async with frozen.connect() as connection:  # both as they were at one instant
            rows = await connection.execute(queries.POSITIONS)
            read = {(row.topic, row.partition): int(row.position) for row in rows}
            known = await known_lives(connection)
        new = [part for part in parts if _is_new(known[part], ids.get(part[0]))]
        unread = [part for part in parts if part not in read and not known[part]]
        first = await begins(sorted({*new, *unread})) if new or unread else {}
        for topic in sorted({topic for topic, number in new if known[topic, number]}):
            log.error("topic.made_anew", topic=topic)
            await self._anew(topic, ids[topic])
        found = {part: _place(known[part], read.get(part), first.get(part, 0)) for part in parts}
        if not new:
            return found
        async with self._engine.begin() as connection:
            if seams := [_row(part) | {"at": found[part].position} for part in new if known[part]]:
                await connection.execute(SEAM, seams)
            for part in new:
                found[part] = _begun(known[part], ids[part[0]], found[part].position, first[part])
            lives = [
                _row(part)
                | found[part]._asdict()
                | {"number": len(known[part]) + 1, "topic_id": ids[part[0]]}
                for part in new
            ]
            await connection.execute(LIFE, lives)
        return found


async def known_lives(connection: AsyncConnection) -> defaultdict[Partition, list[Life]]:
    """By partition, in their order. None where the tables are of before: tools look there, too."""
    known: defaultdict[Partition, list[Life]] = defaultdict(list)
    if not (await connection.execute(THERE)).scalar_one():
        return known
    for row in await connection.execute(KNOWN):
        known[row.topic, row.partition].append(Life(row.topic_id, row.begins_at, row.ahead))
    return known


def _is_new(lives: Sequence[Life], id_: UUID | None) -> bool:
    return id_ is not None and (not lives or lives[-1].topic_id != id_)


def _place(lives: Sequence[Life], read: int | None, first: int) -> Place:
    """As far as has been read; of what was never read, where it began when it was first seen."""
    began, ahead = (lives[-1].begins_at, lives[-1].ahead) if lives else (first, 0)
    return Place(began if read is None else read, ahead)


def _begun(lives: Sequence[Life], id_: UUID, at: int, first: int) -> Place:
    """Of the first, our count is the brokers'. Any other goes on after the seam.

    One that was never seen, from nought, whatever has expired of it: that is gone unread. One that has come
    back, from where it begins: what was accounted for under it before we looked may have been of another.
    """
    if not lives:
        return Place(at)
    seen = any(life.topic_id == id_ for life in lives)
    return Place(at + 1, at + 1 - (first if seen else 0))


def _row(part: Partition) -> dict[str, Any]:
    return {"topic": part[0], "partition": part[1]}
