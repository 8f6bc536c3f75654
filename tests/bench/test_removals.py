"""Each protection stands where it is said to, and its tests are there: else it is taken for held."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.removals import REMOVALS, Removal

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("removal", REMOVALS, ids=lambda one: one.name)
def test_a_protection_stands_where_it_is_said_to_be(removal: Removal) -> None:
    assert (ROOT / removal.file).read_text("utf-8").count(removal.there) == 1
    for test in removal.tests:
        file, one_of_it, name = test.partition("::")
        held_by = f"def {name.partition('[')[0]}(" if one_of_it else "def test_"
        assert held_by in (ROOT / file).read_text("utf-8"), test


def test_each_has_a_name_of_its_own() -> None:
    assert len({one.name for one in REMOVALS}) == len(REMOVALS)
