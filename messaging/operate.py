"""What operators do: look at one message or case through every table, and have kept mail tried again.

Looking needs the read-only role; acting needs the runtime's. Acting writes a task or a row: the running
service does the work under its own locks, so nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Row = dict[str, Any]

WHERE: Final = {
    "journal": """
      SELECT case_id, version, id, type, source, heard, topic, sequence, occurred_at, recorded_at FROM journal
      WHERE case_id = :what OR id = :what ORDER BY version""",
    "outbox": """
      SELECT o.case_id, o.version, o.topic, o.failed, o.since FROM outbox o
      LEFT JOIN journal j ON j.case_id = o.case_id AND j.version = o.version
      WHERE o.case_id = :what OR j.id = :what ORDER BY o.id""",
    "inbox": """
      SELECT source, message_id, case_id, topic, sequence, outcome, version, taken_at FROM inbox
      WHERE case_id = :what OR message_id = :what ORDER BY taken_at""",
    "streams": "SELECT case_id, topic, highest, missing FROM streams WHERE case_id = :what",
    "waiting": """
      SELECT topic, partition, "offset", case_id, type, reason, since FROM waiting
      WHERE case_id = :what OR 'kafka:' || topic || '/' || partition || '/' || "offset" = :what""",
    "quarantine": """
      SELECT id, ref, case_id, type, reason, detail, holds, state, since FROM quarantine
      WHERE case_id = :what OR ref = :what""",
    "tasks": """
      SELECT id, case_id, kind, key, due_at, time, state, attempts, trouble FROM tasks
      WHERE case_id = :what ORDER BY due_at""",
    "refusals": """
      SELECT id, command, actor, version, unmet, edition, at FROM refusals
      WHERE case_id = :what ORDER BY at""",
    "cases": "SELECT case_id, version, opened, held, last_at FROM cases WHERE case_id = :what",
}

QUARANTINE: Final = text("""
SELECT id, ref, case_id, topic, type, reason, detail, holds, state, since, discard_asked_by, discard_reason
FROM quarantine WHERE (:every OR state = 'open') ORDER BY id
""")
ENTRY: Final = text("""
SELECT id, ref, case_id, topic, type, reason, detail, holds, state, since, octet_length(value) AS bytes,
  encode(sha256(coalesce(value, '')), 'hex') AS sha256, discard_asked_by, discard_approved_by, discard_reason
FROM quarantine WHERE id = :id
""")
OPEN_ENTRIES: Final = text("""
SELECT id, case_id FROM quarantine WHERE state = 'open' AND (:every OR id = ANY(CAST(:ids AS bigint[])))
""")
ASK: Final = text("""
INSERT INTO tasks (case_id, kind, key, due_at, time, refs)
VALUES (:case_id, :kind, :key, clock_timestamp(), 'machine', CAST(:refs AS jsonb)) RETURNING id
""")
ASK_DISCARD: Final = text("""
UPDATE quarantine SET discard_asked_by = :by, discard_reason = :reason
WHERE id = :id AND state = 'open' AND discard_asked_by IS NULL
""")
DISCARD: Final = text("""
UPDATE quarantine SET state = 'discarded', discard_approved_by = :by, ended_at = clock_timestamp()
WHERE id = :id AND state = 'open' AND discard_asked_by IS NOT NULL AND discard_asked_by <> :by
RETURNING case_id
""")
TASKS: Final = text("""
SELECT id, case_id, kind, key, due_at, time, state, attempts, trouble, leased_until FROM tasks
WHERE (:every OR state <> 'done') ORDER BY state DESC, due_at LIMIT :limit
""")
RETRY_TASK: Final = text("""
UPDATE tasks SET state = 'open', attempts = 0, ended_at = NULL, leased_until = NULL,
  trouble = 'NOT_DONE retried'
WHERE id = :id AND state = 'stuck'
""")
DONE: Final = text("SELECT state FROM tasks WHERE id = :id")
PAUSE: Final = text("""
INSERT INTO tasks (case_id, kind, key, due_at, time, refs)
VALUES ('', 'runtime.paused', 'consume', 'infinity', 'machine', CAST(:refs AS jsonb))
ON CONFLICT (case_id, kind, key) DO UPDATE SET state = 'open', refs = excluded.refs, ended_at = NULL
""")
RESUME: Final = text("""
UPDATE tasks SET state = 'done', ended_at = clock_timestamp() WHERE kind = 'runtime.paused' AND state = 'open'
""")
PAUSED: Final = text("SELECT refs FROM tasks WHERE kind = 'runtime.paused' AND state = 'open'")
POSITIONS: Final = text("""
SELECT topic, partition, max(to_offset) AS position, max(at) AS last_at FROM intervals
GROUP BY topic, partition ORDER BY topic, partition
""")


@dataclass(frozen=True, slots=True)
class NotDone(Exception):
    """An operator's act that could not be, with what to do."""

    words: str

    def __str__(self) -> str:
        return self.words


