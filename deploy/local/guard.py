"""Who outlives the keeper by a moment and removes what it left; if it was killed, ends that first.

Linux kills the keeper's children with it, but not their children; other systems kill neither.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guard:
    """The keeper's end of a pipe; the guard reads at the other until the keeper has gone, however it went."""

    pipe: int

    @classmethod
    def post(cls, closing: Iterable[int]) -> Guard:
        """Fork the guard, before any thread is begun. It lets go of the descriptors `closing`."""
        reading, writing = os.pipe()
        if os.fork() == 0:
            for descriptor in (writing, *closing):
                os.close(descriptor)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            with os.fdopen(reading) as lines:
                _clear_up_after(lines)
            os._exit(0)
        os.close(reading)
        return cls(writing)

    def mind(self, group: int) -> None:
        """Kill this process group if the keeper dies."""
        self._tell(mind=group)

    def forget(self, group: int) -> None:
        """The group has ended; its number may come to mean another."""
        self._tell(forget=group)

    def scrap(self, path: str) -> None:
        """Remove this file or directory when the keeper has gone."""
        self._tell(scrap=path)

    def spare(self, path: str) -> None:
        """What is there from now on is not this keeper's."""
        self._tell(spare=path)

    def _tell(self, **news: int | str) -> None:
        with contextlib.suppress(BrokenPipeError):  # the guard was killed: the keeper does its own work still
            os.write(self.pipe, json.dumps(news).encode() + b"\n")


def _clear_up_after(lines: Iterable[str]) -> None:
    groups: set[int] = set()
    scrap: list[str] = []
    for line in lines:
        match json.loads(line):
            case {"mind": int(group)}:
                groups.add(group)
            case {"forget": int(group)}:
                groups.discard(group)
            case {"scrap": str(path)}:
                scrap.append(path)
            case {"spare": str(path)}:
                scrap.remove(path)
    for group in groups:
        kill_group(group)
    for path in scrap:
        _remove(path)


def _remove(path: str) -> None:
    """Again and again for a while: what was killed a moment ago may still be writing."""
    for _ in range(50):
        with contextlib.suppress(OSError):
            os.unlink(path)
        shutil.rmtree(path, ignore_errors=True)
        if not os.path.exists(path):
            return
        time.sleep(0.1)


def kill_group(group: int) -> None:
    """SIGKILL to a process group, if it still has members."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
