"""What a person on call asks of one service's database, in few statements, with the operators' login."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

import access
import messaging
from cli.alarms import standing
from cli.business import Clocks, clocks
from cli.consume import Rows, behind
from cli.places import Place
from cli.reach import Reached
from messaging import operate
from messaging.migrate import SCRIPTS

UNPUBLISHED: Final = """
SELECT count(*) AS many, count(failed) AS failed, count(*) FILTER (WHERE urgent) AS urgent,
  extract(epoch FROM clock_timestamp() - min(since))::float AS seconds FROM outbox
"""
WAITING: Final = """
SELECT topic, reason, count(*) AS many, extract(epoch FROM clock_timestamp() - min(since))::float AS seconds
FROM waiting GROUP BY topic, reason ORDER BY seconds DESC
"""
QUARANTINE: Final = """
SELECT topic, type, reason, count(*) AS many, count(DISTINCT case_id) FILTER (WHERE holds) AS cases_held,
  extract(epoch FROM clock_timestamp() - min(since))::float AS seconds
FROM quarantine WHERE state = 'open' GROUP BY topic, type, reason ORDER BY many DESC
"""
STUCK: Final = """
SELECT kind, trouble, count(*) AS many,
  extract(epoch FROM clock_timestamp() - min(ended_at))::float AS seconds
FROM tasks WHERE state = 'stuck' GROUP BY kind, trouble ORDER BY many DESC
"""
OVERDUE: Final = """
SELECT count(*) AS many, max(seconds) AS seconds FROM (
  SELECT extract(epoch FROM CASE time WHEN 'machine' THEN clock_timestamp() - due_at
    ELSE least(CAST(:business AS timestamptz) - due_at, clock_timestamp() - CAST(:set_at AS timestamptz)) END
  )::float AS seconds
  FROM tasks WHERE state = 'open' AND (leased_until IS NULL OR leased_until < clock_timestamp())
    AND due_at <> 'infinity') AS due WHERE seconds > 0
"""
"""Due and nobody's: business time may have jumped, so nothing has been due for longer than since the jump."""
MISSING: Final = "SELECT topic, count(*) AS many FROM streams WHERE missing <> '{}' GROUP BY topic"
FEEDS: Final = """
SELECT topic, extract(epoch FROM clock_timestamp() - min(coalesce(read_until, known_since)))::float AS unread,
  extract(epoch FROM clock_timestamp() - max(spoke_at))::float AS silent,
  extract(epoch FROM max(spoke_at) - min(its_read_until))::float AS unread_there,
  extract(epoch FROM max(spoke_at) - min(its_unpublished_since))::float AS unpublished_there
FROM feeds WHERE topic = ANY(CAST(:topics AS text[])) GROUP BY topic ORDER BY topic
"""
"""Of each topic read here, seconds: not read to its end, its writer silent, and behind by its own word."""
RELAYS: Final = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7307 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
RIGHTS: Final = """
WITH runtime AS (SELECT to_regrole(quote_ident(current_database() || '_runtime')) AS role)
SELECT current_user AS operator, current_setting('server_version') AS postgres,
  has_table_privilege('journal', 'INSERT, UPDATE, DELETE') AS operator_writes,
  (SELECT role IS NULL OR has_table_privilege(role, 'journal', 'UPDATE, DELETE, TRUNCATE') FROM runtime)
    AS runtime_rewrites,
  (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'journal'::regclass AND NOT tgisinternal
     AND tgenabled IN ('O', 'A')) AS guards,
  (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
     AND usename = current_database() || '_runtime') AS connections
"""
SCHEMA: Final = "SELECT version_num FROM alembic_version ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Facts:
    """How one service stands. Spans are seconds of machine time; `skew` is its clock less ours.

    `lag` counts messages not accounted for yet; None when Kafka does not answer.
    """

    place: Place
    clocks: Clocks
    skew: float
    partitions: Rows
    lag: int | None
    paused: Mapping[str, str] | None
    unpublished: dict[str, Any]
    waiting: Rows
    quarantine: Rows
    stuck: Rows
    overdue: dict[str, Any]
    missing: Rows
    feeds: Rows
    alarms: Rows
    relays: int
    rights: dict[str, Any]
    schema: tuple[str, ...] | None
    expected: tuple[str, ...]

    @property
    def quiet_for(self) -> float | None:
        """Seconds since anything was taken; None if nothing ever was."""
        taken: list[datetime] = [row["last_at"] for row in self.partitions if row["last_at"] is not None]
        return (self.clocks.machine - max(taken)).total_seconds() if taken else None


async def examine(one: Reached, partitions: Rows, *, kafka: bool) -> Facts:
    """Ask one service's database; `kafka`: its brokers answered.

    Raises what the driver raises when the database goes away.
    """
    async with one.looking.connect() as connection:
        began = time.time()
        shown = await clocks(connection)
        skew = shown.machine.timestamp() - (began + time.time()) / 2
        business = {"business": shown.business, "set_at": shown.set_at or datetime.fromtimestamp(0, tz=UTC)}
        return Facts(
            place=one.place,
            clocks=shown,
            skew=skew,
            partitions=partitions,
            lag=behind(partitions) if kafka else None,
            paused=await operate.paused(one.looking),
            unpublished=(await _rows(connection, UNPUBLISHED))[0],
            waiting=await _rows(connection, WAITING),
            quarantine=await _rows(connection, QUARANTINE),
            stuck=await _rows(connection, STUCK),
            overdue=(await _rows(connection, OVERDUE, business))[0],
            missing=await _rows(connection, MISSING),
            feeds=await _rows(connection, FEEDS, {"topics": list(one.place.reads)}),
            alarms=await standing(one.looking),
            relays=(await connection.execute(text(RELAYS))).scalar_one(),
            rights=(await _rows(connection, RIGHTS))[0],
            schema=await _schema(connection),
            expected=expected(one.place.service),
        )


async def _rows(connection: AsyncConnection, query: str, values: Mapping[str, Any] | None = None) -> Rows:
    result = await connection.execute(text(query), dict(values or {}))
    return [dict(row._mapping) for row in result]  # noqa: SLF001 - public by documentation


async def _schema(connection: AsyncConnection) -> tuple[str, ...] | None:
    """The versions that the database is at; None when the login may not see them. Asked last: it may fail."""
    try:
        return tuple(row.version_num for row in await connection.execute(text(SCHEMA)))
    except ProgrammingError:
        return None


@cache
def expected(service: str) -> tuple[str, ...]:
    """The versions that this program knows as the last ones for a service's database."""
    root = Path(messaging.__path__[0])
    lines = [root / "migrations"]
    own = root.parent / "services" / service / "store" / "migrations"
    if own.is_dir():
        lines += [Path(access.__path__[0]) / "migrations", own]
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", ":".join(str(line) for line in lines))
    return tuple(sorted(ScriptDirectory.from_config(config).get_heads()))
