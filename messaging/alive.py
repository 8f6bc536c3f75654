"""`service.alive`: a service says on its topics that it lives, and how far it is behind; and who hears that.

It stands past the journal: key and subject are the service, there is no number, no case and no answer, and a
reader keeps the last of it in `feeds`. Silence is what it is for: a feed of which nobody knows whether it is
complete is stale, and who judges is told. All instants are machine time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from messaging import driver, envelope, reading
from messaging.decider import Stale
from messaging.reading import Envelope

TYPE: Final = "service.alive.v1"
EVERY: Final = timedelta(seconds=20)
STALE_AFTER: Final = timedelta(minutes=2)
"""How long a feed may be silent or unread: a few missed beats, or a broker that is away for a while."""
_INSTANTS: Final = ("read_until", "kept_since", "unpublished_since")

SPOKE: Final = text("""
INSERT INTO feeds (topic, partition, spoke_at, its_read_until, its_kept_since, its_unpublished_since)
SELECT DISTINCT ON (t, p) t, p, least(s, clock_timestamp()), r, k, u
FROM unnest(CAST(:topic AS text[]), CAST(:partition AS integer[]), CAST(:sent_at AS timestamptz[]),
  CAST(:read_until AS timestamptz[]), CAST(:kept_since AS timestamptz[]),
  CAST(:unpublished_since AS timestamptz[])) AS new(t, p, s, r, k, u)
ORDER BY t, p, s DESC
ON CONFLICT (topic, partition) DO UPDATE SET spoke_at = excluded.spoke_at,
  its_read_until = excluded.its_read_until, its_kept_since = excluded.its_kept_since,
  its_unpublished_since = excluded.its_unpublished_since
WHERE feeds.spoke_at IS NULL OR feeds.spoke_at < excluded.spoke_at
""")
"""A sender's clock that runs ahead makes nothing fresher than its arrival."""
READ: Final = text("""
INSERT INTO feeds (topic, partition, read_until)
SELECT t, p, clock_timestamp() - make_interval(secs => a)
FROM unnest(CAST(:topic AS text[]), CAST(:partition AS integer[]), CAST(:age AS float8[])) AS new(t, p, a)
ON CONFLICT (topic, partition) DO UPDATE SET read_until = greatest(feeds.read_until, excluded.read_until)
""")
STANDING: Final = text("""
SELECT clock_timestamp(), (SELECT min(coalesce(read_until, known_since)) FROM feeds),
  least((SELECT min(since) FROM waiting), (SELECT min(since) FROM quarantine WHERE state = 'open')),
  ARRAY(SELECT topic FROM outbox GROUP BY topic ORDER BY topic),
  ARRAY(SELECT min(since) FROM outbox GROUP BY topic ORDER BY topic)
""")
STALE: Final = text("""
WITH known AS (
  SELECT topic, min(coalesce(read_until, known_since)) AS read_here,
    coalesce(max(spoke_at), min(known_since)) AS spoke, max(spoke_at) AS stated,
    min(its_read_until) AS read_there, min(its_unpublished_since) AS unpublished
  FROM feeds WHERE topic = ANY(CAST(:topics AS text[])) GROUP BY topic
), worth AS (SELECT make_interval(secs => :after) AS limit_)
SELECT topic, 'UNREAD_HERE', read_here FROM known, worth WHERE read_here < clock_timestamp() - limit_
UNION ALL
SELECT topic, 'SILENT', spoke FROM known, worth
WHERE topic = ANY(CAST(:ours AS text[])) AND spoke < clock_timestamp() - limit_
UNION ALL
SELECT topic, 'UNREAD_THERE', read_there FROM known, worth WHERE read_there < stated - limit_
UNION ALL
SELECT topic, 'UNPUBLISHED', unpublished FROM known, worth WHERE unpublished < stated - limit_
ORDER BY 1, 2
""")
"""What a writer states counts as of when it spoke: that it is silent since then is said by itself."""


def is_one(read: Envelope) -> bool:
    return read.type == TYPE


