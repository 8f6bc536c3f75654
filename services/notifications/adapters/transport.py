"""Out to the world: what carries a message. A transport can be asked by our reference whether it has it.

Any other error than those below leaves it open whether the message went.
"""

from __future__ import annotations

from typing import Any, Protocol

import httpx

from services.notifications.domain.compose import Written

NOTHING_WAS_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Away(Exception):
    """The transport does not answer, or not now. Nothing was sent."""


class NotTaken(Exception):
    """The transport will not take this message, now or later. Nothing was sent."""


class NotUnderstood(Exception):
    """The transport answered in a way that cannot be read: nobody knows whether the message went."""


def read_object(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer. Raises NotUnderstood."""
    try:
        found = answer.json()
    except ValueError:
        raise NotUnderstood(str(answer.status_code)) from None
    if not isinstance(found, dict):
        raise NotUnderstood(str(answer.status_code))
    return found


class Transport(Protocol):
    async def send(self, reference: str, written: Written) -> None:
        """Returns once the transport has taken it. Raises Away or NotTaken."""

    async def has(self, reference: str) -> bool:
        """Whether a message with this reference was taken before. Raises Away or NotUnderstood."""
