"""Roots in a file, outside the database: one JSON line a root, only ever added to, on disk before it counts.

A line is `{"signed": …, "heads": [[case id, version, hash as hex], …]}`: the signed root, and the heads that
had changed since the root before. The same line may stand twice: who died after writing it wrote it again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson

from messaging.tree import Head


class Line(NamedTuple):
    """`heads` in the order of their case ids."""

    signed: str
    heads: tuple[Head, ...]


def path_of(directory: Path, principal: str) -> Path:
    return directory / f"{principal}.roots.jsonl"


def append(path: Path, line: Line) -> None:
    """On the disk when it returns. Raises OSError."""
    new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if _torn(file):
            file.write(b"\n")
        file.write(_written(line))
        file.flush()
        os.fsync(file.fileno())
    if new:
        _sync_directory(path.parent)


def read(path: Path) -> Iterator[Line | None]:
    """Line after line; None for one that nobody can read. A line begun and then written anew is left out.

    Raises OSError.
    """
    with path.open("rb") as file:
        begun: bytes | None = None
        for raw in file:
            text = raw.rstrip(b"\n")
            line = _line(text)
            if begun is not None and not text.startswith(begun):
                yield None
            begun = text if line is None else None
            if line is not None:
                yield line
        if begun is not None:
            yield None


def _torn(file: BinaryIO) -> bool:
    """Whoever wrote last died within a line."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _written(line: Line) -> bytes:
    heads = [(head.case_id, head.version, head.hash.hex()) for head in line.heads]
    return orjson.dumps({"signed": line.signed, "heads": heads}) + b"\n"


def _line(text: bytes) -> Line | None:
    try:
        said = orjson.loads(text)
        heads = tuple(
            Head(str(one), int(version), bytes.fromhex(told)) for one, version, told in said["heads"]
        )
        return Line(str(said["signed"]), heads)
    except (ValueError, KeyError, TypeError):
        return None


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
