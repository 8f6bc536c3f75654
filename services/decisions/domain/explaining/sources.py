"""What each source had said by then, in which scope, and what had been asked and not answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from contracts import checks
from contracts.codes import Answer
from messaging.decider import Recorded
from services.decisions.domain import coverage, words
from services.decisions.domain.explaining import said
from services.decisions.domain.explaining.telling import told
from services.decisions.domain.facts import Asked, SourceAnswer
from services.decisions.domain.state import Case

ANSWERS: Final = (
    checks.CheckCompleted,
    checks.CheckFailed,
    checks.AgencyCheckResponded,
    checks.AgencyCheckWithheld,
)


def answers(entries: Iterable[Recorded], erased: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Every answer in the order in which it was learnt, replaced ones among them."""
    for one in entries:
        event = one.event
        if not isinstance(event, ANSWERS):
            continue
        entry = told(one, erased)
        found = [part["is"] for part in entry["details"] if part["what"] == "found"]
        yield {
            "source": said.code(event.source),
            "about": said.value(event.about),
            "searched": said.code(event.scope.searched),
            "asked_at": event.asked_at,
            "answered_at": one.occurred_at,
            "learnt_at": one.recorded_at,
            "answer": _answer(event.answer, in_part=getattr(event, "in_part", False)),
            "records": getattr(event, "count", None),
            "found": "; ".join(found) or None,
            "reason": said.value(getattr(event, "reason", None)) or None,
            "since": getattr(event, "since", None),
            "unreadable": entry["unreadable"],
        }


def standing(case: Case) -> Iterator[dict[str, Any]]:
    """The answer that counted for each source and person: the more cautious, until settled (C-45)."""
    for asked, one in coverage.everywhere(case):
        yield {
            "source": words.source(asked.source, asked.force),
            "asked_by": _by(asked),
            "about": _whom(asked),
            "answer": _answer(one.answer, in_part=one.in_part),
            "at": one.at,
            "of_before": one.of_before,
            "kinds": "cannot be read here" if one.kinds is None else said.value(one.kinds) or None,
        }


def not_answered(case: Case) -> Iterator[dict[str, Any]]:
    """Asked, and nothing is known of it: not answered yet, could not look, would not or may not say."""
    for asked in coverage.not_answered(case):
        yield {
            "source": words.source(asked.source, asked.force),
            "asked_by": _by(asked),
            "about": _whom(asked),
            "since": coverage.ask_of(case, asked).at,
            "reason": "asked, and had not answered",
            "ring": None,
        }
    for asked, one in coverage.not_looked(case):
        yield {
            "source": words.source(asked.source, asked.force),
            "asked_by": _by(asked),
            "about": _whom(asked),
            "since": one.at,
            "reason": _why(one),
            "ring": words.desk(one.ring) if one.ring else None,
        }


def _why(one: SourceAnswer) -> str:
    return _answer(one.answer, in_part=one.in_part) + (f": {said.code(one.reason)}" if one.reason else "")


def _answer(answer: Answer, *, in_part: bool) -> str:
    return said.code(answer) + (words.NOT_ALL if in_part else "")


def _by(asked: Asked) -> str | None:
    """The other force that asked; None: it was asked here."""
    return words.force(asked.force) if asked.force else None


def _whom(asked: Asked) -> str:
    return asked.child.replace("-", " ") if asked.child else said.code(asked.about)
