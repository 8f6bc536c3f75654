"""What officers see of records beyond the answers: the three facts, conditions, intelligence, adults."""

from __future__ import annotations

from typing import Any, Final

from contracts.assessed import BrokenCondition, SubjectFact
from contracts.codes import ConditionKind, Source
from contracts.words import say
from services.checks.domain import breach, grading
from services.checks.domain.state import Checks
from services.checks.domain.three_facts import facts

SECTIONS: Final = frozenset({"facts", "conditions", "suspected_breaches", "intelligence", "adults"})


def sections(case: Checks) -> dict[str, Any]:
    """Nothing of it for whoever has no need to know: each is a section of its own (A9)."""
    return {
        "facts": _facts(case) if case.asks else None,
        "conditions": [_condition(one) for one in breach.conditions(case)],
        "suspected_breaches": [_broken(one) for one in case.broken],
        "intelligence": [_item(one) for one in grading.items(case)],
        "adults": [one.model_dump(mode="json", exclude_none=True) for one in case.adults],
    }


def _facts(case: Checks) -> dict[str, Any]:
    now = facts(case)
    return {
        "registered_sex_offender": _fact(now.registered) | {"now": now.registered.current},
        "schedule_34a": _fact(now.schedule_34a)
        | {"provisions": list(now.schedule_34a.provisions), "table": now.schedule_34a.table},
        "mappa": _fact(now.mappa)
        | {"level": now.mappa.level, "lead": now.mappa.lead, "area": now.mappa.area},
    }


def _fact(one: SubjectFact) -> dict[str, Any]:
    return {
        "answer": say(one.answer).text,
        "why": [say(each).text for each in one.why],
        "sources": [say(each).text for each in one.sources],
        "searched": [say(each).text for each in one.searched],
    }


def _condition(one: breach.Condition) -> dict[str, Any]:
    return {
        "condition": one.key,
        "order": say(one.order.kind).text,
        "words": one.order.condition,
        "forbids": _forbids(one.order.forbids),
        "under": one.order.under,
        "names": list(one.order.names),
        "until": one.order.until,
        "read_by_a_person": one.by_person,
        "source": say(one.held.source).text,
        "record": one.held.finding.record,
        "possible_match": not one.held.sure,
    }


def _forbids(kinds: tuple[ConditionKind, ...]) -> list[str]:
    return [say(kind).text for kind in kinds] or ["nobody has said yet: read it"]


def _broken(one: BrokenCondition) -> dict[str, Any]:
    return {
        "condition": one.condition,
        "order": say(one.order).text,
        "words": one.words,
        "forbids": say(one.forbids).text,
        "child": one.child,
        "contact": [say(kind).text for kind in one.contact],
        "possible_match": not one.sure,
    }


def _item(one: grading.Item) -> dict[str, Any]:
    return {
        "item": one.key,
        "reference": one.reference,
        "source": say(Source(one.held.source)).text,
        "record": one.held.finding.record,
        "summary": one.held.finding.summary,
        "grade": one.grade.short if one.grade else "not graded",
        "handling": one.grade.conditions if one.grade else None,
        "grade_of_old": one.legacy,
        "possible_match": not one.held.sure,
    }
