"""Records as they were taken from a topic: glanced at, or read as far as they can be without a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from messaging import alive, envelope, reading
from messaging.glance import Glance, first_bytes, of_key
from messaging.outcomes import Unreadable
from messaging.reading import Envelope
from messaging.rows import Record
from messaging.service import KEYS_HEADER, Feed

NOT_OPENED: Final = "not-opened"
"""Header of what stands for records of a batch that could not be opened; it says which, and why."""


class Misread(Exception):
    """A record is not what its first bytes said: everything of its batch is read whole."""


@dataclass(slots=True)
class Taken:
    """A record read as far as it can be without a database.

    `whole` is None where its first bytes have said what the database is asked: then it is taken apart only
    when its turn comes, while the processor still has it at hand, and nothing of it is kept beyond.
    `unopened`: it came with keys for us that do not open.
    """

    record: Record
    feed: Feed
    keys_header: bytes | None
    glance: Glance | None
    whole: Envelope | Unreadable | None = None
    unopened: bool = False

    @property
    def case_id(self) -> str | None:
        return self.glance.case_id if self.glance else None

    @property
    def locks(self) -> tuple[str, ...]:
        """What is locked before it is taken: its case, and the party that is told what it came to."""
        party = (envelope.party_case(self.feed.party),) if self.feed.party else ()
        return (self.case_id, *party) if self.case_id else party

    def read(self) -> Envelope | Unreadable:
        """The envelope, checked. Raises Misread where it says something else than the first bytes."""
        if self.whole is not None:
            return self.whole
        glance = self.glance
        read = _read(self.record, self.feed, glance)
        if isinstance(read, Envelope) and (
            glance is None
            or (glance.case_id, glance.id, glance.sequence) != (read.case_id, read.id, read.sequence)
            or not glance.keys.issuperset(read.keys)
        ):
            raise Misread
        return read


def glance_at(record: Record, feed: Feed) -> Taken:
    """Read no more than the database must be asked about, if that can be told; else the whole."""
    if feed.maps or (glance := first_bytes(record.key, record.value)) is None:
        return open_record(record, feed)
    return Taken(record, feed, _keys_header(record), glance)


def open_record(record: Record, feed: Feed) -> Taken:
    """Read the envelope, and check it against who may write here and what the key says."""
    read = _not_opened(record) or _read(record, feed)
    if isinstance(read, Unreadable):
        return Taken(record, feed, None, _of_key(record, feed), read)
    if feed.ours and alive.is_one(read):
        return Taken(record, feed, None, None, read)
    glance = Glance(read.case_id, read.id, read.sequence, frozenset(read.keys))
    return Taken(record, feed, _keys_header(record), glance, read)


def _of_key(record: Record, feed: Feed) -> Glance | None:
    """Of what cannot be read its key alone says of which case it is."""
    glance = of_key(record.key)
    if glance is None or feed.maps is None:
        return glance
    return glance._replace(case_id=feed.maps(glance.case_id, None))


def _keys_header(record: Record) -> bytes | None:
    return _header(record, KEYS_HEADER)


def _not_opened(record: Record) -> Unreadable | None:
    which = _header(record, NOT_OPENED)
    return None if which is None else Unreadable("NOT_OPENED", which.decode())


def _header(record: Record, wanted: str) -> bytes | None:
    if not record.headers:
        return None
    return next((value for name, value in record.headers if name == wanted), None)


def _read(record: Record, feed: Feed, glance: Glance | None = None) -> Envelope | Unreadable:
    try:
        if glance is None:
            read = reading.read(record.value)
        else:
            keys = tuple(sorted(glance.keys)) if glance.keys else ()
            read = reading.read(record.value, glance.head, keys if glance.all_keys else None)
    except Exception as error:  # a record that we did not think of must not stop all others
        return Unreadable("UNREADABLE", type(error).__name__)
    if isinstance(read, Unreadable):
        return read
    if glance is None or read.case_id != glance.case_id:  # a glance has looked at the key
        if not envelope.is_case_id(read.case_id):
            return Unreadable("BAD_CASE_ID")
        if record.key != read.case_id.encode():
            return Unreadable("WRONG_KEY", "the key is not the subject")
    if read.source != feed.source:
        return Unreadable("WRONG_SOURCE", "another writer's source")
    if feed.maps is not None:
        read = read._replace(case_id=feed.maps(read.case_id, read.data))
    return Unreadable("BAD_CASE_ID") if envelope.is_party_case(read.case_id) else read
