"""Whoever adds up years keeps what was seen at the beginning, whatever sessions are given in time."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from deploy.local.until import until
from messaging.audit import INBOX, snapshot
from messaging.runtime import SESSION_SETTINGS, engine
from tests.messaging.ground import Hand, asyncpg_dsn

pytestmark = pytest.mark.stack
HASTY = SESSION_SETTINGS | {"idle_in_transaction_session_timeout": "300ms", "transaction_timeout": "500ms"}
PID = text("SELECT pg_backend_pid()")
LONG = text("SELECT clock_timestamp() - xact_start > interval '1 s' FROM pg_stat_activity WHERE pid = :pid")


async def test_an_auditor_reads_on_in_a_snapshot_that_lay_idle_while_it_read_the_topics(hand: Hand) -> None:
    await hand.ordered("long")
    database = hand.database
    hasty = engine(asyncpg_dsn(database.stack.dsn(database.name)), settings=HASTY)
    async with AsyncExitStack() as stack:
        seen = await snapshot(stack, hasty)
        pid = (await seen.execute(PID)).scalar_one()

        async def lay_idle() -> bool:
            async with database.engine.connect() as other:
                return bool((await other.execute(LONG, {"pid": pid})).scalar_one_or_none())

        await until(lay_idle, "it has lain idle for longer than a session may")
        assert (await seen.execute(INBOX)).all()
    await hasty.dispose()
