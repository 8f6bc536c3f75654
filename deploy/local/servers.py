"""The two ways to bring up a stack's servers: processes of this machine, or containers. `CSODS_STACK` says.

Either way a server is something that the keeper begins, sees end and begins again on the same data.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from rich.console import Console

from deploy.local import kafka, leftovers
from deploy.local.children import Launch
from deploy.local.containers import Containers
from deploy.local.control import Control, StackError
from deploy.local.java import kafka_java
from deploy.local.kafka import KafkaNode
from deploy.local.postgres import PostgresServer
from deploy.local.processes import Process
from deploy.local.record import Record

Way = Literal["processes", "containers"]
SETTING: Final = "CSODS_STACK"


def asked() -> Way:
    """How new stacks are brought up. Raises StackError where no container engine answers, or for a slip."""
    match os.environ.get(SETTING, "processes"):
        case "processes":
            return "processes"
        case "containers":
            Containers.answering()
            return "containers"
        case other:
            raise StackError(f"{SETTING}={other}: it is processes, or containers")


class Servers(Protocol):
    """Kafka and PostgreSQL of one stack. `handle` is what its users kill, stop and begin again."""

    def prepare(self, control: Control, console: Console) -> None:
        """Fetch what is needed. Raises StackError or DownloadFailed, with what to do."""

    def empty(self, control: Control) -> None:
        """Remove what a former run left, and see that this one leaves nothing."""

    def kafka(self, found: Record) -> Launch: ...

    def postgres(self, found: Record) -> Launch: ...

    def handle(self, name: str, log: Path, control: Control, ready: Callable[[], bool]) -> Process: ...


@dataclass
class Processes:
    """Kafka on the Java of a wheel, PostgreSQL from another."""

    state: Path
    java: tuple[str, ...] = ()

    def prepare(self, control: Control, console: Console) -> None:
        self.java = kafka_java(control, self.state, console)

    def empty(self, control: Control) -> None:
        control.scrap(leftovers.directories(self.state))
        leftovers.empty(self.state)

    def kafka(self, found: Record) -> Launch:
        log = self.state / "logs" / f"{kafka.NAME}.log"
        node = KafkaNode(self.state / "kafka", found.kafka_ports, found.kafka_administrator, self.java, log)
        node.prepare()
        return node.launch()

    def postgres(self, found: Record) -> Launch:
        return PostgresServer.prepare(self.state, found.postgres_port, found.postgres_administrator).launch()

    def handle(self, name: str, log: Path, control: Control, ready: Callable[[], bool]) -> Process:
        return Process(name, log, control, ready)


def of(way: Way, name: str, state: Path) -> Servers:
    """The servers of the stack called `name`, brought up in this way."""
    return Containers(name, state) if way == "containers" else Processes(state)
