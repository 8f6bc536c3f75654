"""Orders and licence conditions against the contact described (K 3.6; R-023, R-263; case study 1).

What a condition forbids is what its source, or a person who has read it, says; its wording decides nothing. A
condition that nobody has classified waits for a person, and rings as an order in force meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from contracts.assessed import BrokenCondition, BrokenConditions
from contracts.calendar import london_date
from contracts.codes import ConditionKind, ContactKind, OrderKind
from contracts.fields import ChildRef, Key
from contracts.held import Order, condition_of
from contracts.people import Child, FindingKind, PersonName
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from contracts.weighed import BreachSuspected
from messaging.decider import Moment
from services.checks.domain.events import to_the_millisecond
from services.checks.domain.held_on_subject import Held, held
from services.checks.domain.matching import Band, Described, match
from services.checks.domain.state import Checks

K, C = ConditionKind, ContactKind


class Fit(StrEnum):
    """How contact stands to a condition. TO_READ: it may break it, and a person has to say."""

    BREAKS = "BREAKS"
    TO_READ = "TO_READ"
    ALLOWED = "ALLOWED"


_UNSUPERVISED: Final = frozenset(
    {
        C.LIVES_WITH_CHILD,
        C.WORKS_IN_HOUSEHOLD,
        C.UNSUPERVISED_SHARED_AREAS,
        C.UNSUPERVISED_THROUGH_FAMILY,
        C.ONLINE_OR_TELEPHONE,
    }
)
_BREAKS: Final[Mapping[ConditionKind, frozenset[ContactKind]]] = {
    K.NO_CONTACT_WITH_CHILDREN: _UNSUPERVISED | {C.SUPERVISED, C.OTHER},
    K.NO_CONTACT_WITH_NAMED: _UNSUPERVISED | {C.SUPERVISED, C.OTHER},
    K.NO_UNSUPERVISED_CONTACT: _UNSUPERVISED,
    K.NOT_TO_LIVE_WITH_CHILDREN: frozenset({C.LIVES_WITH_CHILD}),
    K.NOT_TO_WORK_WITH_CHILDREN: frozenset({C.WORKS_IN_HOUSEHOLD}),
    K.NO_ONLINE_CONTACT: frozenset({C.ONLINE_OR_TELEPHONE}),
    K.NOT_TO_GO_TO_PLACES: frozenset(),
    K.NOT_ABOUT_CONTACT: frozenset(),
}
"""What contact each kind forbids."""
_SAYS_TOO_LITTLE: Final = frozenset({C.OTHER, C.LIKELY_IN_FUTURE})


def fit(forbids: ConditionKind, contact: frozenset[ContactKind]) -> Fit:
    """Contact that nobody was asked about, and contact that says too little, is for a person to read."""
    if forbids is K.NOT_ABOUT_CONTACT or contact == {C.NONE_KNOWN}:
        return Fit.ALLOWED
    if contact & _BREAKS[forbids]:
        return Fit.BREAKS
    if not contact or contact & _SAYS_TOO_LITTLE or forbids is K.NOT_TO_GO_TO_PLACES:
        return Fit.TO_READ
    return Fit.ALLOWED


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition that stands, with what it forbids: as a person read it, else as its source has it."""

    key: Key
    held: Held
    order: Order
    by_person: bool

    @property
    def classified(self) -> bool:
        return bool(self.order.forbids)


def conditions(case: Checks) -> tuple[Condition, ...]:
    """Each condition in force that an answer holds; of one that two answers hold, the surer."""
    found: dict[Key, Condition] = {}
    for one in held(case):
        if one.finding.kind not in (FindingKind.ORDER_IN_FORCE, FindingKind.LICENCE_CONDITION):
            continue
        order = _order(one)
        key = condition_of(one.finding.record, order.condition)
        read = case.conditions.get(key)
        if read is not None:
            said = {"forbids": read.forbids, "under": read.under, "names": read.names}
            order = order.model_copy(update=said)
        if key not in found or one.sure > found[key].held.sure:
            found[key] = Condition(key, one, order, read is not None)
    return tuple(found.values())


