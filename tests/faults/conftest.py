"""A depot of its own for every test, all on one stack."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from tests.faults.parcels import Parcels


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with Stack.start(StackSpec(), "faults", disposable=True) as begun:
        yield begun


@pytest.fixture
async def parcels(stack: Stack, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Parcels]:
    name = re.sub(r"[^a-z0-9]", "", request.node.name.lower())[-30:]
    made = await Parcels.prepare(stack, f"p{name}", tmp_path)
    yield made
    await made.close()
