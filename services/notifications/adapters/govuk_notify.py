"""GOV.UK Notify by its published REST API: letters, e-mails and texts.

A service there has one template a channel, made of ((title)) and ((body)) alone: the words are ours and
versioned here, Notify is the carrier. It does not know a reference twice, so it is asked for it first.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr

from contracts.codes import DutyRole
from contracts.codes import Transport as By
from services.notifications.adapters.transport import (
    NOTHING_WAS_SENT,
    Away,
    NotTaken,
    NotUnderstood,
    read_object,
)
from services.notifications.domain.compose import PAGE, Written

BASE: Final = "https://api.notifications.service.gov.uk"
MOST_ADDRESS_LINES: Final = 7
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_API_KEY = re.compile(rf".+-({_UUID})-({_UUID})")


class GovukNotify:
    """`key` is an API key as Notify shows it: name, service id and secret. `templates` are ids by means.

    `duty` gives the mobile number of each duty role, for officer alerts. Token times are machine time.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        key: SecretStr,
        templates: Mapping[By, str],
        duty: Mapping[DutyRole, str],
        base: str = BASE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        found = _API_KEY.fullmatch(key.get_secret_value())
        if found is None:
            raise ValueError("a Notify API key is a name, a service id and a secret, joined by dashes")
        self._service, secret = found.groups()
        self._secret = OctKey.import_key(secret)
        self._http = http
        self._templates = templates
        self._duty = duty
        self._base = base.rstrip("/")
        self._clock = clock

    async def send(self, reference: str, written: Written) -> None:
        kind, said = self._request(written)
        said["reference"] = reference
        try:
            answer = await self._http.post(
                f"{self._base}/v2/notifications/{kind}", json=said, headers=self._headers()
            )
        except NOTHING_WAS_SENT as error:
            raise Away(type(error).__name__) from error
        match answer.status_code:
            case 201 if "id" in read_object(answer):
                return
            case 403 | 429 | 503:
                raise Away(str(answer.status_code))
            case status if 400 <= status < 500:
                raise NotTaken(str(status))
            case status:
                raise NotUnderstood(str(status))

    async def has(self, reference: str) -> bool:
        try:
            answer = await self._http.get(
                f"{self._base}/v2/notifications", params={"reference": reference}, headers=self._headers()
            )
        except httpx.TransportError as error:
            raise Away(type(error).__name__) from error
        if answer.status_code != 200:
            raise Away(str(answer.status_code))
        found = read_object(answer).get("notifications")
        if not isinstance(found, list):
            raise NotUnderstood("no list of notifications")
        return bool(found)

    def _request(self, written: Written) -> tuple[str, dict[str, Any]]:
        body = written.body.replace(PAGE, "\n\n---\n\n")
        personalisation = {"title": written.title, "body": body}
        match written.transport:
            case By.POST:
                return "letter", self._said(written, personalisation | _address(written.to))
            case By.EMAIL:
                return "email", self._said(written, personalisation) | {"email_address": written.to}
            case By.TEXT:
                return "sms", self._said(written, personalisation) | {"phone_number": written.to}
            case By.PAGER if written.role is not None and written.role in self._duty:
                number = self._duty[written.role]
                return "sms", self._said(written, personalisation) | {"phone_number": number}
            case _:
                raise NotTaken(f"Notify has no way for {written.transport}")

    def _said(self, written: Written, personalisation: Mapping[str, str]) -> dict[str, Any]:
        by = By.TEXT if written.transport is By.PAGER else written.transport
        template = self._templates.get(by)
        if template is None:
            raise NotTaken(f"no template for {by}")
        return {"template_id": template, "personalisation": personalisation}

    def _headers(self) -> dict[str, str]:
        claims = {"iss": self._service, "iat": int(self._clock())}
        return {"Authorization": f"Bearer {jwt.encode({'alg': 'HS256'}, claims, self._secret)}"}


def _address(to: str) -> dict[str, str]:
    """Three to seven lines, the postcode last."""
    lines = to.split("\n")
    if len(lines) > MOST_ADDRESS_LINES:
        lines = [*lines[: MOST_ADDRESS_LINES - 2], ", ".join(lines[MOST_ADDRESS_LINES - 2 : -1]), lines[-1]]
    return {f"address_line_{number}": line for number, line in enumerate(lines, 1)}
