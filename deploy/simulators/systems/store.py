"""The systems' own small file (SQLite): what is to be said and when, and what was composed and published.

Every change is one transaction. A message is composed once; after a crash the same bytes go out again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS events (
  number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body BLOB NOT NULL, due_at TEXT NOT NULL,
  system TEXT NOT NULL, case_id TEXT NOT NULL, value BLOB, wraps BLOB,
  published INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS heads (
  system TEXT NOT NULL, case_id TEXT NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (system, case_id)) STRICT;
"""


class KeyReused(Exception):
    """The idempotency key came before, with another body."""


@dataclass(frozen=True, slots=True)
class ToSay:
    number: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Composed:
    """`hash` is that of the chain after it."""

    value: bytes
    wraps: bytes | None
    hash: bytes


@dataclass(frozen=True, slots=True)
class Unpublished:
    number: int
    system: str
    case_id: str
    value: bytes
    wraps: bytes | None


class Store:
    """One for each process. All methods are short and block."""

    def __init__(self, state: Path) -> None:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = sqlite3.connect(state / "systems.sqlite3", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.executescript(_TABLES)

    def close(self) -> None:
        self._file.close()

    def accept(self, key: str, system: str, case_id: str, body: bytes, due_at: datetime) -> bool:
        """Whether it is new. Raises KeyReused."""
        with self._transaction():
            row = self._file.execute("SELECT body FROM events WHERE key = ?", (key,)).fetchone()
            if row is not None:
                if row[0] != body:
                    raise KeyReused
                return False
            self._file.execute(
                "INSERT INTO events (key, body, due_at, system, case_id) VALUES (?, ?, ?, ?, ?)",
                (key, body, _text(due_at), system, case_id),
            )
        return True

    def due(self, now: datetime) -> list[ToSay]:
        """Not composed yet, and their time has come; the longest due first."""
        rows = self._file.execute(
            "SELECT number, body FROM events WHERE value IS NULL AND due_at <= ? ORDER BY due_at, number",
            (_text(now),),
        )
        return [ToSay(*row) for row in rows]

    def next_due(self) -> datetime | None:
        found = self._file.execute("SELECT min(due_at) FROM events WHERE value IS NULL").fetchone()[0]
        return datetime.fromisoformat(found) if found else None

    def compose(
        self, one: ToSay, system: str, case_id: str, made: Callable[[int, bytes | None], Composed]
    ) -> None:
        """`made` gets the number of the message and the hash before it (None: it is the first)."""
        with self._transaction():
            row = self._file.execute(
                "SELECT sequence, hash FROM heads WHERE system = ? AND case_id = ?", (system, case_id)
            ).fetchone()
            sequence, head = (row[0] + 1, row[1]) if row else (1, None)
            composed = made(sequence, head)
            self._file.execute(
                "INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?)", (system, case_id, sequence, composed.hash)
            )
            self._file.execute(
                "UPDATE events SET value = ?, wraps = ? WHERE number = ?",
                (composed.value, composed.wraps, one.number),
            )

    def unpublished(self) -> list[Unpublished]:
        rows = self._file.execute(
            "SELECT number, system, case_id, value, wraps FROM events"
            " WHERE value IS NOT NULL AND published = 0 ORDER BY number"
        )
        return [Unpublished(*row) for row in rows]

    def published(self, number: int) -> None:
        self._file.execute("UPDATE events SET published = 1 WHERE number = ?", (number,))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
