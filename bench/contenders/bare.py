"""The floor: aiokafka and asyncpg in a loop, orjson, inbox and journal inserts and nothing else."""

from __future__ import annotations

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.meter import Meter, Told, main

TABLES = """
CREATE TABLE bare_inbox (source text, message_id text, PRIMARY KEY (source, message_id));
CREATE TABLE bare_journal (
  case_id text, id bigint GENERATED ALWAYS AS IDENTITY, type text NOT NULL, body bytea NOT NULL,
  PRIMARY KEY (case_id, id));
"""
INBOX = "INSERT INTO bare_inbox VALUES ($1, $2) ON CONFLICT DO NOTHING"
JOURNAL = "INSERT INTO bare_journal (case_id, type, body) VALUES ($1, $2, $3)"
INBOX_ARRAYS = """
INSERT INTO bare_inbox SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
"""
JOURNAL_ARRAYS = """
INSERT INTO bare_journal (case_id, type, body) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
"""


async def contend(told: Told, meter: Meter) -> None:
    take = _take_as_arrays if told.how.get("arrays") else _take
    connection = await asyncpg.connect(told.plain_database)
    consumer = AIOKafkaConsumer(
        told.topic,
        **told.login,
        group_id=told.group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        while not meter.done.is_set():
            found = await consumer.getmany(timeout_ms=20, max_records=500)
            if records := [record for part in found.values() for record in part]:
                await take(connection, [orjson.loads(record.value) for record in records])
                offsets = {part: some[-1].offset + 1 for part, some in found.items()}
                await consumer.commit({TopicPartition(*part): to for part, to in offsets.items()})
                meter.note(len(records))
    finally:
        await consumer.stop()
        await connection.close()


async def _take(connection: asyncpg.Connection, documents: list[dict[str, str]]) -> None:
    """By `executemany`, as anybody would write it."""
    async with connection.transaction():
        await connection.executemany(INBOX, [(one["source"], one["id"]) for one in documents])
        rows = [(one["subject"], one["type"], orjson.dumps(one)) for one in documents]
        await connection.executemany(JOURNAL, rows)


async def _take_as_arrays(connection: asyncpg.Connection, documents: list[dict[str, str]]) -> None:
    """Whole columns at once: the least that inserting can cost."""
    async with connection.transaction():
        await connection.execute(
            INBOX_ARRAYS, [one["source"] for one in documents], [one["id"] for one in documents]
        )
        await connection.execute(
            JOURNAL_ARRAYS,
            [one["subject"] for one in documents],
            [one["type"] for one in documents],
            [orjson.dumps(one) for one in documents],
        )


if __name__ == "__main__":
    main(contend)
