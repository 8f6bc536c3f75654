"""Waiting for what a force says to the reference partner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.partners.reference_partner import Heard, Partner


async def heard(partner: Partner, wanted: Callable[[Heard], bool]) -> Heard:
    """Listen until that comes."""
    async with asyncio.timeout(60):
        async for one in partner.listen():
            if wanted(one):
                return one
    raise AssertionError("the partner's topics ended")


async def receipt(partner: Partner, id_: str) -> Any:
    one = await heard(partner, lambda one: getattr(one.event, "message", None) == id_)
    return one.event


def is_kind(kind: type) -> Callable[[Heard], bool]:
    return lambda one: isinstance(one.event, kind)
