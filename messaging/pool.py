"""A connection is given out as the next one needs it: alive, and in no transaction of somebody else.

Those that have lain idle are tried before they are used: the server may have been away meanwhile.

SQLAlchemy's own `pool_pre_ping` tries every one every time, three round trips in front of each transaction.
"""

from __future__ import annotations

import time
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine

IDLE: Final = 2.0
"""Seconds after which a connection is no longer taken for good."""
_BACK: Final = "messaging.back_at"


def try_idle(engine: AsyncEngine) -> AsyncEngine:
    """The same engine, which gives out no connection that is dead, or in the midst of what another began."""
    dialect = engine.sync_engine.dialect

    @event.listens_for(engine.sync_engine, "checkin")
    def _back(_: Any, record: Any) -> None:
        record.info[_BACK] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def _try(connection: Any, record: Any, _: Any) -> None:
        given = connection.driver_connection
        if given.is_closed() or given.is_in_transaction():
            raise DisconnectionError("left closed, or within a transaction")
        if time.monotonic() - record.info.get(_BACK, time.monotonic()) < IDLE:
            return
        try:
            dialect.do_ping(connection)
        except Exception as error:
            raise DisconnectionError(type(error).__name__) from error

    return engine
