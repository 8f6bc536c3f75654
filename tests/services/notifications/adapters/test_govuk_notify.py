"""GOV.UK Notify by its published shape: what we send, and what its answers mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr

from contracts.codes import DutyRole, MessageKind, Transport
from services.notifications.adapters.govuk_notify import GovukNotify
from services.notifications.adapters.transport import Away, NotTaken, NotUnderstood
from services.notifications.domain.compose import Written

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATES = {Transport.POST: "t-letter", Transport.EMAIL: "t-email", Transport.TEXT: "t-sms"}
LETTER = Written(
    MessageKind.CLOSING_LETTER,
    Transport.POST,
    "Ferdinand Testperson\n1 Invented Row\nZZ1 1ZZ",
    "A title",
    "Dear …",
    "x@1",
)


def notify(answer: Callable[[httpx.Request], httpx.Response]) -> GovukNotify:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    key = SecretStr(f"csods-{SERVICE}-{SECRET}")
    return GovukNotify(
        http, key, TEMPLATES, {DutyRole.DUTY_SERGEANT: "07700900111"}, clock=lambda: 1_782_000_000.9
    )


class Published:
    """Answers 201 and keeps what was asked."""

    def __init__(self, status: int = 201) -> None:
        self.status = status
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return httpx.Response(self.status, json={"id": "740e5834-3a29-46b4-9a6f-16142fde533a"})

    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.asked[-1].content)
        return found


async def test_a_letter_has_its_address_lines_our_words_and_our_reference() -> None:
    published = Published()
    await notify(published).send("n-1", LETTER)
    assert published.asked[0].url.path == "/v2/notifications/letter"
    assert published.said() == {
        "template_id": "t-letter",
        "reference": "n-1",
        "personalisation": {
            "title": "A title",
            "body": "Dear …",
            "address_line_1": "Ferdinand Testperson",
            "address_line_2": "1 Invented Row",
            "address_line_3": "ZZ1 1ZZ",
        },
    }


async def test_the_postcode_stays_last_in_a_long_address() -> None:
    published = Published()
    await notify(published).send("n-1", replace(LETTER, to="\n".join("abcdefgh") + "\nZZ1 1ZZ"))
    lines = {k: v for k, v in published.said()["personalisation"].items() if k.startswith("address")}
    assert len(lines) == 7
    assert lines["address_line_6"] == "f, g, h"
    assert lines["address_line_7"] == "ZZ1 1ZZ"


async def test_every_request_is_signed_anew_with_the_services_own_key() -> None:
    published = Published()
    await notify(published).send("n-1", LETTER)
    token = published.asked[0].headers["authorization"].removeprefix("Bearer ")
    read = jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"])
    assert read.header["typ"] == "JWT"
    assert read.claims == {"iss": SERVICE, "iat": 1_782_000_000}


@pytest.mark.parametrize(
    ("transport", "to", "role", "path", "part"),
    [
        (Transport.EMAIL, "a@b.invalid", None, "email", {"email_address": "a@b.invalid"}),
        (Transport.TEXT, "07700900222", None, "sms", {"phone_number": "07700900222"}),
        (Transport.PAGER, "duty Sergeant", DutyRole.DUTY_SERGEANT, "sms", {"phone_number": "07700900111"}),
    ],
)
async def test_emails_texts_and_alerts_go_their_own_ways(
    transport: Transport, to: str, role: DutyRole | None, path: str, part: dict[str, str]
) -> None:
    published = Published()
    await notify(published).send("n-1", replace(LETTER, transport=transport, to=to, role=role))
    assert published.asked[0].url.path == f"/v2/notifications/{path}"
    assert part.items() <= published.said().items()


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_what_can_wait_is_tried_again(status: int) -> None:
    with pytest.raises(Away):
        await notify(Published(status)).send("n-1", LETTER)


async def test_what_notify_refuses_is_not_tried_again() -> None:
    with pytest.raises(NotTaken):
        await notify(Published(400)).send("n-1", LETTER)
    with pytest.raises(NotTaken):
        await notify(Published()).send("n-1", replace(LETTER, transport=Transport.PAGER, to="nobody"))


async def test_an_error_of_theirs_leaves_the_result_open() -> None:
    for status in (200, 302, 500):
        with pytest.raises(NotUnderstood):
            await notify(Published(status)).send("n-1", LETTER)
    with pytest.raises(NotUnderstood):
        await notify(lambda _: httpx.Response(201, content=b"<html>")).send("n-1", LETTER)


async def test_a_reference_is_looked_up() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v2/notifications"
        known = request.url.params["reference"] == "n-known"
        return httpx.Response(200, json={"notifications": [{"id": "1"}] if known else [], "links": {}})

    assert await notify(answer).has("n-known")
    assert not await notify(answer).has("n-unknown")
    with pytest.raises(Away):
        await notify(Published(500)).has("n-known")


def test_what_is_no_api_key_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="API key"):
        GovukNotify(httpx.AsyncClient(), SecretStr("secret"), TEMPLATES, {})
