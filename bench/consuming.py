"""Consuming: the whole runtime against the bare loop, and against one message a transaction."""

from __future__ import annotations

from itertools import count

from bench import contest
from bench.contenders import bare, orm
from bench.contest import Contender
from bench.findings import Bar, Finding
from bench.ground import CONTENDER, SHOP, Ground, sql_of
from bench.meter import Told
from bench.traffic import Shop, case_ids, in_turn, send

CASES = 200
_groups = count(1)


async def measure(ground: Ground, *, rounds: int, messages: int) -> list[Finding]:
    """Rates of all contenders, and the ratios that issue and documentation speak of."""
    await send(ground.login, SHOP, Shop().messages(in_turn(case_ids(CASES), messages)))
    found = await contest.contest(contenders(ground, messages), rounds, ground.beside)
    return [
        *(Finding.rates(name, turns) for name, turns in found.items()),
        Finding("whole runtime : bare loop", contest.ratio(found, RUNTIME, BARE), "×", Bar(0.5)),
        Finding(
            "… processor time a message", contest.cost_ratio(found, RUNTIME, BARE), "×", Bar(3, at_most=True)
        ),
        Finding("… keeping each message besides : bare loop", contest.ratio(found, KEEPING, BARE), "×"),
        Finding("whole runtime : bare loop by arrays", contest.ratio(found, RUNTIME, ARRAYS), "×"),
        Finding(
            "whole runtime : one message a transaction", contest.ratio(found, RUNTIME, ORM), "×", Bar(12)
        ),
    ]


RUNTIME = "whole runtime"
KEEPING = "whole runtime, keeping each message besides its answer"
BARE = "bare aiokafka + asyncpg, batches, orjson"
ARRAYS = "the same, inserting by arrays"
ORM = "FastStream + ORM, one message a transaction, 8 workers"


def contenders(ground: Ground, messages: int) -> list[Contender]:
    async def ours(number: int, **how: bool) -> Told:
        return _told(ground, number, messages, await ground.database(), how=how)

    async def floor(number: int, **how: bool) -> Told:
        database = await ground.database(tables=bare.TABLES, runtime=False)
        return _told(ground, number, messages, database, how=how)

    async def usual(number: int) -> Told:
        database = await ground.database(tables=sql_of(orm.Base.metadata), runtime=False)
        return _told(ground, number, min(messages, 1_500), database)

    return [
        Contender(BARE, "bare", floor),
        Contender(ARRAYS, "bare", lambda number: floor(number, arrays=True)),
        Contender(RUNTIME, "runtime", ours),
        Contender(KEEPING, "runtime", lambda number: ours(number, keeps=True)),
        Contender(ORM, "orm", usual),
    ]


def _told(
    ground: Ground, number: int, messages: int, database: str, how: dict[str, bool] | None = None
) -> Told:
    group = f"bench.{next(_groups)}"
    return Told(messages, database, ground.login_of(number), SHOP, group, CONTENDER, how or {})
