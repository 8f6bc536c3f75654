"""What operators do: look at kept mail and tasks, have them tried again, pause, publish again.

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

from messaging import queries
from messaging.calls import SWEEP, call
from messaging.lives import known_lives

Row = dict[str, Any]

QUARANTINE: Final = text("""
SELECT id, ref, case_id, topic, type, reason, detail, holds, state, since, discard_asked_by, discard_reason
FROM quarantine WHERE (:every OR state = 'open') ORDER BY id LIMIT :limit
""")
ENTRY: Final = text("""
SELECT id, ref, case_id, topic, type, reason, detail, holds, state, since, octet_length(value) AS bytes,
  encode(sha256(coalesce(value, '')), 'hex') AS sha256, octet_length(key) AS key_bytes,
  ARRAY(SELECT header ->> 0 FROM jsonb_array_elements(headers) AS header) AS headers,
  discard_asked_by, discard_approved_by, discard_reason, ended_at
FROM quarantine WHERE id = :id
""")
OPEN_ENTRIES: Final = text("""
SELECT id, CASE WHEN holds THEN case_id END AS case_id FROM quarantine
WHERE state = 'open' AND (:every OR id = ANY(CAST(:ids AS bigint[]))) ORDER BY topic, partition, "offset"
""")
"""What holds no case is tried by itself, also when its case is known."""
STATES: Final = text("""
SELECT id, case_id, state, reason, detail FROM quarantine WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id
""")
WAITING_BEHIND: Final = text("SELECT count(*) FROM waiting WHERE case_id = ANY(CAST(:cases AS text[]))")
ASK: Final = text("""
INSERT INTO tasks (case_id, kind, key, due_at, time, refs)
VALUES (:case_id, :kind, :key, clock_timestamp(), 'machine', CAST(:refs AS jsonb)) RETURNING id
""")
ASKED: Final = text("SELECT discard_asked_by FROM quarantine WHERE id = :id AND state = 'open' FOR UPDATE")
ASK_DISCARD: Final = text("""
UPDATE quarantine SET discard_asked_by = :by, discard_reason = :reason
WHERE id = :id AND state = 'open' AND discard_asked_by IS NULL
""")
DISCARD: Final = text("""
UPDATE quarantine SET state = 'discarded', discard_approved_by = :by, ended_at = clock_timestamp()
WHERE id = :id AND state = 'open' AND lower(btrim(discard_asked_by)) <> lower(btrim(:by))
RETURNING case_id
""")
"""Two people, not one person who writes the name in two ways."""
TASKS: Final = text("""
SELECT id, case_id, kind, key, due_at, time, state, attempts, trouble, leased_until FROM tasks
WHERE (:every OR state <> 'done') AND (CAST(:case_id AS text) IS NULL OR case_id = :case_id)
ORDER BY state DESC, due_at LIMIT :limit
""")
RETRY_TASK: Final = text("""
UPDATE tasks SET state = 'open', attempts = 0, ended_at = NULL, leased_until = NULL,
  trouble = 'NOT_DONE retried'
WHERE id = :id AND state = 'stuck'
""")
TASK: Final = text("""
SELECT id, case_id, kind, key, due_at, time, state, attempts, trouble, leased_until FROM tasks WHERE id = :id
""")
PAUSE: Final = text("""
INSERT INTO tasks (case_id, kind, key, due_at, time, refs)
VALUES ('', 'runtime.paused', 'consume', 'infinity', 'machine', CAST(:refs AS jsonb))
ON CONFLICT (case_id, kind, key) DO UPDATE SET state = 'open', refs = excluded.refs, ended_at = NULL
""")
RESUME: Final = text("""
UPDATE tasks SET state = 'done', ended_at = clock_timestamp() WHERE kind = 'runtime.paused' AND state = 'open'
""")
PAUSED: Final = text("SELECT refs FROM tasks WHERE kind = 'runtime.paused' AND state = 'open'")


class NotDone(Exception):
    """An operator's act that could not be; its text says what to do."""


@dataclass(frozen=True, slots=True)
class Discard:
    """`approved`: it is discarded now. `task`: what tells its sender and lets the mail behind it go on."""

    approved: bool
    task: int | None = None


async def quarantine(engine: AsyncEngine, *, every: bool = False, limit: int = 10_000) -> list[Row]:
    async with engine.connect() as connection:
        return await _rows(connection, QUARANTINE, {"every": every, "limit": limit})


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


async def outcomes(engine: AsyncEngine, ids: Sequence[int]) -> list[Row]:
    """What has become of entries: their state, and why they are still kept."""
    async with engine.connect() as connection:
        return await _rows(connection, STATES, {"ids": list(ids)})


