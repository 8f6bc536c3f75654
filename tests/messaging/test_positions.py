"""Where a consumer goes on is read from partition to partition, however many years it has been reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from messaging import operate, queries
from tests.messaging.ground import Hand

pytestmark = pytest.mark.stack

MANY = 50_000
PARTITIONS = 3
YEARS = """
INSERT INTO intervals (topic, partition, from_offset, to_offset, counts)
SELECT topic, partition, one, one + 1, '{{}}' FROM unnest(ARRAY['a', 'b']) AS topic,
  generate_series(0, {partitions} - 1) AS partition, generate_series(0, {many} - 1) AS one
"""


def rows_looked_at(plan: Any) -> Iterator[int]:
    yield int(plan["Actual Rows"] * plan["Actual Loops"])
    for beneath in plan.get("Plans", ()):
        yield from rows_looked_at(beneath)


async def test_a_start_looks_at_the_last_interval_of_each_partition_and_not_at_those_before(
    alone: Hand,
) -> None:
    assert await operate.positions(alone.engine) == []
    await alone.database.change(YEARS.format(many=MANY, partitions=PARTITIONS) + "; ANALYZE intervals")
    found = await operate.positions(alone.engine)
    assert [(row["topic"], row["partition"], row["position"]) for row in found] == [
        (topic, partition, MANY) for topic in "ab" for partition in range(PARTITIONS)
    ]
    async with alone.engine.connect() as connection:
        asked = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {queries.POSITIONS.text}")
        [[explained]] = (await connection.execute(asked)).all()
    assert sum(rows_looked_at(explained[0]["Plan"])) < 100 * PARTITIONS
