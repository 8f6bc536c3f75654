"""A service's own read table: a transaction's rows go in as one, and of each the newest version stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Table, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import driver


class ReadTable:
    """Written by a projector. The table has a primary key and a column `version`.

    Statements are built once; a batch is one round trip, whatever its size.
    """

    def __init__(self, table: Table) -> None:
        self._write = _upsert(table)

    async def write(self, connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows by column name, every column given: text, numbers, truth, aware instants and lists of these.

        A projection of an older version never overwrites a newer one.
        """
        if rows:
            await driver.execute(connection, self._write, {"rows": orjson.dumps(rows).decode()})


def _upsert(table: Table) -> TextClause:
    """Names are those of our own table definitions, never input."""
    name = table.name
    columns = ", ".join(column.name for column in table.columns)
    key = ", ".join(column.name for column in table.primary_key)
    rest = [column.name for column in table.columns if not column.primary_key]
    changes = ", ".join(f"{one} = excluded.{one}" for one in rest)
    return text(
        f"INSERT INTO {name} ({columns})"  # noqa: S608 - see above
        f" SELECT {columns} FROM json_populate_recordset(CAST(NULL AS {name}), CAST(:rows AS json))"
        f" ON CONFLICT ({key}) DO UPDATE SET {changes} WHERE {name}.version <= excluded.version"
    )
