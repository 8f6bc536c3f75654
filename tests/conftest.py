"""Which tests need something running is known from what they ask for: a mark can be forgotten."""

from __future__ import annotations

import pytest

NEED_A_STACK = frozenset({"stack", "own_stack"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and not NEED_A_STACK.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.stack)
