from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from deploy.local.stack import Stack
from tests.deploy.simulators.running import Running
from tests.services.notifications.force import Force
from tests.stack_fixture import stack

__all__ = ["force", "mailbox", "stack"]

CODE = "55"
"""A force that no other test runs."""


@pytest.fixture(scope="module")
def mailbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running("mailbox", tmp_path_factory.mktemp("mailbox")) as running:
        yield running


@pytest.fixture(scope="module")
async def force(
    stack: Stack,
    mailbox: Running,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Force]:
    begun = await Force.begin(stack, CODE, tmp_path_factory.mktemp("force"), mailbox)
    yield begun
    await begun.end()
