"""Two live cases that concern one person are linked, and the link is news to both (G 53, 100; R-242). Pure.

Checks finds it on the one; this service tells the other, as work for another case is a task. Cases are
never merged: each keeps its clocks, its people and its record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from contracts.codes import AlertKind, LinkReason
from contracts.decisions import CaseLinked
from contracts.words import say
from messaging.decider import Moment
from messaging.outcomes import Decided, NotYet, Task
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import LinkCase
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import alert_key
from services.decisions.domain.state import Case

TASK: Final = "link"


def due(case: Case) -> Iterator[Task]:
    """One another case, at once, until it has been told."""
    for other, related in case.related.items():
        if other not in case.linked_to:
            yield Task(TASK, other, related.found_at, refs={"other": other})


def for_the_other(case: Case, other: str) -> LinkCase:
    """What the other case is told: that one of its people is one of ours, and who that is there."""
    return LinkCase(case.case_id, LinkReason.SAME_PERSON, case.related[other].other_role)


def for_this_one(case: Case, other: str) -> LinkCase:
    return LinkCase(other, LinkReason.SAME_PERSON, case.related[other].role)


def link(case: Case, command: LinkCase, moment: Moment) -> Decided | NotYet:
    """Of one other case once. A supervisor who has decided already is told."""
    if command.other in case.linked_to:
        return Decided()
    if not case.opened:
        return NotYet("the case is not open here yet")
    linked = CaseLinked(
        other=command.other,
        why=command.why,
        role=command.role,
        linked_at=to_the_millisecond(moment.now),
    )
    told = Raised((linked,))
    if case.decision is None and case.ended is None:
        return told.decided()
    key = alert_key(case, "news", "link", command.other)
    return (told + raise_alert(case, key, AlertKind.NEW_INFORMATION, moment.now)).decided()


def links(case: Case) -> list[dict[str, Any]]:
    """For officers: the other case, why, and who it is here."""
    return [
        {"case_id": other, "why": say(one.why).text, "who": say(one.role).text}
        for other, one in case.linked_to.items()
    ]
