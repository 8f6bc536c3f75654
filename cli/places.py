"""Where things are: the databases of each service, Kafka, and which topics it reads and writes.

In this order: a description in a file (`--places`, `CSODS_PLACES`), the environment of a deployment, or a
running local stack. For looking there is the operators' read-only login, for acting the service's own.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cli.exits import CannotReach, Misused

if TYPE_CHECKING:  # slow to import, and not for every command
    from deploy.local.stack import Stack

LOOKING: Final = "CSODS_OPERATOR_DATABASE_URL_"
ACTING: Final = "CSODS_DATABASE_URL_"
_DATABASE: Final = re.compile(r"csods_([0-9]{2})_([a-z]+)\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """One service: its principal, its CloudEvents source, its topics, and the ways into its database."""

    name: str
    source: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    looking: str = field(repr=False)
    acting: str = field(default="", repr=False)
    mapped: frozenset[str] = frozenset()
    """Of `reads`, those whose writers call cases otherwise."""
    roots_topic: str = ""
    roots: Path | None = None
    """The directory of its daily roots; None: where `--roots` says."""
    signers: Path | None = None
    """The public keys under which it signs; None: where `--signers` says."""

    @property
    def database(self) -> str:
        return self.looking.rpartition("/")[2].partition("?")[0]

    @property
    def service(self) -> str:
        """`46.checks` -> `checks`."""
        return self.name.rpartition(".")[2]

    def called(self, name: str) -> bool:
        return name in {self.name, self.service}


@dataclass(frozen=True, slots=True)
class Places:
    """All services that a command looks at. `kafka` holds the arguments of an aiokafka client."""

    services: tuple[Place, ...]
    kafka: Mapping[str, Any] = field(repr=False)
    stack: Stack | None = None

    def only(self, name: str | None) -> Places:
        """Those called so (`checks`, `46.checks`), or all. Raises Misused."""
        if name is None:
            return self
        found = tuple(place for place in self.services if place.called(name))
        if not found:
            known = ", ".join(place.name for place in self.services)
            raise Misused(f"there is no service {name!r} here; there are: {known}")
        return Places(found, self.kafka, self.stack)


class _Service(BaseModel):
    """One service of a description; `database` is a name on the stack, or give both addresses."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    source: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    database: str = ""
    looking: str = Field(default="", repr=False)
    acting: str = Field(default="", repr=False)
    roots_topic: str = ""
    roots: Path | None = None
    signers: Path | None = None


