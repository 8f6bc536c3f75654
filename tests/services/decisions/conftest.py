from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from deploy.local.stack import Stack
from tests.services.decisions.force import Force
from tests.stack_fixture import stack

__all__ = ["force", "stack"]

CODES = {
    "test_service": "10",
    "test_counting_for_real": "11",
    "test_disclosing_on_the_stack": "12",
    "test_explaining_for_real": "13",
    "test_printing_on_the_stack": "14",
    "test_telling_on_the_stack": "16",
}
"""Forces that no other test runs: each module has keys of its own."""


@pytest.fixture(scope="module")
async def force(
    request: pytest.FixtureRequest, stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Force]:
    begun = await Force.begin(stack, CODES[request.path.stem], tmp_path_factory.mktemp("force"))
    yield begun
    await begun.end()
