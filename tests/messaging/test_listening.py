"""A network that goes away closes nothing: whoever listens asks over its line whether anybody is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from messaging import calls
from messaging.calls import SWEEP, listen


class Line:
    """As asyncpg has it; who asks over it hears nothing where it is dead."""

    def __init__(self, *, dead: bool) -> None:
        self.dead = dead
        self.given_up = False
        self.asked = asyncio.Event()

    def add_termination_listener(self, _: Callable[[object], None]) -> None:
        """Its end is said to nobody."""

    async def add_listener(self, *_: object) -> None:
        """Heard."""

    async def execute(self, _: str, timeout: float) -> None:  # noqa: ASYNC109 - asyncpg's own
        self.asked.set()
        if self.dead:
            async with asyncio.timeout(timeout):
                await asyncio.Event().wait()

    def terminate(self) -> None:
        self.given_up = True


class Lines:
    """A database to which every new connection is the next of these."""

    def __init__(self, *lines: Line) -> None:
        self._lines = list(lines)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Any]:
        raw = SimpleNamespace(driver_connection=self._lines.pop(0))

        async def get() -> Any:
            return raw

        async def invalidate() -> None:
            """Left."""

        yield SimpleNamespace(get_raw_connection=get, invalidate=invalidate)


async def test_a_line_that_died_without_a_word_is_given_up_for_another_and_all_is_done_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ASK_EVERY", "ANSWER_WITHIN", "LISTEN_AGAIN"):
        monkeypatch.setattr(calls, name, 0.01)
    dead, good = Line(dead=True), Line(dead=False)
    heard: list[str] = []
    database = cast("AsyncEngine", Lines(dead, good))
    listening = asyncio.create_task(listen(database, {SWEEP: lambda: heard.append(SWEEP)}))
    try:
        async with asyncio.timeout(5):
            await good.asked.wait()
            good.asked.clear()
            await good.asked.wait()
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    assert dead.given_up
    assert not good.given_up, "what answers is left alone"
    assert heard == [SWEEP, SWEEP]
