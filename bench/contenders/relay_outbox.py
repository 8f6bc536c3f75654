"""faststream-outbox as its own page shows it, or tuned: 8 workers, large fetches, writes in batches."""

from __future__ import annotations

from typing import Any, Final

from faststream.kafka import KafkaBroker
from faststream.security import SASLScram512
from faststream_outbox import OutboxBroker, make_outbox_table
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from bench.meter import Meter, Told, main

QUEUE: Final = "published"
METADATA = MetaData()
TABLE = make_outbox_table(METADATA, table_name="stock_outbox")
TUNED: Final[dict[str, Any]] = {
    "max_workers": 8,
    "fetch_batch_size": 500,
    "min_fetch_interval": 0.01,
    "max_fetch_interval": 0.1,
    "terminal_flush_batch_size": 100,
}


async def contend(told: Told, meter: Meter) -> None:
    engine = create_async_engine(told.database, pool_size=12)
    outbox = OutboxBroker(engine, outbox_table=TABLE, logger=None)
    login = told.login
    security = SASLScram512(login["sasl_plain_username"], login["sasl_plain_password"], use_ssl=False)
    kafka = KafkaBroker(
        login["bootstrap_servers"], security=security, logger=None, acks="all", enable_idempotence=True
    )
    publisher = kafka.publisher(told.published)

    @publisher
    @outbox.subscriber(QUEUE, **(TUNED if told.how.get("tuned") else {}))
    async def relay(body: dict[str, Any]) -> dict[str, Any]:
        meter.note(1)
        return body

    await kafka.start()
    await outbox.start()
    await meter.done.wait()
    await outbox.stop()
    await kafka.stop()
    await engine.dispose()


if __name__ == "__main__":
    main(contend)
