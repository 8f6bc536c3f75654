"""All that one transaction writes, collected by table and written in one statement each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import alive, driver, queries
from messaging.outcomes import Task, Time, Unmet
from messaging.tables import (
    WRITE_INBOX,
    WRITE_JOURNAL,
    WRITE_NEW_KEYS,
    WRITE_NEW_TASKS,
    WRITE_OUTBOX,
    Copy,
    InboxRow,
    JournalRow,
    KeyRow,
    OutboxRow,
    TaskRow,
)

PUBLISHED: Final = "published"
TASKED: Final = "tasked"
_LONG_AGO: Final = datetime.fromtimestamp(0, UTC)


class Position(NamedTuple):
    """Where a record stands. The reference `kafka:topic/partition/offset` names it everywhere.

    The offset is its reader's count, which goes on where a topic was made anew (`lives`).
    """

    topic: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"kafka:{self.topic}/{self.partition}/{self.offset}"


class Record(NamedTuple):
    """A record as Kafka gave it, with the headers that we keep."""

    position: Position
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    stands_for: int = 1
    """Records of a batch that does not open are one, at the offset of their last."""
    ahead: int = 0
    """How far the count of its reader is ahead of the brokers'."""

    @property
    def place(self) -> Position:
        """Where its writer finds it."""
        return self.position._replace(offset=self.position.offset - self.ahead)

    def kept_headers(self) -> str:
        """Headers as JSON for a table: names, and values as hexadecimal."""
        return orjson.dumps([(name, value.hex()) for name, value in self.headers]).decode()


@dataclass(slots=True)
class Rows:
    """Rows by table and statement; they are written in the order in which locks are taken: keys, inbox, …"""

    made: frozenset[str] = frozenset()
    """Cases that this transaction made, where it has no other rows: theirs are written by COPY."""
    by_statement: dict[TextClause, dict[str, list[Any]]] = field(default_factory=dict)
    keys: list[KeyRow] = field(default_factory=list)
    new_keys: list[KeyRow] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    new_tasks: list[TaskRow] = field(default_factory=list)
    noted: set[str | tuple[str, str, str]] = field(default_factory=set)
    """What `keys` and `tasks` know already by their natural keys."""
    inbox: list[InboxRow] = field(default_factory=list)
    journal: list[JournalRow] = field(default_factory=list)
    outbox: list[OutboxRow] = field(default_factory=list)
    own_keys: dict[tuple[str, str], str] = field(default_factory=dict)
    wakes: set[str] = field(default_factory=set)
    """Whom the commit of these concerns: PUBLISHED, TASKED. Parts of one transaction share it."""

    def add(self, statement: TextClause, **values: Any) -> None:
        self.columns(statement, **{name: [value] for name, value in values.items()})

    def columns(self, statement: TextClause, **values: list[Any]) -> None:
        """Rows by column, each as long as the others."""
        there = self.by_statement.setdefault(statement, {name: [] for name in values})
        for name, column in values.items():
            there[name] += column

    def key(self, row: KeyRow) -> None:
        """Insert or nothing."""
        if row.key_id not in self.noted:
            self.noted.add(row.key_id)
            (self.new_keys if row.case_id in self.made else self.keys).append(row)

    def tasks_of(self, case_id: str, tasks: Iterable[Task], now: datetime) -> None:
        """Insert or nothing. A task without an instant is due at once on its own clock."""
        noted, add = self.noted, (self.new_tasks if case_id in self.made else self.tasks).append
        for kind, key, due, time, told, after in tasks:
            if (named := (case_id, kind, key)) in noted:
                continue
            noted.add(named)
            if due is None and after is not None:
                due = datetime.now(UTC) + after  # noqa: PLW2901 - the same instant, made certain
            elif due is None:
                due = now if time is Time.BUSINESS else _LONG_AGO  # noqa: PLW2901 - likewise
            refs = orjson.dumps(dict(told)).decode() if told else None
            add(TaskRow(case_id, kind, key, due, time, refs))
            self.wakes.add(TASKED)

    def alarm(
        self, code: str, what_for: str, words: str, case_id: str = "", role: str = "system-duty"
    ) -> None:
        """Ring a duty role. `words` say what to do and hold no personal data."""
        self.wakes.add(TASKED)
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
        """Everything, one statement a table, in one order everywhere."""
        keys, self.keys = self.keys, []
        new_keys, self.new_keys = self.new_keys, []
        tasks, self.tasks = self.tasks, []
        new_tasks, self.new_tasks = self.new_tasks, []
        inbox, self.inbox = self.inbox, []
        journal, self.journal = self.journal, []
        outbox, self.outbox = self.outbox, []
        if outbox:
            self.wakes.add(PUBLISHED)
        await _add(connection, queries.WRITE_KEYS, keys)
        await _copy(connection, WRITE_NEW_KEYS, new_keys)
        await _add(connection, queries.WRITE_TASKS, tasks)
        await _copy(connection, WRITE_NEW_TASKS, new_tasks)
        await _copy(connection, WRITE_INBOX, inbox)
        await _copy(connection, WRITE_JOURNAL, journal)
        await _copy(connection, WRITE_OUTBOX, outbox)
        for statement in _BY_COLUMN:
            await _columns(connection, statement, self.by_statement.pop(statement, None))


async def _columns(
    connection: AsyncConnection, statement: TextClause, columns: Mapping[str, list[Any]] | None
) -> None:
    if columns and any(columns.values()):
        await driver.execute(connection, statement, columns)


async def _add(
    connection: AsyncConnection, statement: TextClause, rows: Sequence[KeyRow] | Sequence[TaskRow]
) -> None:
    """By arrays: COPY cannot leave alone what is there already."""
    if rows:
        columns = dict(zip(rows[0]._fields, zip(*rows, strict=True), strict=True))
        await driver.execute(connection, statement, columns)


async def _copy(connection: AsyncConnection, copy: Copy, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    many = len(copy.columns)
    if copy.optional and not any(any(row[-copy.optional :]) for row in rows):
        many -= copy.optional  # COPY looks at no more of a row than it has columns
    elif copy.optional and not all(any(row[-copy.optional :]) for row in rows):
        rows = [_whole(row, copy) for row in rows]
    await driver.copy(connection, copy.table, copy.columns[:many], rows)


def _whole(row: tuple[Any, ...], copy: Copy) -> tuple[Any, ...]:
    said = row[-copy.optional :]
    return row if any(said) else (*row[: -copy.optional], *copy.empty)


_BY_COLUMN = (
    queries.WRITE_STREAMS,
    queries.WRITE_HEADS,
    queries.RING,
    queries.WRITE_QUARANTINE,
    queries.WRITE_WAITING,
    queries.WRITE_REFUSALS,
    alive.SPOKE,
)
"""What others may write, too, stands last: two transactions must not wait for each other."""
