"""What a contender measures of itself, in a process of its own.

It warms up by its first batch, so that start, joining a group and building statements count for nobody; from
there to its last message it counts messages, wall-clock seconds and its own processor seconds.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import uvloop

PROFILE = "BENCH_PROFILE"
"""Set to a file name: the contender runs under cProfile, and writes its statistics there."""


@dataclass(frozen=True)
class Told:
    """What a contender is told, as JSON on its standard input."""

    messages: int
    database: str
    login: dict[str, str]
    topic: str = ""
    group: str = ""
    published: str = ""
    how: dict[str, Any] = field(default_factory=dict)

    @property
    def plain_database(self) -> str:
        """For asyncpg itself."""
        return self.database.replace("postgresql+asyncpg://", "postgresql://", 1)


class Meter:
    """`note(n)` after each batch; `done` is set when `wanted` messages have been noted."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.noted = 0
        self.done = asyncio.Event()
        self._warm = 0
        self._began = (0.0, 0.0)
        self._ended = (0.0, 0.0)

    def note(self, many: int) -> None:
        self.noted += many
        if not self._warm:
            self._warm = self.noted
            self._began = (time.perf_counter(), time.process_time())
        if self.noted >= self.wanted and not self.done.is_set():
            self._ended = (time.perf_counter(), time.process_time())
            self.done.set()

    def result(self) -> dict[str, float]:
        counted = self.noted - self._warm
        if counted <= 0:
            raise RuntimeError("nothing was measured: one batch took all messages, give more of them")
        return {
            "messages": counted,
            "seconds": self._ended[0] - self._began[0],
            "processor": self._ended[1] - self._began[1],
        }


def main(contend: Callable[[Told, Meter], Coroutine[Any, Any, None]]) -> None:
    """Run one contender and write what it measured to standard output, alone on the last line."""
    told = Told(**orjson.loads(sys.stdin.buffer.read()))
    if where := os.environ.get(PROFILE):
        import cProfile  # noqa: PLC0415 - asked for by name only

        with cProfile.Profile() as profile:
            measured = uvloop.run(_measure(contend, told))
        profile.dump_stats(Path(where))
    else:
        measured = uvloop.run(_measure(contend, told))
    sys.stdout.write("\n" + orjson.dumps(measured).decode() + "\n")


async def _measure(
    contend: Callable[[Told, Meter], Coroutine[Any, Any, None]], told: Told
) -> dict[str, float]:
    meter = Meter(told.messages)
    gc.collect()
    await contend(told, meter)
    return meter.result()
