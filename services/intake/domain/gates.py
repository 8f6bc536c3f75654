"""What each intention of intake asks for, as data: one list blocks, explains and is traced to the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from messaging.gates import Gate
from services.intake.domain import clock_start, scripts
from services.intake.domain import commands as c
from services.intake.domain import gates_enquiry as enquiry
from services.intake.domain import gates_form as form
from services.intake.domain import gates_meeting as meeting
from services.intake.domain.state import Case

GATES: Mapping[type, tuple[Gate[Case, Any], ...]] = {
    c.ReceiveEnquiry: (enquiry.NEW, enquiry.NOT_AHEAD, enquiry.POLICY_IN_FORCE, enquiry.TWO_PEOPLE),
    c.ReceiveInformation: (enquiry.NEW, enquiry.NOT_AHEAD, enquiry.POLICY_IN_FORCE, enquiry.TWO_PEOPLE),
    c.AllocateCase: (enquiry.OPEN,),
    c.TakePart: (enquiry.OPEN,),
    c.GiveInitialInformation: (enquiry.OPEN, enquiry.ASKED, enquiry.NOT_AHEAD),
    c.VerifyIdentity: (enquiry.OPEN, enquiry.ASKED, enquiry.NOT_AHEAD),
    c.RecordNotVerified: (enquiry.OPEN, enquiry.ASKED, enquiry.NOT_AHEAD),
    c.GiveWarnings: (enquiry.OPEN, enquiry.ASKED, enquiry.NOT_AHEAD),
    c.HoldMeeting: (enquiry.OPEN, enquiry.ASKED, enquiry.NOT_AHEAD),
    c.TellOfDelay: (enquiry.OPEN, enquiry.ASKED),
    c.ReportImmediateRisk: (enquiry.OPEN,),
    c.LinkCases: (enquiry.OPEN,),
    c.CorrectFact: (
        enquiry.OPEN,
        enquiry.NO_APPLICANT,
        enquiry.NOT_AHEAD,
        enquiry.SOMETHING_GIVEN,
        enquiry.UNCHANGED,
    ),
    c.CorrectContact: (
        enquiry.OPEN,
        enquiry.NOT_ENDED,
        enquiry.SUPERVISOR,
        enquiry.NOT_AHEAD,
        enquiry.POLICY_IN_FORCE,
        clock_start.NOT_AFTER_ENTRY,
        clock_start.NOT_AFTER_WHAT_FOLLOWED,
        clock_start.ANOTHER,
        clock_start.UNCHANGED,
    ),
    c.CompleteAnnexAPart1: (
        enquiry.OPEN,
        enquiry.ASKED,
        enquiry.NOT_ENDED,
        enquiry.PART1_OPEN,
        enquiry.ALL_TOLD,
        enquiry.DETAILS_ASKED,
    ),
    c.RedirectEnquiry: (
        enquiry.OPEN,
        enquiry.ASKED,
        enquiry.NOT_AHEAD,
        enquiry.NOT_ENDED,
        enquiry.RISK_TAKEN,
        enquiry.CONCERN_PASSED_ON,
        enquiry.CHILD_PROTECTION_DECIDED,
        enquiry.FLAGS_LOOKED_AT,
        scripts.HELD,
    ),
    c.NameResponsibleAdult: (enquiry.OPEN, enquiry.ASKED, meeting.ADULT_IS_NOT_SUBJECT),
    c.ExcuseResponsibleAdult: (
        enquiry.OPEN,
        enquiry.ASKED,
        enquiry.SUPERVISOR,
        meeting.SOCIAL_SERVICES_CONSIDERED,
    ),
    c.ScheduleMeeting: (
        enquiry.OPEN,
        enquiry.ASKED,
        enquiry.NOT_ENDED,
        meeting.PROGRESSED,
        meeting.MAY_BE_CONTACTED,
        meeting.IN_THE_FUTURE,
        meeting.NEW_MEETING,
        meeting.REMOTE_FOR_A_REASON,
        meeting.INTERVIEWER_TRAINED,
        meeting.ADULT_SETTLED,
        scripts.HELD,
    ),
    c.CompleteAnnexAPart2: (
        enquiry.OPEN,
        enquiry.ASKED,
        enquiry.NOT_ENDED,
        form.PART1_DONE,
        form.PART2_OPEN,
        form.HELD,
        form.IDENTITY_ASKED,
        *form.WARNINGS,
        form.KNOWLEDGE_ASKED,
        form.EXPERIENCE_EXPLORED,
        form.ADVICE_GIVEN,
        meeting.ADULT_SETTLED,
    ),
    c.AcknowledgeFlags: (enquiry.OPEN, enquiry.SUPERVISOR, enquiry.FLAGGED),
}
"""A fact asks only that its case is open here, has an applicant if it is of one, and is not in the future.

All else is flagged.
"""
