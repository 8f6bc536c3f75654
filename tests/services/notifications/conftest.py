from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import pytest

from deploy.local.stack import Stack
from tests.deploy.simulators.running import Running
from tests.services.notifications.force import Force
from tests.stack_fixture import stack

__all__ = ["force", "mailbox", "stack"]

CODES = ("50", "52", "53", "54", "55", "60", "61", "62")
"""Forces that no other test runs: one for each worker, so that two never share a consumer group."""


@pytest.fixture(scope="module")
def mailbox(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(stack, "mailbox", tmp_path_factory.mktemp("mailbox")) as running:
        yield running


@pytest.fixture(scope="module")
async def force(
    stack: Stack,
    mailbox: Running,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Force]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    begun = await Force.begin(stack, CODES[worker % len(CODES)], tmp_path_factory.mktemp("force"), mailbox)
    yield begun
    await begun.end()
