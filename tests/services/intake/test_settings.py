"""Intake does not start on half of what it needs, and says what to set."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.settings import Settings

WHOLE: dict[str, Any] = {
    "force": "46",
    "database_url": "postgresql+asyncpg://nobody@db.invalid/csods",
    "case_secret": "only for tests, and long enough for them",
    "blind_secret": "another one for tests, and as long as that",
}


def test_what_is_needed_is_enough() -> None:
    assert Settings(**WHOLE).answer_urgent_within == timedelta(seconds=60)


@pytest.mark.parametrize("left_out", WHOLE)
def test_nothing_that_is_needed_has_a_default(left_out: str) -> None:
    with pytest.raises(ValidationError):
        Settings(**{name: value for name, value in WHOLE.items() if name != left_out})


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"blind_secret": "short"}, "set a longer one"),
        ({"blind_secret": WHOLE["case_secret"]}, "set two"),
        ({"answer_urgent_within": timedelta(minutes=6)}, "must be answered sooner"),
        ({"force": "Kent"}, "force"),
    ],
)
def test_nonsense_is_refused_with_what_to_do(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings(**WHOLE | wrong)


def test_no_secret_is_shown() -> None:
    shown = repr(Settings(**WHOLE))
    assert "only for tests" not in shown
    with pytest.raises(ValidationError) as refused:
        Settings(**WHOLE | {"blind_secret": "a short canary"})
    assert "canary" not in str(refused.value)