class Description(BaseModel):
    """The file of `--places`: services that are in no register, on the stack or anywhere else."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    services: tuple[_Service, ...] = Field(min_length=1)
    kafka: dict[str, Any] = Field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Asked:
    """What the command line says about places."""

    stack: str | None = None
    force: str | None = None
    file: Path | None = None
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)

    def resolve(self) -> Places:
        """Raises Misused or CannotReach."""
        file = self.file or (Path(self.env["CSODS_PLACES"]) if self.env.get("CSODS_PLACES") else None)
        if file is not None:
            return self._described(file)
        if self.stack is None and any(name.startswith(LOOKING) for name in self.env):
            return self._deployed()
        return self._local()

    @cached_property
    def running(self) -> Stack:
        """The local stack that is meant. Raises CannotReach."""
        from deploy.local.control import StackError  # noqa: PLC0415 - slow to import, not for a deployment
        from deploy.local.stack import DEFAULT_NAME, Stack  # noqa: PLC0415

        name = self.stack or self.env.get("CSODS_STACK") or DEFAULT_NAME
        try:
            return Stack.attach(name, hold=False)
        except (StackError, ValueError, OSError) as error:
            raise CannotReach(
                f"{error}; or name another with --stack, or set {LOOKING}… of a deployment"
            ) from None

    def _described(self, file: Path) -> Places:
        try:
            described = Description.model_validate_json(file.read_bytes())
        except OSError:
            raise Misused(f"there is no description of places in {file}") from None
        except ValidationError as error:
            paths = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
            raise Misused(f"{file} does not describe places: look at {paths or 'its JSON'}") from None
        return Places(
            tuple(self._described_place(one) for one in described.services),
            described.kafka or self.running.administrator_login(),
            None if described.kafka else self.running,
        )

    def _described_place(self, one: _Service) -> Place:
        looking, acting = one.looking, one.acting
        if one.database:
            try:
                looking = self.running.dsn(one.database, "operator")
                acting = self.running.dsn(one.database)
            except KeyError:
                raise Misused(f"the stack has no database {one.database!r}") from None
        if not looking:
            raise Misused(f"{one.name}: give a database of the stack, or an address for looking")
        return Place(
            one.name,
            one.source,
            one.reads,
            one.writes,
            looking,
            acting,
            roots_topic=one.roots_topic,
            roots=one.roots,
            signers=one.signers,
        )

    def _deployed(self) -> Places:
        force = self.force or self.env.get("CSODS_FORCE")
        bootstrap = self.env.get("KAFKA_BOOTSTRAP_SERVERS")
        if not force or not bootstrap:
            raise Misused("a deployment also needs CSODS_FORCE (or --force) and KAFKA_BOOTSTRAP_SERVERS")
        found = []
        for service in _services():
            looking = self.env.get(LOOKING + service.upper())
            if looking:
                found.append(registered(force, service, looking, self.env.get(ACTING + service.upper(), "")))
        return Places(tuple(found), self._kafka(bootstrap))

    def _kafka(self, bootstrap: str) -> dict[str, Any]:
        """Arguments of an aiokafka client; SASL_PLAINTEXT and SCRAM-SHA-512 unless other ones are named."""
        login: dict[str, Any] = {"bootstrap_servers": bootstrap}
        protocol = self.env.get("KAFKA_SECURITY_PROTOCOL", "")
        if user := self.env.get("KAFKA_USER"):
            protocol = protocol or "SASL_PLAINTEXT"
            login["sasl_mechanism"] = self.env.get("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
            login |= {"sasl_plain_username": user, "sasl_plain_password": self.env.get("KAFKA_PASSWORD", "")}
        if protocol:
            login["security_protocol"] = protocol
        if protocol.endswith("SSL"):
            login["ssl_context"] = ssl.create_default_context(cafile=self.env.get("KAFKA_CA_FILE") or None)
        return login

    def _local(self) -> Places:
        stack, services = self.running, _services()
        force = self.force or self.env.get("CSODS_FORCE")
        found = []
        for database in stack.databases:
            match = _DATABASE.match(database)
            if match is None or match[2] not in services or force not in {None, "", match[1]}:
                continue
            dsns = (stack.dsn(database, "operator"), stack.dsn(database))
            place = registered(match[1], match[2], *dsns)
            found.append(_with_roots(place, stack, match[1]))
        if not found:
            raise Misused(f"stack {stack.name} has no service{f' of force {force}' if force else ''}")
        return Places(tuple(found), stack.administrator_login(), stack)


def _services() -> tuple[str, ...]:
    from contracts.parties import SERVICES  # noqa: PLC0415 - slow to import, not where places are described

    return SERVICES


def _with_roots(place: Place, stack: Stack, force: str) -> Place:
    """Knowing where a force on a local stack keeps its daily roots and the keys to prove them."""
    from contracts.signing import signers_path  # noqa: PLC0415 - slow to import, as above
    from deploy.local.force_environment import roots_of  # noqa: PLC0415
    from deploy.local.places import home_of  # noqa: PLC0415

    home = home_of(stack.state, force)
    signers = signers_path(home / "keys", force)
    return replace(place, roots=roots_of(home), signers=signers) if signers.exists() else place


def registered(force: str, service: str, looking: str, acting: str) -> Place:
    """A service of the register of topics. Raises Misused for a force that is in no register."""
    from contracts.parties import principal, source  # noqa: PLC0415 - slow to import, as above
    from contracts.topics import Keyed, for_force  # noqa: PLC0415

    try:
        who = principal(force, service)
    except ValueError as error:
        raise Misused(str(error)) from None
    register = for_force(force)
    read = register.reads(who)
    reads, writes = (tuple(topic.name for topic in found) for found in (read, register.writes(who)))
    mapped = frozenset(topic.name for topic in read if topic.keyed is not Keyed.OURS)
    return Place(who, source(who), reads, writes, looking, acting, mapped, register.roots_of(who).name)
