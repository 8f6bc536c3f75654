"""How the facts of the other services are folded. In any order; none raises. Pure.

Of two facts about the same thing the later one counts, by when it occurred; sets and answers are kept whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeVar

from contracts import checks, intake, notifications
from contracts.clocks import ClockName
from contracts.codes import Answer, IdentityOutcome, MessageKind, NoAnswer, Rank, Transport
from contracts.parts import About, Relationships
from contracts.people import Findings
from contracts.ranks import at_least
from contracts.sealed import Sealed
from messaging.decider import Recorded
from services.decisions.domain.facts import Ask, Asked, AsOf, Checks, Settlement, SourceAnswer, Verdict
from services.decisions.domain.state import Case

T = TypeVar("T")


ENQUIRY, APPLICATION, CORRECTION = range(3)
"""Of two facts of one instant the one further on counts."""


def later(held: AsOf[T] | None, value: T | None, at: datetime, weight: int = ENQUIRY) -> AsOf[T] | None:
    """What counts after `value` was said of the instant `at`; a value that was not given changes nothing."""
    if value is None or (held is not None and (held.at, held.weight) > (at, weight)):
        return held
    return AsOf(value, at, weight)


def earliest(held: datetime | None, at: datetime) -> datetime:
    return at if held is None else min(held, at)


def latest(held: datetime | None, at: datetime) -> datetime:
    return at if held is None else max(held, at)


def ended(case: Case, clock: ClockName, at: datetime) -> Case:
    return replace(case, ends={**case.ends, clock: earliest(case.ends.get(clock), at)})


def _worked(case: Case, recorded: Recorded) -> Case:
    """Remember the officer who did this work (R-080)."""
    officer = recorded.actor.id
    if not officer or officer.startswith("system:"):
        return case
    return replace(case, worked_by=case.worked_by | {officer})


def _given(case: Case, event: Any, at: datetime, weight: int) -> Case:
    return replace(
        case,
        applicant=later(case.applicant, getattr(event, "applicant", None), at, weight),
        contact=later(case.contact, getattr(event, "applicant_contact", None), at, weight),
        subject=later(case.subject, getattr(event, "subject", None), at, weight),
        children=later(case.children, getattr(event, "children", None), at, weight),
        contact_kinds=later(case.contact_kinds, _kinds(getattr(event, "relationships", None)), at, weight),
    )


def _kinds(relationships: Relationships | None) -> Any:
    if relationships is None:
        return None
    return {one.child: frozenset(one.contact) for one in relationships.children}


def _enquiry(case: Case, recorded: Recorded) -> Case:
    event, at = recorded.event, recorded.occurred_at
    given = _given(case, event, at, ENQUIRY)
    return replace(given, anonymous=later(case.anonymous, event.anonymous, at))


def _application(case: Case, recorded: Recorded) -> Case:
    event, at = recorded.event, recorded.occurred_at
    given = _given(case, event, at, APPLICATION)
    named = later(case.anonymous, event.anonymous, at, APPLICATION)
    return replace(given, anonymous=named, applied=earliest(case.applied, at))


def _corrected(case: Case, recorded: Recorded) -> Case:
    event, at = recorded.event, recorded.occurred_at
    named = None if event.applicant is None else False
    given = _given(case, event, at, CORRECTION)
    return replace(given, anonymous=later(case.anonymous, named, at, CORRECTION))


def _meeting_held(case: Case, recorded: Recorded) -> Case:
    event, at, meeting = recorded.event, recorded.occurred_at, case.meeting
    seen = replace(
        meeting,
        held=latest(meeting.held, at),
        ongoing_concern=meeting.ongoing_concern or event.ongoing_concern,
        others_mentioned=meeting.others_mentioned or event.others_mentioned,
        responsible_adult_absent=meeting.responsible_adult_absent or event.responsible_adult_present is False,
    )
    told = replace(case.told, advice=case.told.advice | frozenset(event.advice))
    met = replace(case, meeting=seen, told=told, contact=later(case.contact, event.applicant_contact, at))
    return _worked(ended(met, ClockName.MEETING, at), recorded)


def _annex_a_part2(case: Case, recorded: Recorded) -> Case:
    done = replace(case, annex_a_part2=latest(case.annex_a_part2, recorded.occurred_at))
    return _worked(done, recorded)


def _redirected(case: Case, recorded: Recorded) -> Case:
    return replace(case, redirected=later(case.redirected, recorded.event.to, recorded.occurred_at))


def _verified(case: Case, recorded: Recorded) -> Case:
    return replace(case, verified=case.verified | {recorded.event.whose})


def _requested(case: Case, recorded: Recorded) -> Case:
    """A round; of one that does not say who is asked about whom, every source about everybody."""
    event, at = recorded.event, recorded.occurred_at
    asks = {_asked(one.source, one.about): Ask(at, one.check) for one in event.asks} or {
        _asked(source, about): Ask(at) for source in event.sources for about in event.about
    }
    begun = replace(case.checks, last_round=latest(case.checks.last_round, at))
    return replace(case, checks=_asking(begun, asks))


def _agency_requested(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    ask = {_asked(event.source, event.about): Ask(recorded.occurred_at, event.check)}
    return replace(case, checks=_asking(case.checks, ask))


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
    )
    return _add_answer(case, _asked(event.source, event.about), answer)


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
    return replace(case, checks=replace(case.checks, answers=answers))


def _found(findings: Sealed[Findings] | None) -> Any:
    """Kinds of what was found, without any of it; None when it cannot be read here."""
    if findings is None:
        return frozenset()
    opened = findings.opened
    return None if opened is None else frozenset(one.kind for one in opened.found)


def _candidates(case: Case, recorded: Recorded) -> Case:
    at = recorded.occurred_at
    found = {check: latest(case.checks.candidates.get(check), at) for check in recorded.event.checks}
    return replace(case, checks=replace(case.checks, candidates={**case.checks.candidates, **found}))


def _identity(case: Case, recorded: Recorded) -> Case:
    event = recorded.event
    is_subject = event.outcome is IdentityOutcome.IS_THE_SUBJECT
    verdict = Verdict(frozenset(event.checks), is_subject, recorded.occurred_at)
    return replace(case, checks=replace(case.checks, verdicts=case.checks.verdicts | {verdict}))


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
    return replace(case, checks=replace(case.checks, settlements=settlements))


def _initial_completed(case: Case, recorded: Recorded) -> Case:
    at = recorded.occurred_at
    checks_ = case.checks
    done = replace(
        checks_,
        initial_completed=earliest(checks_.initial_completed, at),
        recommends_progress=later(checks_.recommends_progress, recorded.event.recommends_progress, at),
    )
    return _worked(ended(replace(case, checks=done), ClockName.INITIAL_CHECKS, at), recorded)


def _assessment_started(case: Case, recorded: Recorded) -> Case:
    begun = earliest(case.checks.assessment_started, recorded.occurred_at)
    return replace(case, checks=replace(case.checks, assessment_started=begun))


def _assessment_completed(case: Case, recorded: Recorded) -> Case:
    held = case.checks.assessment_completed
    done = later(held, recorded.event.credible_risk, recorded.occurred_at)
    return _worked(replace(case, checks=replace(case.checks, assessment_completed=done)), recorded)


def _advice_given(case: Case, recorded: Recorded) -> Case:
    return replace(case, told=replace(case.told, advice=case.told.advice | frozenset(recorded.event.advice)))


def _letter_issued(case: Case, recorded: Recorded) -> Case:
    at, told = recorded.occurred_at, case.told
    if recorded.event.transport is Transport.HAND:
        return replace(case, told=replace(told, letter_printed=latest(told.letter_printed, at)))
    return replace(case, told=replace(told, letter_posted=latest(told.letter_posted, at)))


def _letter_by_hand(case: Case, recorded: Recorded) -> Case:
    by_hand = latest(case.told.letter_by_hand, recorded.occurred_at)
    return replace(case, told=replace(case.told, letter_by_hand=by_hand))


def _outcome_notified(case: Case, recorded: Recorded) -> Case:
    notified = latest(case.told.outcome_notified, recorded.occurred_at)
    return replace(case, told=replace(case.told, outcome_notified=notified))


def _sent(case: Case, recorded: Recorded) -> Case:
    letter = recorded.event.because_of
    if letter is None:
        return case
    return replace(case, told=replace(case.told, spoken_of=case.told.spoken_of | {letter}))


def _not_sent(case: Case, recorded: Recorded) -> Case:
    case = _sent(case, recorded)
    if recorded.event.kind is not MessageKind.CLOSING_LETTER:
        return case
    failed = latest(case.told.letter_failed, recorded.occurred_at)
    return replace(case, told=replace(case.told, letter_failed=failed))


Fold = Callable[[Case, Recorded], Case]
HEARD: Final[dict[type, Fold]] = {
    intake.EnquiryReceived: _enquiry,
    intake.ApplicationMade: _application,
    intake.FactCorrected: _corrected,
    intake.MeetingHeld: _meeting_held,
    intake.AnnexAPart2Completed: _annex_a_part2,
    intake.EnquiryRedirected: _redirected,
    intake.IdentityVerified: _verified,
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
    checks.InitialChecksCompleted: _initial_completed,
    checks.RiskAssessmentStarted: _assessment_started,
    checks.RiskAssessmentCompleted: _assessment_completed,
    notifications.SafetyAdviceGiven: _advice_given,
    notifications.NonDisclosureLetterIssued: _letter_issued,
    notifications.NonDisclosureLetterHandDelivered: _letter_by_hand,
    notifications.ApplicantOutcomeNotified: _outcome_notified,
    notifications.MessageSent: _sent,
    notifications.MessageFailed: _not_sent,
    notifications.MessageBlocked: _not_sent,
}
"""Facts that change what is known; every other fact that is heard is kept in the journal alone."""
