"""What checks says, complete but for what a test changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from contracts import checks
from contracts.codes import (
    Answer,
    CredibleRisk,
    IdentityOutcome,
    InitialOutcome,
    NoAnswer,
    PartyRole,
    Purpose,
    Rank,
    Searched,
    Source,
    Stage,
    Why,
)
from contracts.codes import Basis as AskBasis
from contracts.parts import About, Coverage, Scope, WhomToRing
from contracts.people import (
    Candidate,
    Candidates,
    Finding,
    FindingKind,
    Findings,
    IdentityChoice,
    PersonName,
    Reasons,
    RiskAssessment,
)
from contracts.sealed import Sealed
from messaging.decider import Message
from tests.services.decisions.people import (
    CHILD,
    days,
    hours,
    said,
)

SCOPES = {
    Source.POLICE_NATIONAL: Searched.NATIONAL_CONVICTIONS,
    Source.POLICE_INTELLIGENCE: Searched.NATIONAL_INTELLIGENCE,
    Source.POLICE_LOCAL: Searched.FORCE_CRIME_AND_INTELLIGENCE,
    Source.OFFENDER_MANAGEMENT: Searched.MANAGED_OFFENDERS,
    Source.PROBATION: Searched.UNDER_PROBATION_SUPERVISION_TODAY,
    Source.SOCIAL_CARE: Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE,
}
SUBJECT = About(role=PartyRole.SUBJECT)
OF_CHILD = About(role=PartyRole.CHILD, child=CHILD)
POLICE = (Source.POLICE_NATIONAL, Source.POLICE_INTELLIGENCE, Source.POLICE_LOCAL)


def requested(
    *sources: Source,
    at: datetime | None = None,
    stage: Stage = Stage.INITIAL,
    about: tuple[About, ...] = (SUBJECT,),
    asks: tuple[checks.Ask, ...] = (),
) -> Message:
    at = at or hours(1.1)
    event = checks.ChecksRequested(
        stage=stage,
        round=1,
        why=Why.APPLICATION_MADE,
        requested_at=at,
        sources=sources or POLICE,
        about=about,
        asks=asks,
    )
    return said(event, "checks", at)


def settled(
    source: Source,
    counts: Any,
    *checks_: str,
    at: datetime,
    about: About = SUBJECT,
    rank: Rank = Rank.SERGEANT,
    kind: FindingKind = FindingKind.RELEVANT_INTELLIGENCE,
) -> Message:
    """A person said which answer counts instead of these."""
    held = finding(kind) if counts in (Answer.HIT, Answer.AMBIGUOUS) else None
    event = checks.AnswersSettled(
        source=source,
        about=about,
        checks=checks_,
        counts=counts,
        count=1 if held else 0,
        rank=rank,
        settled_at=at,
        findings=held,
        reasons=Sealed.of(Reasons(text="Compared with the date of birth.")),
    )
    return said(event, "checks", at)


def finding(kind: FindingKind) -> Sealed[Findings]:
    return Sealed.of(Findings(found=(Finding(kind=kind, record="R/1", summary="As recorded."),)))


def answered(
    source: Source,
    answer: Any = Answer.NO_TRACE,
    *,
    at: datetime | None = None,
    kind: FindingKind | None = None,
    check: str = "",
    about: About = SUBJECT,
    findings: Sealed[Findings] | None = None,
    in_part: bool = False,
) -> Message:
    at = at or hours(3)
    nothing = answer is Answer.NO_TRACE
    held = findings or finding(kind or FindingKind.RELEVANT_INTELLIGENCE)
    event = checks.CheckCompleted(
        check=check or f"{source.lower().replace('_', '-')}-1",
        stage=Stage.INITIAL,
        source=source,
        about=about,
        answer=answer,
        scope=Scope(searched=SCOPES[source]),
        count=0 if nothing else 1,
        findings=None if nothing else held,
        in_part=in_part,
        asked_at=at,
        answered_at=at,
    )
    return said(event, "checks", at)


def failed(
    source: Source,
    answer: Any = Answer.UNAVAILABLE,
    *,
    at: datetime | None = None,
    check: str = "",
    reason: NoAnswer | None = None,
    ring: WhomToRing | None = None,
) -> Message:
    at = at or hours(2)
    event = checks.CheckFailed(
        check=check or f"{source.lower().replace('_', '-')}-1",
        stage=Stage.INITIAL,
        source=source,
        about=SUBJECT,
        answer=answer,
        scope=Scope(searched=SCOPES[source]),
        reason=reason or (NoAnswer.DOWN if answer is Answer.UNAVAILABLE else NoAnswer.DECLINED),
        ring=ring,
        asked_at=at,
        failed_at=at,
        attempts=3,
    )
    return said(event, "checks", at)


def agency_requested(at: datetime | None = None) -> Message:
    at = at or days(6)
    event = checks.AgencyCheckRequested(
        check="social-care-1",
        agency="socialcare-kent",
        source=Source.SOCIAL_CARE,
        about=SUBJECT,
        scope=Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE),
        purpose=Purpose.RISK_ASSESSMENT,
        basis=AskBasis.APPLICANT_CONSENTED,
        asked_at=at,
        due_at=at + timedelta(days=3),
    )
    return said(event, "checks", at)


def agency_answered(at: datetime | None = None, answer: Any = Answer.NO_TRACE) -> Message:
    at = at or days(7)
    nothing = answer is Answer.NO_TRACE
    event = checks.AgencyCheckResponded(
        check="social-care-1",
        agency="socialcare-kent",
        source=Source.SOCIAL_CARE,
        about=SUBJECT,
        answer=answer,
        scope=Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE),
        count=0 if nothing else 1,
        findings=None if nothing else finding(FindingKind.CONCERNING_BEHAVIOUR),
        asked_at=days(6),
        answered_at=at,
    )
    return said(event, "checks", at)


def agency_overdue(at: datetime | None = None) -> Message:
    at = at or days(9)
    event = checks.AgencyCheckOverdue(
        check="social-care-1",
        agency="socialcare-kent",
        source=Source.SOCIAL_CARE,
        about=SUBJECT,
        scope=Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE),
        asked_at=days(6),
        due_at=at,
    )
    return said(event, "checks", at)


def candidates(*keys: str, at: datetime | None = None) -> Message:
    at = at or hours(4)
    found = Candidate(record="R/9", source="national", name=PersonName(given="Dorian", family="Sample-Quill"))
    event = checks.SubjectCandidatesFound(
        found_at=at, count=1, checks=keys, candidates=Sealed.of(Candidates(candidates=(found,)))
    )
    return said(event, "checks", at)


def identity(outcome: IdentityOutcome, *keys: str, at: datetime | None = None) -> Message:
    at = at or hours(5)
    choice = Sealed.of(IdentityChoice(reasons="Another date of birth."))
    event = checks.SubjectIdentityConfirmed(outcome=outcome, confirmed_at=at, checks=keys, choice=choice)
    return said(event, "checks", at)


COVERAGE = (Coverage(source=Source.POLICE_NATIONAL, about=SUBJECT, answer=Answer.NO_TRACE),)


def initial_checks(at: datetime | None = None, *, recommends: bool = True) -> Message:
    at = at or hours(8)
    event = checks.InitialChecksCompleted(
        outcome=InitialOutcome.NO_IMMEDIATE_CONCERN,
        recommends_progress=recommends,
        completed_at=at,
        coverage=COVERAGE,
    )
    return said(event, "checks", at)


def risk_assessment(
    at: datetime | None = None, credible: CredibleRisk = CredibleRisk.NONE_IDENTIFIED
) -> Message:
    at = at or days(10)
    event = checks.RiskAssessmentCompleted(
        credible_risk=credible,
        completed_at=at,
        coverage=COVERAGE,
        assessment=Sealed.of(RiskAssessment(text="Nothing found in any scope.")),
    )
    return said(event, "checks", at)
