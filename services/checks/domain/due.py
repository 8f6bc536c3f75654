"""Every task that must exist for a case as it stands: asks, overdue clocks, the watch on our alerts."""

from __future__ import annotations

from collections.abc import Iterable

from messaging.outcomes import Task, Time
from services.checks.domain import related
from services.checks.domain.immediate import unanswered
from services.checks.domain.patience import ALERTED_WITHIN
from services.checks.domain.state import Checks

ASK = "ask"
OVERDUE = "overdue"
WATCH = "watch"
RELATED = "related"


def due(case: Checks) -> Iterable[Task]:
    """Natural keys: `<check>/<attempt>` for asks and overdue clocks, the risk for the watch."""
    for risk in unanswered(case):
        yield Task(WATCH, risk.risk_id, time=Time.MACHINE, after=ALERTED_WITHIN)
    if case.opened_at is not None and case.finished_at is None and related.keys(case):
        yield Task(RELATED, related.people(case), due=case.opened_at)
    if case.finished_at is None:
        for ask in case.asks.values():
            if ask.superseded:
                continue
            if ask.next_ask_at is not None:
                yield Task(ASK, f"{ask.check}/{ask.attempts + 1}", ask.next_ask_at)
            elif ask.due_at is not None and ask.silent:
                yield Task(OVERDUE, f"{ask.check}/{ask.attempts}", ask.due_at)


def parts(key: str) -> tuple[str, int]:
    """`initial-1-probation-subject/2` -> the check and the attempt."""
    check, _, attempt = key.rpartition("/")
    return check, int(attempt)
