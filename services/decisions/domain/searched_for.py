"""Whom another force is asked to search for, and whether that is who they are still (G 64, 66; R-104). Pure.

A force that was given another name, or another day of birth, has found nothing of the person it is about.
"""

from __future__ import annotations

from typing import Final

from contracts.codes import AlertKind, PartyRole
from contracts.crossing import Corrected, TaskedParties, TaskedSubject
from contracts.fields import ChildRef
from contracts.parts import About
from contracts.people import Child, Gender, PersonName, SubjectDetails
from messaging.decider import Moment
from services.decisions.domain.across import Tasked
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.folding import CORRECTION
from services.decisions.domain.neutral_keys import neutral_key
from services.decisions.domain.state import Case

NOT_KNOWN: Final = (None, (), Gender.NOT_KNOWN)
"""What was not said of somebody, and is no other person once it is."""


def parties(case: Case, about: tuple[About, ...]) -> TaskedParties:
    """Those the task is about, as they are known here, and what a search for them takes."""
    roles = {one.role for one in about}
    subject = case.subject.value.opened if case.subject and PartyRole.SUBJECT in roles else None
    return TaskedParties(
        subject=_to_search_for(subject) if subject else None,
        children=tuple(child for child in _children(case) if child.ref in refs(about)),
    )


def _to_search_for(subject: SubjectDetails) -> TaskedSubject:
    return TaskedSubject(**{name: getattr(subject, name) for name in TaskedSubject.model_fields})


def details(subject: TaskedSubject) -> SubjectDetails:
    """As a case of ours knows whom another force asks about."""
    return SubjectDetails(**{name: getattr(subject, name) for name in TaskedSubject.model_fields})


def _children(case: Case) -> tuple[Child, ...]:
    held = case.children.value.opened if case.children else None
    return held.named if held else ()


def refs(about: tuple[About, ...]) -> frozenset[ChildRef]:
    return frozenset(one.child for one in about if one.child is not None)


def put_right(case: Case, held: Tasked) -> tuple[About, ...]:
    """Those of a task who are not, by what is known now, whom the other force was given."""
    return tuple(one for one in held.about if is_another(case, held, one))


def is_another(case: Case, held: Tasked, one: About) -> bool:
    """Whether this person was corrected since in anything that is searched by, or is known otherwise.

    By what was given, and not by when: a correction may be heard after a task that came later than it.
    """
    part = case.subject if one.role is PartyRole.SUBJECT else case.children
    now = _person(parties(case, (one,)), one)
    if part is None or now is None:
        return False
    corrected = part.weight == CORRECTION
    given = held.parties.opened if held.parties is not None else None
    then = _person(given, one) if given is not None else None
    if then is None:
        return corrected and held.given_at <= part.at
    return any(corrected or getattr(then, name) not in NOT_KNOWN for name in _changed(then, now))


def becomes_another(before: Case, after: Case, one: About) -> bool:
    """Whether what was heard just now makes this person another; by the same rule, of what was known.

    Also where it cannot be read here who they are by now.
    """
    then, now = _person(parties(before, (one,)), one), _person(parties(after, (one,)), one)
    part = after.subject if one.role is PartyRole.SUBJECT else after.children
    if then is None or part is None:
        return False
    if now is None:
        return part.weight == CORRECTION
    return any(
        part.weight == CORRECTION or getattr(then, name) not in NOT_KNOWN for name in _changed(then, now)
    )


def changed(case: Case, held: Tasked, one: About) -> frozenset[Corrected]:
    """In what this person is known otherwise than the force was given; all of it, if it was given nothing."""
    given = held.parties.opened if held.parties is not None else None
    then = _person(given, one) if given is not None else None
    now = _person(parties(case, (one,)), one)
    if now is None:
        return frozenset()
    found = _changed(then, now) if then is not None else list(type(now).model_fields)
    parts = {Corrected(name.upper()) for name in found if name.upper() in Corrected.__members__}
    names = _names(then, now) or parts & {Corrected.NAME}
    return frozenset(parts - {Corrected.NAME} | names)


def _changed(then: TaskedSubject | Child, now: TaskedSubject | Child) -> list[str]:
    return [name for name in type(now).model_fields if getattr(then, name) != getattr(now, name)]


def _names(then: TaskedSubject | Child | None, now: TaskedSubject | Child) -> frozenset[Corrected]:
    """Another alias is no other name."""
    first, second = (then.name if then else None) or PersonName(), now.name or PersonName()
    otherwise = {
        Corrected.NAME: (first.given, first.family) != (second.given, second.family),
        Corrected.OTHER_NAMES: first.other != second.other,
    }
    return frozenset(name for name, differs in otherwise.items() if differs)


def _closed(case: Case, held: Tasked) -> bool:
    """Whether somebody it is about was put right since it was given, and cannot be read here."""
    parts = [case.subject if one.role is PartyRole.SUBJECT else case.children for one in held.about]
    return any(
        part is not None
        and part.weight == CORRECTION
        and part.at >= held.given_at
        and part.value.opened is None
        for part in parts
    )


def _person(held: TaskedParties, one: About) -> TaskedSubject | Child | None:
    if one.role is PartyRole.SUBJECT:
        return held.subject
    return next((child for child in held.children if child.ref == one.child), None)


def _wrong(case: Case, held: Tasked) -> bool:
    return bool(put_right(case, held)) or _closed(case, held)


def follow(before: Case, after: Case, moment: Moment) -> Raised:
    """Somebody here is rung as soon as a force searches, or has searched, for somebody else.

    Also where it cannot be read here who they are: that force is rung.
    """
    if after.ended is not None or after.across.responding_to is not None:
        return Raised()
    raised = Raised()
    for held in after.across.tasks.values():
        if held.stands and _wrong(after, held) and not _wrong(before, held):
            key = neutral_key(after, "again", held.tasking, held.key, str(held.round))
            raised += raise_alert(after, key, AlertKind.REVIEW_WANTED, moment.now)
    return raised
