"""The desk of a simulated partner: takes referrals on, or not, works on them and ends them, over its topics.

Each step comes in business time after the one before, by the script. What was read is kept before the offset
is committed, and what is said has an id that follows from what it is: said again after a crash, it is known.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from contracts import referrals as r
from contracts.catalogue import Catalogue
from contracts.codes import ReferralKind, ReferralOutcome
from contracts.event import Event
from contracts.parties import consumer_group, source
from contracts.receipts import MessageReceipt
from contracts.topics import for_force
from deploy.simulators.business import BusinessClock, ClockUnreadable
from deploy.simulators.script import Script

log = logging.getLogger("simulator")

LOOKED_WITHIN_SECONDS: Final = 1.0
LOOK_EVERY_SECONDS: Final = 0.1
"""While something is due by a clock that others move."""
READ_SECONDS: Final = 1.0
"""Else; what comes is taken as it comes."""
AGAIN_AFTER_SECONDS: Final = 0.5
KNOWN: Final = Catalogue((*r.EVENTS, MessageReceipt))
LAST: Final = 3
"""After taken on, in progress and done there is nothing more to say."""
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS referrals (
  case_id TEXT NOT NULL, referral TEXT NOT NULL, kind TEXT NOT NULL, step INTEGER NOT NULL,
  due_at TEXT NOT NULL, PRIMARY KEY (case_id, referral)) STRICT;
"""


class Taken(NamedTuple):
    """A referral as the desk holds it; `step` is what it says next, at `due_at` (aware, business time)."""

    case_id: str
    referral: str
    kind: ReferralKind
    step: int
    due_at: datetime


class Book:
    """What the desk holds, over restarts. All methods are short and block."""

    def __init__(self, state: Path) -> None:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = sqlite3.connect(state / "referrals.sqlite3", isolation_level=None)
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.executescript(_TABLE)

    def close(self) -> None:
        self._file.close()

    def offered(self, case_id: str, offer: r.ReferralOffered, due_at: datetime) -> None:
        """Offered again, it stays as it is."""
        self._file.execute(
            "INSERT INTO referrals VALUES (?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
            (case_id, offer.referral, offer.kind.value, _text(due_at)),
        )

    def ended(self, case_id: str, referral: str) -> None:
        self._file.execute(
            "UPDATE referrals SET step = ? WHERE case_id = ? AND referral = ?", (LAST, case_id, referral)
        )

    def said(self, one: Taken, due_at: datetime) -> None:
        self._file.execute(
            "UPDATE referrals SET step = ?, due_at = ? WHERE case_id = ? AND referral = ? AND step = ?",
            (one.step + 1, _text(due_at), one.case_id, one.referral, one.step),
        )

    def due(self, now: datetime) -> list[Taken]:
        rows = self._file.execute(
            "SELECT * FROM referrals WHERE step < ? AND due_at <= ? ORDER BY due_at, referral",
            (LAST, _text(now)),
        )
        return [Taken(row[0], row[1], ReferralKind(row[2]), row[3], _instant(row[4])) for row in rows]

    def next_due(self) -> datetime | None:
        found = self._file.execute("SELECT min(due_at) FROM referrals WHERE step < ?", (LAST,)).fetchone()[0]
        return _instant(found) if found else None


