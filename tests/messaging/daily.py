"""A depot that lives by days, on real PostgreSQL and Kafka: its clock is moved, its nights are waited for."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer
from joserfc.jwk import OKPKey

from contracts.signing import Signer, Signers, new_signing_key
from deploy.local.spec import StackSpec, TopicSpec
from deploy.local.until import until
from messaging import root_file, statement
from messaging.alarms import Alarms
from messaging.apply import Applier, Once
from messaging.audit import Report, Store
from messaging.clock import MovableClock
from messaging.decider import Actor, Moment
from messaging.kafka_log import KafkaLog
from messaging.outcomes import Decided, Outcome
from messaging.relay import Relay
from messaging.roots import Roots
from messaging.statement import Statement
from messaging.sweep import Sweeper
from messaging.verify import verify
from messaging.verify_roots import Outside
from tests.messaging.ground import Hand
from tests.messaging.toy import depot

SHOWS = """
UPDATE clock.authority SET business_at = '{at:%Y-%m-%dT%H:%M:%SZ}', set_at = clock_timestamp(), rate = 0
"""


@dataclass(frozen=True)
class Recount:
    """A command that comes to something private; `layers` only tells one count from another."""

    layers: int = 1


def decide(parcel: depot.Parcel, command: object, moment: Moment) -> Outcome:
    """As the depot does, without anything to do outside."""
    if isinstance(command, Recount):
        return Decided((depot.Counted(heard=command.layers),))
    outcome = depot.decide(parcel, command, moment)
    return Decided(outcome.events) if isinstance(outcome, Decided) else outcome


@dataclass
class Daily:
    """One depot, alone in its database. `directory` holds the file of its roots."""

    hand: Hand
    directory: Path
    key: OKPKey

    @classmethod
    async def open(cls, hand: Hand, directory: Path) -> Daily:
        rules = replace(hand.rules, decider=replace(depot.DECIDER, decide=decide))
        made = cls(Hand.on(hand.database, hand.name, rules), directory, new_signing_key())
        topics = StackSpec((TopicSpec(made.topic, 1), TopicSpec(f"{hand.name}.depot", 1)))
        await asyncio.to_thread(hand.database.stack.extend, topics)
        return made

    def __post_init__(self) -> None:
        self.clock = MovableClock("development")
        self.applier: Applier[Any] = Applier(self.hand.rules, self.hand.engine, self.clock, lambda *_: None)
        self.hand.applier = self.applier
        self.roots = self.another()

    @property
    def principal(self) -> str:
        return f"{self.hand.name}.depot"

    @property
    def topic(self) -> str:
        return f"{self.hand.name}.roots.depot"

    @property
    def file(self) -> Path:
        return root_file.path_of(self.directory, self.principal)

    @property
    def administrator(self) -> str:
        """Who no right limits: what damage is done with."""
        return self.hand.database.stack.dsn(self.hand.database.name, "administrator")

    def another(self) -> Roots:
        """As another process of the same service would have them."""
        said = self.hand.rules
        return Roots(
            self.hand.engine,
            self.clock,
            said.principal,
            said.source,
            Signer(self.key),
            self.topic,
            self.directory,
            Alarms(self.hand.engine, self.hand.bell, said.principal),
        )

    def sweeper(self, roots: Roots | None = None) -> Sweeper[Any]:
        async def republish(*_: object) -> int:
            return 0

        alarms = Alarms(self.hand.engine, self.hand.bell, self.principal)
        return Sweeper(self.applier, {}, alarms, self.principal, republish, roots=roots or self.roots)

    async def shows(self, day: int, hour: int = 12) -> None:
        """The clock stands at this day of May 2099: what the shop sends must not come from the future."""
        at = datetime(2099, 5, day, hour, tzinfo=UTC)
        await self.hand.database.change(SHOWS.format(at=at))

    async def begins(self, day: int) -> None:
        await self.shows(day)
        await self.roots.begin()

    async def night(self, day: int, hour: int = 0) -> None:
        """The clock shows the beginning of this day, and whatever is due is done."""
        await self.shows(day, hour)
        await self.sweeper().drain()

    async def happens(self, case: str, weight: int = 5) -> None:
        """One message taken, and what it leads to."""
        await self.hand.take(self.hand.parcel(depot.Ordered(weight=weight), case))

    async def in_private(self, case: str) -> None:
        """Something that is journalled and never leaves."""
        once = Once("test", "recount", secrets.token_hex(8), b"")
        await self.applier.execute(self.hand.case(case), Recount(), Actor("clerk"), once, creates=True)

    async def published(self) -> None:
        """Wait until the relay has brought all roots to their topic."""
        login = self.hand.database.stack.administrator_login()

        def producer() -> AIOKafkaProducer:
            return AIOKafkaProducer(**login, acks="all", enable_idempotence=True)

        self.roots.look_again()
        relay = Relay(self.hand.engine, producer, self.applier.keys, lambda *_: (), roots=self.roots)
        running = asyncio.create_task(relay.run())

        async def done() -> bool:
            return not await self.hand.rows("SELECT number FROM roots WHERE published_at IS NULL")

        try:
            await until(done, "all roots are published")
        finally:
            await relay.stop()
            await running

    async def said(self) -> list[Statement]:
        """What the database's roots say, in order."""
        rows = await self.hand.rows("SELECT signed FROM roots ORDER BY number")
        return [statement.read(self.signers.opened(self.principal, row.signed)) for row in rows]

    @property
    def signers(self) -> Signers:
        return Signers({self.principal: [self.key]})

    async def proved(self, *, without: str = "", opened: Callable[[str, str], bytes] | None = None) -> Report:
        """What the prover finds, asking every place but the one it is `without`."""
        stack, database = self.hand.database.stack, self.hand.database
        engine = database.opened_as("operator")
        topic = "" if without == "roots" else self.topic
        store = Store(
            self.principal, self.hand.rules.source, engine, (), (self.principal,), roots_topic=topic
        )
        files = {} if without == "file" else {self.principal: self.directory}
        log = None if without == "topic" else KafkaLog(stack.administrator_login())
        try:
            return await verify([store], Outside(opened or self.signers.opened, files, log))
        finally:
            await engine.dispose()

    def named(self, report: Report) -> set[tuple[str, str]]:
        """Code and place of what was found, without the name of this depot."""
        own = f"{self.principal} "
        return {
            (one.code, one.where.removeprefix(own).replace(f"{self.hand.name}-", ""))
            for one in report.findings
        }
