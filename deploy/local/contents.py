"""What the stack of `make up` holds, read off the contracts: the only file here that knows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from contracts.parties import SERVICES, consumer_group
from contracts.topics import Topic, for_force
from deploy.local.spec import Principal, StackSpec, TopicSpec

FORCES: Final = ("46", "23")
"""A coordinating and a responding force."""


def contents(forces: Iterable[str] = FORCES) -> StackSpec:
    """Topics, principals and databases of these forces and of their agencies."""
    forces = tuple(forces)
    registers = [for_force(force) for force in forces]
    declared = {plan["name"]: TopicSpec(**plan) for one in registers for plan in one.topics_to_create()}
    topics = {topic.name: topic for register in registers for topic in (*register.topics, *register.roots)}
    return StackSpec(
        topics=tuple(declared.values()),
        principals=_principals(topics.values()),
        databases=tuple(f"csods_{force}_{service}" for force in forces for service in SERVICES),
    )


def service_reads(forces: Iterable[str] = FORCES) -> dict[str, tuple[str, ...]]:
    """For the database of each service, the topics that the service reads."""
    forces = tuple(forces)
    return {
        f"csods_{force}_{service}": tuple(
            topic.name for topic in for_force(force).reads(f"{force}.{service}")
        )
        for force in forces
        for service in SERVICES
    }


def _principals(topics: Iterable[Topic]) -> tuple[Principal, ...]:
    writes: defaultdict[str, list[str]] = defaultdict(list)
    reads: defaultdict[str, list[str]] = defaultdict(list)
    for topic in topics:
        writes[topic.writer].append(topic.name)
        if topic.compared:
            reads[topic.writer].append(topic.name)
        for reader in topic.readers:
            reads[reader].append(topic.name)
    return tuple(
        Principal(
            name,
            reads=tuple(reads[name]),
            writes=tuple(writes[name]),
            groups=(consumer_group(name),) if reads[name] else (),
        )
        for name in sorted({*writes, *reads})
    )
