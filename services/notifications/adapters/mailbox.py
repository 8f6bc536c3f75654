"""The mailbox of the local stack, which a person can open: letters, e-mails, texts and alerts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx
from pydantic import SecretStr

from contracts.codes import Transport as By
from services.notifications.adapters.transport import (
    NOTHING_WAS_SENT,
    Away,
    NotTaken,
    NotUnderstood,
    read_object,
)
from services.notifications.domain.compose import Written

CHANNELS: Final[Mapping[By, str]] = {By.POST: "LETTER", By.EMAIL: "EMAIL", By.TEXT: "TEXT", By.PAGER: "ALERT"}


class Mailbox:
    """`PUT {url}/v1/messages/{reference}`: the same again is one message."""

    def __init__(self, http: httpx.AsyncClient, url: str, key: SecretStr) -> None:
        self._http = http
        self._messages = f"{url.rstrip('/')}/v1/messages"
        self._key = key

    async def send(self, reference: str, written: Written) -> None:
        channel = CHANNELS.get(written.transport)
        if channel is None:
            raise NotTaken(f"no channel for {written.transport}")
        said = {
            "kind": written.kind.value,
            "channel": channel,
            "to": written.to,
            "title": written.title,
            "body": written.body,
        }
        try:
            answer = await self._http.put(f"{self._messages}/{reference}", json=said, headers=self._headers())
        except NOTHING_WAS_SENT as error:
            raise Away(type(error).__name__) from error
        match answer.status_code:
            case 409:
                return  # one with this reference is there already, and there is never a second
            case 200 | 201:
                self._same(answer, reference)
            case 401 | 403 | 429 | 503:
                raise Away(str(answer.status_code))
            case status if 400 <= status < 500:
                raise NotTaken(str(status))
            case status:
                raise NotUnderstood(str(status))

    async def has(self, reference: str) -> bool:
        try:
            answer = await self._http.get(f"{self._messages}/{reference}", headers=self._headers())
        except httpx.TransportError as error:
            raise Away(type(error).__name__) from error
        if answer.status_code not in (200, 404):
            raise Away(str(answer.status_code))
        if answer.status_code == 404:
            return False
        self._same(answer, reference)
        return True

    @staticmethod
    def _same(answer: httpx.Response, reference: str) -> None:
        if read_object(answer).get("reference") != reference:
            raise NotUnderstood("the answer is about another message")

    def _headers(self) -> dict[str, str]:
        return {"X-Api-Key": self._key.get_secret_value()}
