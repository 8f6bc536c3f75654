"""The floor of publishing: rows in batches of 500, sent pipelined by an idempotent producer, then deleted."""

from __future__ import annotations

import asyncio

import asyncpg
from aiokafka import AIOKafkaProducer

from bench.meter import Meter, Told, main

TABLES = """
CREATE TABLE bare_outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, key bytea NOT NULL,
  value bytea NOT NULL);
"""
READ = "SELECT id, topic, key, value FROM bare_outbox ORDER BY id LIMIT 500"
DELETE = "DELETE FROM bare_outbox WHERE id = ANY($1::bigint[])"


async def contend(told: Told, meter: Meter) -> None:
    connection = await asyncpg.connect(told.plain_database)
    producer = AIOKafkaProducer(**told.login, acks="all", enable_idempotence=True, linger_ms=0)
    await producer.start()
    try:
        while rows := await connection.fetch(READ):
            sent = [await producer.send(row["topic"], value=row["value"], key=row["key"]) for row in rows]
            await asyncio.gather(*sent)
            await connection.execute(DELETE, [row["id"] for row in rows])
            meter.note(len(rows))
    finally:
        await producer.stop()
        await connection.close()


if __name__ == "__main__":
    main(contend)
