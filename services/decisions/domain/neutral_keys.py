"""The keys of alerts: a key is read wherever its alert is, and says nothing of what it is about (A9). Pure.

A type of their own, made here alone (`tests/architecture`): an alert cannot be raised under a plain key. The
same alert has the same key. What a journal of before holds under another key is taken and settles under that.
"""

from __future__ import annotations

import hashlib
from typing import Literal, NewType

AlertKey = NewType("AlertKey", str)
"""As `contracts.fields.Key`."""
Begins = Literal["review", "risk", "limit", "news", "letter", "supervision"]
"""No more than the kind of the alert tells, which everybody reads."""


def alert_key(begins: Begins, *of: str) -> AlertKey:
    """Of what the alert is about; where that is not for everybody, with something that no officer reads."""
    return AlertKey(f"{begins}-{hashlib.sha256(' '.join(of).encode()).hexdigest()[:16]}")


def neutral_key(*of: str) -> AlertKey:
    return alert_key("review", *of)
