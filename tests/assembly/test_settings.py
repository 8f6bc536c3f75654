"""What a process is told is checked before anything starts, and no secret of it is ever shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from messaging.clock import DatabaseClock, MovableClock
from services.checks.settings import Settings as ChecksSettings
from services.decisions.settings import Settings as DecisionsSettings
from services.intake.settings import Settings as IntakeSettings
from services.notifications.settings import Settings as NotificationsSettings
from tests.assembly.given import SECRET, settings, surroundings

KEYRING = Path("46.intake.json")
PRODUCTION: dict[str, Any] = {
    "profile": "production",
    "kafka_tls": True,
    "kafka_user": "46.intake",
    "roots": "/srv/roots",
}


def test_production_runs_on_the_databases_clock_alone() -> None:
    with pytest.raises(ValidationError, match="development profile only"):
        surroundings(KEYRING, **PRODUCTION, clock="movable")
    assert isinstance(surroundings(KEYRING, **PRODUCTION).business_clock(), DatabaseClock)
    assert isinstance(surroundings(KEYRING, clock="movable").business_clock(), MovableClock)


def test_production_has_no_crash_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESSAGING_CRASH_AT", "before commit")
    with pytest.raises(ValidationError, match="MESSAGING_CRASH_AT"):
        surroundings(KEYRING, **PRODUCTION)


@pytest.mark.parametrize("without", ["kafka_tls", "kafka_user"])
def test_production_reaches_its_brokers_under_its_name_and_encrypted(without: str) -> None:
    wire = surroundings(KEYRING, **PRODUCTION).wire()
    assert wire.client()["security_protocol"] == "SASL_SSL"
    assert wire.client()["ssl_context"].check_hostname
    given = {name: value for name, value in PRODUCTION.items() if name != without}
    with pytest.raises(ValidationError, match=without):
        surroundings(KEYRING, **given)


def test_production_brings_its_daily_roots_out_of_the_database() -> None:
    given = {name: value for name, value in PRODUCTION.items() if name != "roots"}
    with pytest.raises(ValidationError, match="roots"):
        surroundings(KEYRING, **given)


def test_a_short_secret_is_refused_and_not_quoted() -> None:
    short = "hush, " * 5
    with pytest.raises(ValidationError, match="at least 32 bytes") as refused:
        settings(case_secret=SecretStr(short))
    assert "hush" not in str(refused.value)


def test_no_secret_is_shown() -> None:
    around = surroundings(KEYRING, kafka_password=SecretStr("of the broker"))
    shown = repr(settings()) + repr(around)
    for secret in (SECRET, "of the broker", "a key of the duty telephone", "nobody@127.0.0.1"):
        assert secret not in shown


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings().__setattr__("force", "23")


@pytest.mark.parametrize(
    "of",
    [ChecksSettings, DecisionsSettings, IntakeSettings, NotificationsSettings],
    ids=lambda one: one.__module__,
)
def test_every_service_keeps_to_what_all_of_them_are_told(of: type) -> None:
    kept = {"force", "database_url", "case_secret", "host", "port"}
    assert kept <= set(of.model_fields)  # type: ignore[attr-defined]
    config = of.model_config  # type: ignore[attr-defined]
    assert (config["frozen"], config["hide_input_in_errors"]) == (True, True)
    missing = "case_secret"
    with pytest.raises(ValidationError, match=missing):
        of(force="46")
