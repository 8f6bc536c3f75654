"""Every gate of checks over HTTP, on a real database: what it refuses, and what passes it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from deploy.local.stack import Stack
from tests.services.checks.domain.tried import TRIED
from tests.services.checks.wired import SERVED
from tests.wire.desk import Desk
from tests.wire.proving import Rows, lay, proves

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
async def desk(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    begun = await Desk.begin(SERVED, stack, "gates_checks", tmp_path_factory.mktemp("desk"))
    yield begun
    await begun.end()


@pytest.fixture(scope="module")
async def rows(desk: Desk) -> Rows:
    return await lay(desk, TRIED)


@pytest.mark.parametrize("key", TRIED)
async def test_a_gate_blocks_and_lets_pass_over_http(desk: Desk, rows: Rows, key: str) -> None:
    await proves(desk, key, rows[key])
