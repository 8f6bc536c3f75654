"""Seconds of processor that each program of a stack has taken, with all its children."""

from __future__ import annotations

import contextlib
import os
from typing import Final

import psutil

from deploy.local.stack import Stack

GENERATOR: Final = "this program"


def seconds(stack: Stack) -> dict[str, float]:
    """By name, and of this process itself. A program that was begun again counts from then on."""
    running = {name: one["pid"] for name, one in stack.processes().items() if one["exit"] is None}
    return {GENERATOR: _own(os.getpid())} | {name: _whole(pid) for name, pid in running.items()}


def since(before: dict[str, float], now: dict[str, float]) -> dict[str, int]:
    """The dearest first."""
    taken = {name: many - before.get(name, 0.0) for name, many in now.items()}
    taken = {name: many if many >= 0 else now[name] for name, many in taken.items()}
    return {name: round(many) for name, many in sorted(taken.items(), key=lambda one: -one[1])}


def _whole(pid: int) -> float:
    with contextlib.suppress(psutil.Error):
        children = psutil.Process(pid).children(recursive=True)
        return _own(pid) + sum(_own(child.pid) for child in children)
    return 0.0


def _own(pid: int) -> float:
    """With those of its children that have ended."""
    with contextlib.suppress(psutil.Error):
        took = psutil.Process(pid).cpu_times()
        return float(took.user + took.system + took.children_user + took.children_system)
    return 0.0
