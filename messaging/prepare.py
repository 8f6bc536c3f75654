"""What the database knows of a batch before anything of it is decided: keys, mail seen, numbered and kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import driver, queries
from messaging.batch import Batch, Seen, Stream
from messaging.decider import Unread
from messaging.glance import Glance
from messaging.taken import Taken

S = TypeVar("S")


async def for_messages(
    connection: AsyncConnection, batch: Batch[S], taken: Sequence[Taken], *, trusting: bool = False
) -> None:
    """Keys first of all, then what has been numbered, seen and kept of these cases.

    Of a case that this transaction has made nothing can be there: it is not asked about.
    `trusting` asks after no message whose number is new: an id that comes again under a new number then fails
    on the key of `inbox`, and its batch is taken message by message, where each is asked after.
    """
    known = [(one, one.glance) for one in taken if one.glance]
    for one, glance in known:
        if one.keys_header:
            one.unopened = not batch.keys.take(one.keys_header, one.feed.source, glance.case_id, batch.rows)
    there = {case_id for case_id, head in batch.heads.items() if not head.made}
    keys = (glance.keys for _, glance in known if glance.case_id in there)
    await batch.keys.load(connection, frozenset().union(*keys))
    await batch.keys.load_own(connection, there)
    await unread(connection, batch)
    if not known:
        return
    for case_id, topic, highest, missing in await _streams(connection, there):
        batch.streams[case_id, topic] = Stream(highest, set(missing))
    old = [(one, glance) for one, glance in known if not _is_new(batch, one, glance)]
    await _seen(connection, batch, old if trusting else known)
    await _anchors(connection, batch, old)
    if held := [one.case_id for one in batch.heads.values() if one.held]:
        for case_id, topic in await driver.fetch(connection, queries.BLOCKED, {"ids": held}):
            batch.blocked.add((case_id, topic))
        for case_id, topic in await driver.fetch(connection, queries.EARLY, {"ids": held}):
            batch.early.add((case_id, topic))


async def _streams(connection: AsyncConnection, there: Collection[str]) -> list[Any]:
    return await driver.fetch(connection, queries.STREAMS, {"ids": list(there)}) if there else []


def _is_new(batch: Batch[S], taken: Taken, glance: Glance) -> bool:
    """Whether its number is higher than any of its case on its topic."""
    if glance.sequence is None:
        return False
    stream = batch.streams.get((glance.case_id, taken.record.position.topic))
    return stream is None or glance.sequence > stream.highest


async def _seen(connection: AsyncConnection, batch: Batch[S], known: Sequence[tuple[Taken, Glance]]) -> None:
    if not known:
        return
    asked = {"sources": [one.feed.source for one, _ in known], "ids": [glance.id for _, glance in known]}
    for source, message_id, *seen in await driver.fetch(connection, queries.SEEN, asked):
        digest, version, outcome, codes = seen
        batch.seen[source, message_id] = Seen(digest, version, outcome, tuple(codes))


async def _anchors(connection: AsyncConnection, batch: Batch[S], old: Sequence[tuple[Taken, Glance]]) -> None:
    """What a writer once told us under the numbers that come again."""
    numbered = [(one, glance) for one, glance in old if glance.sequence is not None]
    if not numbered:
        return
    asked = {
        "cases": [glance.case_id for _, glance in numbered],
        "topics": [one.record.position.topic for one, _ in numbered],
        "sequences": [glance.sequence for _, glance in numbered],
    }
    for case_id, topic, sequence, told in await driver.fetch(connection, queries.ANCHORS, asked):
        batch.anchors[case_id, topic, sequence] = told


async def for_commands(connection: AsyncConnection, batch: Batch[S]) -> None:
    """Our own keys for these cases, and their unread mail."""
    await batch.keys.load_own(connection, batch.heads)
    await unread(connection, batch)


async def unread(connection: AsyncConnection, batch: Batch[S]) -> None:
    """Of one case always; of many only where one of them is held."""
    if not any(head.held for head in batch.heads.values()) and len(batch.states) > 1:
        return
    found: dict[str, list[Unread]] = {}
    ids = {"ids": list(batch.heads)}
    for case_id, kept, topic, type_, reason, since in await driver.fetch(connection, queries.UNREAD, ids):
        found.setdefault(case_id, []).append(Unread(kept, topic, type_, reason, since.astimezone(UTC)))
    batch.unread.update({case_id: tuple(kept) for case_id, kept in found.items()})
