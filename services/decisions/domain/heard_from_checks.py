"""How what checks say is folded: asks, answers, verdicts, settlements, judgements. In any order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from contracts import checks
from contracts.clocks import ClockName
from contracts.codes import Answer, IdentityOutcome, NoAnswer, Rank
from contracts.parts import About
from contracts.people import FindingKind, Findings
from contracts.ranks import at_least
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.decisions.domain.facts import Ask, Asked, Checks, Settlement, SourceAnswer, Verdict
from services.decisions.domain.folding import (
    Fold,
    earliest,
    ended,
    later,
    latest,
    worked,
)
from services.decisions.domain.heard_of_subject import OF_SUBJECT, with_items
from services.decisions.domain.state import Case, Related


def _requested(case: Case, recorded: Recorded) -> Case:
    """A round; of one that does not say who is asked about whom, every source about everybody."""
    event, at = recorded.event, recorded.occurred_at
    asks = {_asked(one.source, one.about): Ask(at, one.check) for one in event.asks} or {
        _asked(source, about): Ask(at) for source in event.sources for about in event.about
    }
    begun = replace(case.checks, last_round=latest(case.checks.last_round, at))
    return case._replace(checks=_asking(begun, asks))


def _agency_requested(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    ask = {_asked(event.source, event.about): Ask(recorded.occurred_at, event.check)}
    return case._replace(checks=_asking(case.checks, ask))


def _asking(checks: Checks, asks: Mapping[Asked, Ask]) -> Checks:
    """The last ask of each counts, in whatever order they come."""
    held = dict(checks.asks)
    for asked, ask in asks.items():
        held[asked] = max(held.get(asked, ask), ask, key=lambda one: (one.at, one.check or ""))
    return replace(checks, asks=held)


def _answered(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    answer = SourceAnswer(
        check=event.check,
        answer=event.answer,
        at=recorded.occurred_at,
        kinds=_found(getattr(event, "findings", None)),
        reason=getattr(event, "reason", None),
        ring=getattr(event, "ring", None),
        days=_days(getattr(event, "findings", None)),
        in_part=isinstance(event, checks.CheckCompleted) and event.in_part,
        records=_records(getattr(event, "findings", None)),
        asked=getattr(event, "asked_at", None),
    )
    answered = _add_answer(case, _asked(event.source, event.about), answer)
    return with_items(answered, recorded)


def _agency_overdue(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    answer = SourceAnswer(
        event.check, Answer.UNAVAILABLE, recorded.occurred_at, reason=NoAnswer.TIMED_OUT, ring=event.ring
    )
    return _add_answer(case, _asked(event.source, event.about), answer)


def _asked(source: Any, about: About) -> Asked:
    return Asked(source, about.role, about.child)


def _add_answer(case: Case, asked: Asked, answer: SourceAnswer) -> Case:
    held = case.checks.answers.get(asked, frozenset())
    answers = {**case.checks.answers, asked: held | {answer}}
    return case._replace(checks=replace(case.checks, answers=answers))


def _found(findings: Sealed[Findings] | None) -> Any:
    """Kinds of what was found, without any of it; None when it cannot be read here."""
    if findings is None:
        return frozenset()
    opened = findings.opened
    return None if opened is None else frozenset(one.kind for one in opened.found)


def _days(findings: Sealed[Findings] | None) -> frozenset[date]:
    opened = findings.opened if findings is not None else None
    return frozenset(one.on for one in opened.found if one.on is not None) if opened else frozenset()


def _records(findings: Sealed[Findings] | None) -> frozenset[tuple[FindingKind, str]]:
    opened = findings.opened if findings is not None else None
    return frozenset((one.kind, one.record) for one in opened.found) if opened else frozenset()


def _candidates(case: Case, recorded: Recorded) -> Case:
    at = recorded.occurred_at
    found = {check: latest(case.checks.candidates.get(check), at) for check in recorded.event.checks}
    return case._replace(checks=replace(case.checks, candidates={**case.checks.candidates, **found}))


def _identity(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    is_subject = event.outcome is IdentityOutcome.IS_THE_SUBJECT
    verdict = Verdict(frozenset(event.checks), is_subject, recorded.occurred_at)
    return case._replace(checks=replace(case.checks, verdicts=case.checks.verdicts | {verdict}))


def _settled(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    asked = _asked(event.source, event.about)
    settlement = Settlement(
        checks=frozenset(event.checks),
        answer=event.counts,
        at=recorded.occurred_at,
        kinds=_found(event.findings),
        by_supervisor=at_least(event.rank, Rank.SERGEANT),
    )
    held = case.checks.settlements.get(asked, frozenset())
    settlements = {**case.checks.settlements, asked: held | {settlement}}
    settled = case._replace(checks=replace(case.checks, settlements=settlements))
    return with_items(settled, recorded, settles=True)


def _initial_completed(case: Case, recorded: Recorded) -> Case:
    at = recorded.occurred_at
    checks_ = case.checks
    done = replace(
        checks_,
        initial_completed=earliest(checks_.initial_completed, at),
        recommends_progress=later(checks_.recommends_progress, recorded.event.recommends_progress, at),
    )
    return worked(ended(case._replace(checks=done), ClockName.INITIAL_CHECKS, at), recorded)


def _assessment_started(case: Case, recorded: Recorded) -> Case:
    begun = earliest(case.checks.assessment_started, recorded.occurred_at)
    return case._replace(checks=replace(case.checks, assessment_started=begun))


def _assessment_completed(case: Case, recorded: Recorded) -> Case:
    full = latest(case.checks.full_completed, recorded.occurred_at)
    return _assessed(case, recorded, full_completed=full)


def _assessed(case: Case, recorded: Recorded, **parts: Any) -> Case:
    held = case.checks.assessment_completed
    done = later(held, recorded.event.credible_risk, recorded.occurred_at)
    checks_ = replace(case.checks, assessment_completed=done, **parts)
    return worked(case._replace(checks=checks_), recorded)


def _intelligence_completed(case: Case, recorded: Recorded) -> Case:
    """They hold what initial checks would: whoever has completed them has seen that nothing is immediate."""
    at, held = recorded.occurred_at, case.checks
    first = earliest(held.intelligence_completed, at)
    begun = earliest(held.initial_completed, at)
    done = _assessed(case, recorded, intelligence_completed=first, initial_completed=begun)
    return ended(done, ClockName.INITIAL_CHECKS, at)


def _also_concerned(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    related = Related(event.role, event.other_role, recorded.occurred_at)
    return case._replace(related={**case.related, event.other: case.related.get(event.other, related)})


FROM_CHECKS: Final[dict[type, Fold]] = {
    checks.ChecksRequested: _requested,
    checks.CheckCompleted: _answered,
    checks.CheckFailed: _answered,
    checks.AgencyCheckRequested: _agency_requested,
    checks.AgencyCheckResponded: _answered,
    checks.AgencyCheckWithheld: _answered,
    checks.AgencyCheckOverdue: _agency_overdue,
    checks.SubjectCandidatesFound: _candidates,
    checks.SubjectIdentityConfirmed: _identity,
    checks.AnswersSettled: _settled,
    **OF_SUBJECT,
    checks.InitialChecksCompleted: _initial_completed,
    checks.IntelligenceChecksCompleted: _intelligence_completed,
    checks.PersonAlsoConcerned: _also_concerned,
    checks.RiskAssessmentStarted: _assessment_started,
    checks.RiskAssessmentCompleted: _assessment_completed,
}
