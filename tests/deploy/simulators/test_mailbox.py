"""The mailbox: what arrives once is there, after a crash too, and a person can read it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.stack import Stack
from tests.deploy.simulators.running import Running
from tests.stack_fixture import stack

__all__ = ["stack"]
pytestmark = pytest.mark.stack

LETTER = {
    "kind": "annex-d",
    "channel": "LETTER",
    "to": "Barnaby Madeup-Finch\n17 Nowhere Crescent\nExampleton\nZZ99 1AA",
    "title": "Your enquiry",
    "body": "There is no information to disclose to you.\n\nPlease remain vigilant.",
}
ALERT = {
    "kind": "alert",
    "channel": "ALERT",
    "to": "Supervisor on duty",
    "title": "",
    "body": "Immediate risk.",
}
RING = {
    "role": "SUPERVISOR_ON_DUTY",
    "code": "NOT_PUBLISHED",
    "words": "A risk is not on its way.",
}


@pytest.fixture
def mailbox(stack: Stack, tmp_path: Path) -> Iterator[Running]:
    with Running(stack, "mailbox", tmp_path) as running:
        yield running


@pytest.fixture
def http(mailbox: Running) -> Iterator[httpx.Client]:
    with mailbox.client() as client:
        yield client


def put(http: httpx.Client, reference: str, body: dict[str, Any], what: str = "messages") -> int:
    return http.put(f"/v1/{what}/{reference}", json=body).status_code


def arrived(http: httpx.Client, what: str = "messages", after: int = 0) -> list[str]:
    reply = http.get(f"/v1/{what}", params={"after": after}).json()
    return [one["reference"] for one in reply[what]]


def test_the_same_message_twice_arrives_once(http: httpx.Client) -> None:
    assert [put(http, "L/1", LETTER), put(http, "L/1", LETTER)] == [201, 200]
    assert arrived(http) == ["L/1"]


def test_a_reference_never_gets_other_content(http: httpx.Client) -> None:
    put(http, "L/1", LETTER)
    assert put(http, "L/1", LETTER | {"body": "Something else."}) == 409
    assert http.get("/v1/messages/L/1").json()["body"] == LETTER["body"]


def test_what_has_not_arrived_is_not_found(http: httpx.Client) -> None:
    assert http.get("/v1/messages/L/2").status_code == 404


def test_what_arrived_is_there_after_a_crash(mailbox: Running, http: httpx.Client) -> None:
    put(http, "L/1", LETTER)
    put(http, "R/1", RING, "rings")
    mailbox.restart()
    with mailbox.client() as again:
        assert (arrived(again), arrived(again, "rings")) == (["L/1"], ["R/1"])
        assert put(again, "L/1", LETTER) == 200


def test_a_line_cut_short_by_a_crash_was_never_acknowledged(mailbox: Running, http: httpx.Client) -> None:
    put(http, "L/1", LETTER)
    mailbox.end()
    with (mailbox.state / "arrived.jsonl").open("ab") as file:
        file.write(b'{"number": 2, "what": "mess')
    mailbox.start()
    with mailbox.client() as again:
        assert arrived(again) == ["L/1"]
        assert put(again, "L/2", LETTER) == 201
    mailbox.restart()
    with mailbox.client() as again:
        assert arrived(again) == ["L/1", "L/2"]


def test_an_answer_that_was_lost_is_found_by_its_reference(mailbox: Running, http: httpx.Client) -> None:
    mailbox.order(mode="lost-answer", times=1)
    with pytest.raises(httpx.TransportError):
        put(http, "L/1", LETTER)
    assert http.get("/v1/messages/L/1").status_code == 200
    assert put(http, "L/1", LETTER) == 200


def test_nothing_arrives_while_it_is_down(mailbox: Running, http: httpx.Client) -> None:
    mailbox.order(mode="down", times=1)
    with pytest.raises(httpx.TransportError):
        put(http, "L/1", LETTER)
    assert http.get("/v1/messages/L/1").status_code == 404


def test_who_waits_hears_of_the_next_message_at_once(mailbox: Running, http: httpx.Client) -> None:
    put(http, "L/1", LETTER)
    with ThreadPoolExecutor(1) as pool, mailbox.client(timeout=30) as waiting:
        heard = pool.submit(lambda: waiting.get("/v1/messages", params={"after": 1, "wait": 20}).json())
        put(http, "R/1", RING, "rings")
        put(http, "A/1", ALERT)
        assert [one["reference"] for one in heard.result(timeout=20)["messages"]] == ["A/1"]


def test_rings_and_messages_do_not_meet(http: httpx.Client) -> None:
    put(http, "X/1", LETTER)
    assert http.get("/v1/rings/X/1").status_code == 404
    assert put(http, "X/1", RING, "rings") == 201


def test_a_person_reads_letters_alerts_and_rings(mailbox: Running, http: httpx.Client) -> None:
    put(http, "L/1", LETTER)
    put(http, "A/1", ALERT)
    put(http, "R/1", RING, "rings")
    page = httpx.get(mailbox.url)
    assert page.headers["content-type"].startswith("text/html")
    assert '<article class="letter"><div class="to">Barnaby Madeup-Finch' in page.text
    assert '<article class="alert">' in page.text
    assert RING["words"] in page.text


def test_the_page_runs_no_script_and_shows_markup_as_text(mailbox: Running, http: httpx.Client) -> None:
    put(http, "L/1", LETTER | {"body": "<script>alert(1)</script>"})
    page = httpx.get(mailbox.url)
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_nobody_writes_or_lists_without_a_good_key(mailbox: Running) -> None:
    with mailbox.client("guessed") as stranger:
        assert put(stranger, "L/1", LETTER) == 401
        assert stranger.get("/v1/messages").status_code == 401


def test_what_is_no_message_is_refused_without_quoting_it(http: httpx.Client) -> None:
    for wrong in ({"channel": "PIGEON"}, {"body": ""}, {"unasked": "for"}):
        reply = http.put("/v1/messages/L/1", json=LETTER | wrong)
        assert reply.status_code == 422, wrong
        assert "Madeup" not in reply.text
