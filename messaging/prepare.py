"""What the database knows of a batch before anything of it is decided: keys, mail seen, numbered and kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import driver, queries
from messaging.batch import Batch, Stream
from messaging.decider import Unread
from messaging.take import Taken

S = TypeVar("S")


async def for_messages(connection: AsyncConnection, batch: Batch[S], taken: Sequence[Taken]) -> None:
    """Keys first of all, then what has been seen, numbered and kept of these cases."""
    known = [(one, one.glance) for one in taken if one.glance]
    for one, glance in known:
        if one.keys_header:
            batch.keys.take(one.keys_header, one.feed.source, glance.case_id, batch.rows)
    await batch.keys.load(connection, (key for _, glance in known for key in glance.keys))
    await for_commands(connection, batch)
    if not known:
        return
    asked = {"sources": [one.feed.source for one, _ in known], "ids": [glance.id for _, glance in known]}
    for source, message_id, digest, version in await driver.fetch(connection, queries.SEEN, asked):
        batch.seen[source, message_id] = (digest, version)
    ids = {"ids": list(batch.heads)}
    for case_id, topic, highest, missing in await driver.fetch(connection, queries.STREAMS, ids):
        batch.streams[case_id, topic] = Stream(highest, set(missing))
    await _anchors(connection, batch, taken)
    if held := [one.case_id for one in batch.heads.values() if one.held]:
        for case_id, topic in await driver.fetch(connection, queries.BLOCKED, {"ids": held}):
            batch.blocked.add((case_id, topic))
        for case_id, topic in await driver.fetch(connection, queries.EARLY, {"ids": held}):
            batch.early.add((case_id, topic))


async def _anchors(connection: AsyncConnection, batch: Batch[S], taken: Sequence[Taken]) -> None:
    """What a writer once told us under the numbers that come again."""
    old = [
        (glance.case_id, one.record.position.topic, glance.sequence)
        for one in taken
        if (glance := one.glance) is not None
        and glance.sequence is not None
        and (stream := batch.streams.get((glance.case_id, one.record.position.topic))) is not None
        and glance.sequence <= stream.highest
    ]
    if old:
        cases, topics, sequences = zip(*old, strict=True)
        asked = {"cases": cases, "topics": topics, "sequences": sequences}
        for case_id, topic, sequence, told in await driver.fetch(connection, queries.ANCHORS, asked):
            batch.anchors[case_id, topic, sequence] = told


async def for_commands(connection: AsyncConnection, batch: Batch[S]) -> None:
    """Our own keys for these cases, and their unread mail."""
    await batch.keys.load_own(connection, batch.heads)
    await unread(connection, batch)


async def unread(connection: AsyncConnection, batch: Batch[S]) -> None:
    """Of one case always; of many only where one of them is held."""
    if not any(head.held for head in batch.heads.values()) and len(batch.heads) > 1:
        return
    found: dict[str, list[Unread]] = {}
    ids = {"ids": list(batch.heads)}
    for case_id, kept, topic, type_, reason, since in await driver.fetch(connection, queries.UNREAD, ids):
        found.setdefault(case_id, []).append(Unread(kept, topic, type_, reason, since.astimezone(UTC)))
    batch.unread.update({case_id: tuple(kept) for case_id, kept in found.items()})
