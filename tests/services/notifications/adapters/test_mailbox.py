"""The mailbox simulator as it really runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from contracts.codes import MessageKind, Transport
from deploy.local.stack import Stack
from services.notifications.adapters.mailbox import Mailbox
from services.notifications.adapters.transport import Away, NotTaken, NotUnderstood
from services.notifications.domain.compose import Written
from tests.deploy.simulators.running import Running

pytestmark = pytest.mark.stack

LETTER = Written(
    MessageKind.CLOSING_LETTER,
    Transport.POST,
    "Ferdinand Testperson\n1 Invented Row",
    "A letter",
    "Dear …",
    "x@1",
)


@pytest.fixture(scope="module")
def running(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home: Path = tmp_path_factory.mktemp("mailbox")
    with Running(stack, "mailbox", home) as mailbox:
        yield mailbox


@pytest.fixture
async def mailbox(running: Running) -> AsyncIterator[Mailbox]:
    async with httpx.AsyncClient(timeout=5) as http:
        yield Mailbox(http, running.url, SecretStr(running.key))


async def test_a_letter_arrives_once_however_often_it_is_sent(running: Running, mailbox: Mailbox) -> None:
    assert not await mailbox.has("n-once")
    for _ in range(3):
        await mailbox.send("n-once", LETTER)
    assert await mailbox.has("n-once")
    with running.client() as reader:
        arrived = [
            one for one in reader.get("/v1/messages").json()["messages"] if one["reference"] == "n-once"
        ]
    assert [one["channel"] for one in arrived] == ["LETTER"]
    assert arrived[0]["to"] == LETTER.to


async def test_a_reference_that_is_there_already_is_not_sent_with_other_words(mailbox: Mailbox) -> None:
    await mailbox.send("n-other", LETTER)
    await mailbox.send("n-other", replace(LETTER, body="Other words"))
    assert await mailbox.has("n-other")


@pytest.mark.parametrize("transport", [Transport.EMAIL, Transport.TEXT, Transport.PAGER])
async def test_every_means_has_its_channel(mailbox: Mailbox, transport: Transport) -> None:
    await mailbox.send(f"n-{transport.value.lower()}", replace(LETTER, transport=transport))


async def test_what_is_handed_over_is_not_for_a_mailbox(mailbox: Mailbox) -> None:
    with pytest.raises(NotTaken):
        await mailbox.send("n-hand", replace(LETTER, transport=Transport.HAND))


async def test_an_answer_that_cannot_be_read_is_no_success(running: Running, mailbox: Mailbox) -> None:
    running.order(mode="garbage", match="n-garbage")
    for _ in range(2):
        with pytest.raises(NotUnderstood):
            await mailbox.send("n-garbage", LETTER)
        with pytest.raises(NotUnderstood):
            await mailbox.has("n-garbage")
    running.order(mode="ok", match="n-garbage")
    assert not await mailbox.has("n-garbage")


async def test_an_answer_that_was_lost_is_neither_success_nor_failure(
    running: Running, mailbox: Mailbox
) -> None:
    running.order(mode="lost-answer", match="PUT", times=1)
    with pytest.raises(httpx.TransportError):
        await mailbox.send("n-lost", LETTER)
    assert await mailbox.has("n-lost")


async def test_a_message_that_cannot_be_taken_is_told_from_one_that_can_wait(
    running: Running, mailbox: Mailbox
) -> None:
    with pytest.raises(NotTaken):
        await mailbox.send("n-empty", replace(LETTER, body=""))
    async with httpx.AsyncClient(timeout=5) as http:
        for other in (
            Mailbox(http, running.url, SecretStr("wrong key")),
            Mailbox(http, "http://127.0.0.1:9", SecretStr("k")),
        ):
            with pytest.raises(Away):
                await other.send("n-away", LETTER)
            with pytest.raises(Away):
                await other.has("n-away")
    assert not await mailbox.has("n-away")
