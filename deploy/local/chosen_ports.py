"""At which ports a stack's servers answer."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from deploy.local.control import Control, StackError
from deploy.local.record import Record


@dataclass(frozen=True, slots=True)
class FixedPorts:
    """The same addresses every time, for people who keep bookmarks."""

    kafka: int = 19092
    kafka_broker: int = 19093
    kafka_controller: int = 19094
    postgres: int = 15432

    def in_order(self) -> list[int]:
        return [self.kafka, self.kafka_broker, self.kafka_controller, self.postgres]


def chosen_ports(control: Control, fixed: FixedPorts | None, before: Record | None) -> list[int]:
    """Those asked for; else those of the last time if they are free; else any. Raises StackError."""
    if fixed:
        return control.ports(fixed.in_order(), 0)
    if before:
        with contextlib.suppress(StackError):
            kafka_ports = before.kafka_ports
            of_last_time = FixedPorts(
                kafka_ports.clients, kafka_ports.broker, kafka_ports.controller, before.postgres_port
            )
            return control.ports(of_last_time.in_order(), 0)
    return control.ports([], 4)
