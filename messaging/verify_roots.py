"""Proving journals against the daily roots that left them: what was cut, lost or changed since a root shows.

Three places keep the roots: the database, the file, the topic. What one of them no longer has, another tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from messaging import reading, root_file, statement
from messaging.audit import Report, Store, snapshot
from messaging.kafka_log import KafkaLog
from messaging.statement import BEGINNING, Statement
from messaging.tree import Head, leaf, root_of

GRACE: Final = timedelta(hours=1)
"""How long after midnight a root may still be under way."""
ROOTS: Final = text("""
SELECT signed, filed_at IS NOT NULL AS filed, published_at IS NOT NULL AS published FROM roots ORDER BY number
""")
ROOTED: Final = text('SELECT number, case_id, version, hash FROM rooted ORDER BY number, case_id COLLATE "C"')
JOURNAL: Final = text("SELECT case_id, version, hash FROM journal ORDER BY case_id, version")
DAYS: Final = text("SELECT min(recorded_at) AS first, max(recorded_at) AS last FROM journal")


@dataclass(frozen=True, slots=True)
class Outside:
    """Where roots are kept besides the databases. `opened(principal, signed)` raises ValueError.

    `directories`: by principal; who has none is proved by the rest. `log`: None where no broker is asked.
    """

    opened: Callable[[str, str], bytes]
    directories: Mapping[str, Path]
    log: KafkaLog | None = None


class _Row(NamedTuple):
    """A root in the database, and whether it has been brought to file and topic."""

    signed: str
    filed: bool
    published: bool


@dataclass(slots=True)
class _Place:
    """Which roots of one service a place has; `heads`, by signed root, as far as they are what was signed."""

    name: str
    numbers: set[int] = field(default_factory=set)
    heads: dict[str, tuple[Head, ...]] = field(default_factory=dict)


async def verify_roots(stores: Sequence[Store], outside: Outside, report: Report) -> None:
    """Compare each service's journal with every root known of it.

    The databases say first what has been brought where, then the places are read, and the journals last: a
    service at work is never ahead of its own journal. Raises what brokers and databases raise.
    """
    ours = [store for store in stores if store.roots_topic]
    chains = [_Chain(store, outside.opened, report) for store in ours]
    for chain in chains:
        async with chain.store.engine.connect() as connection:
            chain.brought([_Row(*row) for row in await connection.execute(ROOTS)])
    for chain in chains:
        if (directory := outside.directories.get(chain.store.principal)) is not None:
            chain.read_file(root_file.path_of(directory, chain.store.principal))
        if outside.log is not None:
            await chain.read_topic(outside.log)
    async with AsyncExitStack() as stack:
        connections = [await snapshot(stack, chain.store.engine) for chain in chains]
        days = [(await one.execute(DAYS)).one() for one in connections]
        latest = max((day.last for day in days if day.last), default=None)
        for chain, connection, day in zip(chains, connections, days, strict=True):
            await chain.read_database(connection)
            chain.check(day.first, latest)
            await _compare(chain.store, connection, chain.expected(), report)


class _Chain:
    """Every root that any place has of one service."""

    def __init__(self, store: Store, opened: Callable[[str, str], bytes], report: Report) -> None:
        self.store = store
        self._opened = opened
        self._report = report
        self._known: defaultdict[int, dict[str, Statement]] = defaultdict(dict)
        self._pending: dict[str, set[int]] = {"file": set(), "topic": set()}
        self._early: set[int] = set()
        """Known before the database was looked at again."""
        self._places: list[_Place] = []

    def brought(self, rows: Iterable[_Row]) -> None:
        """What the database said before anything else was read; what is under way is not missed elsewhere."""
        for row in rows:
            if (said := self._read(row.signed, "database")) is not None:
                self._pending["file"] |= set() if row.filed else {said.number}
                self._pending["topic"] |= set() if row.published else {said.number}
        self._early |= self._known.keys()

    def read_file(self, path: Path) -> None:
        place = self._place("file")
        if path.exists():
            for number, line in enumerate(root_file.read(path), 1):
                if line is None:
                    self._find("ROOT_UNREADABLE", f"{path.name} line {number}")
                elif (said := self._take(place, line.signed)) is not None:
                    self._keep(place, line.signed, said, line.heads)
        self._early |= self._known.keys()

    async def read_topic(self, log: KafkaLog) -> None:
        place = self._place("topic")
        async for record in log.read([self.store.roots_topic]):
            read = reading.read(record.value)
            told = read.data.get("signed") if isinstance(read, reading.Envelope) else None
            if isinstance(told, str):
                self._take(place, told)
            else:
                self._find("ROOT_UNREADABLE", f"topic {record.position.offset}")
        self._early |= self._known.keys()

    async def read_database(self, connection: AsyncConnection) -> None:
        place = self._place("database")
        by_number: defaultdict[int, list[Head]] = defaultdict(list)
        for number, case_id, version, hash_ in await connection.execute(ROOTED):
            by_number[number].append(Head(case_id, version, hash_))
        for row in await connection.execute(ROOTS):
            self._take(place, row.signed)
        for number, known in self._known.items():
            for signed, said in known.items():
                self._keep(place, signed, said, tuple(by_number[number]))

    def check(self, first: datetime | None, latest: datetime | None) -> None:
        """One root after another, each once, in every place, and every day up to `latest` closed."""
        self._report.counts["roots"] += len(self._known)
        for place in self._places:
            known = self._known.keys() if place.name == "database" else self._early
            lacking = known - place.numbers - self._pending.get(place.name, set())
            for numbers in _runs(lacking):
                self._find(LACKING[place.name], numbers)
        for number in range(1, max(self._known, default=0) + 1):
            if len(self._known.get(number, {})) > 1:
                self._find("ROOTS_FORKED", str(number))
            elif number not in self._known:
                self._find("ROOT_MISSING", str(number))
            self._follows(number)
        self._closed(first, latest)

    def expected(self) -> dict[tuple[str, int], tuple[bytes, int]]:
        """(case, version) -> (hash, number of the root that says so); the last root is computed anew."""
        found: dict[tuple[str, int], tuple[bytes, int]] = {}
        heads: dict[str, Head] = {}
        known = [(number, signed) for number in sorted(self._known) for signed in self._known[number]]
        lost = []
        for number, signed in known:
            kept = next((place.heads[signed] for place in self._places if signed in place.heads), None)
            if kept is None:
                lost.append(number)
            else:
                found |= {(head.case_id, head.version): (head.hash, number) for head in kept}
                heads |= {head.case_id: head for head in kept}
        for numbers in _runs(lost):
            self._find("HEADS_LOST", numbers)
        if self._known and not lost and len(known) == len(self._known):
            said = self._said(max(self._known))
            leaves = (leaf(head) for head in sorted(heads.values(), key=lambda one: one.case_id.encode()))
            if (len(heads), root_of(leaves).hex()) != (said.cases, said.root):
                self._find("ROOT_DIFFERS", str(said.number))
        return found

    def _follows(self, number: int) -> None:
        """A root names the one before it, and the day after that one's last."""
        before = self._known.get(number - 1, {})
        for said in self._known.get(number, {}).values():
            named = {statement.digest(signed) for signed in before} if number > 1 else {BEGINNING}
            if (before or number == 1) and said.previous not in named:
                self._find("ROOTS_BROKEN", str(number))
            days = {one.last + timedelta(days=1) for one in before.values()}
            if days and said.first not in days:
                self._find("DAY_MISSING", f"before {said.first}")

    def _closed(self, first: datetime | None, latest: datetime | None) -> None:
        if latest is None:
            return
        must = (latest.astimezone(UTC) - GRACE).date() - timedelta(days=1)
        if self._known:
            after = self._said(max(self._known)).last + timedelta(days=1)
        elif first is not None:
            after = first.astimezone(UTC).date()
        else:
            return
        if after <= must:
            self._find("DAY_MISSING", str(after) if after == must else f"{after} to {must}")

    def _said(self, number: int) -> Statement:
        return next(iter(self._known[number].values()))

    def _place(self, name: str) -> _Place:
        self._places.append(_Place(name))
        return self._places[-1]

    def _take(self, place: _Place, signed: str) -> Statement | None:
        said = self._read(signed, place.name)
        if said is not None:
            place.numbers.add(said.number)
        return said

    def _read(self, signed: str, where: str) -> Statement | None:
        try:
            said = statement.read(self._opened(self.store.principal, signed))
        except ValueError:
            self._find("ROOT_FORGED", where)
            return None
        if said.principal != self.store.principal:
            self._find("ROOT_FORGED", where)
            return None
        self._known[said.number][signed] = said
        return said

    def _keep(self, place: _Place, signed: str, said: Statement, heads: tuple[Head, ...]) -> None:
        if statement.changed(heads) == said.changed:
            place.heads[signed] = heads
        else:
            self._find("HEADS_DIFFER", f"{place.name} {said.number}")

    def _find(self, code: str, where: str) -> None:
        self._report.find_once(code, f"{self.store.principal} {where}")