async def waiting_behind(engine: AsyncEngine, cases: Sequence[str]) -> int:
    """How many messages of these cases wait."""
    async with engine.connect() as connection:
        return int((await connection.execute(WAITING_BEHIND, {"cases": list(cases)})).scalar_one())


async def discard(engine: AsyncEngine, entry_id: int, by: str, reason: str = "") -> Discard:
    """The first person asks with a reason, a second one approves. Raises NotDone."""
    by = " ".join(by.split())
    if not by:
        raise NotDone("say who you are: a discard is by two named people")
    async with engine.begin() as connection:
        done = (await connection.execute(DISCARD, {"id": entry_id, "by": by})).one_or_none()
        if done is not None:
            refs = {"given_up": str(entry_id)}
            behind = await _ask(connection, "runtime.redrive", done.case_id or "", refs)
            return Discard(approved=True, task=behind)
        asked = (await connection.execute(ASKED, {"id": entry_id})).one_or_none()
        if asked is None:
            raise NotDone("nothing open in quarantine has that number; see `csods quarantine list`")
        if asked.discard_asked_by is not None:
            raise NotDone("you have asked for it already: a second person must approve")
        if not reason.strip():
            raise NotDone("the first person who asks for a discard gives a reason")
        await connection.execute(ASK_DISCARD, {"id": entry_id, "by": by, "reason": reason.strip()})
        return Discard(approved=False)


async def republish(engine: AsyncEngine, since: datetime, case_id: str | None = None) -> int:
    """Have what was recorded since then sent again, the same bytes. Gives the task to wait for."""
    refs = {"since": since.astimezone(UTC).isoformat(), **({"case": case_id} if case_id else {})}
    async with engine.begin() as connection:
        return await _ask(connection, "runtime.republish", "", refs)


async def tasks(
    engine: AsyncEngine, *, every: bool = False, limit: int = 500, case_id: str | None = None
) -> list[Row]:
    """Tasks of all cases or one, stuck ones first."""
    async with engine.connect() as connection:
        return await _rows(connection, TASKS, {"every": every, "limit": limit, "case_id": case_id})


async def retry_task(engine: AsyncEngine, task_id: int) -> None:
    """Open a stuck task again. Raises NotDone."""
    async with engine.begin() as connection:
        if (await connection.execute(RETRY_TASK, {"id": task_id})).rowcount != 1:
            raise NotDone("no stuck task has that number; see `csods tasks list`")
        await call(connection, SWEEP)


async def task(engine: AsyncEngine, task_id: int) -> Row | None:
    async with engine.connect() as connection:
        rows = await _rows(connection, TASK, {"id": task_id})
    return rows[0] if rows else None


async def task_ended(engine: AsyncEngine, task_id: int) -> bool:
    """Whether it is done or stuck. Raises NotDone when there is no such task."""
    found = await task(engine, task_id)
    if found is None:
        raise NotDone("no task has that number; see `csods tasks list --all`")
    return bool(found["state"] != "open")


async def pause(engine: AsyncEngine, by: str, reason: str) -> None:
    """Have the service take nothing more from its topics until somebody resumes it."""
    async with engine.begin() as connection:
        await connection.execute(PAUSE, {"refs": orjson.dumps({"by": by, "reason": reason}).decode()})


async def resume(engine: AsyncEngine) -> bool:
    """Have it go on. False when it was not paused."""
    async with engine.begin() as connection:
        return bool((await connection.execute(RESUME)).rowcount)


async def paused(engine: AsyncEngine) -> Mapping[str, str] | None:
    """Who paused consuming and why, or None."""
    async with engine.connect() as connection:
        refs = (await connection.execute(PAUSED)).scalar_one_or_none()
    return orjson.loads(refs) if isinstance(refs, str) else refs


async def positions(engine: AsyncEngine) -> list[Row]:
    """Where the service is on every partition it has read, and how far its count is ahead of the brokers'."""
    async with engine.connect() as connection:
        rows = await _rows(connection, queries.POSITIONS, {})
        lives = await known_lives(connection)
    now = {part: some[-1].ahead for part, some in lives.items()}
    return [row | {"ahead": now.get((row["topic"], row["partition"]), 0)} for row in rows]


async def _ask(connection: AsyncConnection, kind: str, case_id: str, refs: Mapping[str, str]) -> int:
    asked = {"kind": kind, "case_id": case_id, "key": str(uuid4()), "refs": orjson.dumps(refs).decode()}
    task_id = int((await connection.execute(ASK, asked)).scalar_one())
    await call(connection, SWEEP)
    return task_id


async def _rows(connection: AsyncConnection, query: Any, values: Mapping[str, Any]) -> list[Row]:
    return [dict(row._mapping) for row in await connection.execute(query, values)]  # noqa: SLF001 - public by documentation
