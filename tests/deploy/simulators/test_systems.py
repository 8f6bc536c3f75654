"""Police systems over HTTP, and by script: what is to be said is kept until its time. No broker is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts import keyring
from contracts.topics import for_force
from deploy.local.stack import Stack
from deploy.simulators.script import read_script
from tests.deploy.simulators.running import Running
from tests.stack_fixture import stack

__all__ = ["stack"]
pytestmark = pytest.mark.stack
SCRIPT = Path("deploy/simulators/scripts/an-arrest-after-a-day.toml")
ARREST: dict[str, Any] = {
    "system": "custody-46",
    "case": "46CU-1187-26",
    "type": "custody.arrest.made.v1",
    "data": {
        "reference": "46CU/1187/26",
        "arrested": "VIOLENCE",
        "information": {"clear": {"text": "A quarrel in the street."}},
    },
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    keys = tmp_path_factory.mktemp("keys")
    keyring.generate(for_force("46"), keys)
    return {"CSODS_SIM_KAFKA_BOOTSTRAP": "127.0.0.1:1", "CSODS_SIM_KEYS": str(keys)}


@pytest.fixture(scope="module")
def systems(
    stack: Stack, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """One that has a script too."""
    home = tmp_path_factory.mktemp("systems")
    with Running(stack, "systems", home, "--script", str(SCRIPT.resolve()), **environment) as running:
        yield running


def tell(running: Running, body: Any, key: str = "event-0001") -> httpx.Response:
    with running.client() as http:
        return http.post("/v1/events", json=body, headers={"idempotency-key": key})


def test_what_is_told_twice_is_said_once(systems: Running) -> None:
    assert tell(systems, ARREST).json() == {"new": True}
    assert tell(systems, ARREST).json() == {"new": False}
    assert tell(systems, ARREST | {"case": "46CU-1188-26"}).status_code == 422
    assert "1 due and not published" in str(systems.quiet()["busy"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"system": "custody-99"},
        {"type": "crime.report.made.v1"},
        {"data": ARREST["data"] | {"arrested": "SOMETHING"}},
        {"data": ARREST["data"] | {"applicant": {"clear": {}}}},
    ],
)
def test_what_no_system_says_is_refused_and_never_quoted(systems: Running, wrong: dict[str, Any]) -> None:
    answer = tell(systems, ARREST | wrong)
    assert answer.status_code == 422
    assert "quarrel" not in answer.text


def test_who_has_no_key_says_nothing(systems: Running) -> None:
    with systems.client("wrong") as http:
        reply = http.post("/v1/events", json=ARREST, headers={"idempotency-key": "event-0001"})
    assert reply.status_code == 401


def test_what_a_script_says_waits_for_its_business_time(systems: Running) -> None:
    assert [one.type for one in read_script(SCRIPT).events] == [
        "custody.arrest.made.v1",
        "custody.detention.ended.v1",
    ]
    due = systems.next_due()
    assert due is not None
    assert datetime.fromisoformat(due) > datetime.now(UTC)
