"""Every gate of intake blocks what it is there for, and lets pass what meets it."""

from __future__ import annotations

import pytest

from tests.services.intake.domain.tried import TRIED
from tests.wire.tried import shown


@pytest.mark.parametrize("key", TRIED)
def test_a_gate_blocks_and_then_lets_pass(key: str) -> None:
    assert shown(key, TRIED[key]).both
