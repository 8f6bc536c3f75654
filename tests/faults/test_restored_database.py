"""A database restored to an earlier point: what it has forgotten is found, and its numbers stay taken."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from deploy.local.processes import Process
from deploy.local.spec import StackSpec
from deploy.local.until import until
from messaging import forgotten, operate
from messaging.audit import Store, audit
from messaging.decider import Actor
from messaging.forgotten import Forgotten
from messaging.kafka_log import KafkaLog
from messaging.runtime import engine
from messaging.verify import verify
from tests.faults.parcels import Parcels, asyncpg_dsn
from tests.messaging.ground import Database, Hand
from tests.messaging.toy import carrier, depot

CASES = [f"case-{one}" for one in range(4)]
FORGOTTEN = 4
"""Of each case: stopped, dispatched, and what came of shipping and calling."""


class Reader:
    """The carrier: takes whatever is new on the depot's topic, as a consumer would."""

    def __init__(self, parcels: Parcels, hand: Hand) -> None:
        self.hand = hand
        self._topic = f"{parcels.name}.depot"
        self._log = KafkaLog(parcels.stack.administrator_login())
        self._reached: dict[tuple[str, int], int] = {}

    async def read_on(self) -> Counter[str]:
        new = [
            record
            async for record in self._log.read([self._topic])
            if record.position.offset >= self._reached.get((self._topic, record.position.partition), 0)
        ]
        counts = await self.hand.applier.take(new, self._reached)
        for record in new:
            self._reached[self._topic, record.position.partition] = record.position.offset + 1
        return counts

    def store(self) -> Store:
        name = self.hand.name
        return Store(f"{name}.carrier", f"{name}/carrier", self.hand.engine, (self._topic,), ())


@pytest.fixture
async def reader(parcels: Parcels) -> AsyncIterator[Reader]:
    database = await Database.make(parcels.stack, f"carrier_{parcels.name}")
    yield Reader(parcels, Hand.on(database, parcels.name, carrier.service(parcels.name)))
    await database.engine.dispose()


class Backup:
    """A copy of the depot's database, and putting it back; nobody may be at work on it meanwhile."""

    def __init__(self, parcels: Parcels) -> None:
        self._parcels = parcels
        self._database = f"toy_{parcels.name}"

    async def make(self) -> None:
        await self._run(f"CREATE DATABASE {self._database}_before TEMPLATE {self._database}")

    async def restore(self) -> None:
        await self._run(f"DROP DATABASE {self._database} WITH (FORCE)")
        await self._run(
            f"CREATE DATABASE {self._database} TEMPLATE {self._database}_before OWNER {self._database}_owner"
        )
        await asyncio.to_thread(self._parcels.stack.extend, StackSpec(databases=(self._database,)))

    async def _run(self, statement: str) -> None:
        await self._parcels.close()
        dsn = self._parcels.stack.dsn(self._database, "administrator")
        connection = await asyncpg.connect(dsn, database="postgres")
        leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
        try:
            await connection.execute(leave, self._database)
            await connection.execute(statement)
        finally:
            await connection.close()


async def end(process: Process) -> None:
    await asyncio.to_thread(process.stop)


async def test_a_restored_database_is_found_out_and_nothing_urgent_is_lost(
    parcels: Parcels, reader: Reader
) -> None:
    backup, begun = Backup(parcels), datetime.now(UTC) - timedelta(minutes=1)
    first = await parcels.depot(label="before")
    await parcels.send(*[parcels.parcel(depot.Ordered(weight=1), case) for case in CASES])
    await parcels.settled()
    await end(first)
    await backup.make()

    second = await parcels.depot(label="lost")
    for event in (depot.Recalled(reason=1), depot.Paid(pence=1)):
        await parcels.send(*[parcels.parcel(event, case) for case in CASES])
    await parcels.settled()
    await end(second)
    assert set(await reader.read_on()) == {"applied"}
    assert (await verify([parcels.store(), reader.store()])).findings == []

    await backup.restore()
    assert await parcels.count("SELECT count(*) FROM journal WHERE type = 'shop.parcel.paid.v1'") == 0
    third = await parcels.depot(label="restored")
    await parcels.settled()
    await _what_it_has_forgotten_is_unread_mail_of_its_cases(parcels)
    await _it_has_read_again_what_it_had_forgotten(parcels)
    await _its_reader_takes_both_histories(reader)
    await _prover_and_auditor_say_where(parcels, reader)
    await _published_again_it_is_the_same_bytes(parcels, reader, begun)
    await end(third)


async def test_a_database_restored_to_its_first_day_reads_everything_again(parcels: Parcels) -> None:
    """It has no interval, and what the group has committed to Kafka is of another life."""
    backup = Backup(parcels)
    await backup.make()
    first = await parcels.depot(label="before")
    await parcels.send(*[parcels.parcel(depot.Ordered(weight=1), case) for case in CASES])
    await parcels.settled()
    await end(first)
    await backup.restore()
    await parcels.depot(label="restored")
    await parcels.journalled(depot.Ordered.TYPE, len(CASES))


async def _it_has_read_again_what_it_had_forgotten(parcels: Parcels) -> None:
    """From its own intervals, whatever the group has committed to Kafka."""
    for kind in (depot.Ordered, depot.Paid, depot.Recalled):
        heard = "SELECT count(*) FROM journal WHERE heard AND type = :type"
        assert await parcels.count(heard, type=kind.TYPE) == len(CASES), kind
    published = await parcels.published()
    numbers = {(one["subject"], one["sequence"]) for one in published}
    assert len(numbers) == len({one["id"] for one in published}), "no number is given twice"
    journalled = await parcels.count("SELECT count(*) FROM journal WHERE topic IS NOT NULL")
    assert journalled == await parcels.count("SELECT count(DISTINCT id) FROM journal WHERE topic IS NOT NULL")


