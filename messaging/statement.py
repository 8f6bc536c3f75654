"""What a service signs once a day about its journal: words that whoever proves reads back. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import orjson

from messaging.tree import Head

BEGINNING: Final = ""
"""Stands for the root before the first."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One root. It closes the days `first` to `last` (UTC, business time), both included.

    They are one day, or more where a service was down over midnight: nobody knows any more how things stood
    at the end of each, and nothing is said of it. `at` is when the heads stood so, aware UTC, after `last`.
    `cases` and `root` are of all heads; `changes` and `changed` of those that had moved since the root
    before, whose signed form hashes to `previous`.
    """

    principal: str
    number: int
    first: date
    last: date
    at: datetime
    cases: int
    root: str
    changes: int
    changed: str
    previous: str

    def written(self) -> bytes:
        """Canonical JSON."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return orjson.dumps(named, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def read(written: bytes) -> Statement:
    """Raises ValueError for what is no statement."""
    try:
        said = orjson.loads(written)
        return Statement(
            principal=str(said["principal"]),
            number=int(said["number"]),
            first=date.fromisoformat(said["first"]),
            last=date.fromisoformat(said["last"]),
            at=datetime.fromisoformat(said["at"]),
            cases=int(said["cases"]),
            root=str(said["root"]),
            changes=int(said["changes"]),
            changed=str(said["changed"]),
            previous=str(said["previous"]),
        )
    except (ValueError, TypeError, KeyError):
        raise ValueError("no statement of a root") from None


def digest(signed: str) -> str:
    """Of a signed root, as the next one names it."""
    return hashlib.sha256(signed.encode()).hexdigest()


class Changed:
    """The digest of heads that have changed, in the order of their case ids."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = hashlib.sha256()

    def add(self, head: Head) -> None:
        self.count += 1
        self._sum.update(f"{head.case_id} {head.version} {head.hash.hex()}\n".encode())

    def digest(self) -> str:
        return self._sum.hexdigest()


def changed(heads: Iterable[Head]) -> str:
    made = Changed()
    for head in heads:
        made.add(head)
    return made.digest()
