"""What decisions needs to be told. Nothing secret has a default: absent means that it does not start."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from assembly.settings import Port, ServiceSettings


class Settings(ServiceSettings):
    """Read from `CSODS_DECISIONS_…`.

    `record_url` and `record_key` of the force's own record system: without them entries are made by hand.
    `record_drop`: where they are left while it is away, for whoever fetches them.
    """

    model_config = SettingsConfigDict(env_prefix="CSODS_DECISIONS_")

    port: Port = 8103
    record_url: str = ""
    record_key: SecretStr = SecretStr("")
    record_drop: Path | None = None
