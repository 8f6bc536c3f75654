"""What comes to a case after its end opens another, linked to it, with clocks of its own (C-50). Pure.

Nothing is asked again of the applicant and no letter is promised: the new case runs as information received
(Right to Know). At most one is open at a time; what comes while it is goes to that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from contracts import policies
from contracts.codes import AlertKind, Route
from contracts.decisions import CaseRecordCreated, LinkedCaseStarted
from contracts.policies import NoProfile, Profile
from contracts.references import case_reference
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.outcomes import Decided, Task
from services.decisions.domain import clocks
from services.decisions.domain.alerts import Raised, raise_alert
from services.decisions.domain.commands import OpenLinkedCase, RecordLinkedCase
from services.decisions.domain.events_telling import LinkedCaseOpened, LinkedFactCame
from services.decisions.domain.facts import AsOf
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.neutral_keys import alert_key
from services.decisions.domain.record import system_of
from services.decisions.domain.state import Case, national

TASK: Final = "linked"


def due(case: Case) -> Iterator[Task]:
    """One a fact, at once: the other case is another command."""
    for because_of, other in case.came_after.items():
        if other is None and case.ended is not None:
            yield Task(TASK, because_of, case.ended, refs={"because_of": because_of})


def last(case: Case) -> str | None:
    """The case that goes on from the last fact that was passed on."""
    return next((one for one in reversed(tuple(case.came_after.values())) if one), None)


def how_many(case: Case) -> int:
    """Cases that went on from this one so far."""
    return len({one for one in case.came_after.values() if one})


def of(case: Case, because_of: str) -> OpenLinkedCase:
    """What the other case is told of a fact: that it came, and when; and whom this case was about."""
    what, came_at = next(
        (one.type, one.recorded_at) for one in reversed(case.entries) if one.id == because_of
    )
    return OpenLinkedCase(
        earlier=case.case_id,
        because_of=because_of,
        what=what,
        came_at=came_at,
        policy=case.opening.profile if case.opening else "",
        subject=_again(case.subject),
        children=_again(case.children),
    )


def _again(part: AsOf[Sealed[Any]] | None) -> Sealed[Any] | None:
    """To be sealed anew, for the other case; what does not open here stays behind."""
    opened = part.value.opened if part else None
    return Sealed.of(opened) if opened is not None else None


def open_or_pass_on(case: Case, command: OpenLinkedCase, moment: Moment) -> Decided:
    """On the other case: opened by the first fact, told of the next; of the same fact again, nothing."""
    key = alert_key(case, "news", command.because_of)
    if key in case.alerts:
        return Decided()
    alerted = raise_alert(case, key, AlertKind.NEW_INFORMATION, moment.now, command.because_of)
    at = to_the_millisecond(command.came_at)
    if case.opened:
        came = LinkedFactCame(because_of=command.because_of, what=command.what, came_at=at)
        return (Raised((came,)) + alerted).decided()
    profile = _profile(command.policy)
    started = clocks.start(profile, at, Route.RIGHT_TO_KNOW)
    created = CaseRecordCreated(
        created_at=to_the_millisecond(moment.now),
        reference=case_reference(case.case_id),
        system=system_of(profile),
    )
    goes_on = LinkedCaseStarted(
        earlier=command.earlier,
        because_of=command.because_of,
        what=command.what,
        opened_at=at,
        subject=command.subject,
        children=command.children,
    )
    return (Raised((started, created, goes_on)) + alerted).decided()


def _profile(policy: str) -> Profile:
    """The edition of the earlier case, if new cases may have it."""
    try:
        held = policies.profile(policy)
    except NoProfile:
        return national()
    return held if held.new_cases else national()


def record(case: Case, command: RecordLinkedCase, moment: Moment) -> Decided:
    """On the ended case: which case goes on from this fact."""
    if case.came_after.get(command.because_of, "none of ours") is not None:
        return Decided()
    opened = LinkedCaseOpened(
        because_of=command.because_of, other=command.other, opened_at=to_the_millisecond(moment.now)
    )
    return Decided((opened,))


def links(case: Case) -> dict[str, Any]:
    """Both ways, by case."""
    return {
        "goes_on_from": case.goes_on_from,
        "goes_on_in": list(dict.fromkeys(one for one in case.came_after.values() if one)),
    }
