"""The facade of the runtime: what a service's composition root and its API talk to."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import structlog
from aiokafka import AIOKafkaProducer
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from messaging.alarms import Alarm, Alarms, Ringer
from messaging.alive import Pulse, Reading
from messaging.apply import Applier, Executed, Once
from messaging.calls import PUBLISH, SWEEP, Caller, listen
from messaging.cases import NewerJournal
from messaging.clock import Clock
from messaging.consume import SESSION, Consumer, Wire, broker
from messaging.decider import Actor, History, Unread
from messaging.faults import Fenced, NotRecorded, UnknownCase, is_transient
from messaging.forgotten import Forgotten
from messaging.hearing import START_AGAIN, Hearing
from messaging.intervals import Partition
from messaging.kafka_log import KafkaLog
from messaging.lives import Lives
from messaging.mapping import opaque
from messaging.offsets import Progress
from messaging.outcomes import Refusal, Unmet
from messaging.pool import try_idle
from messaging.relay import LEASE as RELAY_LEASE
from messaging.relay import SEND_LIMIT, Relay
from messaging.roots import Roots
from messaging.routes import TaskRoutes
from messaging.rows import Record
from messaging.service import Service
from messaging.sweep import LEASE, Sweeper
from messaging.watch import Limits, Watch

log = structlog.get_logger()
S = TypeVar("S")

ROLES: Final = ("api", "consume", "relay", "sweep")
WATCHED: Final = frozenset({"consume", "relay", "sweep"})
"""Roles of a process that looks after what has gone quiet."""
COMPARE_WITHIN: Final = timedelta(seconds=5)
"""How long a process waits for the brokers before it works without them."""


COMMAND_WITHIN: Final = 30.0
"""Seconds until a statement of which nothing is heard is given up, with its connection; the server gives the
whole transaction less. A network that goes away closes nothing."""
SESSION_SETTINGS: Final = {
    "jit": "off",
    "idle_in_transaction_session_timeout": "10s",
    "transaction_timeout": "20s",
}
"""A process that is frozen within a transaction must not keep its cases locked for ever; where the server
does not look at these, others of its service do (`messaging.frozen`)."""


@dataclass(frozen=True, slots=True)
class Snapshot(Generic[S]):
    """A case as it stands: `state` folded to `version`, its unread mail, and business time, aware UTC."""

    case_id: str
    state: S
    version: int
    unread: tuple[Unread, ...]
    held: bool
    now: datetime


@dataclass(frozen=True)
class Options:
    """Of one process. `instance` names the replica to group and sweepers; `secret` makes case ids opaque."""

    wire: Wire
    instance: str
    secret: bytes = field(repr=False)
    roles: frozenset[str] = frozenset(ROLES)
    max_records: int = 500
    lease: timedelta = LEASE
    climb: Mapping[str, Sequence[str]] = field(default_factory=dict)
    session: timedelta = SESSION
    relay_lease: timedelta = RELAY_LEASE
    limits: Limits = field(default_factory=Limits)
    alive_every: timedelta | None = None
    """How often it says on its topics that it lives; None: never."""
    moved_on: str | None = None
    """Channel on which it is said that business time was moved; None: it flows, and nobody moves it."""
    roots: Path | None = None
    """The directory to which the daily roots are written; None: there are none."""


def engine(dsn: str, *, size: int = 8, settings: Mapping[str, str] = SESSION_SETTINGS) -> AsyncEngine:
    """Connections to a service's database; errors never quote their parameters."""
    made = create_async_engine(
        dsn,
        pool_size=size,
        max_overflow=4,
        pool_timeout=5,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"timeout": 5, "command_timeout": COMMAND_WITHIN, "server_settings": {**settings}},
    )
    return try_idle(made)


