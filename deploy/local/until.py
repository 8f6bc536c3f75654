"""Waiting, in a coroutine, until something has come true."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

PATIENCE: Final = timedelta(seconds=60)
LOOK_EVERY: Final = 0.05


async def until(met: Callable[[], Awaitable[bool]], what: str, patience: timedelta = PATIENCE) -> None:
    """Returns once `met` is true; AssertionError says what never came."""
    try:
        async with asyncio.timeout(patience.total_seconds()):
            while not await met():  # noqa: ASYNC110 - what is looked at is in other processes
                await asyncio.sleep(LOOK_EVERY)
    except TimeoutError:
        raise AssertionError(f"never came: {what}") from None
