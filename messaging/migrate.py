"""Bringing a database to today's tables: alembic, several independent lines of versions, one command."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import await_only

SCRIPTS = Path(__file__).parent / "alembic"
OWN = Path(__file__).parent / "migrations"


def run(op: Any, script: str) -> None:
    """Run a script of several statements in the migration's transaction."""
    connection = op.get_bind().connection.driver_connection
    await_only(connection.execute(script))


def grant(op: Any, table: str, privileges: str) -> None:
    """Give the runtime role `privileges` on `table`, and operators' read-only role SELECT.

    The runtime role is named after the database: `<database>_runtime`.
    """
    op.execute(
        f"DO $$ BEGIN"
        f" EXECUTE format('GRANT {privileges} ON {table} TO %I', current_database() || '_runtime');"
        f" EXECUTE 'GRANT SELECT ON {table} TO csods_operator'; END $$"
    )


async def upgrade(dsn: str, locations: Sequence[Path] = ()) -> None:
    """Run every line of versions to its end, in one transaction.

    `dsn` is that of the migrator (asyncpg form); what it makes belongs to `<database>_owner`.
    """
    engine = create_async_engine(dsn)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(7306)"))
            await connection.run_sync(_upgrade, tuple(locations))
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, locations: tuple[Path, ...]) -> None:
    owner = connection.execute(text("SELECT current_database() || '_owner'")).scalar_one()
    connection.exec_driver_sql(f'SET LOCAL ROLE "{owner}"')
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", ":".join(str(place) for place in (OWN, *locations)))
    config.attributes["connection"] = connection
    command.upgrade(config, "heads")


def main(dsn: str, locations: Sequence[Path] = ()) -> None:
    asyncio.run(upgrade(dsn, locations))