class Runtime(Generic[S]):
    """One service's runtime in one process; start it once, stop it once."""

    def __init__(
        self,
        service: Service[S],
        database: AsyncEngine,
        clock: Clock,
        tasks: TaskRoutes,
        ringer: Ringer,
        options: Options,
    ) -> None:
        self.service = service
        self.engine = database
        self.options = options
        self._clock = clock
        self.applier: Applier[S] = Applier(service, database, clock, self._committed)
        self.standing = Alarms(database, ringer, service.principal, options.climb, self._tasked)
        self._caller = Caller(database)
        every = options.alive_every
        pulse = None if every is None else Pulse(service.principal, service.source, service.lives_on, every)
        roots = self._roots()
        self.relay = Relay(
            database, self._producer, self.applier.keys, service.readers, options.relay_lease, pulse, roots
        )
        self.sweeper: Sweeper[S] = Sweeper(
            self.applier,
            tasks,
            self.standing,
            service.principal,
            self.relay.republish,
            options.lease,
            options.instance,
            roots,
        )
        self._progress = Progress()
        self.hearing = Hearing(self._consumer, self._progress, options.limits.silent)
        self.watch: Watch[S] = Watch(
            self.applier,
            self.standing,
            self.silent,
            self.hearing.pause,
            self.hearing.look,
            options.limits,
            roots if "sweep" in options.roles else None,
        )
        self._forgotten = Forgotten(self.applier, KafkaLog(options.wire.client()), service.writes)
        self._compared = asyncio.Event()
        self._comparing: asyncio.Task[None] | None = None
        self._begun_at = 0.0
        self._reading = Reading(database)
        self.fatal = self.applier.cases.newer
        """Set when this program is older than its own journal: it must end, and quarantine nothing."""
        self.lost = self.applier.cases.lost
        """Set when the database has lost what this process saw committed: it must end, and begin anew."""
        self._loops: list[asyncio.Task[None]] = []
        self._consuming: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin every role asked for: at once when the brokers answer, else what can be done without them."""
        roles = self.options.roles
        self._begun_at = time.monotonic()
        self._comparing = asyncio.create_task(self._compare())
        await asyncio.wait({self._comparing}, timeout=COMPARE_WITHIN.total_seconds())
        if self._comparing.done():
            await self._comparing
        loops: list[Callable[[], Any]] = []
        if "relay" in roles:
            loops.append(self._publish)
        if "sweep" in roles:
            loops.append(self.sweeper.run)
        if roles & WATCHED:
            loops.append(self.watch.run)
        self._loops = [asyncio.create_task(loop()) for loop in loops]
        if calls := self._calls():
            self._listening = asyncio.create_task(listen(self.engine, calls))
        if "consume" in roles and self.service.feeds:
            await self._begin_consuming()

    async def _compare(self) -> None:
        """Until the brokers and the database have said whether anything published has been forgotten."""
        while True:
            try:
                await self._forgotten.look()
            except Exception as error:
                log.warning("journal.not_compared", error=type(error).__name__)
                if not is_transient(error) and not self._loops:
                    raise  # who has begun goes on trying: nobody would hear of it
                await asyncio.sleep(START_AGAIN.total_seconds())
            else:
                self._compared.set()
                return

    async def _publish(self) -> None:
        await self._compared.wait()
        await self.relay.run()

    async def _begin_consuming(self) -> None:
        """Return when it has begun, or after a while without the brokers. Raises Unsafe."""
        self._consuming = asyncio.create_task(self._hear())
        begun = asyncio.create_task(self.hearing.begun.wait())
        ends = {self._consuming, begun}
        await asyncio.wait(ends, timeout=START_AGAIN.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        if self._consuming.done():
            await self._consuming

    async def _hear(self) -> None:
        await self._compared.wait()
        await self.hearing.run()

    async def stop(self) -> None:
        """In order: take nothing new, end what was begun, publish what is committed, close."""
        for begun in (self._consuming, self._listening):
            if begun is not None:
                begun.cancel()
                await asyncio.gather(begun, return_exceptions=True)
        await self.hearing.stop()
        await self.watch.stop()
        await self.sweeper.stop()
        await self.relay.stop()
        if self._comparing is not None:
            self._comparing.cancel()
            await asyncio.gather(self._comparing, return_exceptions=True)
        self._compared.set()  # whoever waits for it ends
        if self._loops:
            await asyncio.wait(self._loops, timeout=20)
            for loop in self._loops:
                loop.cancel()
            await asyncio.gather(*self._loops, return_exceptions=True)
        await self.sweeper.let_go()
        await self._caller.stop()
        await self.engine.dispose()

    def new_case_id(self, once: Once) -> str:
        """Opaque, and the same for the same client, route and key: a repeat makes no second case."""
        return opaque(self.options.secret, once.client, once.route, once.key)

    async def execute(
        self, case_id: str, command: object, actor: Actor, once: Once | None = None
    ) -> Executed | Refusal:
        """Decide on a command. Raises UnknownCase, KeyReused, NotRecorded."""
        creates = once is not None and case_id == self.new_case_id(once)
        # a commit of which we did not hear may have happened: tried again under a key, it happens once
        once = once or Once("runtime", "execute", secrets.token_hex(16), b"")
        for last in (False, True):
            try:
                return await self.applier.execute(case_id, command, actor, once, creates=creates)
            except Exception as error:
                if not is_transient(error):
                    raise
                if last:
                    raise NotRecorded(type(error).__name__) from error
        raise AssertionError("either answered or raised")

    async def weigh(self, case_id: str, command: object, actor: Actor) -> tuple[Unmet, ...]:
        """What stands between this case and this command, were `actor` to give it now."""
        del actor  # commands carry who gives them; asked for so that nobody weighs for nobody
        try:
            return await self.applier.weigh(case_id, command)
        except Exception as error:
            if is_transient(error):
                raise NotRecorded(type(error).__name__) from error
            raise

    async def read(self, case_id: str) -> Snapshot[S] | None:
        """The case as it stands, or None when nothing is known of it here. Raises NotRecorded."""
        try:
            head, state, unread, now = await self.applier.read(case_id)
        except UnknownCase:
            return None
        except Exception as error:
            if is_transient(error):
                raise NotRecorded(type(error).__name__) from error
            raise
        return Snapshot(case_id, state, head.version, unread, head.held, now)

    async def read_as_of(self, case_id: str, until: datetime) -> History[S] | None:
        """The case as it stood at an instant (aware); None: nothing had been recorded. Raises NotRecorded."""
        try:
            async with self.engine.connect() as connection:
                return await self.applier.cases.history(connection, case_id, until)
        except Exception as error:
            if is_transient(error):
                raise NotRecorded(type(error).__name__) from error
            raise

    async def now(self) -> datetime:
        """Business time, aware UTC."""
        async with self.engine.connect() as connection:
            return await self._clock.now(connection)

    async def alarms(self) -> list[Alarm]:
        return await self.standing.list()

    async def acknowledge_alarm(self, alarm_id: int, actor: Actor) -> bool:
        return await self.standing.acknowledge(alarm_id, actor)

    def silent(self) -> dict[str, float]:
        """Parts of this process that have made no progress for too long, with the seconds."""
        loop_now, now = asyncio.get_running_loop().time(), time.monotonic()

        def since_at(progress_at: float) -> float:
            return loop_now - progress_at if progress_at else now - self._begun_at

        since = {}
        if self._begun_at:
            if "relay" in self.options.roles:
                since["relay"] = since_at(self.relay.progress_at)
            if "sweep" in self.options.roles:
                since["sweeper"] = since_at(self.sweeper.progress_at)
            if self.options.roles & WATCHED:
                since["watch"] = since_at(self.watch.progress_at)
        if "consume" in self.options.roles and self.service.feeds:
            since["consumer"] = now - self._progress.last_good_at
        limit = self.options.limits.silent.total_seconds()
        return {part: seconds for part, seconds in since.items() if seconds > limit}

    def _calls(self) -> dict[str, Callable[[], None]]:
        """What this process does when the others of its service say something."""
        calls = {}
        if "relay" in self.options.roles:
            calls[PUBLISH] = self.relay.wake
        if "sweep" in self.options.roles:
            calls[SWEEP] = self.sweeper.wake
            if self.options.moved_on is not None:
                calls[self.options.moved_on] = self.sweeper.moved
        return calls

    def _committed(self, published: bool, tasked: bool) -> None:
        if published:
            self.relay.wake()
            if not self.relay.at_work:
                self._caller.say(PUBLISH)
        if tasked:
            self._tasked()

    def _tasked(self) -> None:
        if "sweep" in self.options.roles:
            self.sweeper.wake()
        else:
            self._caller.say(SWEEP)

    def _roots(self) -> Roots | None:
        said, where = self.service, self.options.roots
        if where is None or said.signer is None:
            return None
        return Roots(
            self.engine,
            self._clock,
            said.principal,
            said.source,
            said.signer,
            said.roots_topic,
            where,
            self.standing,
        )

    def _producer(self) -> Any:
        """Gives a delivery up later than the relay does: what comes after it would overtake it."""
        producer = AIOKafkaProducer(
            **self.options.wire.client(),
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            max_request_size=1_048_576,
            request_timeout_ms=3 * int(SEND_LIMIT.total_seconds() * 1000),
        )
        soon = int(SEND_LIMIT.total_seconds() * 800)  # so that the relay sees which topic is not there
        producer.client._request_timeout_ms = soon  # noqa: SLF001 - one setting is for both
        return producer

    def _consumer(self) -> Consumer:
        return Consumer(
            broker(self.options.wire),
            [feed.topic for feed in self.service.feeds],
            f"csods.{self.service.principal}",
            self.options.instance,
            self._take,
            Lives(self.engine, self._anew).places,
            max_records=self.options.max_records,
            session=self.options.session,
            fenced=Fenced,
            expired=self._expired,
            looked=self._reading.looked,
            progress=self._progress,
        )

    async def _anew(self, topic: str, id_: UUID) -> None:
        """What was sent and we had not read is gone with the old one; only its writer has it still."""
        words = f"the topic {topic} is another than before: it is read whole; have its writer publish again"
        await self.standing.raise_("TOPIC_MADE_ANEW", f"{topic}/{id_}", words)

    async def _expired(self, part: Partition, wanted: int, there: int) -> None:
        """Records that we never read are gone: only a person can mend that."""
        words = (
            f"records of {part[0]}/{part[1]} are gone unread (wanted {wanted}, there is {there}): republish"
        )
        log.error("consume.expired", topic=part[0], partition=part[1], wanted=wanted, there=there)
        await self.standing.raise_("RECORDS_GONE", f"{part[0]}/{part[1]}", words)

    async def _take(self, records: Sequence[Record], after: Mapping[Partition, int]) -> Collection[str]:
        try:
            counts = await self.applier.take(records, after)
        except NewerJournal:
            log.error("journal.newer_than_program")
            raise
        except Fenced:
            raise
        except Exception as error:
            log.warning("batch.given_back", records=len(records), error=type(error).__name__)
            raise
        log.info("batch.taken", records=len(records), **{name: counts[name] for name in sorted(counts)})
        return counts
