"""Commands of people and of other programs: their idempotency keys, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from messaging.batch import Batch
from messaging.outcomes import Decided, NotYet, Outcome, Refusal, Unmet
from messaging.tables import InboxRow


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key: the same key with the same body has one effect; with another body it is refused."""

    client: str
    route: str
    key: str
    digest: bytes

    @property
    def source(self) -> str:
        return f"http/{self.client}"

    @property
    def id(self) -> str:
        return f"{self.route}/{self.key}"


@dataclass(frozen=True, slots=True)
class Executed:
    """What a command came to: the version after it, and the types of the events recorded."""

    case_id: str
    version: int
    event_types: tuple[str, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Lease:
    """A task in hand: its final write matches nothing once another worker has taken it."""

    task_id: int
    token: str


SEEN_AHEAD: Final = Unmet(
    "SEEN_AHEAD",
    "You say to have looked at a later version than there is: it was another case's, or another service's. "
    "Look at this case here, and decide again.",
    "our own",
)


def decided(batch: Batch[Any], case_id: str, command: Any) -> Decided | Refusal:
    """What a person's command comes to. Its `seen`, if it has one, is the version that was looked at.

    Who names a later version than there is learns what else is in the way, as if they had seen all there is.
    """
    seen, there = getattr(command, "seen", None), batch.heads[case_id].version
    if not isinstance(seen, int) or seen <= there:
        return for_a_person(batch.decide(case_id, command))
    outcome = for_a_person(batch.decide(case_id, replace(command, seen=there)))
    return Refusal((SEEN_AHEAD, *(outcome.unmet if isinstance(outcome, Refusal) else ())))


def for_a_person(outcome: Outcome) -> Decided | Refusal:
    """Over HTTP there is nothing to wait for: what is not yet possible is refused, in words."""
    match outcome:
        case Decided() | Refusal():
            return outcome
        case NotYet(why):
            return Refusal((Unmet("NOT_OPEN", why, "our own"),))
        case _:
            raise TypeError(f"decide gave {type(outcome).__name__}")


def inbox_row(once: Once, case_id: str, version: int) -> InboxRow:
    return InboxRow(once.source, once.id, case_id, "", None, "", once.digest, "applied", version)