class ReferralDesk:
    """One partner of one force. `login` is what an aiokafka client is given."""

    def __init__(
        self, name: str, force: str, book: Book, clock: BusinessClock, script: Script, login: dict[str, Any]
    ) -> None:
        register = for_force(force)
        answers = register.topic_for(name, r.ReferralTakenOn.TYPE)
        if answers is None:
            raise LookupError(f"{name} is offered nothing by force {force}")
        self._name, self._book, self._clock, self._script, self._login = name, book, clock, script, login
        self._reads = [topic.name for topic in register.reads(name)]
        self._writes = answers.name
        self._consumer: AIOKafkaConsumer | None = None
        self._looking: AIOKafkaConsumer | None = None
        """Asks for ends on a connection of its own: the other has a fetch under way, half a second long."""
        self._hearing = False
        self._producer: AIOKafkaProducer | None = None

    async def busy(self) -> list[str]:
        """What is due and not said, or stands unread on its topics. Raises ClockUnreadable."""
        try:
            async with asyncio.timeout(LOOKED_WITHIN_SECONDS):
                unread = await self._unread() + self._hearing
        except (KafkaError, TimeoutError):
            return [f"{self._name}: the broker does not say what is unread"]
        waiting = len(self._book.due(await self._clock.now())) if self._book.next_due() else 0
        return [f"{self._name}: {waiting} due, {unread} unread"] if waiting or unread else []

    async def next_due(self) -> datetime | None:
        return self._book.next_due()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        working = asyncio.create_task(self._work())
        try:
            yield
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await self._drop()
            self._book.close()

    async def _unread(self) -> int:
        consumer, looking = self._consumer, self._looking
        if consumer is None or looking is None or not (parts := consumer.assignment()):
            return 0
        ends = await looking.end_offsets(parts)
        return sum([ends[part] - await consumer.position(part) for part in parts])

    async def _work(self) -> None:
        while True:
            try:
                await self._begin()
                await self._read()
                await self._say_what_is_due()
            except (KafkaError, ClockUnreadable, TimeoutError, OSError) as away:
                log.warning("referrals wait: %s", type(away).__name__)
                await self._drop()
                await asyncio.sleep(AGAIN_AFTER_SECONDS)
            except Exception as bug:
                log.error("referrals stop: %s", type(bug).__name__)  # no traceback: it may show people
                await asyncio.sleep(AGAIN_AFTER_SECONDS)

    async def _begin(self) -> None:
        if self._producer is None:
            self._producer = AIOKafkaProducer(**self._login, acks="all", enable_idempotence=True)
            await self._producer.start()
        if self._looking is None:
            self._looking = AIOKafkaConsumer(**self._login)
            await self._looking.start()
        if self._consumer is None:
            self._consumer = AIOKafkaConsumer(
                *self._reads,
                **self._login,
                group_id=consumer_group(self._name),
                auto_offset_reset="earliest",
                enable_auto_commit=False,
            )
            await self._consumer.start()

    async def _read(self) -> None:
        assert self._consumer is not None  # noqa: S101 - begun
        often = LOOK_EVERY_SECONDS if self._book.next_due() else READ_SECONDS
        found = await self._consumer.getmany(timeout_ms=int(often * 1000))
        self._hearing = bool(found)
        reached: dict[TopicPartition, int] = {}
        for part, records in found.items():
            for record in records:
                said = json.loads(record.value)
                await self._heard(said["subject"], KNOWN.decode(said["type"], said["data"]))
            reached[part] = records[-1].offset + 1
        self._hearing = False
        if reached:
            await self._consumer.commit(reached)

    async def _heard(self, case_id: str, event: Event) -> None:
        match event:
            case r.ReferralOffered():
                after = self._script.delay_of(f"{case_id} {event.referral} {event.kind}")
                self._book.offered(case_id, event, await self._clock.now() + after)
            case r.ReferralNoLongerOffered():
                self._book.ended(case_id, event.referral)
            case _:
                return  # receipts, reminders and corrections ask for no word of ours

    async def _say_what_is_due(self) -> None:
        if self._book.next_due() is None:
            return
        now = await self._clock.now()
        for one in self._book.due(now):
            event = self._next(one, now)
            await self._say(one, event)
            after = self._script.delay_of(f"{one.case_id} {one.referral} {one.kind}")
            self._book.said(one, now + max(after, timedelta(milliseconds=1)))
            if isinstance(event, r.ReferralNotTakenOn):
                self._book.ended(one.case_id, one.referral)

    def _next(self, one: Taken, now: datetime) -> Event:
        if one.step == 0:
            against = self._script.against(f"{one.case_id} {one.referral} {one.kind}")
            if against is not None:
                return r.ReferralNotTakenOn(referral=one.referral, reason=against, decided_at=now)
            return r.ReferralTakenOn(referral=one.referral, taken_on_at=now)
        if one.step == 1:
            return r.ReferralInProgress(referral=one.referral, said_at=now)
        lead = one.kind is ReferralKind.LEAD_AGENCY
        outcome = ReferralOutcome.MEETING_HELD if lead else ReferralOutcome.STATUTORY_ENQUIRY
        return r.ReferralDone(referral=one.referral, outcome=outcome, done_at=now)

    async def _say(self, one: Taken, event: Event) -> None:
        assert self._producer is not None  # noqa: S101 - begun
        at = (event.occurred_at or one.due_at).isoformat()
        id_ = str(uuid5(NAMESPACE_URL, f"{source(self._name)}/{one.case_id}/{one.referral}/{one.step}"))
        said = {"specversion": "1.0", "id": id_, "source": source(self._name), "type": event.TYPE}
        said |= {"subject": one.case_id, "time": at, "recordedtime": at}
        data: dict[str, Any] = event.model_dump(mode="json", exclude_none=True)
        value = json.dumps(said | {"data": data}).encode()
        await self._producer.send_and_wait(self._writes, value, key=one.case_id.encode())

    async def _drop(self) -> None:
        dropped = self._consumer, self._looking, self._producer
        self._consumer = self._looking = self._producer = None
        for client in filter(None, dropped):
            try:
                async with asyncio.timeout(2):
                    await client.stop()
            except (KafkaError, TimeoutError, OSError):
                continue


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
