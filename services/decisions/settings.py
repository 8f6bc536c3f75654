"""What decisions needs to be told. Nothing secret has a default: absent means that it does not start."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LEAST_SECRET: Final = 32
"""Bytes."""


class Settings(BaseSettings):
    """Read from `CSODS_DECISIONS_…`; frozen once read.

    `database_url` is that of the runtime role (asyncpg form). `case_secret` makes case ids.
    """

    model_config = SettingsConfigDict(env_prefix="CSODS_DECISIONS_", frozen=True, hide_input_in_errors=True)

    force: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
    database_url: SecretStr
    case_secret: SecretStr
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8103

    @model_validator(mode="after")
    def _secret_holds(self) -> Self:
        if len(self.case_secret.get_secret_value().encode()) < LEAST_SECRET:
            raise ValueError(f"case_secret needs at least {LEAST_SECRET} bytes: set a longer one")
        return self
