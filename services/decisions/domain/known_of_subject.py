"""What is known of the subject from records, for gates and views; no more than checks said (C-26). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contracts.assessed import SubjectFacts
from contracts.codes import Answer, Known
from contracts.fields import Key
from contracts.held import Grade
from services.decisions.domain import coverage
from services.decisions.domain.facts import Asked
from services.decisions.domain.facts_of_subject import Items
from services.decisions.domain.state import Case


def facts(case: Case) -> SubjectFacts | None:
    """None: checks has said nothing yet, or it cannot be opened here."""
    said = case.of_subject.facts
    return said.value.opened if said is not None else None


def registered(case: Case) -> Known:
    """Registered sex offender, now or once: of adults or of children."""
    held = facts(case)
    return held.registered.answer if held is not None else Known.UNKNOWN


def schedule_34a(case: Case) -> Known:
    """Convicted, cautioned, reprimanded or warned for an offence of Schedule 34A (G 10, 73 a)."""
    held = facts(case)
    return held.schedule_34a.answer if held is not None else Known.UNKNOWN


def mappa(case: Case) -> Known:
    """Managed under MAPPA now."""
    held = facts(case)
    return held.mappa.answer if held is not None else Known.UNKNOWN


def ungraded(case: Case) -> frozenset[Key]:
    """Items of intelligence that count as the subject's and that nobody has graded (R-069)."""
    return ungraded_in(case, (one for one, _ in coverage.of_subject(case, Answer.HIT, Answer.AMBIGUOUS)))


def ungraded_in(case: Case, asked: Iterable[Asked]) -> frozenset[Key]:
    """Items in the answers of these sources that nobody has graded."""
    waiting = {key for one in asked for key, grade in _since_settled(case, one) if grade is None}
    return frozenset(waiting - case.of_subject.graded.keys())


def intelligence_in(case: Case, asked: Asked) -> Mapping[Key, Grade | None]:
    """Items in the answers of a source: a person's grade, else the one that the item came with."""
    found: dict[Key, Grade | None] = {}
    for one in sorted(_counting(case, asked), key=lambda one: one.at):
        for key, grade in sorted(one.found, key=_strictest_last):
            found[key] = grade or found.get(key)
    return {key: _by_person(case, key) or grade for key, grade in found.items()}


def _strictest_last(item: tuple[Key, Grade | None]) -> tuple[Key, bool, str]:
    """Of several grades of one item in one answer, one under conditions counts; in the same order always."""
    key, grade = item
    return (key, grade.handling == "C", grade.short) if grade else (key, False, "")


def _by_person(case: Case, item: Key) -> Grade | None:
    graded = case.of_subject.graded.get(item)
    opened = graded.value.opened if graded is not None else None
    return opened.grade if opened is not None else None


def _since_settled(case: Case, asked: Asked) -> frozenset[tuple[Key, Grade | None]]:
    return frozenset(item for one in _counting(case, asked) for item in one.found)


def _counting(case: Case, asked: Asked) -> list[Items]:
    """The last settlement, and every answer that came after it."""
    held = case.of_subject.items.get(asked, frozenset())
    settled = max((one for one in held if one.settles), key=lambda one: one.at, default=None)
    return [one for one in held if settled is None or one is settled or one.at > settled.at]
