"""How what a case has with other forces is folded: what we said to them, and they to us. Never raises."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contracts import crossing
from contracts.clocks import ClockName, responding_force
from contracts.codes import Known, PartyRole
from contracts.crossing import View
from contracts.parties import force_of
from contracts.people import Children, SubjectDetails
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.decisions.domain import events_across as e
from services.decisions.domain import known_of_subject
from services.decisions.domain.across import Held, Position, Ruling, Tasked, writer
from services.decisions.domain.facts import AsOf
from services.decisions.domain.folding import ENQUIRY, Fold, ended, later
from services.decisions.domain.primacy import Lives, Status, as_said, differ
from services.decisions.domain.reported import with_answers
from services.decisions.domain.state import Case


def _across(case: Case, **parts: Any) -> Case:
    return case._replace(across=replace(case.across, **parts))


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
        parties=event.parties,
    )
    tasks = {**case.across.tasks, event.task: held}
    if not recorded.heard:
        return _across(case, tasks=tasks)
    told = _people(case._replace(force=force_of(event.to)), recorded)
    return _across(told, tasks=tasks, responding_to=other, their_case=event.our_case)


def _people(case: Case, recorded: Recorded) -> Case:
    parties = recorded.event.parties.opened
    if parties is None:
        return case
    subject, at = parties.subject, recorded.occurred_at
    if subject is not None:
        details = SubjectDetails(**{name: getattr(subject, name) for name in type(subject).model_fields})
        case = case._replace(subject=later(case.subject, Sealed.of(details), at, ENQUIRY))
    if parties.children:
        held = case.children.value.opened if case.children else None
        known = {child.ref: child for child in held.named} if held else {}
        named = {**known, **{child.ref: child for child in parties.children}}
        children = Children(named=tuple(named[ref] for ref in sorted(named)))
        case = case._replace(children=AsOf(Sealed.of(children), at, ENQUIRY))
    return case


def _of_task(case: Case, key: str, **parts: Any) -> Case:
    held = case.across.tasks.get(key)
    if held is None:
        return case
    return _across(case, tasks={**case.across.tasks, key: replace(held, **parts)})


def _acknowledged(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    reference = event.reference if recorded.heard else None
    return _of_task(case, event.task, acknowledged_at=event.acknowledged_at, reference=reference)


def _returned(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    given_back = _of_task(
        case, event.task, returned_at=event.returned_at, why_returned=event.why, lives_in=event.lives_in
    )
    return _k6(given_back, recorded)


def _reported(case: Case, recorded: Recorded) -> Case:
    """What it says of MAPPA counts like any other: the later of two.

    A force that was asked about a child alone, and does not manage the subject, undoes nothing that is known.
    """
    event = recorded.event
    answered = with_answers(case, recorded)
    done = _k6(_of_task(answered, event.task, reported_at=event.reported_at), recorded)
    manager = _force(case, recorded) if event.manages else None
    known = {case.across.current(), known_of_subject.mappa(case)} != {Known.UNKNOWN}
    says_nothing = event.mappa is Known.UNKNOWN or (known and not _about_subject(case, event.task))
    if manager is None and says_nothing:
        return done
    return _said(done, event.mappa, event.area, manager, recorded)


def _about_subject(case: Case, task: str) -> bool:
    held = case.across.tasks.get(task)
    return held is not None and any(one.role is PartyRole.SUBJECT for one in held.about)


def _force(case: Case, recorded: Recorded) -> str:
    return writer(recorded.source) if recorded.heard else case.force


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
    return case._replace(clocks={**case.clocks, clock.name: clock}, ends=ends)


def _resumed(case: Case, recorded: Recorded) -> Case:
    return case._replace(ended=None, final_entry=None, entered=None)


def _placed(case: Case, recorded: Recorded) -> Case:
    said = {
        place.about.child or place.about.role.value: Lives(place.nation, place.force)
        for place in recorded.event.places
    }
    return _across(case, places={**case.across.places, **said})


def _status(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return _said(case, event.current, event.area, event.manager, recorded)


def _said(case: Case, current: Known, area: str | None, manager: str | None, recorded: Recorded) -> Case:
    held = case.across.status_at
    if held is not None and held > recorded.occurred_at:
        return case
    return _across(case, status=Status(current, area, manager), status_at=recorded.occurred_at)


def _position(case: Case, recorded: Recorded) -> Case:
    """Stated by the other force, or by us to it."""
    event = recorded.event
    holds = _holds(case, _force(case, recorded), Position(event.view, event.stated_at))
    return holds if recorded.heard else _told(holds, event.to, case.force, event.stated_at)


def _passed_on(case: Case, recorded: Recorded) -> Case:
    """Of a third force: to us, or by us. Of ourselves nobody else knows better."""
    event = recorded.event
    if not recorded.heard:
        return _told(case, event.to, event.force, event.stated_at)
    if event.force == case.force:
        return case
    return _holds(case, event.force, Position(event.view, event.stated_at))


def _holds(case: Case, force: str, position: Position) -> Case:
    """The last of each force; once they agree, what was recorded of a disagreement is over."""
    held = case.across.positions.get(force)
    if held is not None and held.at > position.at:
        return case
    positions = {**case.across.positions, force: position}
    differs = differ({one: position.view for one, position in positions.items()})
    return _across(case, positions=positions, disagreement=case.across.disagreement if differs else None)


def _told(case: Case, to: str, force: str, stated_at: datetime) -> Case:
    told = {**case.across.positions_told, (force_of(to), force): stated_at}
    return _across(case, positions_told=told)


def _disagreement(case: Case, recorded: Recorded) -> Case:
    return _across(case, disagreement=recorded.event.recorded_at)


def _host_agreed(case: Case, recorded: Recorded) -> Case:
    host = recorded.event.host
    return _across(case, agreed_host=host, each_child=host is None)


def _worked_out(case: Case, recorded: Recorded) -> Case:
    """A decision of a force that decides no more counts no longer."""
    now = as_said(recorded.event)
    decided = {force: one for force, one in case.across.decided.items() if force in now.deciding}
    return _across(case, primacy=now, decided=decided)


def _primacy_told(case: Case, recorded: Recorded) -> Case:
    said = recorded.event
    return _across(case, primacy_told={**case.across.primacy_told, force_of(said.to): as_said(said)})


def _primacy_said(case: Case, recorded: Recorded) -> Case:
    """To us: the last that was determined."""
    event = recorded.event
    if case.across.overtaken(event.determined_at):
        return case
    return _across(_worked_out(case, recorded), primacy_said_at=event.determined_at)


def _hosted(case: Case, recorded: Recorded) -> Case:
    """Only of the force that has primacy by what is known here; undecided again, it has no rank."""
    event, primacy, force = recorded.event, case.across.primacy, _force(case, recorded)
    held = case.across.decided.get(force)
    if primacy is None or force not in primacy.deciding or (held and held.at > event.decided_at):
        return case
    rank = None if event.view is View.UNDECIDED else event.rank
    return _decided(case, force, Ruling(event.view, event.decided_at, rank, recorded.occurred_at))


def _decided(case: Case, force: str, ruling: Ruling) -> Case:
    return _across(case, decided={**case.across.decided, force: ruling})


def _decision_passed_on(case: Case, recorded: Recorded) -> Case:
    """To us: the last that was said. By us: what that force was told. Of ourselves nobody knows better."""
    event = recorded.event
    ruling = Ruling(event.view, event.decided_at, event.rank, event.passed_on_at)
    if not recorded.heard:
        told = {**case.across.decided_told, (force_of(event.to), event.force): ruling}
        return _across(case, decided_told=told)
    held = case.across.decided.get(event.force)
    older = held is not None and held.said_at is not None and held.said_at > event.passed_on_at
    return case if older or event.force == case.force else _decided(case, event.force, ruling)


def _outcome_passed_on(case: Case, recorded: Recorded) -> Case:
    if recorded.heard:
        return _across(case, outcome=recorded.event.outcome)
    return _across(case, outcome_told=case.across.outcome_told | {force_of(recorded.event.to)})


def _owner(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    held = (*case.across.owners.get(event.what, ()), Held(event.force, event.since, event.ground))
    return _across(case, owners={**case.across.owners, event.what: held})


def _named(case: Case, recorded: Recorded) -> Case:
    return _across(case, named_to=case.across.named_to | {force_of(recorded.event.to)})


ACROSS: Final[dict[type, Fold]] = {
    crossing.RespondingForceTasked: _tasked,
    crossing.RespondingForceAcknowledged: _acknowledged,
    crossing.RespondingForceReturned: _returned,
    crossing.RespondingForceReported: _reported,
    crossing.RespondingForceStoodDown: _stood_down,
    crossing.PositionStated: _position,
    crossing.PositionPassedOn: _passed_on,
    crossing.DecisionPassedOn: _decision_passed_on,
    crossing.OutcomePassedOn: _outcome_passed_on,
    crossing.HostedDecisionMade: _hosted,
    crossing.PrimacyDetermined: _primacy_said,
    crossing.PrimacyReEvaluated: _primacy_said,
}
"""Said by us or to us: folded alike."""
OWN_ACROSS: Final[dict[type, Fold]] = {
    **ACROSS,
    e.PartiesPlaced: _placed,
    e.MappaStatusRecorded: _status,
    e.OwnershipChanged: _owner,
    e.HostAgreed: _host_agreed,
    e.DisagreementReasoned: _disagreement,
    e.PrimacyWorkedOut: _worked_out,
    e.RespondingClockStarted: _clock_started,
    e.ResponseResumed: _resumed,
    crossing.ApplicantNamed: _named,
    crossing.PrimacyDetermined: _primacy_told,
    crossing.PrimacyReEvaluated: _primacy_told,
}
FROM_FORCES: Final[dict[type, Fold]] = {
    **ACROSS,
    crossing.DisagreementRecorded: _disagreement,
}
