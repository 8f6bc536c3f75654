"""The journal is written once: by privilege for the runtime, by triggers for everybody."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.messaging.ground import Hand

pytestmark = pytest.mark.stack

CHANGES = (
    "UPDATE journal SET core = '{}' WHERE case_id = :case",
    "DELETE FROM journal WHERE case_id = :case",
    "TRUNCATE journal",
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["runtime", "migrator", "administrator"])
async def test_nobody_changes_the_journal(hand: Hand, role: str, change: str) -> None:
    await hand.ordered("kept")
    other = hand.database.opened_as(role)
    try:
        async with other.connect() as connection:
            if role == "migrator":
                await connection.execute(text(f'SET ROLE "{hand.database.name}_owner"'))
            values = {"case": hand.case("kept")} if ":case" in change else {}
            with pytest.raises(DBAPIError) as refused:
                await connection.execute(text(change), values)
    finally:
        await other.dispose()
    assert refused.value.orig.sqlstate == "42501", "insufficient_privilege"  # type: ignore[union-attr]
    said = "permission denied" if role == "runtime" else "append-only"
    assert said in str(refused.value.orig)
    assert await hand.version("kept") == 3


@pytest.mark.parametrize("table", ["inbox", "intervals", "refusals"])
async def test_the_runtime_cannot_take_back_what_it_has_accounted_for(hand: Hand, table: str) -> None:
    await hand.ordered("kept")
    for change in (f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608 - the names are three lines up
        async with hand.engine.connect() as connection:
            with pytest.raises(DBAPIError, match="permission denied"):
                await connection.execute(text(change))
