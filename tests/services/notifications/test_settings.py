"""What is missing or nonsense is said before anything starts."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from services.notifications.settings import Settings

WHOLE: dict[str, Any] = {
    "force": "46",
    "database_url": "postgresql+asyncpg://u@127.0.0.1/x",
    "case_secret": "s" * 32,
    "transport": "mailbox",
    "mailbox_url": "http://127.0.0.1:1",
    "mailbox_key": "key",
}


def test_the_mailbox_needs_an_address_and_a_key() -> None:
    assert Settings(**WHOLE).port == 8104
    with pytest.raises(ValidationError, match="mailbox_url and mailbox_key"):
        Settings(**{**WHOLE, "mailbox_key": ""})


def test_notify_needs_every_template_and_every_duty_number() -> None:
    notify = {**WHOLE, "transport": "govuk-notify", "notify_key": "k"}
    with pytest.raises(ValidationError, match="template for EMAIL, TEXT"):
        Settings(**notify, notify_templates={"POST": "t"})
    every = {"POST": "t", "EMAIL": "t", "TEXT": "t"}
    with pytest.raises(ValidationError, match="number for CONTROL_ROOM"):
        Settings(**notify, notify_templates=every)


def test_a_short_secret_is_refused_and_none_is_shown() -> None:
    short = "hush" * 2
    with pytest.raises(ValidationError, match="32 bytes") as refused:
        Settings(**{**WHOLE, "case_secret": short})
    assert short not in str(refused.value)
    assert "s" * 32 not in repr(Settings(**WHOLE))
