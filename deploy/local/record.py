"""`stack.json`: what any other process needs to know to use a running stack. Holds secrets; mode 0600."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from deploy.local.databases import AGENCY, CLOCK, OPERATOR, Login, logins, migrator, runtime
from deploy.local.kafka import KafkaPorts
from deploy.local.postgres import SUPERUSER
from deploy.local.spec import ADMINISTRATOR, StackSpec

FILE: Final = "stack.json"


class Record(BaseModel):
    """One stack. Addresses are `host:port` on 127.0.0.1; secrets are in clear, but never in its `repr`."""

    model_config = ConfigDict(frozen=True)

    name: str
    state: Path
    control: Path
    servers: Literal["processes", "containers"] = "processes"
    kafka_bootstrap: str
    kafka_ports: KafkaPorts
    kafka_administrator: str = Field(repr=False)
    principals: dict[str, str] = Field(default_factory=dict, repr=False)
    postgres_port: int
    postgres_administrator: str = Field(repr=False)
    roles: dict[str, str] = Field(default_factory=dict, repr=False)
    dsns: dict[str, dict[str, str]] = Field(default_factory=dict, repr=False)

    def write(self) -> None:
        unfinished = self.state / f"{FILE}.{os.getpid()}"
        descriptor = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self.model_dump_json(indent=1))
        unfinished.replace(self.state / FILE)

    @classmethod
    def begin(
        cls,
        name: str,
        state: Path,
        control: Path,
        servers: Literal["processes", "containers"],
        ports: list[int],
        before: Record | None,
    ) -> Record:
        """A new record on these four ports; passwords of a former run stay, for its data knows them."""
        return cls(
            name=name,
            state=state,
            control=control,
            servers=servers,
            kafka_bootstrap=f"127.0.0.1:{ports[0]}",
            kafka_ports=KafkaPorts(*ports[:3]),
            kafka_administrator=before.kafka_administrator if before else secrets.token_hex(16),
            principals=before.principals if before else {},
            postgres_port=ports[3],
            postgres_administrator=before.postgres_administrator if before else secrets.token_hex(16),
            roles=before.roles if before else {},
        )

    def login(self, principal: str) -> dict[str, str]:
        """What an aiokafka client of this principal is given."""
        return {
            "bootstrap_servers": self.kafka_bootstrap,
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": principal,
            "sasl_plain_password": self.principals[principal],
        }

    def administrator_login(self) -> dict[str, str]:
        """What an aiokafka client of the administrator is given."""
        return {
            "bootstrap_servers": f"127.0.0.1:{self.kafka_ports.broker}",
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "PLAIN",
            "sasl_plain_username": ADMINISTRATOR,
            "sasl_plain_password": self.kafka_administrator,
        }

    def extended(self, spec: StackSpec, *, prune: bool) -> Record:
        """The same with what `spec` names; with `prune`, only the principals that it names."""
        roles = {**self.roles, **logins(spec.databases, self.roles)}
        named = {one.name: self.principals.get(one.name) or secrets.token_hex(16) for one in spec.principals}
        databases = sorted({*self.dsns, *spec.databases})
        return self.model_copy(
            update={
                "principals": named if prune else {**self.principals, **named},
                "roles": roles,
                "dsns": dsns(databases, roles, self.postgres_administrator, self.postgres_port),
            }
        )

    @classmethod
    def read(cls, state: Path) -> Record | None:
        """The record in `state`; None if there is none."""
        try:
            return cls.model_validate_json((state / FILE).read_bytes())
        except FileNotFoundError:
            return None


def dsns(
    databases: list[str], roles: dict[str, str], administrator: str, port: int
) -> dict[str, dict[str, str]]:
    """For every database, the DSN of each who may log in there."""
    found = {}
    for database in databases:
        names = {
            "migrator": migrator(database),
            "runtime": runtime(database),
            "operator": OPERATOR,
            "agency": AGENCY,
            "clock": CLOCK,
        }
        found[database] = {kind: Login(role, roles[role]).dsn(port, database) for kind, role in names.items()}
        found[database]["administrator"] = Login(SUPERUSER, administrator).dsn(port, database)
    return found
