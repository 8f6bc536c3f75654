"""Named points at which a test may kill this process for real.

`MESSAGING_CRASH_AT="before commit"` (or `"before commit#3"` for the third time) sends SIGKILL to ourselves.
Refused outside a development profile by the settings of each service; without the variable a point is one
comparison.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
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
_passed: Counter[str] = Counter()


def point(name: str) -> None:
    """Die here if this is the point asked for."""
    if name == _WANTED:
        _passed[name] += 1
        if _passed[name] == int(_TIME or 1):
            os.kill(os.getpid(), signal.SIGKILL)
