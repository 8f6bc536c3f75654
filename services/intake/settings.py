"""What intake needs to be told. Nothing secret has a default: absent means that it does not start."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.intake.store.blind import LEAST_SECRET


class Settings(BaseSettings):
    """Read from `CSODS_INTAKE_…`; frozen once read.

    `database_url` is that of the runtime role (asyncpg form). `case_secret` makes case ids,
    `blind_secret` the blind index: whoever may make ids need not be able to look people up.
    """

    model_config = SettingsConfigDict(env_prefix="CSODS_INTAKE_", frozen=True, hide_input_in_errors=True)

    force: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
    database_url: SecretStr
    case_secret: SecretStr
    blind_secret: SecretStr
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8101
    answer_urgent_within: timedelta = timedelta(seconds=60)
    answer_within: timedelta = timedelta(minutes=5)

    @model_validator(mode="after")
    def _secrets_hold(self) -> Self:
        for name in ("case_secret", "blind_secret"):
            if len(getattr(self, name).get_secret_value().encode()) < LEAST_SECRET:
                raise ValueError(f"{name} needs at least {LEAST_SECRET} bytes: set a longer one")
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
