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
from functools import cache
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

_passed: Counter[str] = Counter()
_in_hand: ContextVar[tuple[bytes, ...]] = ContextVar("in_hand", default=())


@cache
def _asked() -> tuple[str, int, bytes]:
    """The point, which time, and over what; read when first needed, for who is forked is told later."""
    name, _, time = os.environ.get("MESSAGING_CRASH_AT", "").partition("#")
    return name, int(time or 1), os.environ.get("MESSAGING_CRASH_OVER", "").encode()


def hold(values: Iterable[bytes]) -> None:
    """What this coroutine has in hand from now on: messages as they came, or the kind of a task."""
    if _asked()[2]:
        _in_hand.set(tuple(values))


def point(name: str) -> None:
    """Die here if this is the point asked for."""
    wanted, time, over = _asked()
    if name == wanted and (not over or any(over in one for one in _in_hand.get())):
        _passed[name] += 1
        if _passed[name] == time:
            os.kill(os.getpid(), signal.SIGKILL)
