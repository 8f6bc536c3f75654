"""An operator's desk: the command line, aimed at one depot, its witness, and nothing else."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from typer.testing import CliRunner

from cli.main import app
from deploy.local.processes import Process
from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging.migrate import upgrade
from messaging.rows import Position
from tests.faults.parcels import Parcels, asyncpg_dsn

PROGRAM = str(Path(sys.executable).with_name("csods"))
"""The command as it is installed."""


@dataclass(frozen=True)
class Said:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return orjson.loads(self.out)


@dataclass
class Desk:
    """`csods` as an operator types it, told by a description where the depot is."""

    parcels: Parcels
    file: Path
    partitions: int = 4

    @classmethod
    async def open(cls, stack: Stack, name: str, directory: Path, partitions: int = 4) -> Desk:
        parcels = await Parcels.prepare(stack, name, directory, partitions)
        desk = cls(parcels, directory / "places.json", partitions)
        desk.describe([desk.depot_place()])
        return desk

    @property
    def depot(self) -> str:
        """What the depot is called on the command line."""
        return f"{self.parcels.name}.depot"

    def depot_place(self) -> dict[str, Any]:
        name = self.parcels.name
        return {
            "name": self.depot,
            "source": f"{name}/depot",
            "database": f"toy_{name}",
            "reads": [f"{name}.shop"],
            "writes": [f"{name}.depot"],
        }

    def describe(self, services: Sequence[dict[str, Any]], kafka: dict[str, Any] | None = None) -> None:
        described = {"services": list(services), **({"kafka": kafka} if kafka else {})}
        self.file.write_text(json.dumps(described))

    async def csods(self, *argv: str, **env: str) -> Said:
        """Run a command as it is, in this process."""
        told = {"CSODS_PLACES": str(self.file), "CSODS_STACK": self.parcels.stack.name, **env}
        done = await asyncio.to_thread(CliRunner(env=told).invoke, app, list(argv))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    async def json(self, *argv: str) -> Any:
        """What a command says to a machine."""
        return (await self.csods(*argv, "--json")).document

    async def quarantined(self, many: int) -> list[dict[str, Any]]:
        """Wait until so many entries are open, and list them."""

        async def found() -> bool:
            return await self.parcels.count("SELECT count(*) FROM quarantine WHERE state = 'open'") >= many

        await until(found, f"{many} in quarantine")
        listed: list[dict[str, Any]] = (await self.json("quarantine", "list"))["entries"]
        return listed

    async def repaired(self) -> Process:
        """Start the depot's repaired program, the old one being gone."""
        parcels = self.parcels
        ready = parcels.directory / "ready"
        ready.unlink(missing_ok=True)
        argv = [sys.executable, "-m", "tests.cli.repaired"]
        return await parcels.run("repaired", argv, parcels.env(), ready=ready.exists)

    async def witness(self) -> Process:
        """Start a second service, that reads what the depot publishes."""
        parcels, stack = self.parcels, self.parcels.stack
        database, principal = f"toy_{parcels.name}_witness", f"{parcels.name}.witness"
        reader = Principal(principal, reads=(self.depot,), groups=(f"csods.{principal}",))
        topic = TopicSpec(self.depot, self.partitions)
        await asyncio.to_thread(stack.extend, StackSpec((topic,), (reader,), (database,)))
        await upgrade(asyncpg_dsn(stack.dsn(database, "migrator")))
        place = {"name": principal, "source": f"{parcels.name}/witness", "database": database}
        self.describe([self.depot_place(), {**place, "reads": [self.depot]}])
        env = parcels.env(
            WITNESS_DATABASE=asyncpg_dsn(stack.dsn(database)),
            WITNESS_PASSWORD=stack.login(principal)["sasl_plain_password"],
        )
        argv = [sys.executable, "-m", "tests.cli.witness"]
        return await parcels.run("witness", argv, env)


def position(ref: str) -> Position:
    """`kafka:topic/partition/offset` taken apart."""
    topic, partition, offset = ref.removeprefix("kafka:").split("/")
    return Position(topic, int(partition), int(offset))
