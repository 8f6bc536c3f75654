"""Once a day of business time a service signs where all its cases stand: once, in order, and without lies."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local.clock import ClockAuthority
from deploy.local.until import until
from messaging import root_file, roots, statement
from messaging.faults import Fenced
from messaging.kafka_log import KafkaLog
from messaging.roots import ROOT
from messaging.tree import Head, leaf, path, root_by, root_of
from tests.messaging.daily import Daily
from tests.messaging.ground import Hand

pytestmark = pytest.mark.stack
MANY = 100_000
HEADS = """
SELECT case_id, version, hash FROM cases WHERE version > 0 ORDER BY case_id COLLATE "C"
"""
MANY_HEADS = """
INSERT INTO cases (case_id, version, hash) SELECT 'case-' || n, n % 40 + 1, sha256(n::text::bytea)
FROM generate_series(1, 100000) AS n
"""


@pytest.fixture
async def daily(alone: Hand, tmp_path: Path) -> Daily:
    return await Daily.open(alone, tmp_path)


async def heads(daily: Daily) -> list[Head]:
    return [Head(*row) for row in await daily.hand.rows(HEADS)]


async def test_a_day_is_closed_by_one_root_over_every_case(daily: Daily) -> None:
    await daily.begins(1)
    for case in ("c", "a", "b"):
        await daily.happens(case)
    await daily.night(2)
    (said,) = await daily.said()
    assert (said.principal, said.number) == (daily.principal, 1)
    assert (said.first, said.last, said.at) == (
        date(2099, 5, 1),
        date(2099, 5, 1),
        datetime(2099, 5, 2, tzinfo=UTC),
    )
    assert (said.cases, said.root) == (3, root_of(map(leaf, await heads(daily))).hex())
    assert said.previous == statement.BEGINNING


async def test_one_case_can_be_proved_included_by_a_few_hashes(daily: Daily) -> None:
    await daily.begins(1)
    for case in "abcdefg":
        await daily.happens(case)
    await daily.night(2)
    (said,) = await daily.said()
    leaves = [leaf(head) for head in await heads(daily)]
    assert root_by(leaves[4], 4, said.cases, path(leaves, 4)) == bytes.fromhex(said.root)
    assert root_by(leaves[3], 4, said.cases, path(leaves, 4)) != bytes.fromhex(said.root)


async def test_each_root_names_the_one_before_it_and_what_has_changed_since(daily: Daily) -> None:
    await daily.begins(1)
    await daily.happens("a")
    await daily.happens("b")
    await daily.night(2)
    await daily.in_private("a")
    await daily.night(3)
    await daily.night(4)
    first, second, third = await daily.said()
    assert (first.changes, second.changes, third.changes) == (2, 1, 0)
    assert third.root == second.root != first.root
    signed = [row.signed for row in await daily.hand.rows("SELECT signed FROM roots ORDER BY number")]
    assert [one.previous for one in (second, third)] == [statement.digest(one) for one in signed[:2]]
    assert [(line.signed, len(line.heads)) for line in root_file.read(daily.file) if line] == [
        (signed[0], 2), (signed[1], 1), (signed[2], 0),
    ]  # fmt: skip


async def test_a_day_has_one_root_however_often_and_wherever_the_service_starts(daily: Daily) -> None:
    await daily.begins(1)
    await asyncio.gather(*(daily.another().begin() for _ in range(4)))
    await daily.happens("a")
    await daily.shows(2, 0)
    sweepers = [daily.sweeper(daily.another()) for _ in range(4)]
    await asyncio.gather(*(sweeper.drain() for sweeper in sweepers))
    await daily.another().begin()
    await daily.night(2, 18)
    assert [said.last.day for said in await daily.said()] == [1]
    assert len(list(root_file.read(daily.file))) == 1
    assert (
        await daily.hand.one("SELECT count(*) FROM tasks WHERE kind = :kind AND state = 'open'", kind=ROOT)
        == 1
    )


async def test_nights_that_a_service_was_down_for_are_closed_together_and_said_to_be(daily: Daily) -> None:
    await daily.begins(1)
    await daily.happens("a")
    await daily.night(2)
    await daily.shows(6, 9)
    await daily.happens("b")
    await daily.sweeper().drain()
    await daily.night(7)
    first, late, after = await daily.said()
    assert (first.first.day, first.last.day) == (1, 1)
    assert (late.first.day, late.last.day) == (2, 5)
    assert late.at == datetime(2099, 5, 6, 9, tzinfo=UTC), "as things stood then, and not a day earlier"
    assert late.cases == 2
    assert (after.first.day, after.last.day) == (6, 6)
    await daily.published()
    assert (await daily.proved()).clean


async def test_a_root_made_by_who_lost_its_lease_is_not_written(daily: Daily) -> None:
    await daily.begins(1)
    await daily.shows(2, 0)
    ((task, key),) = await daily.hand.rows("SELECT id, key FROM tasks WHERE kind = :kind", kind=ROOT)
    with pytest.raises(Fenced):
        await daily.roots.make(task, "00000000-0000-0000-0000-000000000000", key)
    assert await daily.said() == []


async def test_what_was_not_filed_is_filed_later_and_rings_meanwhile(daily: Daily) -> None:
    daily.directory.joinpath("in the way").touch()
    daily.roots = blocked = Daily(daily.hand, daily.directory / "in the way", daily.key).roots
    await daily.begins(1)
    await daily.happens("a")
    await daily.night(2)
    assert len(await daily.said()) == 1
    alarms = await daily.hand.rows("SELECT key FROM tasks WHERE kind = 'alarm'")
    assert [row.key.split("/")[0] for row in alarms] == ["ROOT_NOT_FILED"]
    daily.directory.joinpath("in the way").unlink()
    await blocked.file()
    (line,) = root_file.read(root_file.path_of(daily.directory / "in the way", daily.principal))
    assert line is not None
    assert len(line.heads) == 1


async def test_a_directory_that_hangs_rings_and_holds_nobody_up(
    daily: Daily, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be another machine's. Nothing else that a process has to ring for may wait for it."""
    begun, go_on = list[Path](), threading.Event()

    def hangs(path: Path, line: root_file.Line) -> None:
        begun.append(path)
        go_on.wait()
        append(path, line)

    append = root_file.append
    monkeypatch.setattr(roots, "FILE_WITHIN", timedelta(milliseconds=50))
    monkeypatch.setattr(root_file, "append", hangs)
    await daily.begins(1)
    await daily.happens("a")
    try:
        async with asyncio.timeout(30):
            await daily.night(2)
            await daily.roots.file()
        alarms = await daily.hand.rows("SELECT key FROM tasks WHERE kind = 'alarm'")
        assert [row.key.split("/")[0] for row in alarms] == ["ROOT_NOT_FILED"]
        assert len(begun) == 1, "beside one that hangs no other is begun"
    finally:
        go_on.set()

    async def filed() -> bool:
        await daily.roots.file()
        return not await daily.hand.rows("SELECT 1 FROM roots WHERE filed_at IS NULL")

    await until(filed, "it is filed once the directory answers")


