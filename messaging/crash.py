"""Named points at which a test may kill this process for real.

`MESSAGING_CRASH_AT="before commit"` (or `"before commit#3"` for the third time) sends SIGKILL to ourselves;
with `MESSAGING_CRASH_OVER="<bytes>"` only while a message, or the kind of a task, that holds them is in hand.
Refused outside a development profile by the settings of each service; without the variables a point is one
comparison.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Final

POINTS: Final = (
    "received",
    "inbox written",
    "before commit",
    "after commit",
    "before offsets",
    "sent but pointer not removed",
    "effect done but result not written",
    "mid batch",
)

_WANTED, _, _TIME = os.environ.get("MESSAGING_CRASH_AT", "").partition("#")
_OVER: Final = os.environ.get("MESSAGING_CRASH_OVER", "").encode()
_passed: Counter[str] = Counter()
_in_hand: ContextVar[tuple[bytes, ...]] = ContextVar("in_hand", default=())


def hold(values: Iterable[bytes]) -> None:
    """What this coroutine has in hand from now on: messages as they came, or the kind of a task."""
    if _OVER:
        _in_hand.set(tuple(values))


def point(name: str) -> None:
    """Die here if this is the point asked for."""
    if name == _WANTED and (not _OVER or any(_OVER in one for one in _in_hand.get())):
        _passed[name] += 1
        if _passed[name] == int(_TIME or 1):
            os.kill(os.getpid(), signal.SIGKILL)
