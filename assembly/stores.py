"""The database of a service as auditor and prover look at it, read off the register of topics."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.parties import principal, source
from contracts.topics import Keyed, for_force
from messaging.audit import Store


def store(force: str, service: str, database: AsyncEngine) -> Store:
    """`database` is opened with the operators' read-only role."""
    who, register = principal(force, service), for_force(force)
    read = register.reads(who)
    return Store(
        principal=who,
        source=source(who),
        engine=database,
        reads=tuple(topic.name for topic in read),
        writes=tuple(topic.name for topic in register.writes(who)),
        mapped=frozenset(topic.name for topic in read if topic.keyed is not Keyed.OURS),
        roots_topic=register.roots_of(who).name,
    )
