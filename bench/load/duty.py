"""The duty sergeant of a force, who takes whatever rings whenever officers work."""

from __future__ import annotations

from itertools import cycle
from typing import Final

from bench.load.around import Around

SERGEANTS: Final = {"46": "ds-2203", "23": "ds-2301"}
LOOKED_AT: Final = (("decisions", "intake"), ("decisions", "checks"), ("decisions", "notifications"))
"""In turn: what rings for a case rings at decisions."""


class Duty:
    """Of one force. Blocking."""

    def __init__(self, around: Around) -> None:
        self._desk = around.officer(SERGEANTS[around.force.code])
        self._turns = cycle(LOOKED_AT)

    def takes(self) -> None:
        """Raises NotAsExpected when nobody answers for long."""
        for service in next(self._turns):
            self._desk.takes_alarms(service)
