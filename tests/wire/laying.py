"""Cases of a story laid down in a service's own journal, as if all that was told of them had come by itself.

What other services said is sealed and wrapped as they do it; what the service said itself, as it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, groupby, islice
from pathlib import Path
from typing import Any, Final

from assembly.described import PUBLISHED
from contracts.catalogue import Catalogue
from contracts.keyring import load, path_of
from contracts.parties import principal_of
from contracts.vault import Vault
from messaging import envelope, prepare, reading
from messaging.apply import Applier
from messaging.batch import Batch
from messaging.decider import Message, Recorded, Unread
from messaging.entries import Heard
from messaging.outcomes import HEARD, Decided, Happened
from messaging.rows import Position, Record
from tests.given import Story

CATALOGUE: Final = Catalogue(PUBLISHED)
AT_ONCE: Final = 60
"""Cases a transaction: one must not last too long."""


@dataclass
class Writer:
    """Another principal, with the keys under which it seals what it says of a case for one reader.

    `theirs`: it calls our cases otherwise.
    """

    vault: Vault
    source: str
    reader: str
    theirs: bool
    _keys: dict[tuple[str, str], Any] = field(default_factory=dict)

    def record(self, case_id: str, said: Recorded, number: int) -> tuple[bytes, bytes]:
        """The value as it stands on its topic, and the header with the keys of its boxes. `case_id`: ours."""
        wraps: dict[str, tuple[str, str, str, str]] = {}

        def seal(label: str, plain: bytes) -> dict[str, str]:
            if (key := self._keys.get((case_id, label))) is None:
                key = self._keys[case_id, label] = self.vault.new_key()
            named = self.vault.key_id(key)
            wraps[named] = (named, label, self.reader, self.vault.wrap(self.reader, key))
            return self.vault.seal(key, self.source, subject, label, said.type, plain)

        subject = _theirs(case_id, said) if self.theirs else case_id
        core = envelope.compose(_composed(subject, said, self.source), CATALOGUE.encode(said.event, seal))
        chained = envelope.link(envelope.genesis(subject), core)
        value = envelope.relayed(core, id_=envelope.event_id(chained), chained=chained, sequence=number)
        return value, self.vault.header(list(wraps.values()))


def _composed(case_id: str, said: Recorded, source: str) -> envelope.Composition:
    return envelope.Composition(
        source=source,
        type=said.type,
        case_id=case_id,
        occurred_at=said.occurred_at,
        recorded_at=said.recorded_at,
        dataschema=f"urn:csods:schema:{said.type}",
        actor=said.actor,
        correlation=case_id,
        causation="",
        classification="OFFICIAL-SENSITIVE",
        urgent=said.event.URGENT,
        critical=said.event.CRITICAL,
        opening=said.opening,
    )


class Layer:
    """Lays cases down by an applier of its own: who serves them folds them from the journal alone."""

    def __init__(self, serving: Applier[Any], home: Path) -> None:
        self._applier: Applier[Any] = Applier(
            serving.service, serving.engine, serving.clock, lambda _published, _tasked: None
        )
        self._home = home
        self._offsets = count()
        self._writers: dict[str, Writer] = {}
        self._mapped = {feed.source for feed in serving.service.feeds if feed.maps}

    async def lay(self, told: Mapping[str, Story[Any]]) -> None:
        """Every event of each story, recorded when it was; and the mail of it that is unread."""
        left = iter(told.items())
        while some := dict(islice(left, AT_ONCE)):
            async with self._applier._transaction(some) as (connection, batch):
                await prepare.for_commands(connection, batch)
                for case_id, story in some.items():
                    self._lay(batch, case_id, story)

    def _lay(self, batch: Batch[Any], case_id: str, story: Story[Any]) -> None:
        ids: dict[str, str] = {}
        for _, together in groupby(story.history, key=_together):
            entries = [_renamed(one, ids) for one in together]
            before = len(batch.rows.journal)
            self._record(batch, case_id, entries)
            ids |= {one.id: row.id for one, row in zip(entries, batch.rows.journal[before:], strict=True)}
        for unread in story.unread:
            _keep(batch, case_id, unread, next(self._offsets))

    def _record(self, batch: Batch[Any], case_id: str, entries: list[Recorded]) -> None:
        """One message that was heard, or what the service said itself at one instant."""
        first = entries[0]
        batch.now = first.recorded_at
        if not first.heard:
            said = tuple(Happened(one.event, one.occurred_at) for one in entries)
            batch.record(case_id, Decided(said), first.actor, "")
            return
        writer = self._writer(first.source)
        value, header = writer.record(case_id, first, first.version)
        batch.keys.take(header, writer.source, case_id, batch.rows)
        read = reading.read(value)
        assert isinstance(read, reading.Envelope)
        ours = case_id if writer.theirs else ""
        heard = Heard(_message(read, first), value, read.keys, ours)
        batch.record(case_id, Decided((HEARD,)), first.actor, "", heard)

    def _writer(self, source: str) -> Writer:
        if source not in self._writers:
            who, reader = principal_of(source), self._applier.service.principal
            vault = Vault(load(path_of(self._home, who)))
            self._writers[source] = Writer(vault, source, reader, source in self._mapped)
        return self._writers[source]


def _theirs(case_id: str, said: Recorded) -> str:
    """What another writer calls this case; whoever tasks us says it."""
    return getattr(said.event, "our_case", f"{case_id}-theirs")


def _renamed(entry: Recorded, ids: Mapping[str, str]) -> Recorded:
    """With what it says of earlier entries by their ids, which are others in the journal."""
    said = {name: ids[value] for name, value in entry.event if isinstance(value, str) and value in ids}
    return entry._replace(event=entry.event.model_copy(update=said)) if said else entry


def _together(entry: Recorded) -> tuple[object, datetime, object]:
    """Own events of one instant and actor; a message stands alone."""
    return (entry.version if entry.heard else None, entry.recorded_at, entry.actor)


def _message(read: reading.Envelope, said: Recorded) -> Message:
    return Message(
        read.id,
        read.source,
        read.type,
        read.case_id,
        said.event,
        read.occurred_at,
        read.recorded_at,
        read.actor,
        read.opening,
    )


def _keep(batch: Batch[Any], case_id: str, unread: Unread, offset: int) -> None:
    """A message that could not be read: it holds its case on its topic."""
    record = Record(Position(unread.topic, 0, offset), case_id.encode(), b"{}")
    batch.rows.quarantine(record, unread.reason, "", holds=True, case_id=case_id, type_=unread.type)
    batch.hold(case_id, unread.topic)


def unlike(story: Story[Any]) -> Iterator[str]:
    """What of a story's state does not follow from its events: it cannot be laid down."""
    state = story.decider.initial("c-given")
    for entry in story.history:
        state = story.decider.evolve(state, entry)
    if state != story.state:
        yield f"{type(state).__name__} was changed by hand"
