"""All that the process of each service is told, on a local stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from access.issuer import DEVELOPMENT, ISSUER, LocalIssuer
from contracts.keyring import path_of
from contracts.parties import principal
from deploy.local.stack import Stack

DUTY_TELEPHONE: Final = "the duty desk, 01632 960999, day and night"


@dataclass(frozen=True, slots=True)
class Address:
    """Where something answers, and the key that it asks for."""

    url: str
    key: str = field(default="", repr=False)


def roots_of(home: Path) -> Path:
    """The directory to which the services of a force write their daily roots."""
    return home / "roots"


class Surrounding(Protocol):
    """What of a force a service's surroundings depend on."""

    stack: Stack
    code: str
    home: Path
    issuer: LocalIssuer
    simulators: dict[str, Address]

    def database(self, service: str) -> str: ...

    def secret(self, name: str) -> str: ...


def of_service(force: Surrounding, name: str, port: int) -> dict[str, str]:
    """The environment of `services.<name>`, to answer at `port`."""
    who = principal(force.code, name)
    login = force.stack.login(who)
    own = f"CSODS_{name.upper()}"
    mailbox = force.simulators["mailbox"]
    return {
        "CSODS_PROFILE": DEVELOPMENT,
        "CSODS_CLOCK": "movable",
        "CSODS_KAFKA_BOOTSTRAP_SERVERS": login["bootstrap_servers"],
        "CSODS_KAFKA_USER": login["sasl_plain_username"],
        "CSODS_KAFKA_PASSWORD": login["sasl_plain_password"],
        "CSODS_KEYRING": str(path_of(force.home / "keys", who)),
        "CSODS_ROOTS": str(roots_of(force.home)),
        "CSODS_RING_URL": f"{mailbox.url}/v1/rings",
        "CSODS_RING_KEY": mailbox.key,
        "CSODS_ACCESS_ISSUER": ISSUER,
        "CSODS_ACCESS_AUDIENCE": force.issuer.audience,
        "CSODS_ACCESS_JWKS": str(force.issuer.jwks),
        "CSODS_ACCESS_FORCE": force.code,
        "CSODS_ACCESS_RING": DUTY_TELEPHONE,
        f"{own}_FORCE": force.code,
        f"{own}_DATABASE_URL": asyncpg_form(force.stack.dsn(force.database(name))),
        f"{own}_CASE_SECRET": force.secret(f"{name}-case"),
        f"{own}_PORT": str(port),
        **_particulars(force, name, own),
    }


def _particulars(force: Surrounding, name: str, own: str) -> Mapping[str, str]:
    """What only this service needs."""
    sim = force.simulators
    match name:
        case "intake":
            return {f"{own}_BLIND_SECRET": force.secret("intake-blind")}
        case "notifications":
            return {
                f"{own}_TRANSPORT": "mailbox",
                f"{own}_MAILBOX_URL": sim["mailbox"].url,
                f"{own}_MAILBOX_KEY": sim["mailbox"].key,
            }
        case "checks":
            lines = {
                "POLICE": sim["police"],
                "PROBATION": sim["probation"],
                "SOCIAL_CARE": sim["socialcare"],
            }
            told = {f"{own}_BLIND_SECRET": force.secret("checks-blind")}
            told |= {f"{own}_{line}_URL": at.url for line, at in lines.items()}
            # these rest by machine time: where days pass in seconds they would hide or hold up what happens
            told |= {f"{own}_BREAKS_AFTER": "1000", f"{own}_TRIES": "2"}
            return told | {f"{own}_{line}_KEY": at.key for line, at in lines.items()}
        case "decisions":
            records = sim["records"]
            return {
                f"{own}_RECORD_URL": records.url,
                f"{own}_RECORD_KEY": records.key,
                f"{own}_RECORD_DROP": str(force.home / "record-drop"),
            }
        case _:
            return {}


def asyncpg_form(dsn: str) -> str:
    """A DSN as SQLAlchemy reads it."""
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)
