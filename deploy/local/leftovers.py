"""What stacks leave behind on disk, and its removal."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.local import containers, places
from deploy.local.record import FILE, Record
from deploy.local.unprivileged import server_directory, server_user


def directories(state: Path) -> list[Path]:
    """All that a stack writes: its directory, and PostgreSQL's if that had to lie elsewhere."""
    return [server_directory(state, server_user()), state]


def empty(state: Path) -> None:
    """Remove what a former run left, but for the logs and the lock that the keeper holds."""
    (state / FILE).unlink(missing_ok=True)
    for directory in (state / "kafka", server_directory(state, server_user())):
        shutil.rmtree(directory, ignore_errors=True)


def erase(name: str) -> None:
    """Remove everything of a stack that does not run."""
    state = places.state(name)
    found = Record.read(state)
    if found is not None and found.servers == "containers":
        containers.erase(name)
    if state.exists():
        for directory in directories(state):
            shutil.rmtree(directory)
