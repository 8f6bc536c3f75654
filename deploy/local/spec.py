"""What a stack shall hold: topics, who may read and write them, and databases. Plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

DATABASE_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
"""A database's name: with `_migrator` behind it, still an unquoted PostgreSQL identifier (63 bytes)."""
KAFKA_NAME: Final = re.compile(r"[a-zA-Z0-9._-]{1,200}")
ADMINISTRATOR: Final = "administrator"
"""The broker's own account and the stack's; no principal may bear its name."""


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """One topic. `config` holds Kafka's own topic settings, e.g. {"retention.ms": "86400000"}."""

    name: str
    partitions: int = 1
    config: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not KAFKA_NAME.fullmatch(self.name):
            raise ValueError(
                f"{self.name!r} cannot be a topic: letters, digits, dot, dash and underscore only"
            )
        if self.partitions < 1:
            raise ValueError(f"{self.name}: a topic has at least one partition, not {self.partitions}")


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who logs in to Kafka by SCRAM-SHA-512, and all that they may do there.

    A group that ends in `*` is a prefix. What is not named is refused; nobody may use a TransactionalId.
    """

    name: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not KAFKA_NAME.fullmatch(self.name) or self.name == ADMINISTRATOR:
            raise ValueError(f"{self.name!r} cannot be a principal")
        for group in self.groups:
            if not KAFKA_NAME.fullmatch(group.removesuffix("*")):
                raise ValueError(f"{self.name}: {group!r} is neither a group nor a prefix of groups")


@dataclass(frozen=True, slots=True)
class StackSpec:
    """Everything a stack holds. Raises ValueError on a name used twice or a topic that nobody declared."""

    topics: tuple[TopicSpec, ...] = ()
    principals: tuple[Principal, ...] = ()
    databases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        topics = [topic.name for topic in self.topics]
        for what, names in (
            ("topic", topics),
            ("principal", [principal.name for principal in self.principals]),
            ("database", list(self.databases)),
        ):
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"declared twice as a {what}: {', '.join(twice)}")
        for database in self.databases:
            if not DATABASE_NAME.fullmatch(database):
                raise ValueError(f"{database!r} cannot be a database: lower case letters, digits, underscore")
        for principal in self.principals:
            if unknown := sorted({*principal.reads, *principal.writes} - set(topics)):
                raise ValueError(f"{principal.name} uses topics that are not declared: {', '.join(unknown)}")
