"""Folding a case: what each event adds to what checks knows. Never raises; facts of others come in any
order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from contracts import checks as said
from contracts import decisions, intake
from contracts.codes import Answer, NoAnswer
from contracts.parts import Scope
from contracts.people import Finding
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.checks.domain import events as own
from services.checks.domain.patience import later
from services.checks.domain.state import Answered, Ask, Checks, Judged, Pair, Risk, Settled, Verdict

_ENQUIRY, _APPLICATION, _CORRECTION = range(3)
_PARTS: Final = ("applicant", "subject", "children", "relationships", "social_care_consent")


def evolve(case: Checks, recorded: Recorded) -> Checks:
    """The case with one more entry of its journal."""
    case = _opened(case, recorded)
    if type(recorded.event).MATERIAL:
        case = replace(case, material=(*case.material, (recorded.version, recorded.type)))
    fold = _FOLDS.get(type(recorded.event))
    return fold(case, recorded.event, recorded) if fold else case


def _opened(case: Checks, recorded: Recorded) -> Checks:
    opening = recorded.opening
    if case.opened_at is not None or "openedat" not in opening:
        return case
    try:
        at = datetime.fromisoformat(opening["openedat"])
    except ValueError:
        return case
    return replace(case, opened_at=at, opening=MappingProxyType(dict(opening)))


def _told(case: Checks, event: Any, recorded: Recorded, precedence: int) -> Checks:
    """Each part that the event gives, unless a telling of higher rank is held; a closed box tells nothing."""
    told = dict(case.told)
    rank = (precedence, recorded.occurred_at, recorded.id)
    for part in _PARTS:
        value = getattr(event, part, None)
        value = value.opened if isinstance(value, Sealed) else value
        held = told.get(part)
        if value is not None and (held is None or held[0] < rank):
            told[part] = (rank, value)
    return replace(case, told=MappingProxyType(told))


def _enquiry(case: Checks, event: intake.EnquiryReceived, recorded: Recorded) -> Checks:
    return _told(case, event, recorded, _ENQUIRY)


def _application(case: Checks, event: intake.ApplicationMade, recorded: Recorded) -> Checks:
    return replace(_told(case, event, recorded, _APPLICATION), applied_at=event.made_at)


def _correction(case: Checks, event: intake.FactCorrected, recorded: Recorded) -> Checks:
    return _told(case, event, recorded, _CORRECTION)


def _earliest(held: datetime | None, at: datetime) -> datetime:
    return at if held is None else min(held, at)


def _planned(case: Checks, event: own.AsksPlanned, recorded: Recorded) -> Checks:
    asks = dict(case.asks)
    for one in event.asks:
        pair = Pair.of(one.source, one.about)
        for check, ask in asks.items():
            if ask.pair == pair and not ask.superseded:
                asks[check] = replace(ask, superseded=True, next_ask_at=None)
        asks[one.check] = Ask(
            check=one.check,
            stage=event.stage,
            round=event.round,
            pair=pair,
            begun_at=event.planned_at,
            until=event.until,
            next_ask_at=event.planned_at,
            basis=one.basis,
        )
    rounds = {**case.rounds, event.stage: max(event.round, case.rounds.get(event.stage, 0))}
    return replace(case, asks=MappingProxyType(asks), rounds=MappingProxyType(rounds))


def _ask(case: Checks, check: str, change: Callable[[Ask], Ask]) -> Checks:
    ask = case.asks.get(check)
    if ask is None:
        return case
    return replace(case, asks=MappingProxyType({**case.asks, check: change(ask)}))


def _answered(
    recorded: Recorded,
    answer: Answer,
    scope: Scope,
    at: datetime,
    *,
    reason: NoAnswer | None = None,
    count: int = 0,
    findings: Sealed[Any] | None = None,
) -> Answered:
    opened = findings.opened if findings is not None else None
    found: tuple[Finding, ...] = opened.found if opened is not None else ()
    return Answered(recorded.version, at, answer, scope, reason, count, found)


def _completed(
    case: Checks, event: said.CheckCompleted | said.AgencyCheckResponded, recorded: Recorded
) -> Checks:
    one = _answered(
        recorded,
        event.answer,
        event.scope,
        event.answered_at,
        count=event.count,
        findings=event.findings,
    )
    return _ask(
        case,
        event.check,
        lambda ask: replace(
            ask,
            answers=(*ask.answers, one),
            next_ask_at=None,
            failing_since=None,
        ),
    )


def _failed(case: Checks, event: said.CheckFailed, recorded: Recorded) -> Checks:
    one = _answered(recorded, event.answer, event.scope, event.failed_at, reason=event.reason)
    return _ask(
        case,
        event.check,
        lambda ask: replace(
            ask,
            answers=(*ask.answers, one),
            attempts=max(ask.attempts, event.attempts),
            next_ask_at=None if ask.superseded or ask.searched else event.next_ask_at,
            failing_since=ask.failing_since or event.since or event.failed_at,
        ),
    )


def _requested(case: Checks, event: said.AgencyCheckRequested, recorded: Recorded) -> Checks:
    return _ask(
        case,
        event.check,
        lambda ask: replace(
            ask,
            attempts=ask.attempts + 1,
            accepted_at=ask.accepted_at or event.asked_at,
            due_at=event.due_at,
            next_ask_at=None,
            failing_since=None,
        ),
    )


def _withheld(case: Checks, event: said.AgencyCheckWithheld, recorded: Recorded) -> Checks:
    one = _answered(recorded, event.answer, event.scope, event.answered_at, reason=event.reason)

    def withheld(ask: Ask) -> Ask:
        looks_again = event.answer is Answer.UNAVAILABLE and not ask.superseded
        again = later(ask.stage, event.answered_at, ask.until) if looks_again else None
        return replace(ask, answers=(*ask.answers, one), next_ask_at=again)

    return _ask(case, event.check, withheld)


def _overdue(case: Checks, event: said.AgencyCheckOverdue, recorded: Recorded) -> Checks:
    return _ask(
        case,
        event.check,
        lambda ask: replace(
            ask, overdue=ask.overdue + 1, next_ask_at=None if ask.superseded else event.next_ask_at
        ),
    )


def _candidates(case: Checks, event: said.SubjectCandidatesFound, recorded: Recorded) -> Checks:
    opened = event.candidates.opened
    if opened is None:
        return case
    found = opened.candidates
    for check in event.checks:
        case = _ask(case, check, lambda ask: replace(ask, candidates=found))
    return case


def _weighed(case: Checks, event: own.MatchesWeighed, recorded: Recorded) -> Checks:
    opened = event.weighed.opened
    if opened is None:
        return case
    return _ask(case, event.check, lambda ask: replace(ask, weighed=opened.records))


def _verdict(case: Checks, event: said.SubjectIdentityConfirmed, recorded: Recorded) -> Checks:
    choice = event.choice.opened
    records = choice.records if choice is not None else ()
    one = Verdict(recorded.version, event.checks, event.outcome, records)
    return replace(case, verdicts=(*case.verdicts, one))


def _settled(case: Checks, event: own.AnswersSettled, recorded: Recorded) -> Checks:
    pair = Pair.of(event.source, event.about)
    settled = {**case.settled, pair: Settled(recorded.version, event.counts)}
    return replace(case, settled=MappingProxyType(settled))


def _risk(case: Checks, event: ImmediateRiskIdentified, recorded: Recorded) -> Checks:
    key = f"{recorded.source}/{event.risk_id}"
    risk = Risk(event.risk_id, recorded.id, not recorded.heard, event.identified_at)
    return replace(case, risks=MappingProxyType({**case.risks, key: risk}))


def _alerted(case: Checks, event: decisions.SupervisorAlerted, recorded: Recorded) -> Checks:
    if event.because_of is None:
        return case
    return replace(case, alerted=case.alerted | {event.because_of})


def _initial(case: Checks, event: said.InitialChecksCompleted, recorded: Recorded) -> Checks:
    return replace(case, initial=Judged(recorded.version, event.completed_at, event.outcome))


def _assessed(case: Checks, event: said.RiskAssessmentCompleted, recorded: Recorded) -> Checks:
    return replace(case, assessment=Judged(recorded.version, event.completed_at))


_FOLDS: Mapping[type[Any], Callable[[Checks, Any, Recorded], Checks]] = {
    intake.EnquiryReceived: _enquiry,
    intake.ApplicationMade: _application,
    intake.FactCorrected: _correction,
    intake.MeetingHeld: lambda case, event, _: replace(
        case, meeting_at=_earliest(case.meeting_at, event.held_at)
    ),
    intake.AnnexAPart2Completed: lambda case, event, _: replace(
        case, annex_a_at=_earliest(case.annex_a_at, event.completed_at)
    ),
    decisions.CaseRecordCreated: lambda case, event, _: replace(case, reference=event.reference),
    decisions.ApplicationProgressed: lambda case, event, _: replace(
        case, progressed_at=_earliest(case.progressed_at, event.decided_at)
    ),
    decisions.ApplicationNotProgressed: lambda case, event, _: replace(
        case, not_progressed_at=_earliest(case.not_progressed_at, event.decided_at)
    ),
    decisions.SupervisorAlerted: _alerted,
    decisions.CaseFinalised: lambda case, event, _: replace(
        case, finished_at=_earliest(case.finished_at, event.finalised_at)
    ),
    decisions.CaseClosed: lambda case, event, _: replace(
        case, finished_at=_earliest(case.finished_at, event.closed_at)
    ),
    ImmediateRiskIdentified: _risk,
    own.AsksPlanned: _planned,
    own.MatchesWeighed: _weighed,
    said.SubjectCandidatesFound: _candidates,
    own.AnswersSettled: _settled,
    own.ConsentDispensed: lambda case, _event, _: replace(case, consent_dispensed=True),
    own.ProgressRecommended: lambda case, event, _: replace(case, recommends=event.progress),
    said.CheckCompleted: _completed,
    said.AgencyCheckResponded: _completed,
    said.CheckFailed: _failed,
    said.AgencyCheckRequested: _requested,
    said.AgencyCheckWithheld: _withheld,
    said.AgencyCheckOverdue: _overdue,
    said.SubjectIdentityConfirmed: _verdict,
    said.InitialChecksCompleted: _initial,
    said.RiskAssessmentStarted: lambda case, event, _: replace(case, assessment_started_at=event.started_at),
    said.RiskAssessmentCompleted: _assessed,
}
