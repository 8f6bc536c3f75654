"""Kafka and PostgreSQL in containers: official images by default, others by name, data in a volume each.

A program of ours stands in the keeper for each container (`container.py`); it ends with it and it with that.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from deploy.local import kafka, postgres
from deploy.local.children import Launch, environment
from deploy.local.control import Control, StackError
from deploy.local.jars import Pins
from deploy.local.places import PROJECT
from deploy.local.processes import Process
from deploy.local.record import FILE, Record

KAFKA_IMAGE: Final = f"apache/kafka:{Pins.read().version}"
POSTGRES_IMAGE: Final = "postgres:18"
STACK_LABEL: Final = "csods.stack"
SERVER_LABEL: Final = "csods.server"
KAFKA_DATA: Final = "/var/lib/kafka/data"
POSTGRES_DATA: Final = "/var/lib/postgresql"
GRACE: Final = 20.0
ANSWERED_WITHIN: Final = 180
"""Seconds: an engine does one thing after another, and some take long on a busy machine."""
READY_WITHIN: Final = 180.0
"""An official image formats its storage by a program of its own first, and remembers no classes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One container, with its secrets. `ports`: inside -> on this machine, at 127.0.0.1 alone."""

    stack: str
    server: str
    image: str
    env: dict[str, str]
    command: tuple[str, ...]
    ports: dict[int, int]
    data: str
    disposable: bool

    @property
    def labels(self) -> dict[str, str]:
        return {STACK_LABEL: self.stack, SERVER_LABEL: self.server}

    @property
    def volume(self) -> str:
        return volume_of(self.stack, self.server)

    @classmethod
    def read(cls, path: Path) -> Plan:
        plan = json.loads(path.read_text("utf-8"))
        ports = {int(inside): outside for inside, outside in plan.pop("ports").items()}
        return cls(command=tuple(plan.pop("command")), ports=ports, **plan)


@dataclass
class Containers:
    """The servers of one stack; what they hold lies in volumes, which outlive a container."""

    name: str
    state: Path
    disposable: bool = False

    @staticmethod
    def answering() -> Any:
        """The engine's client, once it has answered. Raises StackError."""
        import docker  # noqa: PLC0415 - only who runs containers needs it
        from docker.errors import DockerException  # noqa: PLC0415 - as above
        from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415 - as above

        where = os.environ.get("DOCKER_HOST") or docker.constants.DEFAULT_UNIX_SOCKET
        try:
            _knock(where)
            client = DockerClient(timeout=ANSWERED_WITHIN).client
            client.ping()
        except (DockerException, OSError):
            raise StackError(
                f"CSODS_STACK=containers, but no container engine answers at {where}: start Docker or "
                "Podman, set DOCKER_HOST to its socket, or leave CSODS_STACK out: then none is needed"
            ) from None
        return client

    def prepare(self, control: Control, console: Console) -> None:
        from docker.errors import DockerException, ImageNotFound  # noqa: PLC0415 - as above

        client = self.answering()
        for setting, image in ((_KAFKA_SETTING, kafka_image()), (_POSTGRES_SETTING, postgres_image())):
            try:
                client.images.get(image)
            except ImageNotFound:
                console.print(f"fetching the image {image}")
                try:
                    client.images.pull(image)
                except DockerException as error:
                    raise StackError(
                        f"the image {image} could not be fetched: {error}. Name another by {setting}"
                    ) from None

    def empty(self, control: Control) -> None:
        self.disposable = True
        control.scrap([self.state])
        (self.state / FILE).unlink(missing_ok=True)
        erase(self.name)

    def kafka(self, found: Record) -> Launch:
        ports = found.kafka_ports
        settings = {
            **kafka.SETTINGS,
            **kafka.addresses(ports, found.kafka_administrator, listen="0.0.0.0"),  # noqa: S104 - in there
            "log.dirs": KAFKA_DATA,
        }
        env = {_as_variable(name): value for name, value in settings.items()}
        return self._launch(
            Plan(
                stack=self.name,
                server=kafka.NAME,
                image=kafka_image(),
                env={**env, "KAFKA_HEAP_OPTS": " ".join(kafka.HEAP)},
                command=(),
                ports={one: one for one in (ports.clients, ports.broker)},
                data=KAFKA_DATA,
                disposable=self.disposable,
            )
        )

    def postgres(self, found: Record) -> Launch:
        settings = {**postgres.SETTINGS, "listen_addresses": "*"}  # inside: the port is published here alone
        del settings["unix_socket_directories"]  # by which the image prepares the server
        return self._launch(
            Plan(
                stack=self.name,
                server=postgres.NAME,
                image=postgres_image(),
                env={
                    "POSTGRES_USER": postgres.SUPERUSER,
                    "POSTGRES_PASSWORD": found.postgres_administrator,
                    "POSTGRES_DB": "postgres",
                    "POSTGRES_INITDB_ARGS": " ".join(postgres.INITIAL),
                },
                command=("postgres", *(f"--{name}={value}" for name, value in settings.items())),
                ports={5432: found.postgres_port},
                data=POSTGRES_DATA,
                disposable=self.disposable,
            )
        )

    def handle(self, name: str, log: Path, control: Control, ready: Callable[[], bool]) -> Process:
        return ContainerProcess(name, log, control, ready, self.name)

    def _launch(self, plan: Plan) -> Launch:
        path = self.state / f"{plan.server}.container.json"
        with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            json.dump(asdict(plan), file)
        return Launch(
            name=plan.server,
            argv=(sys.executable, "-m", "deploy.local.container", str(path)),
            env=environment(),
            cwd=str(PROJECT),
            log=str(self.state / "logs" / f"{plan.server}.log"),
            grace=GRACE,
            base=True,
        )


