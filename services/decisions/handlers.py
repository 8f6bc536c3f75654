"""Messages in: what intake, checks and notifications say is heard, one line a type.

Decisions keeps every fact that it applies, so that it alone can explain a case; so nothing is ignored here.
"""

from __future__ import annotations

from contracts import checks, crossing, intake, notifications, receipts, referrals, weighed
from contracts.risk import ImmediateRiskIdentified
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from messaging.routes import MessageRoutes
from services.decisions.domain.commands import Hear, HearForce, HearReceipt

ROUTES: MessageRoutes = {
    intake.EnquiryReceived: Hear,
    intake.IndirectInformationReceived: Hear,
    intake.InitialInformationGiven: Hear,
    intake.ApplicationMade: Hear,
    intake.IdentityVerified: Hear,
    intake.IdentityNotVerified: Hear,
    intake.MeetingScheduled: Hear,
    intake.MeetingHeld: Hear,
    intake.AnnexAPart1Completed: Hear,
    intake.AnnexAPart2Completed: Hear,
    intake.FactCorrected: Hear,
    intake.ClockStartMoved: Hear,
    intake.EnquiryRedirected: Hear,
    intake.ApplicantDelayNotified: Hear,
    ImmediateRiskIdentified: Hear,
    checks.ChecksRequested: Hear,
    checks.CheckCompleted: Hear,
    checks.CheckFailed: Hear,
    checks.AgencyCheckRequested: Hear,
    checks.AgencyCheckResponded: Hear,
    checks.AgencyCheckWithheld: Hear,
    checks.AgencyCheckOverdue: Hear,
    checks.SubjectCandidatesFound: Hear,
    checks.SubjectIdentityConfirmed: Hear,
    checks.AnswersSettled: Hear,
    weighed.FactsEstablished: Hear,
    weighed.BreachSuspected: Hear,
    weighed.IntelligenceGraded: Hear,
    checks.InitialChecksCompleted: Hear,
    checks.IntelligenceChecksCompleted: Hear,
    checks.PersonAlsoConcerned: Hear,
    checks.RiskAssessmentStarted: Hear,
    checks.RiskAssessmentCompleted: Hear,
    notifications.SafetyAdviceGiven: Hear,
    notifications.ApplicantOutcomeNotified: Hear,
    notifications.NonDisclosureLetterIssued: Hear,
    notifications.NonDisclosureLetterHandDelivered: Hear,
    notifications.MessageSent: Hear,
    notifications.MessageFailed: Hear,
    notifications.MessageBlocked: Hear,
    referrals.ReferralTakenOn: Hear,
    referrals.ReferralNotTakenOn: Hear,
    referrals.ReferralInProgress: Hear,
    referrals.ReferralDone: Hear,
    CaseMessageHeld: Hear,
    CaseMessageReleased: Hear,
    crossing.RespondingForceTasked: HearForce,
    crossing.RespondingForceAcknowledged: HearForce,
    crossing.RespondingForceReturned: HearForce,
    crossing.RespondingForceReported: HearForce,
    crossing.RespondingForceChased: HearForce,
    crossing.RespondingForceStoodDown: HearForce,
    crossing.PositionStated: HearForce,
    crossing.PositionPassedOn: HearForce,
    crossing.DecisionPassedOn: HearForce,
    crossing.OutcomePassedOn: HearForce,
    crossing.DisagreementRecorded: HearForce,
    crossing.PrimacyDetermined: HearForce,
    crossing.PrimacyReEvaluated: HearForce,
    crossing.HostedDecisionMade: HearForce,
    crossing.DecisionTakenOn: HearForce,
    crossing.DecisionChased: HearForce,
    crossing.ApplicantNamed: HearForce,
    receipts.MessageReceipt: HearReceipt,
}
