"""A service of a force as it is put together for these tests: keys of its own, and nothing that answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from access.settings import AccessSettings
from assembly.settings import ServiceSettings, Surroundings
from assembly.wiring import World
from contracts.keyring import generate, path_of
from contracts.topics import for_force

FORCE = "46"
SECRET = "only for tests, and long enough for them"


def keys(home: Path) -> Path:
    """Where the keyrings of all principals of the force are, made once."""
    generate(for_force(FORCE), home)
    return home


def settings(**changes: Any) -> ServiceSettings:
    whole: dict[str, Any] = {
        "force": FORCE,
        "database_url": SecretStr("postgresql+asyncpg://nobody@127.0.0.1:1/nothing"),
        "case_secret": SecretStr(SECRET),
        "port": 0,
    }
    return ServiceSettings(**(whole | changes))


def surroundings(keyring: Path, **changes: Any) -> Surroundings:
    whole: dict[str, Any] = {
        "profile": "development",
        "kafka_bootstrap_servers": "127.0.0.1:1",
        "keyring": keyring,
        "ring_url": "http://duty.invalid/v1/rings/",
        "ring_key": SecretStr("a key of the duty telephone"),
    }
    return Surroundings(**(whole | changes))


def world(home: Path, service: str) -> World:
    access = AccessSettings(
        issuer="http://issuer.invalid",
        audience="csods",
        jwks=str(home / "jwks.json"),
        force=FORCE,
        ring="Force control room, 01632 960046",
    )
    nobody = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(503)))
    return World(surroundings(path_of(keys(home), f"{FORCE}.{service}")), access, nobody)
