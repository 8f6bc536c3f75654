"""A keyed blind index: another case of one person can be found, and nobody reading the table learns a name.

Each value is HMAC-SHA-256 (RFC 2104) under this service's secret. It only brings cases up: whether it is one
person is for the weights, and where these leave a doubt for a person.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Final

from pydantic import SecretStr

LEAST_SECRET: Final = 32


class BlindIndex:
    """Makes index values. `ValueError` for a secret of fewer than 32 bytes."""

    def __init__(self, secret: SecretStr) -> None:
        key = secret.get_secret_value().encode()
        if len(key) < LEAST_SECRET:
            raise ValueError(
                f"the secret of the blind index needs at least {LEAST_SECRET} bytes: set a longer one"
            )
        self._key = key

    def of(self, keys: Iterable[str]) -> list[bytes]:
        """32 bytes each, in a settled order."""
        return sorted(hmac.digest(self._key, key.encode(), "sha256") for key in keys)
