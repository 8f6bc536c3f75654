"""What runs side by side counts as one: its messages together, until the last of it has ended."""

from __future__ import annotations

import pytest
import typer

from bench.contest import Turn
from bench.load.codes import forces_of


def test_the_rate_of_several_is_that_of_all_until_the_last_has_ended() -> None:
    quick, slow = Turn(messages=600, seconds=1.0, processor=0.3), Turn(600, 2.0, 0.9)
    together = Turn.together([quick, slow])
    assert together.rate == 600
    assert together.cost == pytest.approx(1_000)
    assert Turn.together([quick]) == quick


@pytest.mark.parametrize("given", ["23", "46,46", "46,99", "46,23,23", ""])
def test_a_force_whose_officers_nobody_has_invented_is_refused(given: str) -> None:
    with pytest.raises(typer.BadParameter, match="the first is 46, and can ask 23"):
        forces_of(given)


def test_the_force_with_the_cases_comes_first() -> None:
    assert forces_of("46,23") == ("46", "23")
    assert forces_of("46") == ("46",)
