"""One force on a stack: its keys, its databases as of today, its agencies and its four services."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, Self

from rich.console import Console

from access.issuer import DEVELOPMENT, OFFICERS, Invented, LocalIssuer
from contracts.codes import Source
from contracts.keyring import generate, meet, path_of
from contracts.parties import SERVICES, AnswersBy, agencies_of, systems_of
from contracts.topics import for_force
from deploy.local.control import StackError
from deploy.local.force_environment import Address, asyncpg_form, of_service
from deploy.local.places import PROJECT, home_of
from deploy.local.processes import Process
from deploy.local.stack import QUIET, Stack

SIMULATORS: Final = ("mailbox", "police", "probation", "socialcare", "systems", "records")
SOCIAL_CARE: Final = "socialcare-kent"
"""Of the force of `make up`; others have their own."""
ADDRESSES: Final = "addresses.json"
"""Where services and simulators answer, for other processes; no keys."""
FIXED_PORTS: Final[Mapping[str, int]] = {
    "intake": 18101, "checks": 18102, "decisions": 18103, "notifications": 18104,
    "mailbox": 18110, "police": 18111, "probation": 18112, "socialcare": 18113,
    "systems": 18114, "records": 18115,
}  # fmt: skip
"""The same every time, for people who keep bookmarks."""


class Force:
    """The services of one force as processes of a stack. All methods block.

    With `keep` they end with the stack, else with this process.
    """

    def __init__(
        self,
        stack: Stack,
        code: str = "46",
        *,
        keep: bool = False,
        fixed_ports: bool = False,
        console: Console = QUIET,
    ) -> None:
        self.stack = stack
        self.code = code
        self.home = home_of(stack.state, code)
        self.services: dict[str, Address] = {}
        self.simulators: dict[str, Address] = {}
        self.issuer = LocalIssuer(self.home / "issuer", profile=DEVELOPMENT)
        self._keep = keep
        self._fixed_ports = fixed_ports
        self._console = console

    @classmethod
    def attach(cls, stack: Stack, code: str = "46", *, console: Console = QUIET) -> Self:
        """The force that runs in this stack already. Raises StackError if there is none."""
        force = cls(stack, code, keep=True, console=console)
        urls = force._former_addresses()
        if not set(urls) >= {*SERVICES, *SIMULATORS}:
            raise StackError(f"force {code} does not run in stack {stack.name}: `make down`, then `make up`")
        force.services = {name: Address(urls[name]) for name in SERVICES}
        force.simulators = {name: Address(urls[name], force._simulators_key(name)) for name in SIMULATORS}
        return force

    def start(
        self,
        *,
        scripts: Mapping[str, Path] | None = None,
        services: Iterable[str] = SERVICES,
        people: Path | None = None,
    ) -> None:
        """Bring everything up; returns when all of it is ready. `scripts` order faults of simulators.

        `people` are those on record, in place of the demonstration's.

        Addresses are those of the last time where they are free. Raises StackError.
        """
        generate(for_force(self.code), self.keys)
        former = {name: int(url.rpartition(":")[2]) for name, url in self._former_addresses().items()}
        self._console.print("starting the agencies' simulators")
        begun = self._begin_simulators(scripts or {}, former, people)
        self._console.print("bringing the databases to today's tables")
        asyncio.run(self._migrate())
        self._console.print("starting the four services")
        begun += [self._launch(name, self._port(name, former)) for name in services]
        self._wait(begun)
        urls = {name: at.url for name, at in (*self.services.items(), *self.simulators.items())}
        (self.home / ADDRESSES).write_text(json.dumps(urls, indent=1))

    def restart_ended(self) -> list[str]:
        """Begin again whatever of the force has ended; their names. Raises StackError."""
        ended = [
            name
            for name, now in self.stack.processes().items()
            if now["exit"] is not None and name.startswith(f"{self.code}-")
        ]
        for name in ended:
            self._port_file(name.removeprefix(f"{self.code}-")).unlink(missing_ok=True)
            self.stack.process(name).restart()
        self._wait([self._process(name.removeprefix(f"{self.code}-")) for name in ended])
        return ended

    def database(self, service: str) -> str:
        return f"csods_{self.code}_{service}"

    def token(self, officer: str) -> str:
        """A bearer token of one of the invented officers, by id. Raises KeyError."""
        return self.issuer.issue(officer)

    @property
    def keys(self) -> Path:
        """Where the keyrings of its principals are."""
        return self.home / "keys"

    @property
    def officers(self) -> tuple[Invented, ...]:
        """The invented officers of this force."""
        return tuple(one for one in OFFICERS.values() if one.force == self.code)

    def environment(self, name: str, port: int) -> dict[str, str]:
        """All that a service's process is told."""
        return of_service(self, name, port)

    def secret(self, name: str) -> str:
        """A secret of this force, made once and kept readable to its owner alone."""
        return _kept(self.home / "keys" / f"{name}.secret", lambda: secrets.token_hex(32))

    async def _migrate(self) -> None:
        """One after another: alembic holds what it works on in one place a process."""
        from messaging.migrate import upgrade  # noqa: PLC0415 - alembic is needed for nothing else

        for name in SERVICES:
            dsn = asyncpg_form(self.stack.dsn(self.database(name), "migrator"))
            await upgrade(dsn, migrations(name))

    def _begin_simulators(
        self, scripts: Mapping[str, Path], former: Mapping[str, int], people: Path | None
    ) -> list[Process]:
        clock = self.stack.dsn(self.database("intake"), "agency")
        agency = social_care_of(self.code)
        kafka = self.stack.login(agency)
        env = {
            "CSODS_SIM_CLOCK_DSN": clock,
            "CSODS_SIM_KAFKA_BOOTSTRAP": kafka["bootstrap_servers"],
            "CSODS_SIM_KAFKA_PASSWORD": kafka["sasl_plain_password"],
            "CSODS_SIM_PRINCIPAL": agency,
            "CSODS_SIM_KEYRING": str(path_of(self.keys, agency)),
            "CSODS_SIM_FORCE": self.code,
            "CSODS_SIM_KEYS": str(self.home / "keys"),
            "CSODS_SIM_PASSWORDS": json.dumps(
                {one.id: self.stack.login(one.id)["sasl_plain_password"] for one in systems_of(self.code)}
            ),
        }
        begun = []
        for name in SIMULATORS:
            file = self._port_file(name)
            file.unlink(missing_ok=True)
            port = self._port(name, former)
            self.simulators[name] = Address(f"http://127.0.0.1:{port}", self._simulators_key(name))
            argv = [sys.executable, "-m", f"deploy.simulators.{name}"]
            argv += ["--port-file", str(file), "--port", str(port)]
            if name in scripts:
                argv += ["--script", str(scripts[name])]
            if people is not None:
                argv += ["--people", str(people)]
            told = env | self._as_probation() if name == "probation" else env
            self.stack.run(f"{self.code}-{name}", argv, told, keep=self._keep)
            begun.append(self._process(name))
        return begun

    def _as_probation(self) -> dict[str, str]:
        """It answers checks over HTTP, and referrals over its topics."""
        [agency] = [one.id for one in agencies_of(self.code) if Source.PROBATION in one.answers]
        password = self.stack.login(agency)["sasl_plain_password"]
        return {"CSODS_SIM_PRINCIPAL": agency, "CSODS_SIM_KAFKA_PASSWORD": password}

    def program(self, name: str) -> list[str]:
        """The module that a service's process runs, and its arguments."""
        return [f"services.{name}"]

    def _launch(self, name: str, port: int) -> Process:
        self.services[name] = Address(f"http://127.0.0.1:{port}")
        argv = [sys.executable, "-m", *self.program(name)]
        self.stack.run(f"{self.code}-{name}", argv, self.environment(name, port), keep=self._keep)
        return self._process(name)

    def _process(self, name: str) -> Process:
        """A service is ready when it says so, a simulator when it has written its port."""
        if name in SIMULATORS:
            return self.stack.process(f"{self.code}-{name}", ready=self._port_file(name).exists)
        return self.stack.process(f"{self.code}-{name}", ready=f"{self.services[name].url}/health/ready")

    def _wait(self, begun: Iterable[Process]) -> None:
        with self._console.status("") as status:
            for process in begun:
                status.update(f"waiting until {process.name} is ready")
                process.wait_until_ready()

    def _port(self, name: str, former: Mapping[str, int]) -> int:
        if self._fixed_ports:
            return self.stack.port(FIXED_PORTS[name])
        return self.stack.free_port(former.get(name))

    def _port_file(self, name: str) -> Path:
        directory = self.home / "simulators"
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory / f"{name}.port"

    def _simulators_key(self, name: str) -> str:
        """The key that a simulator asks for: it takes the one it finds beside its port."""
        file = self._port_file(name)
        return _kept(file.with_name(f"{file.name}.key"), lambda: secrets.token_urlsafe(24)).split()[0]

    def _former_addresses(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self.home / ADDRESSES).read_text())
        except FileNotFoundError:
            return {}
        return found


def introduce(forces: Iterable[Force]) -> None:
    """Keyrings of forces that exchange messages, each with the others' public keys; before they start."""
    together = tuple(forces)
    for force in together:
        generate(for_force(force.code), force.keys)
    for force in together:
        for other in together:
            if other is not force:
                meet(for_force(force.code), force.keys, other.keys)


def social_care_of(force: str) -> str:
    """The agency that answers this force on a topic. Raises StackError for a force without one."""
    for agency in agencies_of(force):
        if agency.by is AnswersBy.TOPIC:
            return agency.id
    raise StackError(f"no agency answers force {force} on a topic: add one to contracts/data/agencies.toml")


def migrations(service: str) -> tuple[Path, ...]:
    """What `services.<service>.app.MIGRATIONS` says, without importing a whole service."""
    return PROJECT / "access" / "migrations", PROJECT / "services" / service / "store" / "migrations"


def _kept(path: Path, make: Callable[[], str]) -> str:
    """What the file says; made once, readable to its owner alone."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(make())
    return path.read_text()
