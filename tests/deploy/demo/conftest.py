"""Fixtures of the demonstration's tests."""

from __future__ import annotations

from tests.stack_fixture import unique

__all__ = ["unique"]
