"""Taking a record: every message is applied, kept waiting or kept in quarantine; nothing falls between."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from messaging import alive, crash, receipts
from messaging.batch import Batch, Seen, Stream
from messaging.decider import Actor, Message
from messaging.entries import Heard
from messaging.outcomes import Decided, NotYet, Refusal, Unreadable
from messaging.reading import Envelope
from messaging.routes import Ignored
from messaging.tables import InboxRow
from messaging.taken import Taken

S = TypeVar("S")
KEPT: Final = frozenset({"waiting", "quarantined"})
BREATH: Final = 25
"""After so many messages whatever else this process does has its turn."""

AHEAD: Final = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours (C-36 of the ledger)."""


@dataclass(slots=True)
class Taker(Generic[S]):
    """Takes records into a batch. `redriving` is set for what had been kept before, `judged` when a person
    has asked for it: then a forked history is taken as it is."""

    batch: Batch[S]
    redriving: bool = False
    judged: bool = False
    _codes: tuple[str, ...] = ()
    """Why the message in hand is kept or refused."""
    _closed: set[str] = field(default_factory=set)
    """Labels of what in it does not open here."""

    async def take_all(self, taken: Sequence[Taken]) -> list[str]:
        """The outcome of each, in their order."""
        found = list[str]()
        for number, one in enumerate(taken, start=1):
            found.append(self.take(one))
            crash.point("mid batch")
            if number % BREATH == 0:
                await asyncio.sleep(0)
        return found

    def take(self, taken: Taken) -> str:
        """The outcome, as it is counted: applied, ignored, duplicate, refused, waiting or quarantined."""
        read = taken.read()
        self._codes = ()
        if isinstance(read, Unreadable):
            outcome = self._quarantine(taken, read, read.reason, read.detail, holds=self._known_here(taken))
        elif taken.glance is None:
            return self._alive(taken, read)
        else:
            outcome = self._take(taken, read)
        if not (self.redriving and outcome in KEPT):  # its sender knows that it is kept
            receipts.answer(self.batch, taken, read, outcome, self._codes)
        return outcome

    def _take(self, taken: Taken, read: Envelope) -> str:
        if seen := self.batch.seen.get((read.source, read.id)):
            if seen.digest != read.digest:
                return self._quarantine(taken, read, "ID_REUSED", "", holds=True)
            self._codes = ("DUPLICATE", *seen.codes)
            return "duplicate"
        kind = self.batch.service.catalogue.kind(read.type)
        urgent = kind is not None and bool(kind.URGENT)
        if self._forked(taken, read) and not self.judged:
            outcome = self._quarantine(taken, read, "HISTORY_FORKED", "", holds=True)
            if not urgent:  # what is urgent acts whatever history it belongs to
                return outcome
        waits = (read.case_id, taken.record.position.topic) in self.batch.blocked
        if waits and not urgent and not self.redriving:
            self._wait(taken, read, "BEHIND")
            return "waiting"
        if kind is None:
            known = self.batch.service.catalogue.known(read.type)
            reason = "UNKNOWN_VERSION" if known else "UNKNOWN_TYPE"
            return self._quarantine(taken, read, reason, "", holds=known or read.critical)
        return self._apply(taken, read)

    def _is_closed(self, taken: Taken) -> bool:
        """Whether something in it is for us and does not open: what nobody could read is not nothing.

        Its key may have come since, with the same message published again; what is for others stays closed.
        """
        service, topic = self.batch.service, taken.record.position.topic
        return taken.unopened and any(
            service.principal in service.readers(topic, label) for label in self._closed
        )

    def _out_of_place(self, taken: Taken, read: Envelope) -> str:
        if read.type not in taken.feed.carries:
            return "WRONG_TOPIC"
        return "FUTURE_TIME" if read.occurred_at > self.batch.now + AHEAD else ""

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
        key = (read.case_id, topic)
        stream = self.batch.streams.get(key)
        if stream is None:
            stream = self.batch.streams[key] = Stream()
        self.batch.counted.add(key)
        told = self.batch.anchors.setdefault((read.case_id, topic, read.sequence), read.chainhash)
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

    def _apply(self, taken: Taken, read: Envelope) -> str:
        if wrong := self._out_of_place(taken, read):
            return self._quarantine(taken, read, wrong, "", holds=True)
        try:
            message = self._message(read)
            if self._is_closed(taken):
                if not self._urgent(read.type):
                    return self._quarantine(taken, read, "KEYS_BROKEN", "", holds=True)
                self._ring_urgent(taken, read, "KEYS_BROKEN")  # it acts, without what is in its boxes
            happened: datetime | None = getattr(message.event, "occurred_at", None)
            if happened is not None and happened > self.batch.now + AHEAD:
                return self._quarantine(taken, read, "FUTURE_TIME", "", holds=True)
            return self._route(taken, read, message)
        except Exception as error:
            if type(error).__name__ == "DataInvalid":
                paths = ", ".join(getattr(error, "paths", ()))
                return self._quarantine(taken, read, "BAD_DATA", paths, holds=True)
            return self._quarantine(taken, read, "FAILED", _where(error), holds=True)

    def _route(self, taken: Taken, read: Envelope, message: Message) -> str:
        route = self.batch.service.routes.get(type(message.event))
        if route is None:
            return self._quarantine(taken, read, "NOT_ROUTED", "", holds=True)
        if isinstance(route, Ignored):
            return self._done(read, taken, "ignored", None)
        return self._decide(taken, read, message, route(message))

    def _message(self, read: Envelope) -> Message:
        batch = self.batch
        self._closed.clear()

        def open_(label: str, box: dict[str, str]) -> bytes | None:
            plain = batch.keys.open(read.source, read.written_for, label, read.type, box)
            if plain is None:
                self._closed.add(label)
            return plain

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
                ours = "" if taken.feed.maps is None else read.case_id
                heard = Heard(message, read.value, read.keys, ours)
                batch.record(read.case_id, outcome, _acts(batch, taken, message), _why(taken, read), heard)
                return self._done(read, taken, "applied", batch.heads[read.case_id].version)
            case NotYet() if taken.feed.ours:
                if not self.redriving:
                    self._early(taken, read)
                return "waiting"
            case NotYet():
                return self._quarantine(taken, read, "CASE_UNKNOWN", "", holds=False)
            case Refusal():
                by = Actor(taken.feed.party) if taken.feed.party else message.actor
                batch.refuse(read.case_id, command, by, outcome)
                codes = tuple(one.code for one in outcome.unmet)
                if taken.feed.party:  # whoever is outside is told, and may send something else
                    self._codes = codes
                    return self._done(read, taken, "refused", None)
                return self._quarantine(taken, read, "REFUSED", ", ".join(codes), holds=True)
            case Unreadable(reason, detail):
                return self._quarantine(taken, read, reason, detail, holds=True)
            case _:
                raise TypeError(f"decide gave {type(outcome).__name__}")

    def _done(self, read: Envelope, taken: Taken, outcome: str, version: int | None) -> str:
        codes = self._codes if outcome == "refused" else ()
        self.batch.seen[read.source, read.id] = Seen(read.digest, version, outcome, codes)
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
                codes,
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
        self._codes = (reason,)
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
        self._codes = (*self._codes, reason)
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


def _acts(batch: Batch[S], taken: Taken, message: Message) -> Actor:
    """Who says what we say ourselves because of a message: whoever acted at another service of ours.

    Never whom somebody outside names: that is their word, and may be the name of anybody here.
    """
    return message.actor if taken.feed.ours else batch.ourselves()


def _why(taken: Taken, read: Envelope) -> str:
    """Which message it was, in a word that is none: an id from outside may hold any text."""
    plain = taken.feed.ours or receipts.plain_id(read.id)
    return read.id if plain else str(taken.record.position)


def _where(error: Exception) -> str:
    """Type and place of an error of ours; never its text, which may quote data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__} in {place}"
