"""One Apache Kafka node in KRaft mode: its configuration, its storage, its command line."""

from __future__ import annotations

import base64
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.children import Launch
from deploy.local.spec import ADMINISTRATOR

NAME: Final = "kafka"

SETTINGS: Final = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "BROKER",
    "listener.security.protocol.map": ",".join(
        f"{listener}:SASL_PLAINTEXT" for listener in ("CLIENTS", "BROKER", "CONTROLLER")
    ),
    "listener.name.clients.sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "listener.name.broker.sasl.enabled.mechanisms": "PLAIN",
    "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    "sasl.mechanism.controller.protocol": "PLAIN",
    "listener.name.clients.scram-sha-512.sasl.jaas.config": (
        "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    ),
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": f"User:{ADMINISTRATOR}",
    "allow.everyone.if.no.acl.found": "false",
    "auto.create.topics.enable": "false",
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # A group of one member need not wait for others, nor a commit for company: both are felt at every start.
    "group.initial.rebalance.delay.ms": "0",
    "group.coordinator.append.linger.ms": "0",
    "group.min.session.timeout.ms": "1000",
    # After SIGKILL the node must wait for its own former session to lapse: nine seconds if not told.
    "broker.session.timeout.ms": "4000",
    "broker.heartbeat.interval.ms": "1000",
    # Twice a second a record that says nothing, for replicas that there are not.
    "metadata.max.idle.interval.ms": "0",
    "log.segment.bytes": "67108864",
    "log.cleaner.dedupe.buffer.size": "8388608",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "metadata.log.max.record.bytes.between.snapshots": "20971520",
}
HEAP: Final = ("-Xms96m", "-Xmx384m")
JVM: Final = (
    *HEAP,
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)


@dataclass(frozen=True, slots=True)
class KafkaPorts:
    """Three listeners: for principals (SCRAM), for the administrator and the broker, for the controller."""

    clients: int
    broker: int
    controller: int


@dataclass(frozen=True, slots=True)
class KafkaNode:
    """One node: where its state lies, its ports, the administrator's password and how Java is begun."""

    directory: Path
    ports: KafkaPorts
    password: str
    java: tuple[str, ...]
    log: Path

    def prepare(self) -> None:
        """Write the configuration, and identify the storage the first time."""
        data = self.directory / "data"
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        identity = data / "meta.properties"
        if not identity.exists():
            # What `kafka-storage format` writes, without another JVM. Its bootstrap checkpoint may be absent:
            # the controller then begins an empty log at its own newest metadata version.
            identity.write_text(
                _properties(
                    {"version": "1", "cluster.id": _new_id(), "node.id": "1", "directory.id": _new_id()}
                )
            )
        configuration = self._configuration_file()
        configuration.touch(mode=0o600)
        where = addresses(self.ports, self.password)
        configuration.write_text(_properties({**SETTINGS, **where, "log.dirs": str(data)}))

    def launch(self) -> Launch:
        return Launch(
            name=NAME,
            argv=(*self.java, *JVM, "kafka.Kafka", str(self._configuration_file())),
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            cwd=str(self.directory),
            log=str(self.log),
            base=True,
        )

    def _configuration_file(self) -> Path:
        return self.directory / "server.properties"


def addresses(ports: KafkaPorts, password: str, listen: str = "127.0.0.1") -> dict[str, str]:
    """The settings that differ from stack to stack. It listens at `listen`, and is told of as 127.0.0.1."""
    login = (
        "org.apache.kafka.common.security.plain.PlainLoginModule required "
        f'username="{ADMINISTRATOR}" password="{password}" user_{ADMINISTRATOR}="{password}";'
    )
    return {
        "listeners": (
            f"CLIENTS://{listen}:{ports.clients},BROKER://{listen}:{ports.broker},"
            f"CONTROLLER://127.0.0.1:{ports.controller}"
        ),
        "advertised.listeners": f"CLIENTS://127.0.0.1:{ports.clients},BROKER://127.0.0.1:{ports.broker}",
        "controller.quorum.voters": f"1@127.0.0.1:{ports.controller}",
        "listener.name.broker.plain.sasl.jaas.config": login,
        "listener.name.controller.plain.sasl.jaas.config": login,
    }


def _new_id() -> str:
    """An identity as Kafka writes it: 16 random bytes in URL-safe base64, not beginning with a dash."""
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return text


def _properties(settings: dict[str, str]) -> str:
    """Java properties: a backslash would be an escape there, and no value of ours needs one."""
    return "".join(f"{key}={value}\n".replace("\\", "\\\\") for key, value in settings.items())
