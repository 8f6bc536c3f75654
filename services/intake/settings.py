"""What intake needs to be told. Nothing secret has a default: absent means that it does not start."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from pydantic import SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from assembly.settings import Port, ServiceSettings, holds


class Settings(ServiceSettings):
    """Read from `CSODS_INTAKE_…`; frozen once read.

    `case_secret` makes case ids, `blind_secret` the blind index: whoever may make ids need not be able to
    look people up.
    """

    model_config = SettingsConfigDict(env_prefix="CSODS_INTAKE_")

    blind_secret: SecretStr
    port: Port = 8101
    answer_urgent_within: timedelta = timedelta(seconds=60)
    answer_within: timedelta = timedelta(minutes=5)

    @model_validator(mode="after")
    def _secrets_hold(self) -> Self:
        holds(self, "blind_secret")
        if self.case_secret.get_secret_value() == self.blind_secret.get_secret_value():
            raise ValueError("case_secret and blind_secret must differ: set two")
        return self

    @model_validator(mode="after")
    def _urgent_is_sooner(self) -> Self:
        if not timedelta() < self.answer_urgent_within <= self.answer_within:
            raise ValueError(
                "an urgent hand-over must be answered sooner than another, and after more than no time"
            )
        return self
