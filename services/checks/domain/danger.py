"""What in an answer means that a child may be harmed now or soon: told at once, without waiting for other
sources.

G 28 d, g, 30; K 3.6; R-023, R-061. A possible match is enough: the supervisor is told that it is one. What an
order or a licence forbids is for a person to read: its wording decides nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.assessed import BrokenCondition
from contracts.codes import Answer, ContactKind, MarkerKind, RiskGround, Source
from contracts.fields import ChildRef
from contracts.parts import Relationships
from contracts.people import Children, Finding, FindingKind
from contracts.words import say
from services.checks.domain.events import Danger
from services.checks.domain.state import Answered

CLOSE_CONTACT: Final = frozenset(
    {
        ContactKind.LIVES_WITH_CHILD,
        ContactKind.WORKS_IN_HOUSEHOLD,
        ContactKind.UNSUPERVISED_SHARED_AREAS,
        ContactKind.UNSUPERVISED_THROUGH_FAMILY,
    }
)
_GROUNDS: Final = {
    FindingKind.ORDER_IN_FORCE: RiskGround.BREACH_OF_ORDER,
    FindingKind.LICENCE_CONDITION: RiskGround.BREACH_OF_ORDER,
    FindingKind.SCHEDULE_34A_CONVICTION: RiskGround.FOUND_BY_CHECKS,
    FindingKind.REGISTERED_SEX_OFFENDER: RiskGround.FOUND_BY_CHECKS,
    FindingKind.MAPPA_MANAGED: RiskGround.FOUND_BY_CHECKS,
}
_NONE: Final = frozenset({ContactKind.NONE_KNOWN})
_WATCHED: Final = frozenset({ContactKind.NONE_KNOWN, ContactKind.SUPERVISED})


@dataclass(frozen=True, slots=True)
class Exposed:
    """A child with whom the subject has, may soon have, or is not known not to have contact.

    `child` None: no child is named yet. `near`: close contact is stated; `watched`: only with somebody there.
    """

    child: ChildRef | None
    near: bool = False
    watched: bool = False


def exposed(children: Children | None, relationships: Relationships | None) -> tuple[Exposed, ...]:
    """Contact that nobody was asked about counts as contact: only "none known" says that there is none."""
    told = {one.child: frozenset(one.contact) for one in (relationships.children if relationships else ())}
    named = tuple(one.ref for one in children.named) if children else ()
    refs = tuple(dict.fromkeys((*named, *told)))
    if not refs:
        return (Exposed(None),)
    return tuple(
        Exposed(ref, near=bool(contact & CLOSE_CONTACT), watched=bool(contact) and contact <= _WATCHED)
        for ref in refs
        if (contact := told.get(ref, frozenset())) != _NONE
    )


def dangers(source: Source, answers: Iterable[Answered], children: Sequence[Exposed]) -> Iterator[Danger]:
    """Each record of the subject that puts one of these children in danger, and why."""
    for one in answers:
        for finding in one.findings:
            ground = _GROUNDS.get(finding.kind) or _warned(finding)
            for child in children if ground is not None else ():
                if ground is RiskGround.FOUND_BY_CHECKS and child.watched:
                    continue
                yield Danger(
                    source=source,
                    record=finding.record,
                    ground=ground,
                    sure=one.answer is Answer.HIT,
                    child=child.child,
                    near=child.near,
                )


def _warned(finding: Finding) -> RiskGround | None:
    """A warning that stands on the record now, of harm to others or under a code that nobody here knows."""
    marker = finding.detail.marker if finding.detail else None
    if marker is None or marker.ended is not None or marker.kind is MarkerKind.OWN_SAFETY:
        return None
    return RiskGround.FOUND_BY_CHECKS


def covers(known: Danger, found: Danger) -> bool:
    """Whether a supervisor who was told of the one was told of the other."""
    same = (known.source, known.record, known.ground, known.child)
    if same != (found.source, found.record, found.ground, found.child):
        return False
    return known.sure >= found.sure and known.near >= found.near


def ground(found: Sequence[Danger]) -> RiskGround:
    """Of all of these together: a condition that may be broken goes first."""
    breach = any(one.ground is RiskGround.BREACH_OF_ORDER for one in found)
    return RiskGround.BREACH_OF_ORDER if breach else RiskGround.FOUND_BY_CHECKS


_HELD: Final = {
    RiskGround.BREACH_OF_ORDER: "an order or licence condition is in force: read if contact breaks it",
    RiskGround.FOUND_BY_CHECKS: "records of sexual offending, of management as an offender, or a warning",
}
_BREAKS: Final = "the contact that is described breaks what an order or licence condition forbids"


def words(found: Sequence[Danger], broken: Sequence[BrokenCondition] = ()) -> str:
    """What the supervisor reads; the records themselves are among the findings."""
    grounds = [_BREAKS] if broken else []
    grounds += [_HELD[one] for one in _HELD if any(each.ground is one for each in found)]
    records: tuple[BrokenCondition | Danger, ...] = (*broken, *found)
    sources = dict.fromkeys(say(one.source).text for one in records)
    near = broken or any(one.near for one in found)
    contact = "close contact with a child is stated" if near else "contact is stated, likely or not known"
    said = f"{'; '.join(grounds)}; {contact} (source: {', '.join(sources)})."
    if any(one.sure for one in records):
        return said[0].upper() + said[1:]
    return f"Possible match, not confirmed: {said}"
