"""One stack for the run, and a desk with a depot of its own for each file of tests."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest

from deploy.local.stack import Stack
from tests.cli.desk import Desk
from tests.stack_fixture import own_stack, stack

__all__ = ["own_stack", "stack"]


@pytest.fixture(scope="module")
async def desk(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A depot at work, and a command line that looks at it."""
    made = await Desk.open(stack, f"t{secrets.token_hex(4)}", tmp_path_factory.mktemp("depot"))
    process = await made.parcels.depot()
    yield made
    process.kill()
    await made.parcels.close()
