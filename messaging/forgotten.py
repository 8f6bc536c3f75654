"""After a restore: what this service has published, and its journal no longer knows.

Readers have seen those events under their numbers. So before anything is read or published, the end of the
service's own topics is compared with its journal: what the journal does not know is kept in quarantine, where
it is unread mail of its case, and its numbers are never given to other events.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import alive, envelope, queries, reading
from messaging.apply import Applier
from messaging.kafka_log import KafkaLog
from messaging.reading import Envelope
from messaging.rows import Record, Rows

log = structlog.get_logger()
S = TypeVar("S")

FORGOTTEN: Final = "FORGOTTEN"
MARGIN: Final = timedelta(minutes=5)
"""Between the clocks of the database, the relay's machine and the brokers."""
AT_ONCE: Final = 500


class Forgotten(Generic[S]):
    """Compares once, when a process begins. `topics` are those that the service writes."""

    def __init__(self, applier: Applier[S], brokers: KafkaLog, topics: Sequence[str]) -> None:
        self._applier = applier
        self._brokers = brokers
        self._topics = tuple(topics)

    async def look(self) -> int:
        """How many events had been forgotten. Raises TimeoutError, KafkaError and what the database does."""
        many = 0
        for topic in self._topics:
            async for records in self._tail(topic):
                many += await self._compare(topic, records)
        if many:
            log.error("journal.forgot", events=many)
        return many

    async def _tail(self, topic: str) -> AsyncIterator[list[Record]]:
        """What was published since this database last read anything.

        Nobody reads before it is compared; clocks, commands and alarms go on, and tell nothing of its age.
        """
        async with self._applier.engine.connect() as connection:
            read = await connection.execute(queries.POSITIONS)
            known = max((row.last_at for row in read), default=None)
        records: list[Record] = []
        async for record in self._brokers.read([topic], since=_margin(known)):
            records.append(record)
            if len(records) == AT_ONCE:
                yield records
                records = []
        if records:
            yield records

    async def _compare(self, topic: str, records: Sequence[Record]) -> int:
        read = [(record, reading.read(record.value)) for record in records]
        ours = [(record, one) for record, one in read if isinstance(one, Envelope) and not alive.is_one(one)]
        asked = {"ids": [one.id for _, one in ours], "refs": [str(record.position) for record, _ in ours]}
        async with self._applier.engine.begin() as connection:
            known = {row.known for row in await connection.execute(queries.JOURNALLED_OR_KEPT, asked)}
            gone = [
                (record, one)
                for record, one in ours
                if not {one.id, str(record.position)} & known and envelope.is_case_id(one.case_id)
            ]
            if gone:
                await self._keep(connection, topic, gone)
        if gone:
            self._applier.tasked()
        return len(gone)

    async def _keep(
        self, connection: AsyncConnection, topic: str, gone: Sequence[tuple[Record, Envelope]]
    ) -> None:
        rows, highest = Rows(), dict[str, int]()
        for record, one in gone:
            rows.quarantine(record, FORGOTTEN, "", holds=True, case_id=one.case_id, type_=one.type)
            highest[one.case_id] = max(highest.get(one.case_id, 0), one.sequence or 0)
        words = (
            f"events on {topic} are not in the journal any more: the database was restored; their cases wait "
            "for a person; see `csods quarantine list` and `csods verify`"
        )
        rows.alarm("RESTORED", topic, words)
        await self._applier.cases.lock(connection, highest)
        for case_id in sorted(highest):
            taken: dict[str, Any] = {"case_id": case_id, "topic": topic, "highest": highest[case_id]}
            await connection.execute(queries.NUMBERS_TAKEN, taken)
            await connection.execute(queries.HOLD_REUSED, taken)
        await rows.write(connection)


def _margin(known: datetime | None) -> datetime | None:
    return None if known is None else known - MARGIN
