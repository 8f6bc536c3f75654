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
from services.decisions.domain.state import Case


def _mappa(case: Case, **parts: Any) -> Case:
    return disclosing(case, mappa=replace(case.disclosure.mappa, **parts))


def _mappa_considered(case: Case, recorded: Recorded) -> Case:
    """Not to refer, after all: what was to be done by the clock is done with."""
    event, held = recorded.event, case.disclosure.mappa
    considered = _mappa(
        case,
        considered=recorded.occurred_at,
        refer=event.refer,
        lead_agency=event.lead_agency or held.lead_agency,
        managers=held.managers | frozenset(event.managers),
    )
    if event.refer or ClockName.FORUM_REFERRAL not in case.clocks:
        return considered
    return ended(considered, ClockName.FORUM_REFERRAL, recorded.occurred_at)


def _engaged(case: Case, recorded: Recorded) -> Case:
    return _mappa(case, lead_agency=recorded.event.party)


def _meeting_requested(case: Case, recorded: Recorded) -> Case:
    event, at = recorded.event, recorded.occurred_at
    requested = _mappa(case, requested=at, lead_agency=event.lead_agency)
    return ended(requested, ClockName.FORUM_REFERRAL, at)


def _outcome(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    return _mappa(case, outcome=(event.advice, event.minutes, recorded.occurred_at))


def _forum_started(case: Case, recorded: Recorded) -> Case:
    """Referred again after it was decided not to: what that ended runs again."""
    started = {**case.clocks, ClockName.FORUM_REFERRAL: clocks.read(recorded.event.clock)}
    ends = dict(case.ends)
    if case.disclosure.mappa.requested is None:
        ends.pop(ClockName.FORUM_REFERRAL, None)
    return case._replace(clocks=started, ends=ends)


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
