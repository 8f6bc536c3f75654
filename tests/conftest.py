"""Which tests need something running is known from what they ask for: a mark can be forgotten."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from deploy.local import servers
from deploy.local.control import StackError

NEED_A_STACK = frozenset({"stack", "own_stack"})
LONGEST: Final = ("journeys", "faults", "deploy", "bench", "partners", "messaging")
"""Their files take minutes, most of it waiting: one begun last has all other workers wait for it."""


def pytest_sessionstart() -> None:
    """Whoever asks for containers where no engine answers is told so once, and nothing is tried."""
    try:
        if servers.SETTING in os.environ:
            servers.asked()
    except StackError as away:
        pytest.exit(str(away), returncode=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and not NEED_A_STACK.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.stack)
    waiting = {item.path for item in items if item.get_closest_marker("stack")}
    items.sort(key=lambda item: _when(item.path, waiting))


def _when(file: Path, waiting: set[Path]) -> int:
    """What waits for other processes goes first; a file stays together, and so does the order in it."""
    if file not in waiting:
        return len(LONGEST) + 1
    place = file.relative_to(Path(__file__).parent).parts[0]
    return LONGEST.index(place) if place in LONGEST else len(LONGEST)