_KAFKA_SETTING: Final = "CSODS_KAFKA_IMAGE"
_POSTGRES_SETTING: Final = "CSODS_POSTGRES_IMAGE"


@dataclass(frozen=True, slots=True)
class ContainerProcess(Process):
    """A signal goes to the server in the container; our program beside it ends when that has ended."""

    stack: str = ""

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        self._control.wait(self.name, GRACE)

    def wait_until_ready(self, seconds: float = READY_WITHIN) -> None:
        Process.wait_until_ready(self, seconds)

    def send(self, number: signal.Signals) -> None:
        labels = {STACK_LABEL: self.stack, SERVER_LABEL: self.name}
        for one in running(labels):
            one.kill(signal=int(number))


def kafka_image() -> str:
    return os.environ.get(_KAFKA_SETTING) or KAFKA_IMAGE


def postgres_image() -> str:
    return os.environ.get(_POSTGRES_SETTING) or POSTGRES_IMAGE


def running(labels: Mapping[str, str]) -> list[Any]:
    """Containers with all these labels that have not ended."""
    wanted = {"label": [f"{name}={value}" for name, value in labels.items()]}
    found: list[Any] = Containers.answering().containers.list(filters=wanted)
    return found


def volume_of(stack: str, server: str) -> str:
    return f"csods-{stack}-{server}"


def erase(stack: str) -> None:
    """Remove the volumes of a stack that does not run."""
    from docker.errors import NotFound  # noqa: PLC0415 - as above

    client = Containers.answering()
    for server in (kafka.NAME, postgres.NAME):
        try:
            client.volumes.get(volume_of(stack, server)).remove(force=True)
        except NotFound:
            continue


def _as_variable(name: str) -> str:
    """A setting of Kafka as its official image takes it from the environment."""
    return "KAFKA_" + name.replace("_", "__").replace("-", "___").replace(".", "_").upper()


def _knock(where: str) -> None:
    """Docker's client leaves its socket open where nobody listens. Raises OSError, as it does."""
    scheme, _, path = where.rpartition("://")
    if scheme.endswith("unix"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.settimeout(ANSWERED_WITHIN)
            door.connect(path)
