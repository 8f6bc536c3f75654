"""The keys of alerts: a key is read wherever its alert is, and says nothing of what it is about (A9). Pure.

A type of their own, made here alone (`tests/architecture`): an alert cannot be raised under a plain key. The
same alert has the same key. What a journal of before holds under another key is taken and settles under that.

What an alert is about can often be guessed: a force, a recipient, a day. So a key is made with a salt of its
case, which comes of the deployment's secret and stands in no journal, message or answer: nobody can try out
what a key may be of.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NewType, Protocol, TypeVar

AlertKey = NewType("AlertKey", str)
"""As `contracts.fields.Key`."""
Begins = Literal["review", "risk", "limit", "news", "letter", "supervision"]
"""No more than the kind of the alert tells, which everybody reads."""


@dataclass(frozen=True, slots=True)
class Salt:
    """Of one case at one deployment."""

    secret: bytes = field(default=b"", repr=False)


class Salted(Protocol):
    """A case, as far as its keys are concerned."""

    @property
    def case_id(self) -> str: ...

    @property
    def salt(self) -> Salt: ...


S = TypeVar("S")


def salted(begin: Callable[[str, Salt], S], secret: bytes) -> Callable[[str], S]:
    """How a case begins at the deployment whose secret this is."""

    def initial(case_id: str) -> S:
        return begin(case_id, Salt(hmac.digest(secret, b"keys of alerts\x1f" + case_id.encode(), "sha256")))

    return initial


def alert_key(case: Salted, begins: Begins, *of: str) -> AlertKey:
    """Of what the alert of this case is about."""
    about = "\x1f".join((case.case_id, *of)).encode()
    made = hmac.digest(case.salt.secret, about, "sha256").hex()
    return AlertKey(f"{begins}-{made[:16]}")


def neutral_key(case: Salted, *of: str) -> AlertKey:
    return alert_key(case, "review", *of)
