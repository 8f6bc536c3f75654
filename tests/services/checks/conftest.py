from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from deploy.local.stack import Stack
from tests.services.checks.force import Force
from tests.stack_fixture import stack

__all__ = ["force", "stack"]


@pytest.fixture(scope="module")
async def force(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Force]:
    begun = await Force.begin(stack, tmp_path_factory.mktemp("force"))
    yield begun
    await begun.end()
