"""How MAPPA is folded: considered, a meeting asked for, its advice, the clock of a referral. Never raises."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from contracts.clocks import ClockName
from messaging.decider import Recorded
from services.decisions.domain import clocks
from services.decisions.domain import events as e
from services.decisions.domain import events_disclosing as d
from services.decisions.domain.events_referring import LeadAgencyEngaged
from services.decisions.domain.folding import Fold, disclosing, ended
from services.decisions.domain.state import Case, Passed


def _mappa(case: Case, **parts: Any) -> Case:
    return disclosing(case, mappa=replace(case.disclosure.mappa, **parts))


def _mappa_considered(case: Case, recorded: Recorded) -> Case:
    """Not to refer, after all: what was to be done by the clock is done with. To refer once more: its meeting
    is asked for anew, and the advice of the last one stands until then."""
    event, held = recorded.event, case.disclosure.mappa
    begins = event.refer and held.may_begin
    considered = _mappa(
        case,
        considered=recorded.occurred_at,
        refer=event.refer,
        waits=begins or (event.refer and held.waits),
        requested=None if begins else held.requested,
        lead_agency=event.lead_agency or held.lead_agency,
        managers=held.managers | frozenset(event.managers),
    )
    if event.refer or ClockName.FORUM_REFERRAL not in case.clocks:
        return considered
    return ended(considered, ClockName.FORUM_REFERRAL, recorded.occurred_at)


def _engaged(case: Case, recorded: Recorded) -> Case:
    return _mappa(case, lead_agency=recorded.event.party)


def _meeting_requested(case: Case, recorded: Recorded) -> Case:
    """One that had been asked for before the last meeting was for that meeting."""
    event, at = recorded.event, recorded.event.requested_at
    led = _mappa(case, lead_agency=event.lead_agency)
    if not case.disclosure.mappa.asks_anew(at):
        return led
    return ended(_mappa(led, requested=at), ClockName.FORUM_REFERRAL, at)


def _outcome(case: Case, recorded: Recorded) -> Case:
    """The last meeting counts; what is put right of one that had advised ends no wait for the next."""
    event, at, held = recorded.event, recorded.event.met_at, case.disclosure.mappa
    last = held.outcome[2] if held.outcome is not None else None
    if last is not None and at < last:
        return case
    waits = held.waits and last is not None and at == last
    return _mappa(case, outcome=(event.advice, event.minutes, at), waits=waits)


def _forum_started(case: Case, recorded: Recorded) -> Case:
    """Referred again: what had ended runs again. From another instant it is another clock, whose marks have
    not passed; a reason that is owed for the one before is owed still."""
    name, clock = ClockName.FORUM_REFERRAL, clocks.read(recorded.event.clock)
    before, passed, ends = case.clocks.get(name), dict(case.passed), dict(case.ends)
    if case.disclosure.mappa.requested is None:
        ends.pop(name, None)
    if before is not None and before.started != clock.started and name in passed:
        passed[name] = Passed(owed=clocks.owes_a_reason(passed[name]))
    return case._replace(clocks={**case.clocks, name: clock}, passed=passed, ends=ends)


def _extension_proposed(case: Case, recorded: Recorded) -> Case:
    return _mappa(case, extension=recorded.event.to_due_at)


OF_MAPPA: Final[dict[type, Fold]] = {
    d.MappaConsidered: _mappa_considered,
    LeadAgencyEngaged: _engaged,
    d.MappaMeetingRequested: _meeting_requested,
    d.MappaOutcomeReceived: _outcome,
    e.ForumReferralStarted: _forum_started,
    e.ExtensionProposed: _extension_proposed,
}
