"""Social care over HTTP: an enquiry is taken once, and is not forgotten. No broker is there."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts import keyring
from contracts.topics import for_force
from deploy.local.control import StackError
from deploy.local.stack import Stack
from tests.deploy.simulators.asking import enquiry
from tests.deploy.simulators.running import Running, until
from tests.stack_fixture import stack

__all__ = ["stack"]
pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def without_broker(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    keys = tmp_path_factory.mktemp("keys")
    keyring.generate(for_force("46"), keys)
    return {
        "CSODS_SIM_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "CSODS_SIM_KEYRING": str(keyring.path_of(keys, "socialcare-kent")),
    }


@pytest.fixture
def socialcare(stack: Stack, without_broker: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    with Running(stack, "socialcare", tmp_path, **without_broker) as running:
        yield running


def ask(running: Running, key: str, body: dict[str, Any]) -> httpx.Response:
    with running.client() as http:
        return http.post("/v1/enquiries", json=body, headers={"idempotency-key": key})


def test_the_same_enquiry_twice_is_one(socialcare: Running) -> None:
    body = enquiry("cs4-subject", "case-0000001", "ask-1")
    first, second = ask(socialcare, "key-1", body), ask(socialcare, "key-1", body)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()


def test_a_key_never_stands_for_another_enquiry(socialcare: Running) -> None:
    ask(socialcare, "key-1", enquiry("cs4-subject", "case-0000001", "ask-1"))
    other = ask(socialcare, "key-1", enquiry("cs4-mother", "case-0000001", "ask-1"))
    assert other.status_code == 422


def test_an_enquiry_without_a_key_of_its_own_is_refused(socialcare: Running) -> None:
    with socialcare.client() as http:
        reply = http.post("/v1/enquiries", json=enquiry("cs4-subject", "case-0000001", "ask-1"))
    assert reply.status_code == 400


def test_an_enquiry_is_known_by_its_key_after_a_crash(socialcare: Running) -> None:
    taken = ask(socialcare, "key-1", enquiry("cs4-subject", "case-0000001", "ask-1")).json()
    socialcare.restart(signal.SIGKILL)
    with socialcare.client() as http:
        assert http.get("/v1/enquiries/key-1").json() == {**taken, "answered": False}
        assert http.get("/v1/enquiries/key-2").status_code == 404
    assert ask(socialcare, "key-1", enquiry("cs4-subject", "case-0000001", "ask-1")).json() == taken


def test_an_enquiry_whose_answer_was_lost_is_found_by_its_key(socialcare: Running) -> None:
    socialcare.order(mode="lost-answer", times=1)
    with pytest.raises(httpx.TransportError):
        ask(socialcare, "key-1", enquiry("cs4-subject", "case-0000001", "ask-1"))
    with socialcare.client() as http:
        assert http.get("/v1/enquiries/key-1").status_code == 200


def test_it_says_when_it_will_answer_next(socialcare: Running) -> None:
    assert socialcare.next_due() is None
    before = datetime.now(UTC)
    ask(socialcare, "key-1", enquiry("cs4-subject", "case-0000001", "ask-1"))
    due = datetime.fromisoformat(socialcare.next_due() or "")
    assert before + timedelta(hours=6) <= due <= datetime.now(UTC) + timedelta(hours=6)
    assert socialcare.quiet()["busy"] == []


def test_what_is_due_and_cannot_be_published_keeps_it_busy(
    stack: Stack, without_broker: dict[str, str], tmp_path: Path
) -> None:
    script = tmp_path / "script.toml"
    script.write_text('answer_after = "PT0S"\n')
    with Running(stack, "socialcare", tmp_path, "--script", str(script), **without_broker) as running:
        ask(running, "key-1", enquiry("cs4-subject", "case-0000001", "ask-1"))
        until(lambda: running.quiet()["busy"] == ["social care: 1 due and not published"], "it says so")


def test_what_is_no_enquiry_is_refused_without_quoting_it(socialcare: Running) -> None:
    wrongs: list[dict[str, Any]] = [
        {"purpose": "CURIOSITY"},
        {"case_id": "a b"},
        {"scope": "NATIONAL_CONVICTIONS"},
        {"person": {}},
    ]
    for wrong in wrongs:
        reply = ask(socialcare, "key-1", enquiry("cs4-subject", "case-0000001", "ask-1") | wrong)
        assert reply.status_code == 422, wrong
        assert "Testperson" not in reply.text


def test_without_a_broker_or_a_keyring_it_says_what_to_set(stack: Stack, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="CSODS_SIM_KAFKA_BOOTSTRAP, CSODS_SIM_KEYRING"):
        Running(stack, "socialcare", tmp_path).start()
