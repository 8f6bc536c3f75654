"""What can go wrong between us and the database or the broker, by name.

Fault
├── Transient      database or broker away: back off, same offsets
├── Fenced         somebody else has this partition or lease now: stop, take up afresh
├── KeyReused      an idempotency key came again with another body
├── UnknownCase    nothing is known of this case here
└── NotRecorded    the API could not write, or does not know whether it has
"""

from __future__ import annotations

import asyncio

import asyncpg
from aiokafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class Fault(Exception):
    """Any of the named faults."""


class Transient(Fault):
    """Database or broker away."""


class Fenced(Fault):
    """Another process has taken over."""


class KeyReused(Fault):
    """The same idempotency key with another body."""


class UnknownCase(Fault):
    """No such case here."""


class NotRecorded(Fault):
    """The database is away: nothing has been written, or whether its commit went through is not known."""


_AGAIN = ("25006", "40001", "40P01", "55P03", "57P01", "57P02", "57P03", "57014")
"""SQLSTATEs of a standby, conflicts, deadlocks, shutdown and start-up (PostgreSQL, Appendix A).

Besides them whole classes: 08 connections, 53 resources (disk full), 58 system errors.
"""


_BY_KIND = (
    Transient, OSError, TimeoutError, asyncio.TimeoutError, PoolTimeout, KafkaError, asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)  # fmt: skip
"""The last is what the driver says of a connection that broke while it was in use."""


def is_transient(error: BaseException) -> bool:
    """Whether trying the same again later may help."""
    if isinstance(error, _BY_KIND):
        return True
    if isinstance(error, asyncpg.PostgresError):
        return _may_pass(error.sqlstate)
    if isinstance(error, DBAPIError):
        if isinstance(getattr(error.orig, "__cause__", None), ValueError):
            return False  # the driver's DataError: a value that it cannot send will not become one
        state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
        if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
            return True
        return _may_pass(state)
    return False


def _may_pass(state: str | None) -> bool:
    return state in _AGAIN or (state or "").startswith(("08", "53", "58"))
