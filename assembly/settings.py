"""What every service's process is told about itself and its surroundings. Without it, it does not start."""

from __future__ import annotations

import os
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from messaging.alive import EVERY, STALE_AFTER
from messaging.clock import Clock, DatabaseClock, MovableClock
from messaging.consume import Wire

LEAST_SECRET: Final = 32
"""Bytes."""
Port = Annotated[int, Field(ge=0, le=65535)]


class ServiceSettings(BaseSettings):
    """What each of the four is told, `CSODS_<SERVICE>_…`; frozen once read. Nothing secret has a default.

    `database_url` is that of the runtime role (asyncpg form). `case_secret` makes case ids, and what else
    must not be guessed by whoever reads the database.
    """

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)

    force: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
    database_url: SecretStr
    case_secret: SecretStr
    host: str = "127.0.0.1"
    port: Port

    @model_validator(mode="after")
    def _secret_holds(self) -> Self:
        return holds(self, "case_secret")


S = TypeVar("S", bound=ServiceSettings)


def holds(settings: S, name: str) -> S:
    """The settings, if that secret of theirs is long enough; else ValueError, which does not quote it."""
    if len(getattr(settings, name).get_secret_value().encode()) < LEAST_SECRET:
        raise ValueError(f"{name} needs at least {LEAST_SECRET} bytes: set a longer one")
    return settings


class Surroundings(BaseSettings):
    """`CSODS_…`: Kafka, keys, the duty telephone and the clock of one process.

    `keyring` is the file of this principal's keys (mode 0600). `instance` names this replica to its consumer
    group: two live processes under one name fence each other. `ring_url` is the service's own way to ring a
    duty role, needing neither Kafka nor another service. `kafka_tls` is needed outside development, where
    answers cross a network; `kafka_ca` is the authority that vouches for the brokers, if not the system's.
    `alive_every`: how often the service says that it lives; `feed_stale_after`: how
    long another may be silent. `roots` is the directory of the daily roots: outside the database's machine,
    and the same for every process of this service.
    """

    model_config = SettingsConfigDict(env_prefix="CSODS_", frozen=True, hide_input_in_errors=True)

    profile: Literal["production", "development"]
    clock: Literal["database", "movable"] = "database"
    kafka_bootstrap_servers: str = Field(min_length=1)
    kafka_user: str = ""
    kafka_password: SecretStr = SecretStr("")
    kafka_tls: bool = False
    kafka_ca: Path | None = None
    keyring: Path
    instance: str = Field(default="1", pattern=r"^[a-z0-9-]{1,40}$")
    ring_url: str = Field(min_length=1)
    ring_key: SecretStr
    alive_every: timedelta = EVERY
    feed_stale_after: timedelta = STALE_AFTER
    roots: Path | None = None

    @model_validator(mode="after")
    def _a_beat_may_be_missed(self) -> Self:
        if self.alive_every * 3 > self.feed_stale_after:
            raise ValueError(
                "feed_stale_after: at least three times alive_every, or every delay is a silence"
            )
        return self

    @model_validator(mode="after")
    def _production_is_not_played_with(self) -> Self:
        if self.profile == "production":
            if not (self.kafka_tls and self.kafka_user):
                raise ValueError("kafka_tls, kafka_user: answers cross a network; both are needed here")
            if self.roots is None:
                raise ValueError(
                    "roots: without daily roots outside the database, a cut journal may not show"
                )
            if self.clock != "database":
                raise ValueError("clock: a movable clock runs in the development profile only")
            if os.environ.get("MESSAGING_CRASH_AT") or os.environ.get("MESSAGING_CRASH_OVER"):
                raise ValueError("MESSAGING_CRASH_AT is for tests in the development profile only")
        return self

    def wire(self) -> Wire:
        """Raises OSError if the authority's file cannot be read."""
        tls = ssl.create_default_context(cafile=self.kafka_ca) if self.kafka_tls else None
        password = self.kafka_password.get_secret_value()
        return Wire(self.kafka_bootstrap_servers, self.kafka_user, password, tls)

    def business_clock(self) -> Clock:
        return MovableClock(self.profile) if self.clock == "movable" else DatabaseClock()
