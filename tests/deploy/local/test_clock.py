"""The clock authority moves all databases at once, in order, and only when everything is quiet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import orjson
import pytest
from aiokafka import AIOKafkaProducer
from sqlalchemy import text

from deploy.local import clock as authority
from deploy.local import clock_sql
from deploy.local.clock import ClockAuthority, ClockStuck
from deploy.local.force_environment import asyncpg_form
from deploy.local.quiet import STANDS, NotQuiet, Places, Probe, Report, until_quiet
from deploy.local.spec import StackSpec, TopicSpec
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging import alive
from messaging.calls import listen
from messaging.clock import MOVED, MOVING
from messaging.runtime import engine
from tests.deploy.local.clerk import NOW, Clerk, migrated

pytestmark = pytest.mark.stack

SOON = timedelta(seconds=1)
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
WHERE locktype = 'advisory' AND objid = $1 AND NOT granted AND datname = current_database()
"""
LATE = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=2)
"""Later than any machine's clock that the tests run on: business time does not go back."""


class Office:
    """Two services' databases with a clock that stands still at `start`, and a clerk in each."""

    def __init__(self, stack: Stack, intake: str, checks: str, topic: str) -> None:
        self.stack, self.intake, self.checks, self.topic = stack, intake, checks, topic
        self.done: list[tuple[str, str, datetime]] = []

    @asynccontextmanager
    async def clock(self, *probes: Probe) -> AsyncIterator[ClockAuthority]:
        """The authority of these two databases alone: the stack is shared with other tests."""
        mine = ClockAuthority.of(
            self.stack, {self.checks: (self.topic,)}, probes, databases=(self.intake, self.checks)
        )
        async with mine as clock:
            yield clock

    @asynccontextmanager
    async def clerk(self, database: str, **rest: Any) -> AsyncIterator[Clerk]:
        dsn = self.stack.dsn(database, "migrator")
        clerk = await Clerk.hired(database, dsn, self.done, **rest)
        try:
            yield clerk
        finally:
            await clerk.leave()

    async def shown(self, database: str) -> datetime:
        connection = await asyncpg.connect(self.stack.dsn(database, "runtime"))
        try:
            now: datetime = await connection.fetchval(NOW)
            return now
        finally:
            await connection.close()


@pytest.fixture
async def office(stack: Stack, unique: str) -> Office:
    made = Office(stack, f"csods_{unique}_intake", f"csods_{unique}_checks", f"csods.{unique}.intake")
    stack.extend(StackSpec(topics=(TopicSpec(made.topic),), databases=(made.intake, made.checks)))
    for database in (made.intake, made.checks):
        await migrated(stack.dsn(database, "migrator"))
    async with made.clock() as clock:
        await clock.stand_still()
        await clock.set(LATE)
    return made


async def test_every_database_shows_the_same_time(office: Office) -> None:
    async with office.clock() as clock:
        later = LATE + timedelta(days=28)
        await clock.set(later)
        assert await office.shown(office.intake) == await office.shown(office.checks) == later


async def test_the_clock_does_not_go_back(office: Office) -> None:
    async with office.clock() as clock:
        with pytest.raises(ValueError, match="it does not go back"):
            await clock.set(LATE - timedelta(seconds=1))
        with pytest.raises(ValueError, match="aware instant"):
            await clock.set(datetime(2027, 1, 1))  # noqa: DTZ001 - the point


CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE usename = current_user AND pid <> pg_backend_pid()
"""


async def test_who_waits_for_what_falls_due_hears_that_the_clock_was_moved_and_again_when_cut_off(
    office: Office,
) -> None:
    database = engine(asyncpg_form(office.stack.dsn(office.checks, "runtime")))
    moved = asyncio.Event()
    following = asyncio.create_task(listen(database, {MOVED: moved.set}))
    try:
        await moved.wait()
        moved.clear()
        async with office.clock() as clock:

            async def heard() -> bool:
                """Whoever listens only now hears of the next move."""
                await clock.set((await clock.read()).now + timedelta(hours=1))
                return moved.is_set()

            await until(heard, "that the clock was moved")
            async with database.connect() as connection:
                await connection.execute(text(CUT))
            moved.clear()
            await until(heard, "the same, by another connection")
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await database.dispose()


async def test_the_clock_waits_for_a_transaction_that_has_read_it(office: Office) -> None:
    async with office.clock() as clock, office.clerk(office.checks) as clerk:
        async with clerk.connection.transaction():
            await clerk.connection.execute(f"SELECT pg_advisory_xact_lock_shared({MOVING})")
            moving = asyncio.create_task(clock.set(LATE + timedelta(days=1)))
            while not await clerk.connection.fetchval(WAITING, MOVING):
                pass
            assert await clerk.connection.fetchval(NOW) == LATE
            assert await office.shown(office.intake) == LATE
        await moving
        assert await office.shown(office.checks) == LATE + timedelta(days=1)


async def test_who_reads_while_the_clock_moves_waits_and_reads_it_as_it_was_left(office: Office) -> None:
    later = LATE + timedelta(days=1)
    async with office.clerk(office.intake) as reader, mover(office) as moving:
        await moving.execute(clock_sql.HOLD)
        read = asyncio.create_task(reader.connection.fetchval("SELECT clock.now()"))
        while not await moving.fetchval(WAITING, MOVING):
            pass
        await moving.execute(clock_sql.SET, later, datetime.now(UTC), 0.0)
        await moving.execute(clock_sql.RELEASE)
        assert await read == later


@asynccontextmanager
async def mover(office: Office) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(office.stack.dsn(office.intake, "clock"))
    try:
        yield connection
    finally:
        await connection.close()


async def test_a_clock_that_cannot_move_says_who_holds_it_and_lets_go(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authority, "HELD_WITHIN", SOON)
    async with office.clock() as clock, office.clerk(office.intake) as clerk:
        async with clerk.connection.transaction():
            await clerk.connection.execute(f"SELECT pg_advisory_xact_lock_shared({MOVING})")
            with pytest.raises(ClockStuck, match=office.intake):
                await clock.set(LATE + timedelta(days=1))
            assert await office.shown(office.checks) == LATE
        await clock.set(LATE + timedelta(days=2))


async def test_time_passes_through_every_instant_at_which_something_is_due_anywhere(office: Office) -> None:
    day = timedelta(days=1)
    follow = {"ask": ("ask again", 2 * day)}
    steps: list[datetime] = []
    async with (
        office.clock() as clock,
        office.clerk(office.intake) as intake,
        office.clerk(office.checks, follow=follow) as checks,
    ):
        await intake.make("letter", LATE + 5 * day)
        await intake.make("meeting", LATE + 2 * day)
        await checks.make("ask", LATE + day)
        await intake.make("too late", LATE + 29 * day)
        working = [asyncio.create_task(clerk.work()) for clerk in (intake, checks)]
        reached = await clock.advance_to(LATE + 28 * day, on_step=steps.append)
        for worker in working:
            worker.cancel()
        await asyncio.gather(*working, return_exceptions=True)

    assert reached == LATE + 28 * day
    assert office.done == [
        (office.checks, "ask", LATE + day),
        (office.intake, "meeting", LATE + 2 * day),
        (office.checks, "ask again", LATE + 3 * day),
        (office.intake, "letter", LATE + 5 * day),
    ]
    assert steps == [LATE + count * day for count in (1, 2, 3, 5, 28)]


async def test_time_stands_while_a_task_is_due(office: Office) -> None:
    async with office.clock() as clock, office.clerk(office.intake) as clerk:
        await clerk.make("letter", LATE)
        with pytest.raises(NotQuiet, match=rf"{office.intake}: task letter is due \(1\)"):
            await clock.advance(timedelta(days=1), within=SOON)
        assert (await clock.read()).now == LATE


async def test_time_stands_while_a_task_of_the_machine_is_due(office: Office) -> None:
    async with office.clock() as clock, office.clerk(office.intake) as clerk:
        await clerk.make("watch later", datetime.now(UTC) + timedelta(hours=1), "machine")
        await clock.settle(SOON * 10)
        await clerk.make("watch", datetime.now(UTC) - timedelta(hours=1), "machine")
        with pytest.raises(NotQuiet, match="task watch is due"):
            await clock.settle(SOON)


async def test_time_stands_while_an_event_is_unpublished(office: Office) -> None:
    async with office.clock() as clock, office.clerk(office.checks) as clerk:
        await clerk.publish()
        with pytest.raises(NotQuiet, match=f"{office.checks}: 1 unpublished"):
            await clock.settle(SOON)


async def test_an_event_that_only_a_person_can_publish_does_not_stop_time(office: Office) -> None:
    async with office.clock() as clock, office.clerk(office.checks) as clerk:
        await clerk.publish(failed="too large")
        await clerk.publish()
        await clock.settle()


async def test_time_stands_while_a_message_is_unread(office: Office) -> None:
    async with AIOKafkaProducer(**office.stack.administrator_login()) as producer:
        await producer.send_and_wait(office.topic, b"one")
        await producer.send_and_wait(office.topic, b"two")
    async with office.clock() as clock, office.clerk(office.checks) as clerk:
        with pytest.raises(NotQuiet, match=f"{office.checks}: 2 unread on {office.topic}"):
            await clock.settle(SOON)
        await clerk.account_for(office.topic, 2)
        await clock.settle()


async def test_that_services_say_they_live_keeps_no_time_from_passing(office: Office) -> None:
    """Its reader is stopped: what stands unread there is no message."""
    said = {"specversion": "1.0", "id": "beat-0001", "source": "csods/46/intake", "type": alive.TYPE}
    said |= {"subject": "46.intake", "time": LATE.isoformat(), "recordedtime": LATE.isoformat()}
    value = orjson.dumps({**said, "data": {"sent_at": LATE.isoformat()}})
    async with AIOKafkaProducer(**office.stack.administrator_login()) as producer, office.clock() as clock:
        for _ in range(3):
            await producer.send_and_wait(office.topic, value, key=b"46.intake")
        await clock.settle()
        await producer.send_and_wait(office.topic, b"a message")
        with pytest.raises(NotQuiet, match=f"{office.checks}: 1 unread on {office.topic}"):
            await clock.settle(3 * SOON + STANDS)


async def test_time_stands_while_anybody_else_says_so(office: Office) -> None:
    async def simulator() -> Report:
        return Report(("social care has 1 answer to give",))

    async with office.clock(simulator) as clock:
        with pytest.raises(NotQuiet, match="social care has 1 answer to give"):
            await clock.settle(SOON)


async def test_what_moved_between_two_looks_is_not_quiet() -> None:
    marks = iter(range(10_000))

    async def restless() -> Report:
        return Report(mark=next(marks))

    with pytest.raises(NotQuiet, match="never stood still"):
        await until_quiet(Places(databases=(restless,)), SOON)


async def test_what_an_agency_sends_while_it_is_asked_is_waited_for() -> None:
    looks: list[str] = []

    async def topic() -> Report:
        looks.append("topic")
        just_sent = looks == ["topic", "agency", "topic"]
        return Report(("1 unread",) if just_sent else (), mark=min(1, looks.count("agency")))

    async def agency() -> Report:
        looks.append("agency")
        return Report()

    await until_quiet(Places(topics=(topic,), agencies=(agency,)), SOON)
    assert looks == [*("topic", "agency", "topic"), "topic", *("topic", "agency", "topic")]


async def test_agencies_are_left_alone_while_anything_else_is_busy() -> None:
    async def busy() -> Report:
        return Report(("1 unpublished",))

    async def agency() -> Report:
        raise AssertionError("it was asked")

    with pytest.raises(NotQuiet, match="1 unpublished"):
        await until_quiet(Places(databases=(busy,), agencies=(agency,)), SOON)
