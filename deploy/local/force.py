"""One force on a stack: its keys, its databases as of today, its agencies and its four services."""

from __future__ import annotations

import asyncio
import importlib
import json
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rich.console import Console

from access.issuer import DEVELOPMENT, ISSUER, OFFICERS, LocalIssuer
from contracts.keyring import generate, path_of
from contracts.parties import SERVICES, principal
from contracts.topics import for_force
from deploy.local.processes import Process
from deploy.local.stack import QUIET, Stack
from messaging.migrate import upgrade

SIMULATORS: Final = ("mailbox", "police", "probation", "socialcare")
SOCIAL_CARE: Final = "socialcare-kent"
ADDRESSES: Final = "addresses.json"
"""Where services and simulators answer, for other processes; no keys."""
DUTY_TELEPHONE: Final = "the duty desk, 01632 960999, day and night"


@dataclass(frozen=True, slots=True)
class Address:
    """Where something answers, and the key that it asks for."""

    url: str
    key: str = field(default="", repr=False)


class Force:
    """The services of one force as processes of a stack. All methods block."""

    def __init__(
        self, stack: Stack, code: str = "46", *, keep: bool = False, console: Console = QUIET
    ) -> None:
        self.stack = stack
        self.code = code
        self.home = stack.state / f"force-{code}"
        self.services: dict[str, Address] = {}
        self.simulators: dict[str, Address] = {}
        self._keep = keep
        self._console = console
        self._issuer = LocalIssuer(self.home / "issuer", profile=DEVELOPMENT)

    def start(self, *, scripts: Mapping[str, Path] | None = None, services: Iterable[str] = SERVICES) -> None:
        """Bring everything up; returns when all of it is ready. `scripts` order faults of simulators."""
        generate(for_force(self.code), self.home / "keys")
        self._console.print("bringing the databases to today's tables")
        asyncio.run(self._migrate())
        self._console.print("starting the agencies' simulators and the four services")
        self._start_simulators(scripts or {})
        begun = [self._launch(name) for name in services]
        for process in begun:
            process.wait_until_ready()
        urls = {name: at.url for name, at in (*self.services.items(), *self.simulators.items())}
        (self.home / ADDRESSES).write_text(json.dumps(urls, indent=1))

    def database(self, service: str) -> str:
        return f"csods_{self.code}_{service}"

    def token(self, officer: str) -> str:
        """A bearer token of one of the invented officers, by id."""
        return self._issuer.issue(officer)

    @property
    def officers(self) -> Mapping[str, str]:
        """Id and what they are, of the invented officers."""
        return {one.id: one.about for one in OFFICERS.values() if one.force == self.code}

    async def _migrate(self) -> None:
        for name in SERVICES:
            app = importlib.import_module(f"services.{name}.app")
            await upgrade(_asyncpg(self.stack.dsn(self.database(name), "migrator")), app.MIGRATIONS)

    def _start_simulators(self, scripts: Mapping[str, Path]) -> None:
        clock = self.stack.dsn(self.database("intake"), "operator")
        kafka = self.stack.login(SOCIAL_CARE)
        env = {
            "CSODS_SIM_CLOCK_DSN": clock,
            "CSODS_SIM_KAFKA_BOOTSTRAP": kafka["bootstrap_servers"],
            "CSODS_SIM_KAFKA_PASSWORD": kafka["sasl_plain_password"],
            "CSODS_SIM_KEYRING": str(path_of(self.home / "keys", SOCIAL_CARE)),
            "CSODS_SIM_FORCE": self.code,
        }
        begun = []
        for name in SIMULATORS:
            file = self._port_file(name)
            file.unlink(missing_ok=True)
            argv = [sys.executable, "-m", f"deploy.simulators.{name}", "--port-file", str(file)]
            argv += ["--port", str(self.stack.free_port())]
            if name in scripts:
                argv += ["--script", str(scripts[name])]
            begun.append(self.stack.run(f"{self.code}-{name}", argv, env, keep=self._keep))
        for name, process in zip(SIMULATORS, begun, strict=True):
            self.simulators[name] = self._announced(process.name, self._port_file(name))

    def _port_file(self, name: str) -> Path:
        directory = self.home / "simulators"
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory / f"{name}.port"

    def _launch(self, name: str) -> Process:
        port = self.stack.free_port()
        self.services[name] = Address(f"http://127.0.0.1:{port}")
        argv = [sys.executable, "-m", f"services.{name}"]
        begun = self.stack.run(f"{self.code}-{name}", argv, self.environment(name, port), keep=self._keep)
        return self.stack.process(begun.name, ready=f"{self.services[name].url}/health/ready")

    def _announced(self, process: str, port_file: Path) -> Address:
        """A simulator's address, once it has written its port; its key stands beside."""
        self.stack.process(process, ready=port_file.exists).wait_until_ready()
        key = port_file.with_name(f"{port_file.name}.key").read_text().split()[0]
        return Address(f"http://127.0.0.1:{port_file.read_text().strip()}", key)

    def environment(self, name: str, port: int) -> dict[str, str]:
        """All that a service's process is told."""
        who = principal(self.code, name)
        login = self.stack.login(who)
        own = f"CSODS_{name.upper()}"
        mailbox = self.simulators["mailbox"]
        return {
            "CSODS_PROFILE": DEVELOPMENT,
            "CSODS_CLOCK": "movable",
            "CSODS_KAFKA_BOOTSTRAP_SERVERS": login["bootstrap_servers"],
            "CSODS_KAFKA_USER": login["sasl_plain_username"],
            "CSODS_KAFKA_PASSWORD": login["sasl_plain_password"],
            "CSODS_KEYRING": str(path_of(self.home / "keys", who)),
            "CSODS_RING_URL": f"{mailbox.url}/v1/rings",
            "CSODS_RING_KEY": mailbox.key,
            "CSODS_ACCESS_ISSUER": ISSUER,
            "CSODS_ACCESS_AUDIENCE": self._issuer.audience,
            "CSODS_ACCESS_JWKS": str(self._issuer.jwks),
            "CSODS_ACCESS_FORCE": self.code,
            "CSODS_ACCESS_RING": DUTY_TELEPHONE,
            f"{own}_FORCE": self.code,
            f"{own}_DATABASE_URL": _asyncpg(self.stack.dsn(self.database(name))),
            f"{own}_CASE_SECRET": self._secret(f"{name}-case"),
            f"{own}_PORT": str(port),
            **self._particulars(name, own),
        }

    def _particulars(self, name: str, own: str) -> dict[str, str]:
        """What only this service needs."""
        sim = self.simulators
        match name:
            case "intake":
                return {f"{own}_BLIND_SECRET": self._secret("intake-blind")}
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
                told = {f"{own}_{line}_URL": at.url for line, at in lines.items()}
                # the breaker rests by machine time: where days pass in seconds it would hide them
                told[f"{own}_BREAKS_AFTER"] = "1000"
                return told | {f"{own}_{line}_KEY": at.key for line, at in lines.items()}
            case _:
                return {}

    def _secret(self, name: str) -> str:
        """A secret of this force, made once and kept readable to its owner alone."""
        path = self.home / "keys" / f"{name}.secret"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text()


def _asyncpg(dsn: str) -> str:
    return dsn.replace("postgresql://", "postgresql+asyncpg://", 1)
