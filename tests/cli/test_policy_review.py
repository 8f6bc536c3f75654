"""Whoever is on call is told when the policy of the force should have been reviewed (K 6.1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cli.complaints import Level, reviews_due
from contracts.policies import profile_for

LAST_DAY = datetime(2027, 2, 28, 23, 59, tzinfo=UTC)
THE_DAY = datetime(2027, 3, 1, 0, 0, tzinfo=UTC)


@pytest.mark.proves("R-255", by="cli.complaints:reviews_due")
def test_from_the_day_of_its_review_the_doctor_asks_for_the_new_edition() -> None:
    assert list(reviews_due("46", LAST_DAY)) == []
    (told,) = reviews_due("46", THE_DAY)
    assert (told.level, told.code) == (Level.WATCH, "POLICY_REVIEW_DUE")
    assert "KENT-2025@2025-03 was to be reviewed by 01 March 2027" in told.words


def test_a_policy_without_a_day_of_review_is_asked_for_never() -> None:
    assert profile_for("23", THE_DAY).review_due is None
    assert list(reviews_due("23", THE_DAY)) == []
    assert list(reviews_due("46", datetime(1999, 1, 1, tzinfo=UTC))) == []
