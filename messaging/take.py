"""Taking a record: every message is applied, kept waiting or kept in quarantine; nothing falls between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from messaging import alive, envelope
from messaging.batch import Batch, Heard, Stream
from messaging.decider import Message
from messaging.envelope import Envelope
from messaging.glance import Glance, first_bytes, of_key
from messaging.outcomes import Decided, NotYet, Refusal, Unreadable
from messaging.routes import Ignored
from messaging.rows import Record
from messaging.service import KEYS_HEADER, Feed
from messaging.tables import InboxRow

S = TypeVar("S")

AHEAD: Final = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours (C-36 of the ledger)."""


class Misread(Exception):
    """A record is not what its first bytes said: everything of its batch is read whole."""


@dataclass(slots=True)
class Taken:
    """A record read as far as it can be without a database.

    `whole` is None where its first bytes have said what the database is asked: then it is taken apart only
    when its turn comes, while the processor still has it at hand, and nothing of it is kept beyond.
    """

    record: Record
    feed: Feed
    keys_header: bytes | None
    glance: Glance | None
    whole: Envelope | Unreadable | None = None

    @property
    def case_id(self) -> str | None:
        return self.glance.case_id if self.glance else None

    def read(self) -> Envelope | Unreadable:
        """The envelope, checked. Raises Misread where it says something else than the first bytes."""
        if self.whole is not None:
            return self.whole
        read = _read(self.record, self.feed)
        if isinstance(read, Envelope) and not _as_glanced(self.glance, read):
            raise Misread
        return read


def _as_glanced(glance: Glance | None, read: Envelope) -> bool:
    return (
        glance is not None
        and (glance.case_id, glance.id, glance.sequence) == (read.case_id, read.id, read.sequence)
        and glance.keys.issuperset(read.keys)
    )


def glance_at(record: Record, feed: Feed) -> Taken:
    """Read no more than the database must be asked about, if that can be told; else the whole."""
    if (glance := first_bytes(record.key, record.value)) is None:
        return open_record(record, feed)
    return Taken(record, feed, _keys_header(record), glance)


def open_record(record: Record, feed: Feed) -> Taken:
    """Read the envelope, and check it against who may write here and what the key says."""
    read = _read(record, feed)
    known = isinstance(read, Envelope)
    if not isinstance(read, Envelope):
        glance = of_key(record.key)
    elif feed.ours and alive.is_one(read):
        glance = None
    else:
        glance = Glance(read.case_id, read.id, read.sequence, frozenset(read.keys))
    return Taken(record, feed, _keys_header(record) if known else None, glance, read)


def _keys_header(record: Record) -> bytes | None:
    return next((value for name, value in record.headers if name == KEYS_HEADER), None)


def _read(record: Record, feed: Feed) -> Envelope | Unreadable:
    try:
        read = envelope.read(record.value)
    except Exception as error:  # a record that we did not think of must not stop all others
        return Unreadable("UNREADABLE", type(error).__name__)
    return _checked(read, record, feed) if isinstance(read, Envelope) else read


def _checked(read: Envelope, record: Record, feed: Feed) -> Envelope | Unreadable:
    if not envelope.is_case_id(read.case_id):
        return Unreadable("BAD_CASE_ID")
    if record.key != read.case_id.encode():
        return Unreadable("WRONG_KEY", "the key is not the subject")
    if read.source != feed.source:
        return Unreadable("WRONG_SOURCE", "another writer's source")
    return read


