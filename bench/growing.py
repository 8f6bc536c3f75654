"""Growth: what a message costs among many cases, and what a long case costs to fold."""

from __future__ import annotations

import time

from bench import contest
from bench.contest import Contender, Spread
from bench.depot import service
from bench.findings import Bar, Finding
from bench.ground import CONTENDER, SHOP, Ground
from bench.meter import Told
from bench.traffic import Shop, case_ids, records
from messaging.apply import Applier
from messaging.clock import DatabaseClock
from messaging.runtime import engine

FEW = 1_000
SHORT, LONG = 10, 500
FOLDS = 40
MESSAGES = 10_000


async def measure(ground: Ground, *, rounds: int, cases: int) -> list[Finding]:
    """The same traffic among few cases and among many; then the same case short and long."""
    found = await contest.contest(_contenders(ground, cases), rounds, ground.beside)
    few, many, every = found
    return [
        *(Finding.rates(name, turns) for name, turns in found.items()),
        Finding(
            f"time a message, {FEW:,} → {cases:,} cases", contest.ratio(found, few, many), "×",
            Bar(1.2, at_most=True),
        ),
        Finding(
            f"… when all {cases:,} are written to, unremembered", contest.ratio(found, few, every), "×"
        ),
        *(await _long_case(ground)),
    ]  # fmt: skip


def _contenders(ground: Ground, cases: int) -> list[Contender]:
    def one(all_: int, active: int) -> Contender:
        async def told(_: int) -> Told:
            how = {"cases": all_, "active": active}
            return Told(MESSAGES, await ground.database(), ground.login, how=how)

        return Contender(f"{all_:,} cases, messages for {active:,} of them", "growth", told)

    return [one(FEW, FEW), one(cases, FEW), one(cases, cases)]


async def _long_case(ground: Ground) -> list[Finding]:
    """Folding from the journal what nobody remembers, and taking one more message."""
    database = engine(await ground.database())
    rules = service(CONTENDER, SHOP, CONTENDER)
    shop, first = Shop(), 0
    applier = Applier(rules, database, DatabaseClock(), lambda *_: None)
    cases = dict(zip((SHORT, LONG), case_ids(2), strict=True))
    for length, case_id in cases.items():
        batch = records(SHOP, shop.messages([case_id] * length), first)
        await applier.take(batch, {(SHOP, 0): first} if first else {})
        first += length
    folds: dict[int, list[float]] = {SHORT: [], LONG: []}
    takes: dict[int, list[float]] = {SHORT: [], LONG: []}
    for _ in range(FOLDS):
        for length, case_id in cases.items():
            began = time.perf_counter()
            await Applier(rules, database, DatabaseClock(), lambda *_: None).read(case_id)
            folds[length].append(time.perf_counter() - began)
            batch = records(SHOP, [shop.message(case_id)], first)
            began = time.perf_counter()
            await applier.take(batch, {(SHOP, 0): first})
            takes[length].append(time.perf_counter() - began)
            first += 1
    await database.dispose()
    folding = Spread.of([long / short for short, long in zip(folds[SHORT], folds[LONG], strict=True)])
    taking = Spread.of([long / short for short, long in zip(takes[SHORT], takes[LONG], strict=True)])
    return [
        Finding(
            f"folding a case of {LONG} events : of {SHORT}", folding, "×", Bar(LONG / SHORT, at_most=True)
        ),
        Finding(f"one more message for a case of {LONG} events : of {SHORT}", taking, "×"),
    ]