async def _what_it_has_forgotten_is_unread_mail_of_its_cases(parcels: Parcels) -> None:
    kept = "SELECT count(*) FROM quarantine WHERE reason = 'FORGOTTEN' AND holds AND case_id = :case"
    for case in CASES:
        assert await parcels.count(kept, case=case) == FORGOTTEN
        assert (
            await parcels.count("SELECT count(*) FROM cases WHERE held AND case_id = :case", case=case) == 1
        )
    rung = parcels.outside.count("ring RESTORED")[0]
    assert rung == 1, "one alarm, not one for each event"


async def _its_reader_takes_both_histories(reader: Reader) -> None:
    await reader.read_on()
    hand = reader.hand
    for case in CASES:
        assert not await hand.rows("SELECT reason FROM quarantine WHERE case_id = :case", case=case)
        stopped = "SELECT count(*) FROM journal WHERE case_id = :case AND type = :type"
        assert await hand.one(stopped, case=case, type=depot.Stopped.TYPE) == 2, "both histories' urgent news"


async def _prover_and_auditor_say_where(parcels: Parcels, reader: Reader) -> None:
    proved = await verify([parcels.store(), reader.store()])
    assert {one.code for one in proved.findings} == {"TAIL_CUT"}
    assert {one.where.split()[1] for one in proved.findings} == set(CASES)
    audited = await audit([parcels.store()], KafkaLog(parcels.stack.administrator_login()), settled=True)
    found = {one.code for one in audited.findings}
    assert found == {"NOT_JOURNALLED", "SEQUENCE_NOT_DENSE"}, "what was published, and its numbers"


async def _published_again_it_is_the_same_bytes(parcels: Parcels, reader: Reader, since: datetime) -> None:
    before = Counter(one["id"] for one in await parcels.published())
    runtime = engine(asyncpg_dsn(parcels.stack.dsn(f"toy_{parcels.name}")))
    try:
        task = await operate.republish(runtime, since)

        async def ended() -> bool:
            return await operate.task_ended(runtime, task)

        await until(ended, "published again")
    finally:
        await runtime.dispose()
    again = Counter(one["id"] for one in await parcels.published()) - before
    journalled = await parcels.count("SELECT count(*) FROM journal WHERE topic IS NOT NULL")
    assert set(again.values()) == {1}
    assert len(again) == journalled, "the journal as it is, nothing of what was forgotten"
    heard = "SELECT count(*) FROM journal WHERE heard"
    kept = await reader.hand.one(heard)
    await reader.read_on()
    assert await reader.hand.one(heard) == kept, "nothing is applied twice"


async def test_numbers_given_while_the_brokers_were_away_are_not_published_twice(
    parcels: Parcels, reader: Reader
) -> None:
    """Restored and decided upon before the topics could be compared: the new event waits for a person."""
    backup = Backup(parcels)
    await backup.make()
    first = await parcels.depot(label="before")
    await parcels.send(parcels.parcel(depot.Ordered(weight=1), CASES[0]))
    await parcels.settled()
    await end(first)
    await backup.restore()
    hand = hand_of(parcels)
    await _weighed(hand, 7)
    topics = [f"{parcels.name}.depot"]
    looking = Forgotten(hand.applier, KafkaLog(parcels.stack.administrator_login()), topics)
    assert await looking.look() == 2
    assert await hand.one("SELECT failed FROM outbox") == "NUMBER_TAKEN"
    await _weighed(hand, 8)
    assert await hand.one("SELECT max(sequence) FROM journal WHERE topic IS NOT NULL") == 3
    assert await looking.look() == 0, "what is kept already is not found again"
    await hand.engine.dispose()


def hand_of(parcels: Parcels) -> Hand:
    """On the database of the depot, without a program of it."""
    name = f"toy_{parcels.name}"
    database = Database(parcels.stack, name, engine(asyncpg_dsn(parcels.stack.dsn(name))))
    return Hand.on(database, parcels.name)


async def _weighed(hand: Hand, weight: int) -> None:
    """A person decides on the first case, which is opened if it is not known."""
    command = depot.Weigh(weight, anyway=True)
    await hand.applier.execute(CASES[0], command, Actor("ada"), None, creates=True)


async def test_what_was_forgotten_is_found_however_much_is_decided_before_it_is_looked_for(
    parcels: Parcels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the brokers are away commands are taken, and alarms ring."""
    monkeypatch.setattr(forgotten, "MARGIN", timedelta())
    backup = Backup(parcels)
    first = await parcels.depot(label="before")
    await parcels.send(parcels.parcel(depot.Ordered(weight=1), CASES[0]))
    await parcels.settled()
    await end(first)
    await backup.make()
    second = await parcels.depot(label="lost")
    await parcels.send(parcels.parcel(depot.Ordered(weight=1), CASES[1]))
    await parcels.settled()
    await end(second)
    await backup.restore()
    hand = hand_of(parcels)
    await hand.alarms.raise_("NO_PROGRESS", "consumer", "see `csods doctor`")
    await hand.applier.execute(CASES[2], depot.Weigh(7, anyway=True), Actor("ada"), None, creates=True)
    brokers = KafkaLog(parcels.stack.administrator_login())
    try:
        assert await Forgotten(hand.applier, brokers, [f"{parcels.name}.depot"]).look() == 2
    finally:
        await hand.engine.dispose()
