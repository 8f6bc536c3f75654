"""Real Kafka and PostgreSQL for tests. A `conftest.py` imports from here the fixtures that its tests use.

`stack` is one for the whole run, shared by all workers, empty at first: a test adds what it needs by
`stack.extend(StackSpec(...))` under names made with `unique`. A test that kills a server takes `own_stack`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from filelock import FileLock

from deploy.local.control import StackError
from deploy.local.places import private_directory
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack

__all__ = ["own_stack", "stack", "unique"]


@pytest.fixture(scope="session")
def stack(testrun_uid: str) -> Iterator[Stack]:
    """The stack of this run: whichever worker asks first starts it, whichever leaves last ends it."""
    name = f"test-{testrun_uid[:12]}"
    with FileLock(private_directory() / f"{name}.lock"):
        try:
            found = Stack.attach(name)
        except StackError:
            found = Stack.start(StackSpec(), name, disposable=True)
    yield found
    found.release()


@pytest.fixture
def own_stack() -> Iterator[Stack]:
    """A stack for one test alone, to be killed at will."""
    with Stack.start(StackSpec(), f"test-{secrets.token_hex(6)}", disposable=True) as found:
        yield found


@pytest.fixture
def unique() -> str:
    """Begins a name that no other test of any run uses; fits databases, topics, principals and groups."""
    return f"t{secrets.token_hex(4)}"