LACKING: Final = {"database": "ROOT_FORGOTTEN", "file": "ROOT_NOT_FILED", "topic": "ROOT_NOT_PUBLISHED"}


async def _compare(
    store: Store,
    connection: AsyncConnection,
    expected: dict[tuple[str, int], tuple[bytes, int]],
    report: Report,
) -> None:
    """What a root says of a case, its journal says still. Of each case the newest root counts."""
    there: set[str] = set()
    differs: dict[str, tuple[int, int]] = {}
    rooted = len(expected)
    async for case_id, version, hash_ in await connection.stream(JOURNAL):
        there.add(case_id)
        said = expected.pop((case_id, version), None)
        if said is not None and said[0] != hash_:
            differs[case_id] = (version, said[1])
    report.counts["rooted"] += rooted
    for case_id, (version, number) in differs.items():
        report.find("OTHER_THAN_ROOT", f"{store.principal} {case_id} {version} root {number}")
    for case_id, (version, number) in _newest(expected).items():
        code = "BEHIND_ROOT" if case_id in there else "CASE_GONE"
        report.find(code, f"{store.principal} {case_id} {version} root {number}")


def _newest(lacking: Mapping[tuple[str, int], tuple[bytes, int]]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for (case_id, version), (_, number) in sorted(lacking.items()):
        found[case_id] = (version, number)
    return found


def _runs(numbers: Iterable[int]) -> list[str]:
    """`1, 2, 3, 7` -> `1-3`, `7`."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found]
