"""What officers on the case see of the subject's records: facts, suspected breaches, intelligence (A9)."""

from __future__ import annotations

from typing import Any

from contracts.assessed import BrokenCondition, GradedItem, SubjectFact
from contracts.fields import Key
from contracts.held import Grade
from contracts.words import say
from services.decisions.domain import intelligence_elsewhere
from services.decisions.domain.facts_of_subject import Breach
from services.decisions.domain.known_of_subject import facts, ungraded
from services.decisions.domain.state import Case


def sections(case: Case) -> dict[str, Any]:
    """Each None while checks has said nothing of it, or it cannot be opened here."""
    graded = [one.value.opened for one in case.of_subject.graded.values()]
    elsewhere = intelligence_elsewhere.items(case)
    waiting = len(ungraded(case))
    return {
        "facts_of_the_subject": _facts(case),
        "suspected_breaches": [_breach(one) for one in case.of_subject.breaches.values()] or None,
        "intelligence": {
            "graded": [_item(one) for one in graded if one],
            "not_graded": waiting,
            "of_other_forces": [_elsewhere(item, grade) for item, grade in elsewhere.items()],
        }
        if graded or waiting or elsewhere
        else None,
    }


def _facts(case: Case) -> dict[str, Any] | None:
    held = facts(case)
    if held is None:
        return None
    return {
        "registered_sex_offender": {**_fact(held.registered), "now": held.registered.current},
        "schedule_34a": {**_fact(held.schedule_34a), "provisions": list(held.schedule_34a.provisions)},
        "mappa": {
            **_fact(held.mappa),
            "level": held.mappa.level,
            "lead": held.mappa.lead,
            "area": held.mappa.area,
        },
    }


def _fact(one: SubjectFact) -> dict[str, Any]:
    return {
        "answer": say(one.answer).text,
        "why": [say(each).text for each in one.why],
        "sources": [say(each).text for each in one.sources],
        "searched": [say(each).text for each in one.searched],
    }


def _breach(one: Breach) -> dict[str, Any]:
    opened = one.broken.opened
    return {
        "at": one.at,
        "children": list(one.children),
        "conditions": [_condition(each) for each in opened.conditions] if opened else "cannot be read here",
    }


def _condition(one: BrokenCondition) -> dict[str, Any]:
    return {
        "order": say(one.order).text,
        "words": one.words,
        "forbids": say(one.forbids).text,
        "child": one.child,
        "contact": [say(kind).text for kind in one.contact],
        "possible_match": not one.sure,
    }


def _elsewhere(item: Key, grade: Grade | None) -> dict[str, Any]:
    """As that force reported it; from whom it is never crosses."""
    return {
        "item": item,
        "grade": grade.short if grade else None,
        "handling": grade.conditions if grade else None,
    }


def _item(one: GradedItem) -> dict[str, Any]:
    return {
        "item": one.item,
        "reference": one.reference,
        "source": say(one.source).text,
        "grade": one.grade.short,
        "handling": one.grade.conditions,
        "grade_of_old": one.legacy,
        "examined": one.examined,
    }
