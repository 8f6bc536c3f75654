"""How many examples a property is tried with."""

from __future__ import annotations

from hypothesis import settings


def many(whole: int, least: int = 1) -> int:
    """So many; fewer where somebody waits for the answer (`make test-fast`), by the profile in force."""
    return max(least, whole * settings().max_examples // 100)