async def test_roots_reach_their_topic_in_order_and_once(daily: Daily) -> None:
    await daily.begins(1)
    for day in (2, 3, 4):
        await daily.happens(f"case-{day}")
        await daily.night(day)
    await daily.published()
    await daily.published()
    log = KafkaLog(daily.hand.database.stack.administrator_login())
    records = [record async for record in log.read([daily.topic])]
    signed = [row.signed for row in await daily.hand.rows("SELECT signed FROM roots ORDER BY number")]
    assert [record.key for record in records] == [daily.principal.encode()] * 3
    assert all(one.encode() in (record.value or b"") for one, record in zip(signed, records, strict=True))


async def test_the_runtime_cannot_change_a_root_that_it_has_made(daily: Daily) -> None:
    await daily.begins(1)
    await daily.happens("a")
    await daily.night(2)
    for statement_ in ("UPDATE roots SET signed = ''", "DELETE FROM roots", "DELETE FROM rooted"):
        with pytest.raises(Exception, match="permission denied"):
            await daily.hand.rows(statement_)


async def test_time_does_not_stop_at_midnight_for_a_root_but_waits_until_it_is_made(daily: Daily) -> None:
    await daily.begins(1)
    async with ClockAuthority.of(daily.hand.database.stack, databases=(daily.hand.database.name,)) as clock:
        assert await clock.next_due() is None
        steps: list[datetime] = []
        sweeping = asyncio.create_task(daily.sweeper().run())
        try:
            await clock.advance_to(datetime(2099, 5, 3, 6, tzinfo=UTC), on_step=steps.append)
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
    assert len(steps) == 1
    (said,) = await daily.said()
    assert (said.first.day, said.last.day, said.at.hour) == (1, 2, 6)


async def test_a_hundred_thousand_cases_are_rooted_while_others_are_written(daily: Daily) -> None:
    await daily.begins(1)
    await daily.hand.database.change(MANY_HEADS)
    await daily.shows(2, 0)
    began = time.monotonic()
    night = asyncio.create_task(daily.sweeper().drain())
    meanwhile = 0
    while not night.done():
        async with asyncio.timeout(5):
            await daily.happens(f"meanwhile-{meanwhile}")
        meanwhile += 1
    await night
    assert time.monotonic() - began < 60
    (said,) = await daily.said()
    assert MANY <= said.cases <= MANY + meanwhile
    assert meanwhile > 1, "nobody waited for the root"
