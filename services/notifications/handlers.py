"""Messages in: one line a type that the topics carry. What asks for no words to leave says why."""

from __future__ import annotations

from typing import Final

from contracts import decisions, intake
from contracts.risk import ImmediateRiskIdentified
from contracts.unread import CaseMessageHeld, CaseMessageReleased
from messaging.routes import MessageRoutes, ignored
from services.notifications.domain.commands import (
    AlertDutyRole,
    GiveAdvice,
    InviteApplicant,
    NoteCorrection,
    SendClosing,
    TellOfDelay,
)

ELSEWHERE: Final = (
    "mail that is unread elsewhere stops who decides on the case; a letter is asked for when it may go"
)

ROUTES: Final[MessageRoutes] = {
    decisions.ClosingDue: SendClosing,
    decisions.OfficerAlertDue: AlertDutyRole,
    intake.MeetingScheduled: InviteApplicant,
    intake.MeetingHeld: GiveAdvice,
    intake.ApplicantDelayNotified: TellOfDelay,
    intake.FactCorrected: NoteCorrection,
    intake.ClockStartMoved: ignored("a letter comes with its day; no clock runs here"),
    intake.EnquiryReceived: ignored("nothing is written to anybody because an enquiry came"),
    intake.IndirectInformationReceived: ignored("nobody applied: nothing is ever written to anybody (G 54)"),
    intake.InitialInformationGiven: ignored("the officer has told the applicant"),
    intake.ApplicationMade: ignored("nothing is written to anybody because of an application"),
    intake.IdentityVerified: ignored("whoever is written to has given the address themselves"),
    intake.IdentityNotVerified: ignored("it stands in the way of a disclosure, and none leaves from here"),
    intake.AnnexAPart1Completed: ignored("a form of the police, of which nothing leaves"),
    intake.AnnexAPart2Completed: ignored("a form of the police, of which nothing leaves"),
    intake.EnquiryRedirected: ignored("the officer has told the applicant where to turn"),
    ImmediateRiskIdentified: ignored(
        "decisions alerts, by notices: this message may hold what no alert may say"
    ),
    CaseMessageHeld: ignored(ELSEWHERE),
    CaseMessageReleased: ignored(ELSEWHERE),
}
