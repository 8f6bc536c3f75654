"""Several stories side by side, on one business clock."""

from __future__ import annotations

import heapq
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from itertools import count
from typing import Protocol

from deploy.demo.play import Play

Course = AsyncIterator[datetime]
"""A story gives the instant at which it goes on. By then all that was asked before has been seen to."""


class Story(Protocol):
    def course(self) -> Course: ...


async def together(play: Play, stories: Iterable[Story]) -> None:
    """Each goes on when its time has come; those of one instant in the order in which they came to it."""
    order = count()
    waiting = [(play.present, next(order), one.course()) for one in stories]
    while waiting:
        at = waiting[0][0]
        await play.reaches(at)
        now = [heapq.heappop(waiting) for _ in range(len(waiting)) if waiting[0][0] <= play.present]
        for _, _, course in now:
            try:
                goes_on = await anext(course)
            except StopAsyncIteration:
                continue
            heapq.heappush(waiting, (goes_on, next(order), course))
    await play.settles()
