"""Telling who judges that mail of a case is unread here, and when it is read (`case held`, `released`).

Both are events of the case, written under its lock in the transaction that makes them true: at once for what
is put into quarantine, else by a look every few seconds. Said once a (case, topic), by `announced`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import driver
from messaging.batch import Batch
from messaging.decider import Actor
from messaging.outcomes import Decided
from messaging.service import Service

PATIENCE: Final = 5.0
"""Seconds that a message may wait before it is said: most are taken before."""
AT_ONCE: Final = 1000

_KEPT: Final = """
SELECT case_id, topic, 'QUARANTINED' AS kept, since, true AS ripe FROM quarantine
WHERE state = 'open' AND case_id IS NOT NULL {which}
UNION ALL
SELECT case_id, topic, 'WAITING', since, since < clock_timestamp() - make_interval(secs => :patience)
FROM waiting WHERE true {which}
UNION ALL
SELECT case_id, topic, 'MISSING', clock_timestamp(), true FROM streams WHERE missing <> '{{}}' {which}
"""
KEPT_OF: Final = text(_KEPT.format(which="AND case_id = ANY(CAST(:ids AS text[]))"))
ANNOUNCED: Final = text("SELECT case_id, topic FROM announced WHERE case_id = ANY(CAST(:ids AS text[]))")
TO_SAY: Final = text(f"""
WITH kept AS ({_KEPT.format(which="")})
SELECT DISTINCT changed.case_id FROM (
  (SELECT case_id, topic FROM kept WHERE ripe EXCEPT SELECT case_id, topic FROM announced)
  UNION ALL
  (SELECT case_id, topic FROM announced EXCEPT SELECT case_id, topic FROM kept)
) AS changed JOIN cases ON cases.case_id = changed.case_id
WHERE NOT starts_with(cases.case_id, 'party:')
  AND (cases.version > 0 OR changed.topic = ANY(CAST(:ours AS text[])))
ORDER BY 1 LIMIT :limit
""")  # noqa: S608 - made of constants
"""Cases of which something has become unread, or has been read, and has not been said."""
ANNOUNCE: Final = text("""
INSERT INTO announced (case_id, topic, since)
SELECT * FROM unnest(CAST(:case_id AS text[]), CAST(:topic AS text[]), CAST(:since AS timestamptz[]))
""")
RETRACT: Final = text("""
DELETE FROM announced USING unnest(CAST(:case_id AS text[]), CAST(:topic AS text[])) AS gone(c, t)
WHERE case_id = gone.c AND topic = gone.t
""")
_GRAVEST: Final = ("QUARANTINED", "MISSING", "WAITING")


class _Mail(NamedTuple):
    kept: str
    since: datetime
    ripe: bool


async def settle(connection: AsyncConnection, batch: Batch[Any], ids: Collection[str]) -> None:
    """Say what has become unread of these locked cases, and what is not any more; the rows are written.

    A case that cannot be folded says nothing: it is said when it can be read again.
    """
    announced = batch.service.announced
    wanted = [one for one in ids if one in batch.states]
    if announced is None or not wanted:
        return
    asked = {"ids": wanted, "patience": PATIENCE}
    kept = _gathered(await driver.fetch(connection, KEPT_OF, asked))
    said = {(row[0], row[1]) for row in await driver.fetch(connection, ANNOUNCED, {"ids": wanted})}
    new = [
        key for key, mail in sorted(kept.items()) if mail.ripe and key not in said and _is_known(batch, key)
    ]
    gone = sorted(said - kept.keys())
    for case_id, topic in new:
        mail = kept[case_id, topic]
        _record(batch, case_id, announced.held(topic, mail.kept, mail.since))
    for case_id, topic in gone:
        _record(batch, case_id, announced.released(topic))
    if new:
        columns = _columns(new) | {"since": [kept[key].since for key in new]}
        await driver.execute(connection, ANNOUNCE, columns)
    if gone:
        await driver.execute(connection, RETRACT, _columns(gone))
    if new or gone:
        batch.finish()
        await batch.rows.write(connection)


def _gathered(rows: Iterable[Any]) -> Mapping[tuple[str, str], _Mail]:
    """By (case, topic): the gravest reason, the earliest instant."""
    found: dict[tuple[str, str], _Mail] = {}
    for case_id, topic, kept, since, ripe in rows:
        one = _Mail(kept, since.astimezone(UTC), ripe)
        held = found.get((case_id, topic), one)
        gravest = min(one.kept, held.kept, key=_GRAVEST.index)
        found[case_id, topic] = _Mail(gravest, min(one.since, held.since), one.ripe or held.ripe)
    return found


def _is_known(batch: Batch[Any], key: tuple[str, str]) -> bool:
    """Whether there is such a case: an outside party may write any id; one of our own writes real ones."""
    case_id, topic = key
    return batch.heads[case_id].version > 0 or topic in _ours(batch.service)


def _ours(service: Service[Any]) -> tuple[str, ...]:
    return (*service.writes, *(feed.topic for feed in service.feeds if feed.ours))


def _record(batch: Batch[Any], case_id: str, event: object) -> None:
    batch.record(case_id, Decided((event,)), Actor(f"system:{batch.service.principal}"), "")


def _columns(keys: Iterable[tuple[str, str]]) -> dict[str, list[Any]]:
    cases, topics = zip(*keys, strict=True)
    return {"case_id": list(cases), "topic": list(topics)}


async def to_say(connection: AsyncConnection, service: Service[Any]) -> list[str]:
    """Cases of which there is something to say that no transaction said as it happened: what has waited too
    long, what is missing, was given up by hand or forgotten, and what has been read since."""
    if service.announced is None:
        return []
    asked = {"patience": PATIENCE, "ours": list(_ours(service)), "limit": AT_ONCE}
    return [row[0] for row in await driver.fetch(connection, TO_SAY, asked)]
