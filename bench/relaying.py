"""Publishing: our relay against a bare one and against the outbox that FastStream offers."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import orjson

from bench import contest
from bench.contenders import relay_bare, relay_outbox
from bench.contest import Contender
from bench.depot import service
from bench.findings import Bar, Finding
from bench.ground import CONTENDER, SHOP, Ground, plain, sql_of
from bench.meter import Told
from bench.traffic import Shop, case_ids, in_turn, records
from messaging.apply import Applier
from messaging.clock import DatabaseClock
from messaging.runtime import engine

OURS = "our relay"
BARE = "bare relay, batches, pipelined"
STOCK = "faststream-outbox, stock"
TUNED = "faststream-outbox, tuned (8 workers, no order)"
BATCH = 500
CASES = 200
STOCK_MESSAGES = 600
"""Of the slow ones; a rate needs no more."""
TUNED_MESSAGES = 4_000


async def measure(ground: Ground, *, rounds: int, messages: int) -> list[Finding]:
    """Every contender publishes the same 1.4 KB to the same topic, one key a case."""
    found = await contest.contest(contenders(ground, messages), rounds, ground.beside)
    return [
        *(Finding.rates(name, turns) for name, turns in found.items()),
        Finding("our relay : bare relay", contest.ratio(found, OURS, BARE), "×", Bar(0.8)),
        Finding("our relay : faststream-outbox, stock", contest.ratio(found, OURS, STOCK), "×", Bar(10)),
        Finding("our relay : faststream-outbox, tuned", contest.ratio(found, OURS, TUNED), "×", Bar(3)),
    ]


def contenders(ground: Ground, messages: int) -> list[Contender]:
    async def ours() -> Told:
        database = await ground.database()
        await _decide(database, messages)
        return Told(messages, database, ground.login)

    async def bare() -> Told:
        database = await ground.database(tables=relay_bare.TABLES, runtime=False)
        rows = [(CONTENDER, key, value) for key, value in _messages(messages)]
        await _fill(database, "bare_outbox", rows, ("topic", "key", "value"))
        return Told(messages, database, ground.login)

    async def outbox(many: int, *, tuned: bool) -> Told:
        database = await ground.database(tables=sql_of(relay_outbox.METADATA), runtime=False)
        headers = orjson.dumps({"content-type": "application/json"}).decode()
        rows = [(relay_outbox.QUEUE, value, headers) for _, value in _messages(many)]
        await _fill(database, "stock_outbox", rows, ("queue", "payload", "headers"))
        return Told(many, database, ground.login, published=CONTENDER, how={"tuned": tuned})

    return [
        Contender(BARE, "relay_bare", lambda _: bare()),
        Contender(OURS, "relay_ours", lambda _: ours()),
        Contender(STOCK, "relay_outbox", lambda _: outbox(STOCK_MESSAGES, tuned=False)),
        Contender(TUNED, "relay_outbox", lambda _: outbox(TUNED_MESSAGES, tuned=True)),
    ]


def _messages(many: int) -> list[tuple[bytes, bytes]]:
    return list(Shop().messages(in_turn(case_ids(CASES), many)))


async def _decide(database: str, many: int) -> None:
    """Have the runtime itself write events and pointers."""
    taking = engine(database)
    applier = Applier(service(CONTENDER, SHOP, CONTENDER), taking, DatabaseClock(), lambda *_: None)
    taken = records(SHOP, _messages(many))
    for first in range(0, many, BATCH):
        await applier.take(taken[first : first + BATCH], {(SHOP, 0): first} if first else {})
    await taking.dispose()


async def _fill(
    database: str, table: str, rows: Sequence[tuple[object, ...]], columns: tuple[str, ...]
) -> None:
    connection = await asyncpg.connect(plain(database))
    try:
        await connection.copy_records_to_table(table, records=rows, columns=columns)
    finally:
        await connection.close()
