"""A keyed blind index: the same person can be found again, and nobody reading the tables learns a name.

Each value is HMAC-SHA-256 (RFC 2104) under this service's secret over role and normalised name, or these and
the date of birth. Without the secret it can be neither read nor guessed; with it only whom one can name.
"""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date

from pydantic import SecretStr

from contracts.codes import PartyRole
from contracts.people import PersonName

LEAST_SECRET = 32


@dataclass(frozen=True, slots=True)
class Blind:
    """One person in one role: 32 bytes for the name, 32 for name and date of birth if known."""

    role: PartyRole
    name: bytes
    born: bytes | None = None


class BlindIndex:
    """Makes index values. `ValueError` for a secret of fewer than 32 bytes."""

    def __init__(self, secret: SecretStr) -> None:
        key = secret.get_secret_value().encode()
        if len(key) < LEAST_SECRET:
            raise ValueError(
                f"the secret of the blind index needs at least {LEAST_SECRET} bytes: set a longer one"
            )
        self._key = key

    def of(self, role: PartyRole, name: PersonName | None, born: date | None = None) -> Blind | None:
        """The index of a person, or None without given and family name: half a name finds strangers."""
        if name is None or not name.given or not name.family:
            return None
        spelled = f"{_first(name.given)}|{_letters(name.family)}"
        if spelled.startswith("|") or spelled.endswith("|"):
            return None
        dated = None if born is None else self._value(role, "born", f"{spelled}|{born.isoformat()}")
        return Blind(role, self._value(role, "name", spelled), dated)

    def _value(self, role: PartyRole, kind: str, text: str) -> bytes:
        return hmac.digest(self._key, f"{role}|{kind}|{text}".encode(), "sha256")


def _first(given: str) -> str:
    """The first of the given names: a second form often leaves the others out."""
    return _letters(given.split(maxsplit=1)[0]) if given.split() else ""


def _letters(text: str) -> str:
    """Letters and digits alone, without case or accents: `O’Néill-Smith` and `oneill smith` are one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())
