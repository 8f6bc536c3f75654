"""How what checks made of the subject's records is folded: in any order, the later counts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from contracts import weighed
from contracts.codes import PartyRole
from contracts.fields import Key
from contracts.held import Grade, item_of
from contracts.people import Finding, FindingKind
from messaging.decider import Recorded
from services.decisions.domain.facts import Asked, AsOf
from services.decisions.domain.facts_of_subject import Breach, Items
from services.decisions.domain.folding import Fold, later
from services.decisions.domain.state import Case


def with_items(case: Case, recorded: Recorded, *, settles: bool = False) -> Case:
    """Remember which intelligence an answer about the subject brought, and how it was graded."""
    event = recorded.event
    if event.about.role is not PartyRole.SUBJECT:
        return case
    findings = getattr(event, "findings", None)
    opened = findings.opened if findings is not None else None
    one = Items(recorded.occurred_at, settles, frozenset(_items(opened.found if opened else ())))
    if not settles and not one.found:
        return case
    asked = Asked(event.source, event.about.role, event.about.child)
    held = case.of_subject.items.get(asked, frozenset())
    items = {**case.of_subject.items, asked: held | {one}}
    return case._replace(of_subject=replace(case.of_subject, items=items))


def _items(found: tuple[Finding, ...]) -> Iterator[tuple[Key, Grade | None]]:
    for one in found:
        if one.kind is FindingKind.RELEVANT_INTELLIGENCE:
            item = one.detail.intelligence if one.detail else None
            yield item_of(one.record, item.reference if item else one.summary), item.grade if item else None


def _facts(case: Case, recorded: Recorded) -> Case:
    facts = later(case.of_subject.facts, recorded.event.facts, recorded.occurred_at)
    return case._replace(of_subject=replace(case.of_subject, facts=facts))


def _breach(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    one = Breach(recorded.occurred_at, event.children, event.broken)
    breaches = {**case.of_subject.breaches, event.breach: one}
    return case._replace(of_subject=replace(case.of_subject, breaches=breaches))


def _graded(case: Case, recorded: Recorded) -> Case:
    opened = recorded.event.item.opened
    if opened is None:
        return case
    held = case.of_subject.graded
    now = AsOf(recorded.event.item, recorded.occurred_at)
    before: Any = held.get(opened.item)
    counts = before if before is not None and before.at > now.at else now
    return case._replace(of_subject=replace(case.of_subject, graded={**held, opened.item: counts}))


OF_SUBJECT: Final[dict[type, Fold]] = {
    weighed.FactsEstablished: _facts,
    weighed.BreachSuspected: _breach,
    weighed.IntelligenceGraded: _graded,
}
