"""All that one transaction writes, collected by table and written in one statement each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson
from sqlalchemy import TextClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import queries
from messaging.outcomes import Task, Time, Unmet

Statement = TextClause | queries.Copy


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record stands. The reference `kafka:topic/partition/offset` names it everywhere."""

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"kafka:{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as Kafka gave it, with the headers that we keep."""

    position: Position
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()

    def kept_headers(self) -> str:
        """Headers as JSON for a table: names, and values as hexadecimal."""
        return orjson.dumps([(name, value.hex()) for name, value in self.headers]).decode()


@dataclass(slots=True)
class Rows:
    """Rows by statement, in the order in which locks are taken: keys, inbox, streams, then the rest."""

    by_statement: dict[Statement, list[Mapping[str, Any]]] = field(default_factory=dict)
    own_keys: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, statement: Statement, **values: Any) -> None:
        self.append(statement, values)

    def append(self, statement: Statement, row: Mapping[str, Any]) -> None:
        """The same with a row that its maker leaves as it is from now on."""
        rows = self.by_statement.get(statement)
        if rows is None:
            rows = self.by_statement[statement] = []
        rows.append(row)

    def key(self, key_id: str, source: str, case_id: str, label: str, wrapped: bytes) -> None:
        self.add(
            queries.WRITE_KEYS, key_id=key_id, source=source, case_id=case_id, label=label, wrapped=wrapped
        )

    def task(self, case_id: str, task: Task, now: datetime) -> None:
        """Insert or nothing. A task without an instant is due at once on its own clock."""
        at_once = now if task.time is Time.BUSINESS else datetime.fromtimestamp(0, tz=now.tzinfo)
        later = None if task.after is None else datetime.now(UTC) + task.after
        self.add(
            queries.WRITE_TASKS,
            case_id=case_id,
            kind=task.kind,
            key=task.key,
            due_at=task.due or later or at_once,
            time=task.time.value,
            refs=orjson.dumps(dict(task.refs)).decode(),
        )

    def alarm(
        self, code: str, what_for: str, words: str, case_id: str = "", role: str = "system-duty"
    ) -> None:
        """Ring a duty role. `words` say what to do and hold no personal data."""
        refs = {"code": code, "role": role, "words": words}
        self.add(queries.RING, case_id=case_id, key=f"{code}/{what_for}", refs=orjson.dumps(refs).decode())

    def quarantine(
        self,
        record: Record,
        reason: str,
        detail: str,
        *,
        holds: bool,
        case_id: str | None = None,
        type_: str = "",
    ) -> None:
        at = record.position
        self.add(
            queries.WRITE_QUARANTINE,
            ref=str(at),
            topic=at.topic,
            partition=at.partition,
            offset=at.offset,
            case_id=case_id,
            type=type_,
            reason=reason,
            detail=detail,
            holds=holds,
            key=record.key,
            value=record.value,
            headers=record.kept_headers(),
        )

    def wait(self, record: Record, case_id: str, type_: str, reason: str) -> None:
        at = record.position
        self.add(
            queries.WRITE_WAITING,
            topic=at.topic,
            partition=at.partition,
            offset=at.offset,
            case_id=case_id,
            type=type_,
            reason=reason,
            key=record.key,
            value=record.value,
            headers=record.kept_headers(),
        )

    def refusal(
        self,
        case_id: str,
        command: str,
        actor: str,
        version: int,
        unmet: tuple[Unmet, ...],
        edition: str,
        at: datetime,
    ) -> None:
        listed: list[Mapping[str, Any]] = [
            {
                "code": one.code,
                "words": one.words,
                "paragraph": one.paragraph,
                "requirements": one.requirements,
            }
            for one in unmet
        ]
        self.add(
            queries.WRITE_REFUSALS,
            case_id=case_id,
            command=command,
            actor=actor,
            version=version,
            unmet=orjson.dumps(listed).decode(),
            edition=edition,
            at=at,
        )

    async def write(self, connection: AsyncConnection) -> None:
        """One statement a table, in one order everywhere."""
        for statement in _ORDER:
            if rows := self.by_statement.get(statement):
                if isinstance(statement, queries.Copy):
                    await _copy(connection, statement, rows)
                else:
                    columns = {name: [row[name] for row in rows] for name in rows[0]}
                    await connection.execute(statement, columns)


async def _copy(connection: AsyncConnection, copy: queries.Copy, rows: Sequence[Mapping[str, Any]]) -> None:
    """On the driver's own connection, inside the transaction that this one has begun. Raises as it does."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    try:
        await driver.copy_records_to_table(copy.table, records=map(copy.pick, rows), columns=copy.columns)
    except asyncpg.PostgresError as error:
        raise DBAPIError(f"COPY {copy.table}", None, error, hide_parameters=True) from error


_ORDER = (
    queries.WRITE_KEYS,
    queries.WRITE_INBOX,
    queries.WRITE_STREAMS,
    queries.WRITE_JOURNAL,
    queries.WRITE_OUTBOX,
    queries.WRITE_HEADS,
    queries.WRITE_TASKS,
    queries.RING,
    queries.WRITE_QUARANTINE,
    queries.WRITE_WAITING,
    queries.WRITE_REFUSALS,
)
