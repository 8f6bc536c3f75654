"""One database with the runtime's tables for all tests of a worker; each test has its own depot in it."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

import pytest

from deploy.local.stack import Stack
from tests.messaging.ground import Database, Hand
from tests.stack_fixture import own_stack, stack, unique

__all__ = ["database", "hand", "own_stack", "stack", "unique"]


@pytest.fixture(scope="session")
async def database(stack: Stack, worker_id: str) -> AsyncIterator[Database]:
    made = await Database.make(stack, f"ground_{worker_id}_{secrets.token_hex(4)}")
    yield made
    await made.engine.dispose()


@pytest.fixture
async def alone(stack: Stack, unique: str) -> AsyncIterator[Hand]:
    """A depot whose database nobody else uses: relays and sweepers take whatever is there."""
    made = await Database.make(stack, f"alone_{unique}")
    yield Hand.on(made, unique)
    await made.engine.dispose()


@pytest.fixture
def hand(database: Database, unique: str) -> Hand:
    return Hand.on(database, unique)
