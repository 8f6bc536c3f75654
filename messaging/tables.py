"""Rows of the tables that are only ever added to, by column; they are written by binary COPY."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple


class JournalRow(NamedTuple):
    """An event, or a message kept as it came. `keys` stands last: where all are without, it is left out."""

    case_id: str
    version: int
    id: str
    type: str
    source: str
    heard: bool
    core: bytes
    hash: bytes
    topic: str | None
    sequence: int | None
    urgent: bool
    occurred_at: datetime
    recorded_at: datetime
    keys: tuple[str, ...]


class OutboxRow(NamedTuple):
    """A pointer to an event not yet published."""

    case_id: str
    version: int
    topic: str
    urgent: bool


class InboxRow(NamedTuple):
    """A message taken, or a command under an idempotency key (`topic` empty).

    `codes` say why it was refused, and stand last: where all are without, they are left out.
    """

    source: str
    message_id: str
    case_id: str
    topic: str
    sequence: int | None
    chainhash: str
    digest: bytes
    outcome: str
    version: int | None
    codes: tuple[str, ...] = ()


class KeyRow(NamedTuple):
    """A data key, wrapped. One that is there already stays as it is."""

    key_id: str
    source: str
    case_id: str
    label: str
    wrapped: bytes


class TaskRow(NamedTuple):
    """A task, `refs` as JSON (None: none). One that is there already, open or done, stays as it is."""

    case_id: str
    kind: str
    key: str
    due_at: datetime
    time: str
    refs: str | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Rows as tuples of these columns: COPY takes a third of the time that arrays take to encode.

    `optional` columns have a default in the database that says the same as an empty value here. `empty` is
    that default, written where other rows of the same COPY say something.
    """

    table: str
    columns: tuple[str, ...]
    optional: int = 0
    empty: tuple[object, ...] = ()


WRITE_JOURNAL: Final = Copy("journal", JournalRow._fields, optional=1, empty=((),))
WRITE_OUTBOX: Final = Copy("outbox", OutboxRow._fields)
WRITE_INBOX: Final = Copy("inbox", InboxRow._fields, optional=1, empty=((),))
WRITE_NEW_KEYS: Final = Copy("data_keys", KeyRow._fields)
WRITE_NEW_TASKS: Final = Copy("tasks", TaskRow._fields, optional=1, empty=("{}",))
"""Of cases that this transaction made: nothing of them can be there already."""
