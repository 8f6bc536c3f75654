"""The places of a sweeper: who must be rung, clocks that run out, and what is done outside keep apart.

What hangs outside takes no place from a clock, and neither takes one from an alarm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine
from enum import StrEnum
from typing import Any, Final

from messaging.alarms import RINGING

AT_ONCE: Final = 16
"""Of each kind of place."""


class Place(StrEnum):
    """`CLOCKS` are for whatever is done here alone: clocks, and what the runtime does for itself."""

    ALARMS = "alarms"
    CLOCKS = "clocks"
    EFFECTS = "effects"


class Places:
    """`effects`: kinds of tasks that are done outside. `freed` is called when a full kind has room again."""

    def __init__(self, effects: Collection[str], freed: Callable[[], None]) -> None:
        self.effects = sorted(effects)
        self._freed = freed
        self._taken: dict[Place, set[asyncio.Task[None]]] = {place: set() for place in Place}

    def free(self) -> dict[str, int]:
        return {place.value: AT_ONCE - len(taken) for place, taken in self._taken.items()}

    @property
    def taken(self) -> set[asyncio.Task[None]]:
        """All that goes on."""
        return set().union(*self._taken.values())

    async def clear(self) -> None:
        """Cancel what still goes on; return when it has ended."""
        for one in (taken := self.taken):
            one.cancel()
        await asyncio.gather(*taken, return_exceptions=True)

    def begin(self, kind: str, work: Coroutine[Any, Any, None]) -> None:
        taken = self._taken[self._of(kind)]
        begun = asyncio.create_task(work)
        taken.add(begun)
        begun.add_done_callback(taken.discard)
        if len(taken) == AT_ONCE:  # there may be more than there were places for
            begun.add_done_callback(lambda _: self._freed())

    def _of(self, kind: str) -> Place:
        if kind == RINGING:
            return Place.ALARMS
        return Place.EFFECTS if kind in self.effects else Place.CLOCKS
