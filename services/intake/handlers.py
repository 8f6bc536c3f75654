"""Messages in: one line a type that the topics carry. What does not concern intake says why."""

from __future__ import annotations

from typing import Final

from contracts import checks, decisions, notifications, police, weighed
from contracts.risk import ImmediateRiskIdentified
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from messaging.routes import MessageRoutes, ignored
from services.intake.domain.commands import Hear, HearRisk, HearSystem

FINDINGS = "what sources hold is for those who assess and decide; intake needs the answers, not the findings"

ROUTES: Final[MessageRoutes] = {
    police.ArrestMade: HearSystem,
    police.DetentionEnded: HearSystem,
    police.IntelligenceSubmitted: HearSystem,
    police.CrimeReported: HearSystem,
    police.OffenderChanged: HearSystem,
    checks.ChecksRequested: Hear,
    checks.CheckCompleted: Hear,
    checks.CheckFailed: Hear,
    checks.AgencyCheckRequested: ignored("the answer counts, not the asking"),
    checks.AgencyCheckResponded: Hear,
    checks.AgencyCheckWithheld: Hear,
    checks.AgencyCheckOverdue: ignored(
        "checks asks again; until it is answered nothing counts as looked for"
    ),
    checks.SubjectCandidatesFound: ignored(FINDINGS),
    checks.SubjectIdentityConfirmed: ignored(FINDINGS),
    checks.AnswersSettled: Hear,
    weighed.FactsEstablished: ignored(FINDINGS),
    weighed.BreachSuspected: ignored("the immediate risk that goes with it is what decisions alerts on"),
    weighed.IntelligenceGraded: ignored(FINDINGS),
    checks.InitialChecksCompleted: Hear,
    checks.IntelligenceChecksCompleted: ignored(
        "what is held on information received is for those who decide"
    ),
    checks.PersonAlsoConcerned: ignored("cases are linked where they are decided on"),
    checks.RiskAssessmentStarted: ignored("it comes after the meeting, and intake has no part in it"),
    checks.RiskAssessmentCompleted: ignored("it comes after the meeting, and intake has no part in it"),
    ImmediateRiskIdentified: HearRisk,
    decisions.CaseRecordCreated: Hear,
    decisions.SupervisorAssigned: Hear,
    decisions.SupervisorAlerted: Hear,
    decisions.SupervisorAcknowledged: Hear,
    decisions.ApplicationProgressed: Hear,
    decisions.ApplicationNotProgressed: Hear,
    decisions.InformationPrioritised: ignored("which information is assessed in full changes nothing here"),
    decisions.LinkedCaseStarted: ignored("it is opened by decisions, and nobody applied in it"),
    decisions.MeetingNotPossible: Hear,
    decisions.RespondingChecksWanted: ignored("another force's case: intake has no applicant in it"),
    decisions.CaseFinalised: Hear,
    decisions.CaseClosed: Hear,
    notifications.SafetyAdviceGiven: Hear,
    notifications.ApplicantOutcomeNotified: ignored(
        "the milestone is that a letter went, whichever text it had"
    ),
    notifications.NonDisclosureLetterIssued: Hear,
    notifications.NonDisclosureLetterHandDelivered: Hear,
    notifications.MessageSent: Hear,
    notifications.MessageFailed: Hear,
    notifications.MessageBlocked: Hear,
    CaseMessageHeld: Hear,
    CaseMessageReleased: Hear,
}
