"""A condition may name a child by the first name alone, or among others (R-023, R-263)."""

from __future__ import annotations

import pytest

from contracts.codes import ConditionKind, ContactKind
from tests.services.checks.domain.test_breach import answered, breaches, order


@pytest.mark.parametrize("names", [("Poppy",), ("Poppy Madeup-Finch and her sister",)])
def test_a_condition_that_names_a_child_by_the_first_name_may_be_this_child(names: tuple[str, ...]) -> None:
    held = order(ConditionKind.NO_CONTACT_WITH_NAMED, names=names)
    assert breaches(answered(held, ContactKind.SUPERVISED))
