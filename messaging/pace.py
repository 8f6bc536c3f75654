"""How fast business time goes by, as whoever looks at it now and then sees it."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

HASTE: Final = 1.5
"""Times as fast as machine time: from there on business time hurries."""


class Pace:
    """1 in production. In simulation business time stands, flows faster, or has just been moved."""

    def __init__(self) -> None:
        self._rate = 1.0
        self._before: tuple[datetime, float] | None = None

    def seen(self, business: datetime, machine: float) -> None:
        """Business time at a moment of machine time, seconds of a clock that never goes back."""
        if self._before is not None and machine > self._before[1]:
            went = (business - self._before[0]).total_seconds()
            self._rate = max(0.0, went / (machine - self._before[1]))
        self._before = business, machine

    def forget(self) -> None:
        """It was moved, or goes by at another pace from now on: how fast, the next two looks will say."""
        self._rate, self._before = math.inf, None

    @property
    def hurries(self) -> bool:
        return self._rate > HASTE

    def machine_seconds(self, business: float) -> float:
        """Until so many seconds of business time have gone by; for ever where it stands."""
        return business / self._rate if self._rate else math.inf
