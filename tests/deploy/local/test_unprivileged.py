"""As root, PostgreSQL runs as somebody else, who must reach its programs and data."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from deploy.local.servers import SETTING
from deploy.local.stack import Stack
from deploy.local.unprivileged import User, reachable_package

STRANGER = User(64_000, 64_000)


@pytest.fixture
def passable(tmp_path: Path) -> Path:
    """A directory that everybody may pass, as far as it is ours to say."""
    directory = tmp_path / "passable"
    directory.mkdir(mode=0o755)
    return directory


def test_a_directory_closed_to_others_is_closed_to_a_stranger(passable: Path) -> None:
    closed = passable / "closed"
    closed.mkdir(mode=0o700)
    assert User(os.getuid(), os.getgid())._may_pass(closed)
    assert not STRANGER._may_pass(closed)
    assert STRANGER._may_pass(passable)
    assert not STRANGER.can_enter(closed)


def test_the_group_decides_for_its_members(passable: Path) -> None:
    passable.chmod(0o710)
    assert User(64_000, passable.stat().st_gid)._may_pass(passable)
    assert not STRANGER._may_pass(passable)


def test_programs_that_the_server_can_run_are_run_where_they_are(passable: Path) -> None:
    assert reachable_package(passable, None) == passable


@pytest.mark.stack
@pytest.mark.skipif(os.environ.get(SETTING) == "containers", reason="its image says as whom it runs there")
def test_the_server_never_runs_as_root(stack: Stack) -> None:
    assert stack.postgres.pid is not None
    assert psutil.Process(stack.postgres.pid).uids().effective != 0