@dataclass(slots=True)
class Taker(Generic[S]):
    """Takes records into a batch. `redriving` is set for what had been kept before, `judged` when a person
    has asked for it: then a forked history is taken as it is."""

    batch: Batch[S]
    redriving: bool = False
    judged: bool = False

    def take(self, taken: Taken) -> str:
        """The outcome, as it is counted: applied, ignored, duplicate, waiting or quarantined."""
        read = taken.read()
        if isinstance(read, Unreadable):
            return self._quarantine(taken, read, read.reason, read.detail, holds=self._known_here(taken))
        return self._alive(taken, read) if taken.glance is None else self._take(taken, read)

    def _take(self, taken: Taken, read: Envelope) -> str:
        if seen := self.batch.seen.get((read.source, read.id)):
            same = seen[0] == read.digest
            return "duplicate" if same else self._quarantine(taken, read, "ID_REUSED", "", holds=True)
        kind = self.batch.service.catalogue.kind(read.type)
        urgent = kind is not None and bool(kind.URGENT)
        if not self.judged and self._forked(taken, read):
            outcome = self._quarantine(taken, read, "HISTORY_FORKED", "", holds=True)
            if not urgent:  # what is urgent acts whatever history it belongs to
                return outcome
        if not urgent and not self.redriving and self._must_wait(taken, read):
            return "waiting"
        if kind is None:
            known = self.batch.service.catalogue.known(read.type)
            reason = "UNKNOWN_VERSION" if known else "UNKNOWN_TYPE"
            return self._quarantine(taken, read, reason, "", holds=known or read.critical)
        return self._route(taken, read)

    def _known_here(self, taken: Taken) -> bool:
        """Whether what cannot be read is of a case that has begun here, by its key: it may be any find."""
        return taken.case_id is not None and self.batch.heads[taken.case_id].version > 0

    def _alive(self, taken: Taken, read: Envelope) -> str:
        """A service speaks of itself: no case, no inbox, no answer."""
        if (said := alive.read(read)) is None:
            return self._quarantine(taken, Unreadable("BAD_DATA"), "BAD_DATA", "", holds=False)
        at = taken.record.position
        self.batch.rows.add(alive.SPOKE, topic=at.topic, partition=at.partition, **said)
        return "alive"

    def _urgent(self, type_: str) -> bool:
        kind = self.batch.service.catalogue.kind(type_)
        return kind is not None and bool(kind.URGENT)

    def _forked(self, taken: Taken, read: Envelope) -> bool:
        """Note the number. True when the writer once told us another history under it."""
        if read.sequence is None:
            return False
        topic = taken.record.position.topic
        stream = self.batch.streams.get((read.case_id, topic))
        if stream is None:
            stream = self.batch.streams[read.case_id, topic] = Stream()
        told = self.batch.anchors.setdefault((read.case_id, topic, read.sequence), read.chainhash)
        if self.redriving:
            return told != read.chainhash
        if read.sequence > stream.highest:
            if read.sequence > stream.highest + 1:
                stream.missing.update(range(stream.highest + 1, read.sequence)[:1000])
                words = f"messages are missing on {topic}: see `csods doctor`, ask its writer to republish"
                self.batch.rows.alarm("GAP", topic, words)  # one, however many cases: each is unread mail
            stream.highest = read.sequence
        elif read.sequence in stream.missing:
            stream.missing.discard(read.sequence)
        else:
            return told != read.chainhash
        return False

    def _route(self, taken: Taken, read: Envelope) -> str:
        if read.type not in taken.feed.carries:
            return self._quarantine(taken, read, "WRONG_TOPIC", "", holds=True)
        if read.occurred_at - self.batch.now > AHEAD:
            return self._quarantine(taken, read, "FUTURE_TIME", "", holds=True)
        return self._apply(taken, read)

    def _must_wait(self, taken: Taken, read: Envelope) -> bool:
        topic = taken.record.position.topic
        if (read.case_id, topic) not in self.batch.blocked:
            return False
        self._wait(taken, read, "BEHIND")
        return True

    def _apply(self, taken: Taken, read: Envelope) -> str:
        try:
            message = self._message(read)
            happened: datetime | None = getattr(message.event, "occurred_at", None)
            if happened is not None and happened - self.batch.now > AHEAD:
                return self._quarantine(taken, read, "FUTURE_TIME", "", holds=True)
            route = self.batch.service.routes.get(type(message.event))
            if route is None:
                return self._quarantine(taken, read, "NOT_ROUTED", "", holds=True)
            if isinstance(route, Ignored):
                return self._done(read, taken, "ignored", None)
            return self._decide(taken, read, message, route(message))
        except Exception as error:
            if type(error).__name__ == "DataInvalid":
                return self._quarantine(
                    taken, read, "BAD_DATA", ", ".join(getattr(error, "paths", ())), holds=True
                )
            where = _where(error)
            return self._quarantine(taken, read, "FAILED", where, holds=True)

    def _message(self, read: Envelope) -> Message:
        batch = self.batch

        def open_(label: str, box: dict[str, str]) -> bytes | None:
            return batch.keys.open(read.source, read.case_id, label, read.type, box)

        event = batch.service.catalogue.decode(read.type, read.data, open_)
        occurred = min(read.occurred_at, batch.now)
        return Message(
            read.id,
            read.source,
            read.type,
            read.case_id,
            event,
            occurred,
            read.recorded_at,
            read.actor,
            read.opening,
        )

    def _decide(self, taken: Taken, read: Envelope, message: Message, command: Any) -> str:
        batch = self.batch
        outcome = batch.decide(read.case_id, command)
        match outcome:
            case Decided():
                batch.record(
                    read.case_id, outcome, message.actor, read.id, Heard(message, read.value, read.keys)
                )
                return self._done(read, taken, "applied", batch.heads[read.case_id].version)
            case NotYet() if taken.feed.ours:
                if not self.redriving:
                    self._early(taken, read)
                return "waiting"
            case NotYet():
                return self._quarantine(taken, read, "CASE_UNKNOWN", "", holds=False)
            case Refusal():
                batch.refuse(read.case_id, command, message.actor, outcome)
                codes = ", ".join(one.code for one in outcome.unmet)
                return self._quarantine(taken, read, "REFUSED", codes, holds=True)
            case Unreadable(reason, detail):
                return self._quarantine(taken, read, reason, detail, holds=True)
            case _:
                raise TypeError(f"decide gave {type(outcome).__name__}")

    def _done(self, read: Envelope, taken: Taken, outcome: str, version: int | None) -> str:
        self.batch.seen[read.source, read.id] = (read.digest, version)
        self.batch.rows.inbox.append(
            InboxRow(
                read.source,
                read.id,
                read.case_id,
                taken.record.position.topic,
                read.sequence,
                read.chainhash,
                read.digest,
                outcome,
                version,
            )
        )
        return outcome

    def _early(self, taken: Taken, read: Envelope) -> None:
        """Kept until the case opens; meanwhile it stands in nobody's way."""
        head = self.batch.heads[read.case_id]
        self.batch.rows.wait(taken.record, read.case_id, read.type, "NOT_YET")
        head.held = True
        self.batch.touched.add(read.case_id)
        self.batch.early.add((read.case_id, taken.record.position.topic))
        if self._urgent(read.type):
            self._ring_urgent(taken, read, "NOT_YET")
        if head.opened:
            self.batch.hold(read.case_id, taken.record.position.topic)

    def _wait(self, taken: Taken, read: Envelope, reason: str) -> None:
        self.batch.rows.wait(taken.record, read.case_id, read.type, reason)
        self.batch.hold(read.case_id, taken.record.position.topic)

    def _quarantine(
        self, taken: Taken, read: Envelope | Unreadable, reason: str, detail: str, *, holds: bool
    ) -> str:
        batch = self.batch
        topic = taken.record.position.topic
        case_id = read.case_id if isinstance(read, Envelope) else taken.case_id
        type_ = read.type if isinstance(read, Envelope) else ""
        known = type_ if batch.service.catalogue.kind(type_) else ""
        batch.rows.quarantine(taken.record, reason, detail, holds=holds, case_id=case_id, type_=known)
        words = f"{reason}: a message on {topic} could not be taken; see `csods quarantine list`, then retry"
        batch.rows.alarm("QUARANTINE", f"{topic}/{known}/{reason}", words)
        if isinstance(read, Envelope) and self._urgent(read.type):
            self._ring_urgent(taken, read, reason)
        if case_id:
            batch.kept.add(case_id)
            if holds:
                batch.hold(case_id, topic)
        return "quarantined"

    def _ring_urgent(self, taken: Taken, read: Envelope, reason: str) -> None:
        words = f"an urgent message could not be taken ({reason}): act on the case itself, now"
        what_for = str(taken.record.position)
        self.batch.rows.alarm("URGENT_UNREAD", what_for, words, read.case_id, "duty-supervisor")


def _where(error: Exception) -> str:
    """Type and place of an error of ours; never its text, which may quote data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} in {place}"
