"""Heads of cases as locks, and their states, folded from the journal and remembered by version."""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import driver, envelope, queries, reading
from messaging.decider import History, Recorded, Refused
from messaging.faults import Transient, is_transient
from messaging.keys import Keys
from messaging.outcomes import Unmet
from messaging.service import Service

log = structlog.get_logger()
S = TypeVar("S")
REMEMBERED = 10_000


class NewerJournal(Exception):
    """Our own journal holds what this program does not know: it is older than its data and must not go on."""


class LostCommits(Transient):
    """The database does not hold what this process saw committed: one that had not heard of it took over."""


class BrokenJournal(Exception):
    """The journal of one case has a hole: that case waits for a person, no other does."""


@dataclass(slots=True)
class Head:
    """The row of a case, locked. It is changed in memory and written once, at the end of the transaction."""

    case_id: str
    version: int
    hash: bytes
    opened: bool
    held: bool
    sequences: dict[str, int]
    last_at: datetime | None
    made: bool = False
    """By this very transaction: of this case nothing has been written yet."""

    def copy(self) -> Head:
        """As of a case that was there before: its copy may be thrown away, and another made."""
        return Head(
            self.case_id,
            self.version,
            self.hash,
            self.opened,
            self.held,
            dict(self.sequences),
            self.last_at,
        )


