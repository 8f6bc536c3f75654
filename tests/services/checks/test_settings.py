"""Settings that cannot work are refused at the start, and say why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from services.checks.settings import Settings

GOOD: dict[str, Any] = {
    "force": "46",
    "database_url": SecretStr("postgresql+asyncpg://nobody"),
    "case_secret": SecretStr("only for tests, and long enough for them"),
    "police_url": "http://police.invalid",
    "blind_secret": SecretStr("only for tests, and long enough for them"),
    "police_key": SecretStr("police"),
    "probation_url": "http://probation.invalid",
    "probation_key": SecretStr("probation"),
    "social_care_url": "http://care.invalid",
    "social_care_key": SecretStr("care"),
}


def test_they_are_read_as_given() -> None:
    assert Settings(**GOOD).patience().timeout == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"case_secret": SecretStr("short")}, "at least 32 bytes"),
        ({"try_timeout": timedelta(seconds=20)}, "must fit in ask_within"),
        ({"ask_within": timedelta(seconds=100)}, "must leave 30 seconds"),
        ({"force": "Kent"}, "force"),
    ],
)
def test_what_cannot_work_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings(**(GOOD | changed))


def test_nothing_secret_is_shown() -> None:
    shown = repr(Settings(**GOOD))
    assert "probation'" not in shown
    assert "nobody" not in shown
