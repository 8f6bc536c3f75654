"""How the journal of a case becomes what is known of it. Never raises; facts come in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from contracts import decisions as d
from contracts.calendar import end_of, london_date
from contracts.clocks import ClockName
from contracts.codes import Rank, SafeguardingAction
from contracts.ranks import at_least
from contracts.risk import ImmediateRiskIdentified
from messaging.decider import Recorded
from services.decisions.domain import clocks, clocks_moved
from services.decisions.domain import events as e
from services.decisions.domain.activity import breaks_silence
from services.decisions.domain.events_recording import Part
from services.decisions.domain.evolve_across import FROM_FORCES, OWN_ACROSS
from services.decisions.domain.evolve_agreeing import waited_for
from services.decisions.domain.evolve_crime import CRIMES
from services.decisions.domain.evolve_decision import DECIDED
from services.decisions.domain.evolve_disclosing import DISCLOSING
from services.decisions.domain.evolve_printing import PRINTING
from services.decisions.domain.evolve_recording import RECORDING, REPORT, belongs, there
from services.decisions.domain.evolve_referring import OF_OURS
from services.decisions.domain.evolve_telling import TELLING, rung_for_a_delivery
from services.decisions.domain.explained import GatesOverridden
from services.decisions.domain.folding import earliest, ended, later, latest
from services.decisions.domain.heard import HEARD
from services.decisions.domain.immediate_risk import OURS, risk_key
from services.decisions.domain.news import is_news, is_of_people, tells_others
from services.decisions.domain.owing import comes_after, owing
from services.decisions.domain.state import (
    Alert,
    Case,
    Entry,
    Issue,
    Linked,
    News,
    Opening,
    Passed,
    Supervisor,
)
from services.decisions.domain.tally import counted


def evolve(case: Case, recorded: Recorded) -> Case:
    fold = (KEPT if recorded.heard else OWN).get(type(recorded.event))
    folded = waited_for(case, fold(case, recorded), recorded) if fold else case
    entries = (*folded.entries, _entry(recorded))
    folded = folded._replace(entries=entries, tally=counted(case.tally, recorded))
    if is_news(recorded.event) and not tells_others(recorded):
        people = is_of_people(recorded.event)
        news = News(recorded.version, recorded.type, recorded.occurred_at, recorded.source, people)
        folded = folded._replace(news=(*folded.news, news))
        if comes_after(case, recorded):
            folded = folded._replace(came_after={**folded.came_after, recorded.id: None})
    folded = owing(folded, recorded)
    if not breaks_silence(recorded):
        return folded
    return folded._replace(last_active=latest(folded.last_active, recorded.recorded_at))


def _entry(recorded: Recorded) -> Entry:
    event = recorded.event
    labels = {} if recorded.heard else getattr(event, "LABELS", {})
    said = (getattr(event, name) for name, label in labels.items() if label == "reasons")
    return Entry(
        recorded.version,
        recorded.id,
        recorded.type,
        recorded.source,
        recorded.actor.id,
        recorded.actor.rank,
        recorded.occurred_at,
        recorded.recorded_at,
        tuple(one for one in said if one is not None),
        tuple(event.codes) if isinstance(event, GatesOverridden) else (),
    )


def _clocks_started(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    running = {clock.clock: clocks.read(clock) for clock in event.clocks}
    opening = Opening(event.contacted_at, event.route, event.profile, event.closing_at)
    return case._replace(opening=opening, clocks=running, force=_force(recorded.source))


def _force(source: str) -> str:
    """`csods/46/decisions` -> `46`."""
    return source.split("/")[1] if source.count("/") else ""


def _record_created(case: Case, recorded: Recorded) -> Case:
    return belongs(case._replace(reference=recorded.event.reference), recorded, Part.FORMAL_REPORT)


def _acknowledgement_started(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    started = {**case.alert_clocks, event.alert: clocks.read(event.clock)}
    return case._replace(alert_clocks=started)


def _alerted(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    held = case.alerts.get(event.alert, Alert(event.alert, event.kind, recorded.occurred_at))
    raised = replace(held, raised_at=recorded.occurred_at, because_of=event.because_of)
    return rung_for_a_delivery(case._replace(alerts={**case.alerts, event.alert: raised}), event.alert)


def _rung(case: Case, recorded: Recorded) -> Case:
    event, at = recorded.event, recorded.occurred_at
    held = case.alerts.get(event.alert, Alert(event.alert, event.kind, at))
    named_at = at if held.named_at is not None else None
    rung = {event.alert: replace(held, level=max(held.level, event.level), named_at=named_at)}
    for one in event.also:
        other = case.alerts.get(one.alert, Alert(one.alert, one.kind, at))
        rung[one.alert] = replace(other, level=max(other.level, one.level), named_at=at)
    return case._replace(alerts={**case.alerts, **rung})


def _acknowledged(case: Case, recorded: Recorded) -> Case:
    """Only somebody who may supervise stops the climb (G 30)."""
    event = recorded.event
    if not at_least(event.rank, Rank.SERGEANT):
        return case
    held = case.alerts.get(event.alert, Alert(event.alert, event.kind, recorded.occurred_at))
    taken = replace(held, acknowledged_at=earliest(held.acknowledged_at, recorded.occurred_at))
    return case._replace(alerts={**case.alerts, event.alert: taken})


def _mark_passed(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    mark = {"limit": True} if isinstance(event, d.ClockLimitPassed) else {"target": True}
    alerts = dict(case.alerts_passed)
    if event.clock is ClockName.ACKNOWLEDGEMENT:
        for key, clock in case.alert_clocks.items():
            due = clock.limit if "limit" in mark else clock.target
            if due is not None and due.at == event.due_at:
                alerts[key] = replace(alerts.get(key, Passed()), **mark)
    held = case.passed.get(event.clock, Passed())
    if "limit" in mark:
        held = replace(held, explained=False, corrected=False)
    passed = replace(held, provisional=event.provisional, **mark)
    return case._replace(passed={**case.passed, event.clock: passed}, alerts_passed=alerts)


def _passed(case: Case, clock: ClockName, **said: bool) -> Case:
    return case._replace(passed={**case.passed, clock: replace(case.passed.get(clock, Passed()), **said)})


def _clock_corrected(case: Case, recorded: Recorded) -> Case:
    return _passed(case, recorded.event.clock, corrected=True)


def _explained(case: Case, recorded: Recorded) -> Case:
    """Of a limit that has passed: a reason given beforehand says nothing of why it did."""
    return _passed(case, recorded.event.clock, explained=True, owed=False)


def _extended(case: Case, recorded: Recorded) -> Case:
    """The limit moves; if the old one had passed, the reasons of the extension are the explanation."""
    event, clock = recorded.event, case.clocks.get(recorded.event.clock)
    if clock is None:
        return case
    until = end_of(london_date(event.to_due_at))
    moved = clock.model_copy(update={"limit": until})
    held = case.passed.get(event.clock, Passed())
    again = replace(held, limit=False, explained=held.explained or held.limit)
    extended = case._replace(
        clocks={**case.clocks, event.clock: moved},
        extended={**case.extended, event.clock: until},
        passed={**case.passed, event.clock: again},
    )
    return belongs(extended, recorded, Part.EXTENSION)


def _assigned(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    taken = Supervisor(event.supervisor, event.rank, recorded.occurred_at)
    if event.covering:
        return case._replace(cover=taken)
    return case._replace(supervisor=taken, cover=None)


def _force_record(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    numbered = case._replace(force_record=(event.system, event.force_reference))
    return there(numbered, REPORT, event.force_reference, recorded.occurred_at, by_hand=True)


def _withdrawn(case: Case, recorded: Recorded) -> Case:
    return case._replace(withdrawn=earliest(case.withdrawn, recorded.occurred_at))


def _meeting_not_possible(case: Case, recorded: Recorded) -> Case:
    meeting = replace(case.meeting, not_possible=recorded.occurred_at)
    return ended(case._replace(meeting=meeting), ClockName.MEETING, recorded.occurred_at)


def _issue(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    held = case.issues.get(event.issue, Issue())
    raised = isinstance(event, e.SafeguardingIssueRaised)
    since = event.raised_at if raised else held.since
    now = replace(held, raised=held.raised or raised, addressed=not raised, since=since)
    return case._replace(issues={**case.issues, event.issue: now})


def _at_risk(case: Case, recorded: Recorded) -> Case:
    """Open until somebody has said what was done about it, unless the child is safe already (G 28 g, 85)."""
    event = recorded.event
    key = risk_key(case, recorded.source if recorded.heard else OURS, event.risk_id)
    if key in case.issues or SafeguardingAction.CHILD_MADE_SAFE in event.done:
        return case
    at_risk = Issue(raised=True, since=recorded.recorded_at, by_itself=True, risk=True)
    return case._replace(issues={**case.issues, key: at_risk})


def _considered(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    acted = case.acted | {event.what} if event.acted else case.acted
    return case._replace(considered=case.considered | {event.what}, acted=acted)


def _not_told(case: Case, recorded: Recorded) -> Case:
    return case._replace(not_told=recorded.event.why)


def _delivery(case: Case, recorded: Recorded) -> Case:
    chosen = later(case.closing.delivery, recorded.event.delivery, recorded.occurred_at)
    return case._replace(closing=replace(case.closing, delivery=chosen))


def _closing_due(case: Case, recorded: Recorded) -> Case:
    published = {**case.closing.published, recorded.id: recorded.event.due_at}
    return case._replace(closing=replace(case.closing, published=published))


def _held_back(case: Case, recorded: Recorded) -> Case:
    held = {**case.closing.held_back, recorded.event.slot: recorded.event.why}
    return case._replace(closing=replace(case.closing, held_back=held))


def _prioritised(case: Case, recorded: Recorded) -> Case:
    return case._replace(priority=later(case.priority, recorded.event.priority, recorded.occurred_at))


def _linked(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return case._replace(linked_to={**case.linked_to, event.other: Linked(event.why, event.role)})


def _flag(case: Case, recorded: Recorded) -> Case:
    """Raised again after it was acknowledged, it stands again."""
    flag = recorded.event.flag
    return case._replace(flags=case.flags | {flag}, flags_acknowledged=case.flags_acknowledged - {flag})


def _flags_acknowledged(case: Case, recorded: Recorded) -> Case:
    return case._replace(flags_acknowledged=case.flags_acknowledged | frozenset(recorded.event.flags))


def _final_entry(case: Case, recorded: Recorded) -> Case:
    made = case._replace(final_entry=recorded.occurred_at, entered=recorded.event.outcome)
    return belongs(made, recorded, Part.FINAL_ENTRY)


def _finalised(case: Case, recorded: Recorded) -> Case:
    return _over(case._replace(finalised=True), recorded)


def _over(case: Case, recorded: Recorded) -> Case:
    over = case._replace(ended=recorded.occurred_at)
    return ended(over, ClockName.WHOLE_CASE, recorded.occurred_at)


OWN: Final[dict[type, Callable[[Case, Any], Case]]] = {
    e.ClocksStarted: _clocks_started,
    e.ClocksMoved: clocks_moved.folded,
    d.CaseRecordCreated: _record_created,
    e.AcknowledgementStarted: _acknowledgement_started,
    d.SupervisorAlerted: _alerted,
    d.OfficerAlertDue: _rung,
    d.SupervisorAcknowledged: _acknowledged,
    d.ClockTargetPassed: _mark_passed,
    d.ClockLimitPassed: _mark_passed,
    e.ClockCorrected: _clock_corrected,
    e.OverdueExplained: _explained,
    d.ExtensionGranted: _extended,
    d.SupervisorAssigned: _assigned,
    e.ForceRecordReferenced: _force_record,
    d.MeetingNotPossible: _meeting_not_possible,
    ImmediateRiskIdentified: _at_risk,
    e.SafeguardingIssueRaised: _issue,
    e.SafeguardingIssueResolved: _issue,
    e.Considered: _considered,
    e.ApplicantNotTold: _not_told,
    e.DeliveryChosen: _delivery,
    d.ClosingDue: _closing_due,
    e.ClosingHeldBack: _held_back,
    e.ApplicationWithdrawn: _withdrawn,
    d.InformationPrioritised: _prioritised,
    d.CaseLinked: _linked,
    e.FlagRaised: _flag,
    e.FlagsAcknowledged: _flags_acknowledged,
    **DECIDED,
    **DISCLOSING,
    **TELLING,
    **PRINTING,
    **OWN_ACROSS,
    **RECORDING,
    **CRIMES,
    **OF_OURS,
    d.CaseRecordFinalEntry: _final_entry,
    d.CaseFinalised: _finalised,
    d.CaseClosed: _over,
}
"""Our own events that change what is known; the others are kept for whoever reads the record."""
KEPT: Final[dict[type, Callable[[Case, Any], Case]]] = {
    **HEARD,
    **FROM_FORCES,
    ImmediateRiskIdentified: _at_risk,
}
"""What our other services said, and other forces."""
