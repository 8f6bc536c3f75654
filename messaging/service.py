"""What a service tells the runtime about itself. The protocols are what contracts and key stores fulfil."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from messaging.decider import Decider
from messaging.routes import MessageRoutes

S = TypeVar("S")

SealData = Callable[[str, bytes], dict[str, str]]
OpenData = Callable[[str, dict[str, str]], bytes | None]
Key = Any
"""A data key as its vault made it: the runtime keeps it and gives it back, and never looks at it."""


class Kind(Protocol):
    """The class of an event, as far as the runtime looks at it."""

    TYPE: str
    URGENT: bool
    CRITICAL: bool
    MATERIAL: bool
    PUBLIC: bool


class Catalogue(Protocol):
    """Models by type name. `encode` gives canonical JSON, `decode` raises `DataInvalid`; `kind` gives
    None for what is not in it."""

    def kind(self, type_: str) -> Any | None: ...
    def known(self, type_: str) -> bool: ...
    def encode(self, event: Any, seal: SealData) -> bytes: ...
    def decode(self, type_: str, data: dict[str, Any], open_: OpenData | None) -> Any: ...


class Wrap(Protocol):
    """One data key, wrapped for one reader, as a record's header carries it."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...


class Vault(Protocol):
    """Keys and boxes. Raises ValueError for whatever does not open or unwrap."""

    def new_key(self) -> Key: ...
    def key_id(self, key: Key) -> str: ...
    def seal(
        self, key: Key, source: str, case_id: str, label: str, type_: str, plain: bytes
    ) -> dict[str, str]: ...
    def open(
        self, key: Key, source: str, case_id: str, label: str, type_: str, box: Mapping[str, str]
    ) -> bytes: ...
    def store(self, key: Key) -> bytes: ...
    def restore(self, wrapped: bytes) -> Key: ...
    def wrap(self, reader: str, key: Key) -> str: ...
    def header(self, wraps: Sequence[tuple[str, str, str, str]]) -> bytes: ...
    def received(self, header: bytes, source: str) -> Sequence[tuple[str, str, Key]]: ...


class Signer(Protocol):
    """Signs what a service says of itself, in printable ASCII on one line."""

    def sign(self, statement: bytes) -> str: ...


KEYS_HEADER = "datakeys"
"""Kafka header with the wrapped data keys: (key id, label, reader, wrapped) for each."""


Maps = Callable[[str, Mapping[str, Any] | None], str]
"""What an outside party calls a case, and what the message holds (None where that can't be read) -> our case.

Pure: the same for every message of that case, whichever comes first.
"""


@dataclass(frozen=True, slots=True)
class Feed:
    """A topic that the service reads: its one writer's `source`, whether that is one of our own services,
    and the types that it carries. `maps`: where the writer calls cases otherwise than we do.
    `party`: the writer as a principal, where it is told what each of its messages came to.
    """

    topic: str
    source: str
    ours: bool
    carries: frozenset[str]
    maps: Maps | None = None
    party: str = ""


class Said(NamedTuple):
    """What all events of one kind have in common when we write them; only what is `sealed` may hold a box.

    `addressed` is the field that names the reader, where each reader has a topic of its own.
    """

    type: str
    topic: str | None
    addressed: str | None
    dataschema: str
    urgent: bool
    critical: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class Changed(Generic[S]):
    """A case as one transaction leaves it. `now` is business time."""

    case_id: str
    version: int
    state: S
    now: datetime


class Projector(Protocol):
    """Keeps a service's own read tables, in the same transaction."""

    def line(self, changed: Changed[Any]) -> Any:
        """What they will say of one case."""
        ...

    async def write(self, connection: AsyncConnection, lines: Sequence[Any]) -> None:
        """Those of cases that changed, in the order of their ids."""
        ...


@dataclass(frozen=True, slots=True)
class Announced:
    """The events by which a service tells who judges that mail of a case is unread here.

    `held(topic, kept, since)`: `kept` is QUARANTINED, WAITING or MISSING; `since` is machine time, aware.
    """

    held: Callable[[str, str, datetime], object]
    released: Callable[[str], object]


class Came(NamedTuple):
    """What a message of an outside party came to: APPLIED, HELD (until a second receipt) or REFUSED.

    `id` and `case` are the writer's own words, empty where they cannot be read: `ref` always says which
    record it was. `type` is empty where we do not know it. `at` is business time.
    """

    party: str
    id: str
    ref: str
    type: str
    case: str
    outcome: str
    codes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipts:
    """The event by which whoever writes from outside is told what a message came to; it is addressed.

    `type` is its own, which is never answered, of whatever version.
    """

    made: Callable[[Came], object]
    type: str

    def is_one(self, type_: object) -> bool:
        return isinstance(type_, str) and type_.rpartition(".")[0] == self.type.rpartition(".")[0]


def no_addressee(type_: str, reader: str) -> str:
    """Of a service that writes to nobody in particular."""
    raise LookupError(f"{type_} has no topic for {reader}")


@dataclass(frozen=True)
class Service(Generic[S]):
    """`principal` is the Kafka and key-store name (`46.checks`), `source` the CloudEvents one.

    `topic_for(type)` is the one topic that an event of ours goes to, or None for a private one;
    `topic_to(type, reader)` that of an addressed one (LookupError where the reader has none).
    `readers(topic, label)` names the principals, less its writer, for whom the keys of that label are wrapped
    there; of the topics that it reads, too: so it knows what is sealed for itself.
    `writes` are all topics that it writes; on `lives_on` it says that it lives. `edition` is that of
    the rule set, kept with every refusal. `announced`: None where nobody else judges on what is unread here.
    `receipts`: None where nobody outside is answered. `stale_after`: how long a feed may be silent before who
    judges here is told of it; None: nobody judges here. `signer` and `roots_topic`, which is none of
    `writes`, are for the daily root of all cases.
    """

    principal: str
    source: str
    decider: Decider[S]
    catalogue: Catalogue
    routes: MessageRoutes
    feeds: tuple[Feed, ...]
    topic_for: Callable[[str], str | None]
    readers: Callable[[str, str], Sequence[str]]
    vault: Vault
    edition: str
    schema_uri: Callable[[str], str] = lambda type_: f"urn:csods:schema:{type_}"
    classification: str = "OFFICIAL-SENSITIVE"
    projector: Projector | None = None
    writes: tuple[str, ...] = ()
    lives_on: tuple[str, ...] = ()
    announced: Announced | None = None
    receipts: Receipts | None = None
    topic_to: Callable[[str, str], str] = no_addressee
    stale_after: timedelta | None = None
    signer: Signer | None = None
    roots_topic: str = ""
    by_topic: Mapping[str, Feed] = field(init=False)
    _said: dict[type[Any], Said] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_topic", {feed.topic: feed for feed in self.feeds})

    def said(self, kind: type[Any]) -> Said:
        """Of events of ours; worked out once."""
        if (said := self._said.get(kind)) is None:
            type_: str = kind.TYPE
            addressed: str | None = getattr(kind, "ADDRESSED", None) if kind.PUBLIC else None
            topic = self.topic_for(type_) or None if kind.PUBLIC and not addressed else None
            sealed = bool(getattr(kind, "LABELS", True))
            said = Said(type_, topic, addressed, self.schema_uri(type_), kind.URGENT, kind.CRITICAL, sealed)
            self._said[kind] = said
        return said