def read(said: Envelope) -> dict[str, Any] | None:
    """What a service says of itself, by column of SPOKE; None when it cannot be read."""
    try:
        told = {name: said.data.get(name) for name in _INSTANTS}
        found = {name: reading.instant(value) if value else None for name, value in told.items()}
        return {"sent_at": reading.instant(said.data["sent_at"]), **found}
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


async def stale(connection: AsyncConnection, service: Any) -> tuple[Stale, ...]:
    """Feeds of this service of which nobody knows whether they are complete; nothing where nobody judges."""
    if service.stale_after is None or not service.feeds:
        return ()
    asked = {
        "topics": [feed.topic for feed in service.feeds],
        "ours": [feed.topic for feed in service.feeds if feed.ours],
        "after": service.stale_after.total_seconds(),
    }
    rows = await driver.fetch(connection, STALE, asked)
    return tuple(Stale(topic, why, since.astimezone(UTC)) for topic, why, since in rows)


class Pulse:
    """What a relay sends besides events, every so often."""

    def __init__(self, principal: str, source: str, topics: Sequence[str], every: timedelta) -> None:
        self._principal = principal
        self._source = source
        self._topics = tuple(topics)
        self._every = every.total_seconds()
        self._next = 0.0

    @property
    def due(self) -> bool:
        return bool(self._topics) and time.monotonic() >= self._next

    def due_within(self, limit: float) -> float:
        """Seconds until then, no more than `limit`."""
        return min(limit, max(0.0, self._next - time.monotonic())) if self._topics else limit

    async def records(self, connection: AsyncConnection) -> list[tuple[str, bytes, bytes, list[Any]]]:
        """One for each topic, as things stand; the next are due after a while, sent or not."""
        self._next = time.monotonic() + self._every
        ((now, read_until, kept, topics, since),) = await driver.fetch(connection, STANDING, {})
        unpublished = dict(zip(topics, since, strict=True))
        told = {"sent_at": now, "read_until": read_until, "kept_since": kept}
        return [
            (topic, self._value(told | {"unpublished_since": unpublished.get(topic)}), self._key, [])
            for topic in self._topics
        ]

    @property
    def _key(self) -> bytes:
        return self._principal.encode()

    def _value(self, told: Mapping[str, datetime | None]) -> bytes:
        data = {name: _wire(at) for name, at in told.items() if at is not None}
        return envelope.canonical(
            {
                "specversion": "1.0",
                "id": str(uuid4()),
                "source": self._source,
                "type": TYPE,
                "subject": self._principal,
                "time": data["sent_at"],
                "recordedtime": data["sent_at"],
                "datacontenttype": "application/json",
                "data": data,
            }
        )


def _wire(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Partition = tuple[str, int]


class Reading:
    """How far our topics have been read: what a broker says of their ends, and we of our offsets.

    A partition has been read up to the instant at which its end was asked for, once we have come to that end.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._asked: dict[Partition, tuple[float, int]] = {}

    async def looked(
        self, asked_at: float, ends: Mapping[Partition, int], after: Mapping[Partition, int]
    ) -> None:
        """The brokers were asked at `asked_at` (monotonic) and answered. Raises what the database raises."""
        age: dict[Partition, float | None] = {}
        now = time.monotonic()
        for part, end in ends.items():
            reached = after.get(part, 0)
            before = self._asked.get(part)
            age[part] = None
            if reached >= end:
                age[part] = now - asked_at
            elif before is not None and reached >= before[1]:
                age[part] = now - before[0]
            if before is None or reached >= before[1]:
                self._asked[part] = (asked_at, end)
        self._asked = {part: told for part, told in self._asked.items() if part in ends}
        if not age:
            return
        parts = sorted(age)
        rows = {
            "topic": [topic for topic, _ in parts],
            "partition": [partition for _, partition in parts],
            "age": [age[part] for part in parts],
        }
        async with self._engine.begin() as connection:
            await driver.execute(connection, READ, rows)