async def where(engine: AsyncEngine, what: str) -> dict[str, list[Row]]:
    """A case id, a message id or a reference (`kafka:topic/partition/offset`), through every table."""
    found: dict[str, list[Row]] = {}
    async with engine.connect() as connection:
        for table, query in WHERE.items():
            if rows := await _rows(connection, text(query), {"what": what}):
                found[table] = rows
    return found


async def quarantine(engine: AsyncEngine, *, every: bool = False) -> list[Row]:
    async with engine.connect() as connection:
        return await _rows(connection, QUARANTINE, {"every": every})


async def entry(engine: AsyncEngine, entry_id: int) -> Row | None:
    """One quarantined message: where it came from and why; its size and hash, never its content."""
    async with engine.connect() as connection:
        rows = await _rows(connection, ENTRY, {"id": entry_id})
    return rows[0] if rows else None


async def retry(engine: AsyncEngine, ids: Sequence[int] = (), *, every: bool = False) -> list[int]:
    """Have entries tried again, each case in its order; gives the tasks to wait for."""
    async with engine.begin() as connection:
        found = await connection.execute(OPEN_ENTRIES, {"ids": list(ids), "every": every})
        by_case: dict[str, list[str]] = {}
        for row in found:
            by_case.setdefault(row.case_id or "", []).append(str(row.id))
        if not by_case:
            raise NotDone("nothing open in quarantine under that number; see `csods quarantine list`")
        return [
            await _ask(connection, "runtime.redrive", case, {"retry": ",".join(many)})
            for case, many in by_case.items()
        ]


async def discard(engine: AsyncEngine, entry_id: int, by: str, reason: str = "") -> bool:
    """The first person asks with a reason, a second one approves. True when it is discarded now."""
    async with engine.begin() as connection:
        done = (await connection.execute(DISCARD, {"id": entry_id, "by": by})).one_or_none()
        if done is not None:
            if done.case_id:
                await _ask(connection, "runtime.redrive", done.case_id, {})
            return True
        if not reason.strip():
            raise NotDone(
                "the first person who asks for a discard gives a reason; the second must be somebody else"
            )
        asked = await connection.execute(ASK_DISCARD, {"id": entry_id, "by": by, "reason": reason})
        if asked.rowcount != 1:
            raise NotDone("it is not open, or you have asked for it already: a second person must approve")
        return False


async def republish(engine: AsyncEngine, since: datetime, case_id: str | None = None) -> int:
    """Have what was recorded since then sent again, the same bytes. Gives the task to wait for."""
    refs = {"since": since.astimezone(UTC).isoformat(), **({"case": case_id} if case_id else {})}
    async with engine.begin() as connection:
        return await _ask(connection, "runtime.republish", "", refs)


async def tasks(engine: AsyncEngine, *, every: bool = False, limit: int = 500) -> list[Row]:
    async with engine.connect() as connection:
        return await _rows(connection, TASKS, {"every": every, "limit": limit})


async def retry_task(engine: AsyncEngine, task_id: int) -> None:
    """Open a stuck task again. Raises NotDone."""
    async with engine.begin() as connection:
        if (await connection.execute(RETRY_TASK, {"id": task_id})).rowcount != 1:
            raise NotDone("no stuck task has that number; see `csods tasks list`")


async def task_ended(engine: AsyncEngine, task_id: int) -> bool:
    async with engine.connect() as connection:
        state: str = (await connection.execute(DONE, {"id": task_id})).scalar_one()
        return state != "open"


async def pause(engine: AsyncEngine, by: str, reason: str) -> None:
    """Have the service take nothing more from its topics until somebody resumes it."""
    async with engine.begin() as connection:
        await connection.execute(PAUSE, {"refs": orjson.dumps({"by": by, "reason": reason}).decode()})


async def resume(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(RESUME)


async def paused(engine: AsyncEngine) -> Mapping[str, str] | None:
    """Who paused consuming and why, or None."""
    async with engine.connect() as connection:
        refs = (await connection.execute(PAUSED)).scalar_one_or_none()
    return orjson.loads(refs) if isinstance(refs, str) else refs


async def positions(engine: AsyncEngine) -> list[Row]:
    """Where the service is on every partition it has read."""
    async with engine.connect() as connection:
        return await _rows(connection, POSITIONS, {})


async def _ask(connection: AsyncConnection, kind: str, case_id: str, refs: Mapping[str, str]) -> int:
    asked = {"kind": kind, "case_id": case_id, "key": str(uuid4()), "refs": orjson.dumps(refs).decode()}
    return int((await connection.execute(ASK, asked)).scalar_one())


async def _rows(connection: AsyncConnection, query: Any, values: Mapping[str, Any]) -> list[Row]:
    return [dict(row._mapping) for row in await connection.execute(query, values)]  # noqa: SLF001 - public by documentation
