"""The shape of the project holds, and each rule can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.imports import ROOT, SERVICES

Rule = Callable[[Path], Iterator[str]]

RULES: dict[str, Rule] = {
    "the four services have identical rooms": rules.differing_rooms,
    "no service imports another": rules.services_importing_services,
    "foundations import nothing that stands on them": rules.foundations_importing_upwards,
    "domains do no I/O and read no clock": rules.impure_domains,
    "FastStream appears in one file": rules.faststream_elsewhere,
    "messaging knows nothing of the scheme": rules.scheme_words_in_messaging,
    "names say what a file does": rules.names_that_say_nothing,
    "keys of alerts are made in one place": rules.alert_keys_made_elsewhere,
    "alerts are raised in one place": rules.alerts_raised_elsewhere,
    "domains hash in few places": rules.hashes_made_elsewhere,
    "cases begin with a salt for the keys of their alerts": rules.cases_begun_without_salt,
}
BREAKS: dict[str, tuple[str, str]] = {
    "the four services have identical rooms": ("services/intake/extra/__init__.py", ""),
    "no service imports another": ("services/intake/handlers.py", "from services.checks import app\n"),
    "foundations import nothing that stands on them": ("messaging/rows.py", "import contracts.topics\n"),
    "domains do no I/O and read no clock": ("services/checks/domain/gates.py", "import httpx\n"),
    "FastStream appears in one file": (
        "services/intake/app.py",
        "from faststream.kafka import KafkaBroker\n",
    ),
    "messaging knows nothing of the scheme": ("messaging/rows.py", "# the applicant\n"),
    "names say what a file does": ("access/utils.py", ""),
    "keys of alerts are made in one place": (
        "services/decisions/domain/silence.py",
        'key = AlertKey("silence-2026-06-01")\n',
    ),
    "alerts are raised in one place": (
        "services/decisions/domain/silence.py",
        'event = SupervisorAlerted(alert="silence-2026-06-01")\n',
    ),
    "domains hash in few places": (
        "services/decisions/domain/silence.py",
        "import hashlib\nkey = hashlib.sha256(b'2026-06-01').hexdigest()\n",
    ),
    "cases begin with a salt for the keys of their alerts": (
        "services/decisions/app.py",
        "rules = Rules(NAME, EDITION, DECIDER, handlers.ROUTES)\n",
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_the_shape_holds(name: str) -> None:
    assert list(RULES[name](ROOT)) == []


@pytest.mark.parametrize("name", RULES)
def test_a_tree_that_breaks_the_rule_is_found(name: str, tmp_path: Path) -> None:
    """The twin: the smallest tree that keeps every rule, with one thing wrong."""
    _sound(tmp_path)
    assert list(RULES[name](tmp_path)) == []
    path, text = BREAKS[name]
    broken = tmp_path / path
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.write_text(text)
    assert list(RULES[name](tmp_path)) != []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("services/checks/steps.py", "checks has a room of its own: steps.py"),
        ("services/checks/extra/__init__.py", "checks has a room of its own: extra"),
        ("services/checks/domain.py", "checks has a room of its own: domain.py"),
    ],
)
def test_a_file_or_folder_more_in_one_service_is_found(found: str, said: str, tmp_path: Path) -> None:
    _sound(tmp_path)
    (tmp_path / found).parent.mkdir(exist_ok=True)
    (tmp_path / found).touch()
    assert list(rules.differing_rooms(tmp_path)) == [said]


@pytest.mark.parametrize("room", ["handlers.py", "README.md", "http/steps.py", "store/projector.py"])
def test_a_room_that_one_service_lacks_is_found(room: str, tmp_path: Path) -> None:
    _sound(tmp_path)
    (tmp_path / "services/decisions" / room).unlink()
    assert list(rules.differing_rooms(tmp_path)) == [f"decisions lacks {room}"]


@pytest.mark.parametrize(
    "made", ["neutral_keys.AlertKey('a-1')", "cast(AlertKey, 'a-1')", "typing.cast('AlertKey', 'a-1')"]
)
def test_a_key_of_an_alert_that_is_only_called_one_is_found(made: str, tmp_path: Path) -> None:
    _sound(tmp_path)
    (tmp_path / "services/decisions/domain/silence.py").write_text(f"key = {made}\n")
    assert list(rules.alert_keys_made_elsewhere(tmp_path)) == [
        "services/decisions/domain/silence.py:1 makes AlertKey"
    ]


def test_reading_the_clock_in_a_domain_is_found(tmp_path: Path) -> None:
    _sound(tmp_path)
    (tmp_path / "services/intake/domain/gates.py").write_text(
        "from datetime import datetime\ndatetime.now()\n"
    )
    assert list(rules.impure_domains(tmp_path)) == ["services/intake/domain/gates.py:2 calls datetime.now"]


def _sound(root: Path) -> None:
    for service in SERVICES:
        for folder in rules.ROOM_FOLDERS:
            (root / "services" / service / folder).mkdir(parents=True, exist_ok=True)
        for room in (*rules.ROOMS, *rules.FURNITURE):
            (root / "services" / service / room).touch()
    for package in ("access", "messaging", "contracts", "assembly", "deploy", "cli"):
        (root / package).mkdir()
        (root / package / "__init__.py").touch()
