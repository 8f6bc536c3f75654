"""What officers see of a case: each source's answer in words, and the records in sections by need to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from access.runtime import Snapshot
from access.views import View
from contracts.codes import Route
from contracts.sealed import PersonalPart
from contracts.words import say
from services.checks.domain import wording
from services.checks.domain.coverage import Standing, lacking, standings
from services.checks.domain.difference import Difference, differences
from services.checks.domain.immediate import unanswered
from services.checks.domain.sources import Register
from services.checks.domain.state import Checks
from services.checks.domain.to_do import WORDS, ToDo, openly, stage_due, to_do
from services.checks.http import view_of_records
from services.checks.http.on_the_case import hands


def view(register: Register) -> Callable[[Snapshot[Checks]], View]:
    """Shows a case. Nothing personal stands under `case`."""

    def show(snapshot: Snapshot[Checks]) -> View:
        return View(_case(snapshot.state, register), _personal(snapshot.state, register), mail="sources")

    return show


def _case(case: Checks, register: Register) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "opened_at": case.opened_at,
        "clocks_count_from": case.counts_from,
        "route": say(Route(case.route)).text if case.opening else None,
        "policy": case.policy,
        "stage": say(case.stage).text,
        "due": stage_due(case),
        "to_do": _openly(case, to_do(case, lacking(case, register))),
        "immediate_risks": {
            "reported": len(case.risks),
            "nobody_alerted_yet": len(unanswered(case)),
        },
        "initial_checks": {"completed_at": case.initial.at} if case.initial else None,
        "intelligence_checks": {"completed_at": case.intelligence.at} if case.intelligence else None,
        "also_concerned": sorted(case.concerned),
        "possibly_concerned": sorted(case.possible),
        "risk_assessment": {
            "started_at": case.assessment_started_at,
            "completed_at": case.assessment.at if case.assessment else None,
        },
        "finished_at": case.finished_at,
        "supervisor": case.supervisor,
        "covered_by": case.cover,
        "on_the_case": sorted({officer for officer, _ in hands(case)}),
    }


def _openly(case: Checks, found: Sequence[ToDo]) -> list[dict[str, Any]]:
    """Each by when the first of them is due."""
    due = {WORDS[one.step]: one.due for one in reversed(found)}
    return [
        {"step": said, "due": due.get(said, stage_due(case))} for said in openly([one.step for one in found])
    ]


def _compared(case: Checks, register: Register) -> tuple[Difference, ...]:
    return differences(case, register) if case.assessment_started_at else ()


def _judged(case: Checks) -> dict[str, Any] | None:
    if case.initial is None:
        return None
    outcome = case.initial.outcome
    return {
        "outcome": say(outcome).text if outcome else None,
        "progress_recommended": case.recommends,
    }


def _source(one: Standing, register: Register) -> dict[str, Any]:
    ring = register[one.pair.source].ring
    return {
        "check": one.ask.check if one.ask else None,
        "source": say(one.pair.source).text,
        "about": wording.person(one.pair),
        "answer": one.answer,
        "words": wording.answer(one, ring),
        "reason": say(one.reason).text if one.reason and one.lack else None,
        "searched": say(one.answered.scope.searched).text if one.answered else None,
        "answered_at": one.answered.at if one.answered else None,
        "count": one.answered.count if one.answered else 0,
        "asked": one.ask.attempts if one.ask else 0,
        "next_ask_at": one.ask.next_ask_at if one.ask else None,
        "answered_differently": one.differing,
        "ring": wording.desk(ring),
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "source": say(one.pair.source).text,
        "about": wording.person(one.pair),
        "change": str(one.change),
        "before": one.before.answer if one.before else None,
        "before_words": say(one.before.answer).text if one.before else None,
        "now": one.now.answer if one.now else None,
        "now_words": say(one.now.answer).text if one.now else None,
    }


def _personal(case: Checks, register: Register) -> dict[str, Any]:
    return {
        "subject": _shown(case.subject),
        "children": _shown(case.children),
        "applicant": _shown(case.applicant),
        "sources": [_source(one, register) for one in standings(case, register)],
        "since_the_initial_checks": [_difference(one) for one in _compared(case, register)],
        "judged": _judged(case),
        "to_do": [{"step": WORDS[one.step], "due": one.due} for one in to_do(case, lacking(case, register))],
        "findings": {
            ask.check: [{"at": one.at, "found": _all(one.findings)} for one in ask.answers if one.findings]
            for ask in case.asks.values()
            if any(one.findings for one in ask.answers)
        },
        "candidates": {ask.check: _all(ask.candidates) for ask in case.asks.values() if ask.candidates},
        "matches": {ask.check: _all(ask.weighed) for ask in case.asks.values() if ask.weighed},
        **({"related_cases": _all(case.possible.values())} if case.possible else {}),
        **view_of_records.sections(case),
        "taking_part": [
            {"officer": one.officer, "at": one.at, "why": _shown(one.reasons.opened)} for one in case.joined
        ],
    }


def _shown(part: PersonalPart | None) -> dict[str, Any] | None:
    return None if part is None else part.model_dump(mode="json", exclude_none=True)


def _all(parts: Iterable[PersonalPart]) -> list[dict[str, Any] | None]:
    return [_shown(one) for one in parts]
