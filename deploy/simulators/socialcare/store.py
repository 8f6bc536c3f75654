"""Social care's own small file (SQLite): what it was asked, what it will answer, and what it has published.

Every change is one transaction, on disk before anybody is told. An answer is composed once; after a crash the
same bytes go out again under the same id and number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS enquiries (
  key TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, case_id TEXT NOT NULL,
  body BLOB NOT NULL, due_at TEXT NOT NULL, answered INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS enquiries_open ON enquiries (due_at) WHERE answered = 0;
CREATE TABLE IF NOT EXISTS cases (
  case_id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS keys (
  case_id TEXT NOT NULL, label TEXT NOT NULL, stored BLOB NOT NULL, PRIMARY KEY (case_id, label)) STRICT;
CREATE TABLE IF NOT EXISTS answers (
  number INTEGER PRIMARY KEY, case_id TEXT NOT NULL, value BLOB NOT NULL, wraps BLOB,
  published INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX IF NOT EXISTS answers_open ON answers (number) WHERE published = 0;
"""


class KeyReused(Exception):
    """The idempotency key came before, with another body."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`reference` is social care's own; `due_at` is business time."""

    key: str
    reference: str
    case_id: str
    body: bytes
    due_at: datetime
    answered: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain of one case stands: number and hash of its last message; None before the first."""

    sequence: int
    hash: bytes | None


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as it goes out: the record's value, its header of wrapped keys, and the chain after it."""

    value: bytes
    wraps: bytes | None
    hash: bytes


@dataclass(frozen=True, slots=True)
class Unpublished:
    number: int
    case_id: str
    value: bytes
    wraps: bytes | None


class Store:
    """One for each process. All methods are short and block."""

    def __init__(self, state: Path) -> None:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = sqlite3.connect(state / "socialcare.sqlite3", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.executescript(_TABLES)

    def close(self) -> None:
        self._file.close()

    def accept(self, key: str, case_id: str, body: bytes, due_at: datetime) -> tuple[Asked, bool]:
        """The enquiry under that key, and whether it is new. Raises KeyReused."""
        with self._transaction():
            if known := self.asked(key):
                if known.body != body:
                    raise KeyReused
                return known, False
            count: int = self._file.execute("SELECT count(*) FROM enquiries").fetchone()[0]
            reference = f"SCE-{count + 1:06d}"
            self._file.execute(
                "INSERT INTO enquiries (key, reference, case_id, body, due_at) VALUES (?, ?, ?, ?, ?)",
                (key, reference, case_id, body, _text(due_at)),
            )
        return Asked(key, reference, case_id, body, due_at, False), True

    def asked(self, key: str) -> Asked | None:
        row = self._file.execute(f"{_ASKED} WHERE key = ?", (key,)).fetchone()
        return _asked(row) if row else None

    def due(self, now: datetime) -> list[Asked]:
        """Not answered yet, and their time has come; the longest due first."""
        rows = self._file.execute(
            f"{_ASKED} WHERE answered = 0 AND due_at <= ? ORDER BY due_at, rowid", (_text(now),)
        )
        return [_asked(row) for row in rows]

    def next_due(self) -> datetime | None:
        found = self._file.execute("SELECT min(due_at) FROM enquiries WHERE answered = 0").fetchone()[0]
        return datetime.fromisoformat(found) if found else None

    def answer(self, asked: Asked, compose: Callable[[Head], Composed]) -> None:
        """Compose the answer as the next of its case and keep it to be published."""
        with self._transaction():
            row = self._file.execute(
                "SELECT sequence, hash FROM cases WHERE case_id = ?", (asked.case_id,)
            ).fetchone()
            head = Head(*row) if row else Head(0, None)
            composed = compose(head)
            self._file.execute(
                "INSERT INTO cases VALUES (?, ?, ?) ON CONFLICT (case_id) DO UPDATE"
                " SET sequence = excluded.sequence, hash = excluded.hash",
                (asked.case_id, head.sequence + 1, composed.hash),
            )
            self._file.execute(
                "INSERT INTO answers (case_id, value, wraps) VALUES (?, ?, ?)",
                (asked.case_id, composed.value, composed.wraps),
            )
            self._file.execute("UPDATE enquiries SET answered = 1 WHERE key = ?", (asked.key,))

    def unpublished(self) -> list[Unpublished]:
        """In the order in which they were composed."""
        rows = self._file.execute(
            "SELECT number, case_id, value, wraps FROM answers WHERE published = 0 ORDER BY number"
        )
        return [Unpublished(*row) for row in rows]

    def published(self, number: int) -> None:
        self._file.execute("UPDATE answers SET published = 1 WHERE number = ?", (number,))

    def key(self, case_id: str, label: str) -> bytes | None:
        """The data key of a case and label, as it is kept at rest."""
        row = self._file.execute(
            "SELECT stored FROM keys WHERE case_id = ? AND label = ?", (case_id, label)
        ).fetchone()
        return row[0] if row else None

    def keep_key(self, case_id: str, label: str, stored: bytes) -> None:
        self._file.execute("INSERT INTO keys VALUES (?, ?, ?)", (case_id, label, stored))

    def _transaction(self) -> _Transaction:
        return _Transaction(self._file)


class _Transaction:
    """Begins at once, so that what is read is what is written on."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def __enter__(self) -> None:
        self._file.execute("BEGIN IMMEDIATE")

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        self._file.execute("ROLLBACK" if failed else "COMMIT")


_ASKED = "SELECT key, reference, case_id, body, due_at, answered FROM enquiries"


def _asked(row: tuple[str, str, str, bytes, str, int]) -> Asked:
    key, reference, case_id, body, due_at, answered = row
    return Asked(key, reference, case_id, body, datetime.fromisoformat(due_at), bool(answered))


def _text(instant: datetime) -> str:
    """UTC with microseconds, so that text sorts as time does."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