class Cases(Generic[S]):
    """States in memory, by case and version; one for each process, as old as the program."""

    def __init__(self, service: Service[S], keys: Keys) -> None:
        self._service = service
        self._keys = keys
        self._states: OrderedDict[str, tuple[int, S]] = OrderedDict()
        self._known: set[str] = set()
        self.newer = asyncio.Event()
        """Set when a journal turned out to be newer than this program, wherever that was noticed."""
        self.lost = asyncio.Event()
        """Set when the database has lost what it had committed: who begins anew compares it (`forgotten`)."""

    async def lock(
        self, connection: AsyncConnection, ids: Iterable[str], *, makes: bool = True
    ) -> dict[str, Head]:
        """Lock the heads of these cases, sorted, and after them those of parties; missing ones are made, if
        `makes`. A transaction may lock parties later, and after a party no case."""
        wanted = sorted(set(ids))
        heads: dict[str, Head] = {}
        for some in (
            [one for one in wanted if not envelope.is_party_case(one)],
            [one for one in wanted if envelope.is_party_case(one)],
        ):
            if some:
                heads |= await self._lock(connection, some, makes=makes)
        return heads

    async def _lock(self, connection: AsyncConnection, wanted: list[str], *, makes: bool) -> dict[str, Head]:
        heads: dict[str, Head] = {}
        if makes and (new := [one for one in wanted if one not in self._known]):
            asked = {"ids": new, "hashes": [envelope.genesis(one) for one in new]}
            for case_id, hash_ in await driver.fetch(connection, queries.ENSURE_HEADS, asked):
                heads[case_id] = Head(case_id, 0, hash_, False, False, {}, None, made=True)
        if there := [one for one in wanted if one not in heads]:
            for row in await driver.fetch(connection, queries.LOCK_HEADS, {"ids": there}):
                heads[row[0]] = Head(*row)
        behind = any(self._states.get(one.case_id, (0,))[0] > one.version for one in heads.values())
        if behind or (makes and len(heads) < len(wanted)):
            raise self._lost()
        return heads

    def _lost(self) -> LostCommits:
        self.lost.set()
        log.error("journal.lost_commits")
        return LostCommits("the database has lost what it had committed")

    def committed(self, heads: dict[str, Head], states: dict[str, S]) -> None:
        """What the transaction wrote is true now: remember it."""
        if len(self._known) > 20 * REMEMBERED:
            self._known.clear()
        self._known.update(heads)
        for case_id, state in states.items():
            self._states[case_id] = (heads[case_id].version, state)
            self._states.move_to_end(case_id)
        while len(self._states) > REMEMBERED:
            self._states.popitem(last=False)

    async def states(self, connection: AsyncConnection, heads: Iterable[Head]) -> dict[str, S]:
        """The state of each case at its head's version; parties have none. Raises NewerJournal."""
        found: dict[str, tuple[int, S]] = {}
        behind: dict[str, int] = {}
        for head in heads:
            if envelope.is_party_case(head.case_id):
                continue
            have = self._states.get(head.case_id)
            if have is None or have[0] > head.version:
                have = (0, self._service.decider.initial(head.case_id))
            found[head.case_id] = have
            if have[0] < head.version:
                behind[head.case_id] = have[0]
        if behind:
            await self._catch_up(connection, behind, found)
        return {case_id: state for case_id, (_, state) in found.items()}

    async def readable(self, connection: AsyncConnection, heads: Iterable[Head]) -> dict[str, S]:
        """The same without the cases that cannot be folded: one of them must not stop all others."""
        found: dict[str, S] = {}
        for head in heads:
            try:
                found |= await self.states(connection, [head])
            except (NewerJournal, SQLAlchemyError):
                raise
            except Exception as error:
                if is_transient(error):
                    raise
                log.error("case.unreadable", error=type(error).__name__)
        return found

    async def _catch_up(
        self, connection: AsyncConnection, behind: dict[str, int], found: dict[str, tuple[int, S]]
    ) -> None:
        asked = {"ids": list(behind), "versions": list(behind.values())}
        rows: Sequence[Any] = (await connection.execute(queries.TAIL, asked)).all()
        await self._keys.load(connection, (key for row in rows for key in row.keys_))
        for row in rows:
            recorded = self._recorded(row)
            version, state = found[row.case_id]
            if row.version != version + 1:
                raise BrokenJournal(f"version {version + 1} of a case is missing from the journal")
            found[row.case_id] = (row.version, self._service.decider.evolve(state, recorded))

    async def history(self, connection: AsyncConnection, case_id: str, until: datetime) -> History[S] | None:
        """Folded anew from the journal as far as it had been recorded by then; None: nothing had.

        Raises NewerJournal, BrokenJournal.
        """
        if envelope.is_party_case(case_id):
            return None
        rows = list((await connection.execute(queries.UNTIL, {"case": case_id})).all())
        known = list(itertools.takewhile(lambda row: row.recorded_at <= until, rows))
        if not known:
            return None
        await self._keys.load(connection, (key for row in known for key in row.keys_))
        state, entries = self._service.decider.initial(case_id), list[Recorded]()
        for version, row in enumerate(known, start=1):
            if row.version != version:
                raise BrokenJournal(f"version {version} of a case is missing from the journal")
            entries.append(self._recorded(row))
            state = self._service.decider.evolve(state, entries[-1])
        asked = {"case": case_id, "until": until}
        refused = tuple(_refused(row) for row in await connection.execute(queries.REFUSED_UNTIL, asked))
        erased = frozenset((await connection.execute(queries.ERASED, {"case": case_id})).scalars())
        last = known[-1]
        return History(case_id, state, last.version, last.hash.hex(), tuple(entries), refused, until, erased)

    def _recorded(self, row: Any) -> Recorded:
        document = reading.inner(row.core)
        return self.recorded(row.version, row.id, document, heard=row.heard, recorded_at=row.recorded_at)

    def recorded(
        self, version: int, id_: str, document: dict[str, Any], *, heard: bool, recorded_at: datetime
    ) -> Recorded:
        """A journal entry as `evolve` takes it; boxes are open where the key is here."""
        read = reading.described(document)
        if self._service.catalogue.kind(read.type) is None:
            self.newer.set()
            raise NewerJournal(f"the journal holds {read.type}, which this program does not know")

        def open_(label: str, box: dict[str, str]) -> bytes | None:
            return self._keys.open(read.source, read.case_id, label, read.type, box)

        event = self._service.catalogue.decode(read.type, document["data"], open_)
        return Recorded(
            version,
            id_,
            read.source,
            read.type,
            event,
            read.occurred_at,
            recorded_at,
            read.actor,
            heard,
            read.opening,
        )


def _refused(row: Any) -> Refused:
    unmet = tuple(
        Unmet(
            one["code"],
            one["words"],
            one["paragraph"],
            tuple(one.get("requirements", ())),
            bool(one.get("override", False)),
        )
        for one in row.unmet
    )
    return Refused(row.command, row.actor, row.version, unmet, row.edition, row.at)
