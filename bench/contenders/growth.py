"""The runtime's one transaction a batch, without Kafka, on a database that holds many cases already.

The cases that messages come for are as many in every turn (`active`); `cases` is how many there are in all.
"""

from __future__ import annotations

import random

from assembly.program import calm_collector
from bench.depot import service
from bench.ground import CONTENDER, SHOP
from bench.meter import Meter, Told, main
from bench.traffic import Shop, case_ids, records
from messaging.apply import Applier
from messaging.clock import DatabaseClock
from messaging.runtime import engine

BATCH = 500


async def contend(told: Told, meter: Meter) -> None:
    database = engine(told.database)
    ids = case_ids(int(told.how["cases"]))
    shop, first = Shop(), 0
    filling = Applier(
        service(CONTENDER, SHOP, CONTENDER, keeps=True), database, DatabaseClock(), lambda *_: None
    )
    for begin in range(0, len(ids), BATCH):
        await filling.take(records(SHOP, shop.messages(ids[begin : begin + BATCH]), first), _after(first))
        first += len(ids[begin : begin + BATCH])
    chosen = random.Random(46)
    active = chosen.sample(ids, int(told.how["active"]))
    applier = Applier(
        service(CONTENDER, SHOP, CONTENDER, keeps=True), database, DatabaseClock(), lambda *_: None
    )
    calm_collector()
    while not meter.done.is_set():
        batch = records(SHOP, shop.messages(chosen.choices(active, k=BATCH)), first)
        await applier.take(batch, _after(first))
        first += BATCH
        meter.note(BATCH)
    await database.dispose()


def _after(first: int) -> dict[tuple[str, int], int]:
    return {(SHOP, 0): first} if first else {}


if __name__ == "__main__":
    main(contend)
