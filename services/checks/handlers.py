"""Messages in: one line a type that the topics carry. What does not concern checks says why."""

from __future__ import annotations

from typing import Final

from contracts import decisions, intake
from contracts.agencies import AgencyCheckAnswered
from contracts.risk import ImmediateRiskIdentified
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from messaging.routes import MessageRoutes, ignored
from services.checks.domain.commands import Hear, HearAgency

MEETINGS = "nothing to check until somebody has met"
ELSEWHERE = "mail that is unread elsewhere stops who decides on the case, and changes no search"

ROUTES: Final[MessageRoutes] = {
    intake.EnquiryReceived: Hear,
    intake.IndirectInformationReceived: Hear,
    intake.ApplicationMade: Hear,
    intake.FactCorrected: Hear,
    intake.ClockStartMoved: Hear,
    intake.MeetingHeld: Hear,
    intake.AnnexAPart2Completed: Hear,
    intake.EnquiryRedirected: Hear,
    intake.IdentityNotVerified: ignored("checks are made whoever asks, verified or not (G 42)"),
    intake.IdentityVerified: ignored("checks are made whoever asks, verified or not (G 42)"),
    intake.InitialInformationGiven: ignored("what the applicant was told changes no search"),
    intake.MeetingScheduled: ignored(MEETINGS),
    intake.AnnexAPart1Completed: ignored("its facts come with the enquiry and the application"),
    intake.ApplicantDelayNotified: ignored("what the applicant was told changes no search"),
    ImmediateRiskIdentified: Hear,
    decisions.CaseRecordCreated: Hear,
    decisions.ApplicationProgressed: Hear,
    decisions.ApplicationNotProgressed: Hear,
    decisions.SupervisorAlerted: Hear,
    decisions.InformationPrioritised: Hear,
    decisions.LinkedCaseStarted: Hear,
    decisions.MeetingNotPossible: Hear,
    decisions.RespondingChecksWanted: Hear,
    decisions.CaseFinalised: Hear,
    decisions.CaseClosed: Hear,
    decisions.SupervisorAssigned: Hear,
    decisions.SupervisorAcknowledged: Hear,
    AgencyCheckAnswered: HearAgency,
    CaseMessageHeld: ignored(ELSEWHERE),
    CaseMessageReleased: ignored(ELSEWHERE),
}
