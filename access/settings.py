"""Settings that the four APIs share: `CSODS_ACCESS_ISSUER`, …"""

from __future__ import annotations

from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class AccessSettings(BaseSettings):
    """Who is let in, and what is said when nothing can be recorded.

    `jwks` is a file or an https address (RFC 7517). `force` is the PNC code of the force served: officers of
    another are turned away. `longest_sign_in`: rank and role are those of when a token was issued, so it
    may not be good for longer. `ring` says whom to telephone while the service is down, hours included.
    """

    model_config = SettingsConfigDict(env_prefix="CSODS_ACCESS_", frozen=True)

    issuer: str
    audience: str
    jwks: str
    force: str = Field(pattern=r"^[0-9]{2}$")
    ring: str = Field(min_length=3)
    leeway: timedelta = timedelta(seconds=30)
    longest_sign_in: timedelta = timedelta(hours=24)
    keys_kept: timedelta = timedelta(minutes=10)
    largest_body: int = Field(default=256 * 1024, gt=0)

    @property
    def jwks_is_remote(self) -> bool:
        return "://" in self.jwks

    @model_validator(mode="after")
    def _keys_come_safely(self) -> Self:
        where = urlsplit(self.jwks)
        if self.jwks_is_remote and where.scheme != "https" and where.hostname not in _LOOPBACK:
            raise ValueError("jwks: keys are fetched over https, or from this machine")
        return self
