"""One message or one case through every table of one service, for operators. Never any content."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from messaging.lives import at_brokers, counted, known_lives
from messaging.rows import Position

Row = dict[str, Any]

BY_CASE: Final = {
    "cases": "SELECT case_id, version, opened, held, last_at FROM cases WHERE case_id = :case",
    "journal": """
      SELECT case_id, version, id, type, source, heard, topic, sequence, occurred_at, recorded_at FROM journal
      WHERE case_id = :case ORDER BY version""",
    "outbox": """
      SELECT case_id, version, topic, urgent, failed, since FROM outbox WHERE case_id = :case ORDER BY id""",
    "inbox": """
      SELECT case_id, source, message_id, topic, sequence, outcome, version, taken_at FROM inbox
      WHERE case_id = :case AND topic <> '' ORDER BY taken_at""",
    "streams": "SELECT case_id, topic, highest, missing FROM streams WHERE case_id = :case ORDER BY topic",
    "waiting": """
      SELECT case_id, 'kafka:' || topic || '/' || partition || '/' || "offset" AS ref, type, reason, since
      FROM waiting WHERE case_id = :case ORDER BY topic, partition, "offset\"""",
    "quarantine": """
      SELECT id, case_id, ref, type, reason, detail, holds, state, since FROM quarantine
      WHERE case_id = :case ORDER BY id""",
    "announced": "SELECT case_id, topic, since FROM announced WHERE case_id = :case ORDER BY topic",
    "tasks": """
      SELECT id, case_id, kind, key, due_at, time, state, attempts, trouble FROM tasks
      WHERE case_id = :case ORDER BY due_at, id""",
    "refusals": """
      SELECT case_id, id, command, actor, version, jsonb_path_query_array(unmet, '$[*].code') AS codes, at
      FROM refusals WHERE case_id = :case ORDER BY at""",
}

BY_MESSAGE: Final = {
    "journal": """
      SELECT case_id, version, id, type, source, heard, topic, sequence, occurred_at, recorded_at FROM journal
      WHERE id = :id OR (heard AND case_id IN (SELECT case_id FROM inbox WHERE message_id = :id)
        AND position(CAST(:named AS bytea) IN core) > 0) ORDER BY case_id, version""",
    "outbox": """
      SELECT o.case_id, o.version, o.topic, o.urgent, o.failed, o.since FROM outbox o
      JOIN journal j ON j.case_id = o.case_id AND j.version = o.version WHERE j.id = :id""",
    "inbox": """
      SELECT case_id, source, message_id, topic, sequence, outcome, version, taken_at FROM inbox
      WHERE message_id = :id AND topic <> ''""",
    "waiting": """
      SELECT case_id, 'kafka:' || topic || '/' || partition || '/' || "offset" AS ref, type, reason, since
      FROM waiting WHERE 'kafka:' || topic || '/' || partition || '/' || "offset" = :ref
        OR position(CAST(:named AS bytea) IN value) > 0 OR position(CAST(:spaced AS bytea) IN value) > 0
      ORDER BY topic, partition, "offset\"""",
    "quarantine": """
      SELECT id, case_id, ref, type, reason, detail, holds, state, since FROM quarantine
      WHERE ref = :ref OR position(CAST(:named AS bytea) IN value) > 0
        OR position(CAST(:spaced AS bytea) IN value) > 0 ORDER BY id""",
}
"""Kept messages are found by the id in their bytes: a bad one may have nothing else that can be read."""

ACCOUNTED: Final = text("""
SELECT topic, partition, from_offset, to_offset, at FROM intervals
WHERE topic = :topic AND partition = :partition AND from_offset <= :offset AND to_offset > :offset
""")


async def of_case(engine: AsyncEngine, case_id: str) -> dict[str, list[Row]]:
    """Everything that a service holds of a case, by table; tables without a row are left out."""
    return await _found(engine, BY_CASE, {"case": case_id})


async def of_message(engine: AsyncEngine, message_id: str, ref: str = "") -> dict[str, list[Row]]:
    """Where a message is, by its id, or by its reference `kafka:topic/partition/offset`, or both."""
    asked: dict[str, Any] = {"id": message_id, "ref": ref, "named": None, "spaced": None}
    if message_id:
        asked |= {"named": f'"id":"{message_id}"'.encode(), "spaced": f'"id": "{message_id}"'.encode()}
    return await _found(engine, BY_MESSAGE, asked)


async def accounted(engine: AsyncEngine, at: Position, id_: UUID | None) -> Row | None:
    """The interval in which a service accounted for an offset of the brokers', or None when it has not yet.

    `id_`: of the topic that is there now; None: the brokers do not say.
    """
    async with engine.connect() as connection:
        lives = await known_lives(connection)
        count = counted(lives[at.topic, at.partition], at.offset, id_)
        asked = {"topic": at.topic, "partition": at.partition, "offset": count}
        row = (await connection.execute(ACCOUNTED, asked)).one_or_none()
    return dict(row._mapping) if row is not None else None  # noqa: SLF001 - public by documentation


async def stands_at(engine: AsyncEngine, ref: Position, id_: UUID | None) -> Position | None:
    """Where the brokers have what a service keeps under this reference; None: that topic is gone.

    `id_`: of the topic that is there now; None: the brokers do not say.
    """
    async with engine.connect() as connection:
        lives = await known_lives(connection)
    offset = at_brokers(lives[ref.topic, ref.partition], ref.offset, id_)
    return None if offset is None else ref._replace(offset=offset)


async def _found(engine: AsyncEngine, queries: dict[str, str], asked: dict[str, Any]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    async with engine.connect() as connection:
        for table, query in queries.items():
            needed = {name: value for name, value in asked.items() if f":{name}" in query}
            rows = [dict(row._mapping) for row in await connection.execute(text(query), needed)]  # noqa: SLF001
            if rows:
                found[table] = rows
    return found
