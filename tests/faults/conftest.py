"""A depot of its own for every test, on the stack that all tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.faults.parcels import Parcels
from tests.stack_fixture import own_stack, stack, unique

__all__ = ["lonely", "own_stack", "parcels", "stack", "unique"]


@pytest.fixture
async def parcels(stack: Stack, unique: str, tmp_path: Path) -> AsyncIterator[Parcels]:
    made = await Parcels.prepare(stack, unique, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def lonely(own_stack: Stack, unique: str, tmp_path: Path) -> AsyncIterator[Parcels]:
    """On a stack of its own, whose servers may be killed."""
    made = await Parcels.prepare(own_stack, unique, tmp_path)
    yield made
    await made.close()
