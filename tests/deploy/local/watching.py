"""Who of a stack is still alive, asked of the operating system rather than of the stack."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PATIENCE = 20.0
LOOK_EVERY = 0.02


def alive(state: Path) -> list[str]:
    """Names of the living processes that belong to the stack in `state`: by their arguments or directory."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd", "name", "status"]):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            about = " ".join([*(process.info["cmdline"] or []), process.info["cwd"] or ""])
            if str(state) in about and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(process.info["name"])
    return found


def until_gone(state: Path, pids: list[int] | None = None) -> None:
    """Wait until nothing of the stack lives, nor any of these. Raises AssertionError naming what does."""
    deadline = time.monotonic() + PATIENCE
    while left := [*alive(state), *(str(pid) for pid in pids or [] if lives(pid))]:
        assert time.monotonic() < deadline, f"still alive: {left}"
        time.sleep(LOOK_EVERY)


def until(met: Callable[[], bool]) -> None:
    """Wait until something has come true. Raises AssertionError if it does not."""
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(LOOK_EVERY)


def lives(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
