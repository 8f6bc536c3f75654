"""One batch is more than a transaction has time for: it gets through all the same, in parts."""

from __future__ import annotations

import asyncpg

from tests.faults.parcels import Parcels
from tests.messaging.toy import depot

CASES = 100
SLOWLY = """
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_sleep(0.02);
  RETURN NEW;
END $$;
CREATE TRIGGER slowly BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION slowly();
"""
"""All cases at once take twice as long as a transaction may last."""


async def test_a_batch_that_takes_longer_than_a_transaction_may_last_gets_through_in_parts(
    parcels: Parcels,
) -> None:
    connection = await asyncpg.connect(parcels.stack.dsn(f"toy_{parcels.name}", "administrator"))
    try:
        await connection.execute(SLOWLY)
    finally:
        await connection.close()
    await parcels.send(*[parcels.parcel(depot.Ordered(weight=5), f"case-{one}") for one in range(CASES)])
    await parcels.depot(TOY_TRANSACTION="2s")
    await parcels.settled()
    report = await parcels.audited()
    assert report.findings == []
    assert report.counts["heard"] == CASES
