"""What decisions needs to be told. Nothing secret has a default: absent means that it does not start."""

from __future__ import annotations

from pydantic_settings import SettingsConfigDict

from assembly.settings import Port, ServiceSettings


class Settings(ServiceSettings):
    """Read from `CSODS_DECISIONS_…`; it needs nothing besides what every service needs."""

    model_config = SettingsConfigDict(env_prefix="CSODS_DECISIONS_")

    port: Port = 8103
