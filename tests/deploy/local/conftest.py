"""Fixtures of the local stack's tests."""

from __future__ import annotations

from tests.stack_fixture import own_stack, stack, unique

__all__ = ["own_stack", "stack", "unique"]
