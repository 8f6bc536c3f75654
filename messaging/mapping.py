"""Which case of ours a message from outside belongs to, where its writer calls the case otherwise. Pure."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from typing import Any, Final

from messaging.envelope import is_case_id, is_party_case
from messaging.service import Maps

YOUR_CASE: Final = "your_case"
"""The field of an answer in which its writer names the case as we do."""


def opaque(secret: bytes, *parts: str) -> str:
    """A case id that tells nothing, and is always the same for the same parts."""
    digest = hmac.digest(secret, "\x1f".join(parts).encode(), "sha256")
    return "c-" + base64.b32encode(digest[:15]).decode().lower()


def theirs(secret: bytes, source: str) -> Maps:
    """Every case of this writer is one of ours, whichever of its messages comes first."""

    def ours(case_id: str, _data: Mapping[str, Any] | None) -> str:
        return opaque(secret, "case of", source, case_id)

    return ours


def answering(secret: bytes, source: str) -> Maps:
    """The same; but what names a case as we do is about that one. Whether it may, its rules decide.

    What cannot be read counts as a case of theirs: nobody else's mail is held up by it. So does what they
    tell us of our own mail: it has numbers of its own, beside those of every case.
    """
    own = theirs(secret, source)

    def ours(case_id: str, data: Mapping[str, Any] | None) -> str:
        named = data.get(YOUR_CASE) if data and not is_party_case(case_id) else None
        return named if isinstance(named, str) and is_case_id(named) else own(case_id, data)

    return ours
