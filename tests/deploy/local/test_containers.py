"""Servers in containers: what images are told, what is said without an engine, what outlives what."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from deploy.local import containers, kafka, servers
from deploy.local.containers import Containers, Plan
from deploy.local.control import StackError
from deploy.local.places import PROJECT
from deploy.local.record import Record
from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack
from deploy.local.until import until

SPEC = StackSpec(
    topics=(TopicSpec("kept", 1),),
    principals=(Principal("both", reads=("kept",), writes=("kept",), groups=("both",)),),
    databases=("kept",),
)
NO_ENGINE = {"CSODS_STACK": "containers", "DOCKER_HOST": "unix:///nonexistent/engine.sock"}


@pytest.fixture
def found(tmp_path: Path) -> Record:
    return Record.begin(
        "mine", tmp_path, tmp_path / "x.sock", "containers", [20001, 20002, 20003, 20004], None
    )


def as_the_image_reads(variable: str) -> str:
    """What the official image of Kafka makes of a variable (kafka.docker.KafkaDockerWrapper)."""
    name = variable.removeprefix("KAFKA_").lower().replace("_", ".")
    return name.replace("...", "-").replace("..", "_")


def test_every_setting_reaches_kafka_under_its_own_name(found: Record, tmp_path: Path) -> None:
    plan = planned(Containers("mine", tmp_path), found)
    read = {as_the_image_reads(name): value for name, value in plan.env.items()}
    assert read.keys() >= kafka.SETTINGS.keys()
    assert read["listener.name.clients.scram-sha-512.sasl.jaas.config"].endswith("ScramLoginModule required;")
    assert read["advertised.listeners"] == "CLIENTS://127.0.0.1:20001,BROKER://127.0.0.1:20002"
    assert read["listeners"].startswith("CLIENTS://0.0.0.0:20001,")
    assert plan.ports == {20001: 20001, 20002: 20002}


def test_postgresql_logs_no_value_in_a_container_either(found: Record, tmp_path: Path) -> None:
    ours = Containers("mine", tmp_path)
    plan = Plan.read(Path(ours.postgres(found).argv[-1]))
    assert "--log_min_error_statement=panic" in plan.command
    assert "--fsync=on" in plan.command
    assert plan.env["POSTGRES_INITDB_ARGS"].startswith("--auth=scram-sha-256 ")
    assert plan.ports == {5432: 20004}


def test_a_plan_holds_passwords_and_is_its_owners_alone(found: Record, tmp_path: Path) -> None:
    path = Path(Containers("mine", tmp_path).kafka(found).argv[-1])
    assert found.kafka_administrator in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_images_are_official_ones_unless_others_are_named(
    found: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Containers("mine", tmp_path)
    monkeypatch.delenv("CSODS_KAFKA_IMAGE", raising=False)
    assert planned(ours, found).image == "apache/kafka:4.1.1"
    monkeypatch.setenv("CSODS_KAFKA_IMAGE", "registry.invalid/kafka:1")
    assert planned(ours, found).image == "registry.invalid/kafka:1"


def test_containers_are_used_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSODS_STACK", raising=False)
    assert servers.asked() == "processes"
    monkeypatch.setenv("CSODS_STACK", "container")
    with pytest.raises(StackError, match="CSODS_STACK=container: it is processes, or containers"):
        servers.asked()


@pytest.mark.stack
def test_without_an_engine_the_stack_says_so_and_exits() -> None:
    tried = run("-m", "deploy.local", "up", "--name", "nowhere")
    assert tried.returncode == 1
    assert "no container engine answers at unix:///nonexistent/engine.sock: start Docker or" in tried.stderr
    assert "Traceback" not in tried.stderr
    assert not (PROJECT / ".local" / "nowhere").exists()


@pytest.mark.stack
def test_without_an_engine_a_test_run_says_so_and_exits() -> None:
    tried = run("-m", "pytest", "-q", "-n", "0", "tests/deploy/local/test_spec.py")
    assert tried.returncode == 1
    assert "no container engine answers at" in tried.stdout + tried.stderr
    assert "passed" not in tried.stdout


@pytest.fixture
def in_containers(monkeypatch: pytest.MonkeyPatch, unique: str) -> Iterator[Stack]:
    try:
        Containers.answering()
    except StackError as away:
        pytest.skip(str(away))
    monkeypatch.setenv("CSODS_STACK", "containers")
    stack = Stack.start(SPEC, f"test-{unique}", disposable=True)
    yield stack
    with contextlib.suppress(StackError):  # a test may have ended it
        stack.stop(orderly=False)


@pytest.mark.thorough
@pytest.mark.stack
async def test_killed_containers_come_back_with_their_data_and_leave_nothing(in_containers: Stack) -> None:
    stack = in_containers
    assert exit_codes(stack) == [None, None]
    await write(stack, b"before")
    stack.kill_kafka()
    stack.kill_postgres()
    assert exit_codes(stack) == [-9, -9]
    stack.start_kafka()
    stack.start_postgres()
    assert await read(stack) == b"before"
    stack.stop()

    async def nothing_left() -> bool:
        client = Containers.answering()
        volumes = {one.name for one in client.volumes.list()}
        ours = {containers.volume_of(stack.name, server) for server in ("kafka", "postgres")}
        return not containers.running({containers.STACK_LABEL: stack.name}) and not volumes & ours

    await until(nothing_left, "no container and no volume of the stack")


@pytest.mark.thorough
@pytest.mark.stack
async def test_a_container_ends_with_the_program_that_stands_for_it(in_containers: Stack) -> None:
    pid = in_containers.kafka.pid
    assert pid is not None
    os.kill(pid, 9)

    async def gone() -> bool:
        labels = {containers.STACK_LABEL: in_containers.name, containers.SERVER_LABEL: kafka.NAME}
        return not containers.running(labels)

    await until(gone, "the end of the container")


def exit_codes(stack: Stack) -> list[int | None]:
    return [stack.kafka.exit_code, stack.postgres.exit_code]


async def write(stack: Stack, value: bytes) -> None:
    async with AIOKafkaProducer(**stack.login("both"), acks="all") as producer:
        await producer.send_and_wait("kept", value)


async def read(stack: Stack) -> bytes | None:
    options = {"group_id": "both", "auto_offset_reset": "earliest"}
    async with AIOKafkaConsumer("kept", **stack.login("both"), **options) as consumer:
        value: bytes | None = (await consumer.getone()).value
        return value


def planned(ours: Containers, found: Record) -> Plan:
    return Plan.read(Path(ours.kafka(found).argv[-1]))


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **NO_ENGINE}
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, *argv], cwd=PROJECT, env=env, capture_output=True, text=True, check=False
    )
