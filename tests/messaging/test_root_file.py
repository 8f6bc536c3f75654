"""The file of roots survives whoever dies while writing it, and says when somebody has changed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from messaging import root_file
from messaging.root_file import Line
from messaging.tree import Head

FIRST = Line("first.signed", (Head("case-1", 1, bytes(32)),))
SECOND = Line("second.signed", (Head("case-1", 2, b"\x01" * 32), Head("case-2", 1, bytes(32))))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = root_file.path_of(tmp_path / "made when needed", "46.checks")
    root_file.append(path, FIRST)
    root_file.append(path, SECOND)
    return path


def test_what_was_added_is_read_back_in_order_one_line_a_root(file: Path) -> None:
    assert list(root_file.read(file)) == [FIRST, SECOND]
    assert file.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("left", [1, 10, -1])
def test_a_line_that_was_begun_and_written_anew_is_no_damage(file: Path, left: int) -> None:
    whole = file.read_bytes()
    first_ends = whole.index(b"\n") + 1
    torn = whole[:left] if left < 0 else whole[: first_ends + left]
    file.write_bytes(torn)
    root_file.append(file, SECOND)
    assert [line for line in root_file.read(file) if line != SECOND] == [FIRST]
    assert list(root_file.read(file))[-1] == SECOND
    assert None not in root_file.read(file)


def test_a_line_that_ends_half_way_is_said(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-10])
    assert list(root_file.read(file)) == [FIRST, None]


@pytest.mark.parametrize(
    "changed", [b"rubbish", b'{"signed": 5}', b'{"signed":"x","heads":[["a",1]]}', b"[]"]
)
def test_a_line_that_nobody_can_read_is_said(file: Path, changed: bytes) -> None:
    lines = file.read_bytes().splitlines()
    file.write_bytes(b"\n".join([changed, lines[1]]) + b"\n")
    assert list(root_file.read(file)) == [None, SECOND]