def _order(one: Held) -> Order:
    """Of an order that was told on the telephone there are words alone."""
    if one.finding.detail is not None and one.finding.detail.order is not None:
        return one.finding.detail.order
    licence = one.finding.kind is FindingKind.LICENCE_CONDITION
    kind = OrderKind.LICENCE if licence else OrderKind.OTHER_ORDER
    return Order(kind=kind, condition=one.finding.summary)


def unread(case: Checks) -> tuple[Condition, ...]:
    """Those that nobody has classified, and those of which a person has to say if contact breaks them."""
    return tuple(one for one in conditions(case) if not one.classified or _open(case, one))


def _open(case: Checks, one: Condition) -> bool:
    """What a person has read is not asked again."""
    if one.by_person:
        return False
    fits = [fit(kind, contact) for kind in one.order.forbids for _, contact in _contacts(case, one)]
    return Fit.TO_READ in fits and Fit.BREAKS not in fits


def suspected(case: Checks) -> tuple[BrokenCondition, ...]:
    """What the contact described would break, as far as nobody was told of it."""
    broken = (each for one in conditions(case) for each in _broken(case, one))
    return tuple(one for one in broken if not any(_covers(known, one) for known in case.broken))


def _broken(case: Checks, one: Condition) -> Iterator[BrokenCondition]:
    for kind in one.order.forbids:
        for child, contact in _contacts(case, one):
            if fit(kind, contact) is not Fit.BREAKS or not _concerns(one.order, kind, child, case):
                continue
            yield BrokenCondition(
                condition=one.key,
                source=one.held.source,
                record=one.held.finding.record,
                order=one.order.kind,
                words=one.order.condition,
                forbids=kind,
                child=child,
                contact=tuple(sorted(contact & _BREAKS[kind])),
                sure=one.held.sure,
            )


def _contacts(case: Checks, one: Condition) -> Iterator[tuple[ChildRef, frozenset[ContactKind]]]:
    """Of each child to whom the condition may speak, the contact that was described; none: nobody asked."""
    described = case.relationships.children if case.relationships else ()
    told = {each.child: frozenset(each.contact) for each in described}
    named = (each.ref for each in case.children.named) if case.children else ()
    for ref in dict.fromkeys((*named, *told)):
        if _young_enough(one.order, _child(case, ref), case):
            yield ref, told.get(ref, frozenset())


def _child(case: Checks, ref: ChildRef) -> Child | None:
    named = case.children.named if case.children else ()
    return next((one for one in named if one.ref == ref), None)


def _young_enough(order: Order, child: Child | None, case: Checks) -> bool:
    """A child whose age is not known counts as young."""
    if order.under is None or child is None:
        return True
    if child.date_of_birth is None or case.opened_at is None:
        return child.approximate_age is None or child.approximate_age < order.under
    return _age(child.date_of_birth, london_date(case.opened_at)) < order.under


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _concerns(order: Order, kind: ConditionKind, ref: ChildRef, case: Checks) -> bool:
    """Whom a condition names may be this child; of one that names nobody here, it may."""
    if kind is not K.NO_CONTACT_WITH_NAMED or not order.names:
        return True
    child = _child(case, ref)
    if child is None or case.opened_at is None:
        return True
    today = london_date(case.opened_at)
    return any(
        match(Described(child.name), Described(PersonName(other=(one,))), today=today).band
        is not Band.DIFFERENT
        for one in order.names
    )


def _covers(known: BrokenCondition, found: BrokenCondition) -> bool:
    """Whether whoever was told of the one was told of the other."""
    same = (known.condition, known.forbids, known.child) == (found.condition, found.forbids, found.child)
    return same and known.sure >= found.sure


def event(
    case: Checks, broken: Iterable[BrokenCondition], risk: ImmediateRiskIdentified, moment: Moment
) -> BreachSuspected:
    """What goes out with the immediate risk that it is."""
    these = tuple(broken)
    return BreachSuspected(
        breach=f"breach-{case.breaches + 1}",
        risk_id=risk.risk_id,
        suspected_at=to_the_millisecond(moment.now),
        children=tuple(dict.fromkeys(one.child for one in these if one.child is not None)),
        broken=Sealed.of(BrokenConditions(conditions=these)),
    )
