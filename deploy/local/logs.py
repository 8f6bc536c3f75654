"""Logs of a stack that runs for weeks: what is too long begins again, and one older part is kept."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Final

LONGEST: Final = 10_000_000
"""Bytes of one log. Its older part is at most a look longer."""
LOOK_EVERY: Final = 5.0


def bound(log: Path, longest: int = LONGEST) -> bool:
    """Copy a log that is too long to `<name>.1` and empty it; whether it was.

    Who writes has it open for appending and goes on at its new end. What comes during the copy is lost.
    """
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size <= longest:
            return False
        older = log.with_name(f"{log.name}.1")
        descriptor = os.open(older, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with open(log, "rb") as whole, os.fdopen(descriptor, "wb") as kept:
            shutil.copyfileobj(whole, kept)
        os.truncate(log, 0)
        return True
    return False
