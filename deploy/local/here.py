"""The HTTP client for what answers on this machine."""

from __future__ import annotations

from functools import cache

import httpx


@cache
def http() -> httpx.Client:
    """One for the whole process: each new one reads every certificate authority again, 40 ms and more."""
    return httpx.Client(trust_env=False)
