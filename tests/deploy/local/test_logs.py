"""Logs of a stack that runs for weeks do not fill a disk."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from deploy.local import logs
from deploy.local.stack import Stack
from tests.deploy.local.watching import until

LINES = 500_000
WRITER = f"import time\nfor n in range({LINES}): print('line', n, 'of a talkative program')\ntime.sleep(600)"


def test_a_log_that_is_too_long_begins_again_and_its_older_part_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "46-checks.log"
    with open(log, "ab", buffering=0) as writer:
        writer.write(b"x" * 100)
        assert not logs.bound(log, 100)
        writer.write(b"older")
        assert logs.bound(log, 100)
        writer.write(b"newer")
    assert log.read_bytes() == b"newer"
    assert log.with_name("46-checks.log.1").read_bytes() == b"x" * 100 + b"older"


def test_a_log_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert not logs.bound(tmp_path / "none.log")
    assert not list(tmp_path.iterdir())


@pytest.mark.stack
def test_a_talkative_program_does_not_fill_the_disk(stack: Stack, unique: str) -> None:
    process = stack.run(unique, [sys.executable, "-u", "-c", WRITER])
    older = process.log.with_name(f"{process.log.name}.1")
    until(lambda: older.exists() and process.log.stat().st_size <= logs.LONGEST)
    process.kill()
