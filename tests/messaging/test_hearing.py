"""A consumer that hears nothing raises nothing: it is given up, and another begins."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, cast

import pytest

from messaging import hearing
from messaging.consume import Consumer, Unsafe
from messaging.hearing import Hearing
from messaging.offsets import Progress

LIMIT = timedelta(milliseconds=50)


class Heard:
    """A consumer that does as it is told; it tells what became of it."""

    def __init__(self, fails: Exception | None = None, looked: Callable[[], None] | None = None) -> None:
        self._fails = fails
        self._looked = looked
        self.paused = self.stopped = self.given_up = False
        self.outdated = asyncio.Event()
        self.session = LIMIT

    async def start(self) -> None:
        if self._fails is not None:
            raise self._fails

    async def stop(self) -> None:
        self.stopped = True

    async def give_up(self) -> None:
        self.given_up = True

    async def look(self) -> None:
        if self._looked is None:
            raise TimeoutError
        self._looked()

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False


class Made:
    """Gives consumers, the first of which do not start; `enough` is set when so many are there."""

    def __init__(self, *fail: Exception, enough: int, looked: Callable[[], None] | None = None) -> None:
        self._fail = list(fail)
        self._enough = enough
        self._looked = looked
        self.consumers: list[Heard] = []
        self.enough = asyncio.Event()

    def __call__(self) -> Consumer:
        self.consumers.append(Heard(self._fail.pop(0) if self._fail else None, self._looked))
        if len(self.consumers) == self._enough:
            self.enough.set()
        return cast("Consumer", self.consumers[-1])


@asynccontextmanager
async def running(one: Hearing) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(one.run())
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def soon(what: Awaitable[Any]) -> None:
    async with asyncio.timeout(5):
        await what


async def test_one_that_makes_no_progress_is_given_up_for_another() -> None:
    made = Made(enough=2)
    async with running(Hearing(made, Progress(), LIMIT)):
        await soon(made.enough.wait())
    first, second = made.consumers[:2]
    assert first.given_up
    assert not second.given_up


async def test_one_whose_topics_are_not_what_they_were_is_given_up_though_it_makes_progress() -> None:
    """Another begins once the group has forgotten it, else it is given the same again."""
    made, progress = Made(enough=2), Progress()
    progress.last_good_at = time.monotonic() + 3600
    one = Hearing(made, progress, LIMIT)
    async with running(one):
        await soon(one.begun.wait())
        began = time.monotonic()
        made.consumers[0].outdated.set()
        await soon(made.enough.wait())
    assert made.consumers[0].given_up
    assert time.monotonic() - began >= LIMIT.total_seconds()


async def test_one_that_makes_progress_is_left_alone() -> None:
    made, progress = Made(enough=2), Progress()
    progress.last_good_at = time.monotonic() + 3600
    one = Hearing(made, progress, LIMIT)
    async with running(one):
        await soon(one.begun.wait())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(made.enough.wait(), 4 * LIMIT.total_seconds())


@pytest.mark.parametrize("told", [None, ConnectionResetError("the database is away")])
async def test_one_that_has_nothing_to_take_is_asked_before_it_is_given_up(told: Exception | None) -> None:
    progress, asked = Progress(), list[float]()
    thrice = asyncio.Event()

    def nothing_unread() -> None:
        progress.last_good_at = time.monotonic()
        asked.append(progress.last_good_at)
        if len(asked) == 3:
            thrice.set()
        if told is not None:
            raise told

    made = Made(enough=2, looked=nothing_unread)
    async with running(Hearing(made, progress, LIMIT)):
        await soon(thrice.wait())
    assert len(made.consumers) == 1, "whatever becomes of the watch, and of who is told of the answer"


async def test_whoever_comes_after_one_that_was_paused_is_paused_as_well() -> None:
    made = Made(enough=2)
    one = Hearing(made, Progress(), LIMIT)
    async with running(one):
        await soon(one.begun.wait())
        one.pause(True)
        await soon(made.enough.wait())
    assert [consumer.paused for consumer in made.consumers[:2]] == [True, True]


async def test_it_begins_whatever_keeps_it_from_beginning_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "START_AGAIN", timedelta())
    made = Made(OSError("no brokers"), AssertionError("did we not perform bootstrap?"), enough=3)
    one = Hearing(made, Progress(), timedelta(hours=1))
    async with running(one):
        await soon(one.begun.wait())
    assert [consumer.given_up for consumer in made.consumers] == [True, True, False]


async def test_one_that_would_lose_messages_is_never_begun() -> None:
    with pytest.raises(Unsafe):
        await Hearing(Made(Unsafe("it would lose them"), enough=1), Progress(), LIMIT).run()
