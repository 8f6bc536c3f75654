"""What checks needs to be told. Nothing secret has a default: absent means that it does not start."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from assembly.settings import Port, ServiceSettings
from services.checks.adapters.line import Patience

LEASE = timedelta(seconds=120)
"""How long the runtime leaves a task to one worker."""


class Settings(ServiceSettings):
    """Read from `CSODS_CHECKS_…`; frozen once read.

    Each source has an address and a key.
    `try_timeout`, `tries`, `at_once`, `breaks_after` and `broken_for` are of one line to one system, in
    machine time; `ask_within` is for one ask with all its searches. When and how often a source is asked
    again is the domain's, in business time.
    """

    model_config = SettingsConfigDict(env_prefix="CSODS_CHECKS_")

    port: Port = 8102
    blind_secret: SecretStr
    police_url: Annotated[str, Field(min_length=1)]
    police_key: SecretStr
    probation_url: Annotated[str, Field(min_length=1)]
    probation_key: SecretStr
    social_care_url: Annotated[str, Field(min_length=1)]
    social_care_key: SecretStr
    try_timeout: timedelta = timedelta(seconds=5)
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    at_once: Annotated[int, Field(ge=1, le=64)] = 4
    breaks_after: Annotated[int, Field(ge=1)] = 5
    broken_for: timedelta = timedelta(seconds=15)
    ask_within: timedelta = timedelta(seconds=45)

    def patience(self) -> Patience:
        """Of each line."""
        return Patience(
            timeout=self.try_timeout,
            tries=self.tries,
            at_once=self.at_once,
            breaks_after=self.breaks_after,
            broken_for=self.broken_for,
        )

    @model_validator(mode="after")
    def _an_ask_fits(self) -> Self:
        if not timedelta() < self.try_timeout * self.tries < self.ask_within:
            raise ValueError("all tries of one request must fit in ask_within: lower try_timeout or tries")
        if self.ask_within > LEASE - timedelta(seconds=30):
            raise ValueError(f"ask_within must leave 30 seconds of a task's {LEASE.seconds}: lower it")
        return self
