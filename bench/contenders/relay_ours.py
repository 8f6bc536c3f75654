"""The relay of the runtime: pointers joined with events, held cases left out, number and chain added."""

from __future__ import annotations

from typing import Any

from aiokafka import AIOKafkaProducer
from sqlalchemy.ext.asyncio import AsyncConnection

from access import logs
from assembly.program import calm_collector
from bench.depot import NoVault
from bench.meter import Meter, Told, main
from messaging.keys import Keys
from messaging.relay import Relay
from messaging.runtime import engine


class Metered(Relay):
    """Notes every batch once its pointers are gone."""

    meter: Meter

    async def once(self, connection: AsyncConnection) -> int:
        sent = await super().once(connection)
        if sent:
            self.meter.note(sent)
        if self.meter.done.is_set():
            await self.stop()
        return sent


async def contend(told: Told, meter: Meter) -> None:
    logs.set_up("relay")

    def producer() -> Any:
        return AIOKafkaProducer(**told.login, acks="all", enable_idempotence=True, linger_ms=0)

    database = engine(told.database)
    relay = Metered(database, producer, Keys(NoVault(), "bench/depot"), lambda _topic, _label: ())
    relay.meter = meter
    calm_collector()
    await relay.run()
    await database.dispose()


if __name__ == "__main__":
    main(contend)
