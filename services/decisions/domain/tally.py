"""What is counted of a case, folded beside its state: who was told, and what else protected a child. Pure.

Recipients, children covered and protective actions are three counts that are never added up (R-265).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from contracts.fields import ChildRef, Key
from messaging.decider import Recorded
from services.decisions.domain import events_disclosing as ed
from services.decisions.domain import events_telling as et


@dataclass(frozen=True, slots=True)
class Tally:
    """`told`: each recipient who was told, and the children it covered, whether or not it should have been.

    `in_full`: something else than a wording known to be limited was spoken. `protective`: actions taken.
    """

    told: Mapping[Key, frozenset[ChildRef]] = field(default_factory=dict)
    in_full: bool = False
    extents: Mapping[str, ed.Extent] = field(default_factory=dict)
    """By hash of the wording."""
    covers: Mapping[Key, frozenset[ChildRef]] = field(default_factory=dict)
    """The children for whom each recipient was chosen."""
    protective: int = 0
    protected: frozenset[ChildRef] = frozenset()


def _chosen(tally: Tally, event: Any) -> Tally:
    return replace(tally, covers={**tally.covers, event.recipient: frozenset(event.children)})


def _proposed(tally: Tally, event: Any) -> Tally:
    return replace(tally, extents={**tally.extents, event.hash: event.extent})


def _delivered(tally: Tally, event: Any) -> Tally:
    limited = tally.extents.get(event.hash) is ed.Extent.LIMITED
    told = _told(tally, event.recipient, frozenset(event.children))
    return replace(told, in_full=told.in_full or not limited)


def _urgent(tally: Tally, event: Any) -> Tally:
    return replace(_told(tally, event.recipient, frozenset()), in_full=True)


def _told(tally: Tally, recipient: Key, children: frozenset[ChildRef]) -> Tally:
    """Told twice, they are one recipient; of children that were not named, those they were chosen for."""
    covered = children or tally.covers.get(recipient, frozenset())
    before = tally.told.get(recipient, frozenset())
    return replace(tally, told={**tally.told, recipient: before | covered})


def _protective(tally: Tally, event: Any) -> Tally:
    return replace(
        tally, protective=tally.protective + 1, protected=tally.protected | frozenset(event.children)
    )


COUNTED: Final[dict[type, Callable[[Tally, Any], Tally]]] = {
    ed.RecipientSelected: _chosen,
    ed.WordingProposed: _proposed,
    et.DisclosureDelivered: _delivered,
    et.DisclosureUrgent: _urgent,
    et.ProtectiveActionRecorded: _protective,
}


def counted(tally: Tally, recorded: Recorded) -> Tally:
    count = COUNTED.get(type(recorded.event))
    return count(tally, recorded.event) if count else tally
