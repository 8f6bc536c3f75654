"""The pace of business time is seen, not told."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from messaging.pace import Pace

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("rate", [1.0, 1_440.0, 0.5])
def test_time_that_flows_is_waited_for_at_its_own_pace(rate: float) -> None:
    pace = Pace()
    pace.seen(NOW, 100.0)
    pace.seen(NOW + timedelta(seconds=rate), 101.0)
    assert pace.machine_seconds(3 * rate) == pytest.approx(3)


def test_time_that_stands_is_waited_for_for_ever_and_goes_on_when_it_flows_again() -> None:
    pace = Pace()
    pace.seen(NOW, 100.0)
    pace.seen(NOW, 101.0)
    assert pace.machine_seconds(1) == math.inf
    pace.seen(NOW + timedelta(seconds=2), 102.0)
    assert pace.machine_seconds(1) == pytest.approx(0.5)


def test_before_anything_was_seen_twice_it_is_as_in_production() -> None:
    pace = Pace()
    pace.seen(NOW, 100.0)
    pace.seen(NOW, 100.0)
    assert pace.machine_seconds(7) == 7


def test_where_it_was_moved_the_jump_is_no_pace_and_two_looks_say_how_it_goes_on() -> None:
    pace = Pace()
    pace.seen(NOW, 100.0)
    pace.seen(NOW + timedelta(seconds=1), 101.0)
    assert not pace.hurries
    pace.forget()
    pace.seen(NOW + timedelta(days=3), 102.0)
    assert pace.machine_seconds(3600) == 0, "look again at once"
    assert pace.hurries, "and often, until it is known"
    pace.seen(NOW + timedelta(days=3, seconds=1), 103.0)
    assert pace.machine_seconds(3600) == 3600
    assert not pace.hurries
