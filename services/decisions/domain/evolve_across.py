"""How what is between forces is folded: what was asked, who lives where, who manages. Never raises."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from contracts import crossing
from contracts.clocks import ClockName, responding_force
from contracts.codes import Known, PartyRole
from contracts.crossing import Action, Awaited
from contracts.parties import force_of
from contracts.people import Children
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.decisions.domain import events_across as e
from services.decisions.domain import known_of_subject
from services.decisions.domain.across import Held, Naming, Tasked, writer
from services.decisions.domain.across_keys import ASKED, SILENT, WAITS, former_key, task_key
from services.decisions.domain.clocks import owes_a_reason
from services.decisions.domain.evolve_agreeing import (
    AGREEING,
    OWN_AGREEING,
    across,
    chased_heard,
    disagreement_heard,
    spoken_by,
)
from services.decisions.domain.evolve_correcting import as_corrected, corrected
from services.decisions.domain.facts import AsOf
from services.decisions.domain.folding import CORRECTION, ENQUIRY, Fold, ended, later
from services.decisions.domain.primacy import Lives, Status
from services.decisions.domain.reported import with_answers
from services.decisions.domain.searched_for import details
from services.decisions.domain.somebody_else import put_right
from services.decisions.domain.state import Case, Passed


def _tasked(case: Case, recorded: Recorded) -> Case:
    """By us, or of us: then it says for whom we respond, and whom they ask about."""
    event = recorded.event
    other = writer(recorded.source) if recorded.heard else force_of(event.to)
    held = Tasked(
        key=event.task,
        force=other,
        about=event.about,
        actions=frozenset(event.actions),
        tasked_at=event.tasked_at,
        acknowledge_by=event.acknowledge_by,
        report_by=event.report_by,
        agreed=(event.acknowledge_by - event.tasked_at, event.report_by - event.tasked_at),
        tasking=event.our_case if recorded.heard else recorded.id,
        parties=event.parties,
    )
    early = case.across.corrections.get(event.task)
    held = as_corrected(held, early) if early is not None else held
    tasks = {**case.across.tasks, event.task: held}
    if not recorded.heard:
        return across(case, tasks=tasks)
    told = _people(case._replace(force=force_of(event.to)), recorded, ENQUIRY)
    asked = across(told, tasks=tasks, responding_to=other, their_case=event.our_case)
    return _rung(asked, ASKED, held, Awaited.ACKNOWLEDGEMENT)


def _rung(case: Case, why: str, held: Tasked, awaited: Awaited, time: int = 0) -> Case:
    now = task_key(case, why, held.tasking, held.key, awaited, time)
    keys = (now, former_key(why, held.key, awaited, time))
    return across(case, rung_for={**case.across.rung_for, **dict.fromkeys(keys, (held.key, awaited))})


def _chased(case: Case, recorded: Recorded) -> Case:
    """By us, or of us: somebody here is rung for it."""
    event = recorded.event
    held = case.across.tasks.get(event.task)
    if held is None:
        return case
    return _rung(case, WAITS if recorded.heard else SILENT, held, event.awaited, event.time)


def _put_right(case: Case, recorded: Recorded) -> Case:
    """By us, or of us: then these are whom our case is about."""
    event = recorded.event
    held, early = case.across.tasks.get(event.task), case.across.corrections.get(event.task)
    known = max(held.round if held else 0, early.number if early else 0)
    right = corrected(case, recorded)
    if not recorded.heard or event.correction <= known:
        return right
    return put_right(case, _people(right, recorded, CORRECTION), recorded)


def _people(case: Case, recorded: Recorded, weight: int) -> Case:
    """Of two words about one person the later counts."""
    parties = recorded.event.parties.opened
    if parties is None:
        return case
    subject, at = parties.subject, recorded.occurred_at
    if subject is not None:
        case = case._replace(subject=later(case.subject, Sealed.of(details(subject)), at, weight))
    if parties.children:
        held = case.children.value.opened if case.children else None
        known = {child.ref: child for child in held.named} if held else {}
        said = {child.ref: child for child in parties.children}
        before = case.children
        newer = before is None or (before.at, before.weight) <= (at, weight)
        named = {**known, **said} if newer else {**said, **known}
        children = Sealed.of(Children(named=tuple(named[ref] for ref in sorted(named))))
        since = AsOf(children, at, weight) if before is None or newer else replace(before, value=children)
        case = case._replace(children=since)
    return case


def _of_task(case: Case, key: str, **parts: Any) -> Case:
    held = case.across.tasks.get(key)
    if held is None:
        return case
    return across(case, tasks={**case.across.tasks, key: replace(held, **parts)})


def _acknowledged(case: Case, recorded: Recorded) -> Case:
    """What it says of its own case holds; taken on are those of whom it knew."""
    event = recorded.event
    if recorded.heard:
        known = _of_task(case, event.task, reference=event.reference)
        if _of_before(case, event):
            return known
        return _of_task(known, event.task, acknowledged_at=event.acknowledged_at)
    held = case.across.tasks.get(event.task)
    since = (held.search_wanted_at if held else None) or event.acknowledged_at
    return _of_task(case, event.task, acknowledged_at=event.acknowledged_at, search_wanted_at=since)


def _returned(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    if _of_before(case, event):
        return _of_task(case, event.task, lives_in=event.lives_in)
    given_back = _of_task(
        case, event.task, returned_at=event.returned_at, why_returned=event.why, lives_in=event.lives_in
    )
    return _k6(given_back, recorded)


def _reported(case: Case, recorded: Recorded) -> Case:
    """What it says of MAPPA counts like any other: the later of two.

    A force that was asked about a child alone, and does not manage the subject, undoes nothing that is known.
    """
    event = recorded.event
    said = {"done": event.done, "findings": event.findings}
    answered = _of_task(with_answers(case, recorded), event.task, **said)
    if _of_before(case, event):
        return answered
    done = _k6(_of_task(answered, event.task, reported_at=event.reported_at), recorded)
    return _says_of_mappa(done, recorded)


def _of_before(case: Case, event: Any) -> bool:
    """Whether whoever answered did not know who they are by now."""
    held = case.across.tasks.get(event.task)
    return held is not None and bool(event.correction < held.round)


def _says_of_mappa(done: Case, recorded: Recorded) -> Case:
    event, done = recorded.event, _of_who_they_were(done, recorded)
    case = done
    if event.manages:
        return _reporting(done, event.mappa, event.area, spoken_by(case, recorded), recorded)
    known = {case.across.current(), known_of_subject.mappa(case)}
    if known != {Known.UNKNOWN} and not _about_subject(case, event.task):
        return done
    return _said_by_another(done, Known.YES in known, recorded)


def _of_who_they_were(case: Case, recorded: Recorded) -> Case:
    """What the same force said of who they were before stands until it has spoken of who they are."""
    held, by = case.across.status, case.across.status_by
    over = held is not None and held.of_before and by == spoken_by(case, recorded)
    return across(case, status=None) if over and _about_subject(case, recorded.event.task) else case


def _said_by_another(case: Case, is_managed: bool, recorded: Recorded) -> Case:
    """By a force that does not manage the subject: it says of itself alone who does not.

    While another does, what is known of a current MAPPA subject stays until that force or a person says
    otherwise: the more cautious counts (C-45).
    """
    event, held = recorded.event, case.across.status or Status()
    gone = held.manager == spoken_by(case, recorded) and Action.SAY_WHETHER_MANAGED in event.done
    manager = None if gone else held.manager
    elsewhere = manager is not None and manager != spoken_by(case, recorded)
    if event.mappa is Known.UNKNOWN or (elsewhere and is_managed):
        return _reporting(case, held.current, held.area, None, recorded) if gone else case
    return _reporting(case, event.mappa, event.area, manager, recorded)


def _reporting(case: Case, current: Known, area: str | None, manager: str | None, recorded: Recorded) -> Case:
    said = _said(case, current, area, manager, recorded)
    return case if said is case else across(said, status_by=spoken_by(case, recorded))


def _about_subject(case: Case, task: str) -> bool:
    held = case.across.tasks.get(task)
    return held is not None and any(one.role is PartyRole.SUBJECT for one in held.about)


def _stood_down(case: Case, recorded: Recorded) -> Case:
    off = _of_task(case, recorded.event.task, stood_down_at=recorded.event.stood_down_at)
    return _k6(off, recorded)


def _k6(case: Case, recorded: Recorded) -> Case:
    """Our own clock has ended once nothing that was asked of us is open."""
    if case.across.responding_to is None or not case.across.done:
        return case
    return ended(case, ClockName.RESPONDING_FORCE, recorded.occurred_at)


def _clock_started(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    clock = responding_force(event.started_at, event.due_at)
    ends = dict(case.ends)
    ends.pop(ClockName.RESPONDING_FORCE, None)
    before, passed = case.clocks.get(clock.name), dict(case.passed)
    if before is not None and before.limit != clock.limit and clock.name in passed:
        passed[clock.name] = Passed(owed=owes_a_reason(passed[clock.name]))
    return case._replace(clocks={**case.clocks, clock.name: clock}, ends=ends, passed=passed)


def _resumed(case: Case, recorded: Recorded) -> Case:
    return case._replace(ended=None, final_entry=None, entered=None)


def _placed(case: Case, recorded: Recorded) -> Case:
    said = {
        place.about.child or place.about.role.value: Lives(place.nation, place.force)
        for place in recorded.event.places
    }
    return across(case, places={**case.across.places, **said})


def _status(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return _said(case, event.current, event.area, event.manager, recorded)


def _said(case: Case, current: Known, area: str | None, manager: str | None, recorded: Recorded) -> Case:
    held = case.across.status_at
    if held is not None and held > recorded.occurred_at:
        return case
    said = Status(current, area, manager)
    return across(case, status=said, status_at=recorded.occurred_at, status_by=None)


def _owner(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    held = (*case.across.owners.get(event.what, ()), Held(event.force, event.since, event.ground))
    return across(case, owners={**case.across.owners, event.what: held})


def _named(case: Case, recorded: Recorded) -> Case:
    return across(case, named_to=case.across.named_to | {force_of(recorded.event.to)})


def _applicant_named(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return across(case, applicant=Naming(event.applicant, event.action, event.named_at))


ACROSS: Final[dict[type, Fold]] = {
    crossing.RespondingForceTasked: _tasked,
    crossing.RespondingForceAcknowledged: _acknowledged,
    crossing.RespondingForceReturned: _returned,
    crossing.RespondingForceReported: _reported,
    crossing.RespondingForceChased: _chased,
    crossing.TaskedPartiesCorrected: _put_right,
    crossing.RespondingForceStoodDown: _stood_down,
    **AGREEING,
}
"""Said by us or to us: folded alike."""
OWN_ACROSS: Final[dict[type, Fold]] = {
    **ACROSS,
    **OWN_AGREEING,
    e.PartiesPlaced: _placed,
    e.MappaStatusRecorded: _status,
    e.OwnershipChanged: _owner,
    e.RespondingClockStarted: _clock_started,
    e.ResponseResumed: _resumed,
    crossing.ApplicantNamed: _named,
}
FROM_FORCES: Final[dict[type, Fold]] = {
    **ACROSS,
    crossing.DisagreementRecorded: disagreement_heard,
    crossing.DecisionChased: chased_heard,
    crossing.ApplicantNamed: _applicant_named,
}
