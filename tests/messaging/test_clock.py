"""Two kinds of time, and one of them only where it may be moved."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from messaging.clock import DatabaseClock, MovableClock
from tests.messaging.ground import Hand


@pytest.mark.parametrize("profile", ["production", "", "Development", "test"])
def test_a_movable_clock_refuses_to_run_outside_development(profile: str) -> None:
    with pytest.raises(ValueError, match="development profile only"):
        MovableClock(profile)


def test_a_movable_clock_runs_in_development() -> None:
    assert MovableClock("development").profile == "development"


@pytest.mark.stack
async def test_the_clock_of_production_is_the_databases(hand: Hand) -> None:
    async with hand.engine.connect() as connection:
        now = await DatabaseClock().now(connection)
    assert now.tzinfo is UTC
    assert abs((datetime.now(UTC) - now).total_seconds()) < 60
