"""Which tests need something running is known from what they ask for: a mark can be forgotten."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from tests.ledger.holding import HOLDING, written_down
from tests.side_by_side import elsewhere

gc.set_threshold(50_000, 50, 100)  # modules and cases, of which nothing is garbage, are made by the million
settings.register_profile("ours", deadline=None)  # how long an example takes says how busy the machine is
settings.register_profile("few", settings.get_profile("ours"), max_examples=10)
settings.load_profile("ours")

WHOLE_FILE = "\npytestmark = pytest.mark.stack\n"
NEED_A_STACK = frozenset({"stack", "own_stack"})


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell begins what it sends to the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    anew = "not proofs" not in config.option.markexpr  # half as much again as all other fast tests
    config.pluginmanager.register(written_down(anew=anew), HOLDING)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector need not go through it again and again."""
    gc.freeze()


def pytest_sessionstart() -> None:
    """Whoever asks for containers where no engine answers is told so once, and nothing is tried."""
    if "CSODS_STACK" not in os.environ:  # `servers.SETTING`, which is slow to import
        return
    from deploy.local import control, servers

    try:
        servers.asked()
    except control.StackError as away:
        pytest.exit(str(away), returncode=1)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What needs something running as a whole file is not even read where nothing of that kind is wanted."""
    if elsewhere(collection_path, config.rootpath):
        return True
    wanted = "not stack" not in config.option.markexpr or collection_path.suffix != ".py"
    return None if wanted or WHOLE_FILE not in collection_path.read_text("utf-8") else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and not NEED_A_STACK.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.stack)
