"""Offsets accounted for, in the transaction that keeps the effects: the fence against a second consumer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import driver, queries
from messaging.faults import Fenced
from messaging.rows import Record

Partition = tuple[str, int]


async def follow(
    connection: AsyncConnection,
    records: Sequence[Record],
    outcomes: Sequence[str],
    after: Mapping[Partition, int],
) -> Counter[str]:
    """Account for these records, in order, from `after` on; gives how many there were of each outcome.

    Raises Fenced where the interval does not follow the last: then somebody else accounts for them.
    """
    found: dict[Partition, list[str]] = {}
    first: dict[Partition, int] = {}
    last: dict[Partition, int] = {}
    for (topic, number, offset), outcome in zip((one.position for one in records), outcomes, strict=True):
        part = (topic, number)
        if part not in first:
            first[part] = offset
            found[part] = []
        last[part] = offset
        found[part].append(outcome)
    counts = {part: Counter(some) for part, some in found.items()}
    for record, outcome in zip(records, outcomes, strict=True):
        if record.stands_for > 1:
            counts[record.position[:2]][outcome] += record.stands_for - 1
    parts = sorted(last)
    columns = {
        "topic": [topic for topic, _ in parts],
        "partition": [partition for _, partition in parts],
        "from_offset": [after.get(part, first[part]) for part in parts],
        "to_offset": [last[part] + 1 for part in parts],
        "counts": [orjson.dumps(dict(counts[part])).decode() for part in parts],
    }
    if await driver.execute(connection, queries.FOLLOW, columns) != len(parts):
        raise Fenced("these offsets have been accounted for by another consumer")
    return sum(counts.values(), Counter())
