"""What each gate of intake blocks, and what passes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from contracts.codes import (
    Channel,
    CorrectionReason,
    Genuineness,
    IdentityCheck,
    IdentityProof,
    IndirectKind,
    InformationSource,
    MeetingItem,
    MeetingKind,
    MeetingPlace,
    Missing,
    NotMet,
    Recommendation,
    RedirectedTo,
)
from contracts.decisions import MeetingNotPossible
from contracts.people import AnnexANotes, Information, PersonName, Reasons, SubjectDetails
from contracts.sealed import Sealed
from messaging.decider import Unread
from services.intake.domain import commands as c
from services.intake.domain.events import ResponsibleAdult
from services.intake.domain.flags import Flag
from services.intake.domain.gates_form import WARNINGS
from services.intake.domain.state import Case
from tests.given import START, Story
from tests.services.intake.invented import (
    ACCOUNT,
    APPLICANT,
    CALL_TAKER,
    EARLY,
    FORM,
    INTERVIEWER,
    RISK,
    SUBJECT,
    SUPERVISOR,
    TOLD,
    UNTRAINED,
    WARNED,
    WHOLE,
    a_case,
    acknowledged,
    alerted,
    enquiry,
    from_decisions,
    hears,
    held,
    meeting,
    received,
    to_be_seen,
)
from tests.wire.tried import Case_, Row, Tried

UNREAD = Unread("quarantine", "csods.46.checks", "checks.check.completed.v1", "DATA_INVALID", START)
TOMORROW = START + timedelta(days=1)
PART1 = c.CompleteAnnexAPart1(CALL_TAKER, FORM)
PART2 = c.CompleteAnnexAPart2(
    INTERVIEWER,
    FORM,
    Recommendation.RISK_ASSESSMENT,
    Genuineness.GENUINE,
    AnnexANotes(contact_record="Seen at the library; calm and clear."),
)
PASSPORT = c.VerifyIdentity(INTERVIEWER, (IdentityProof.PASSPORT,), IdentityCheck.IN_PERSON)
GOING = c.RedirectEnquiry(
    SUPERVISOR, RedirectedTo.OPEN_CHILD_PROTECTION, "please-ring@1", concern_passed_on=True
)
LOOKED_AT = c.AcknowledgeFlags(SUPERVISOR, (Flag.ENTERED_LATE,), "The post was late.")
ALONE = c.ExcuseResponsibleAdult(SUPERVISOR, "Nobody else can be found for her.", True, True)
UNSAFE = MeetingNotPossible(
    why=NotMet.UNSAFE_TO_CONTACT,
    decided_at=START,
    reasons=Sealed.of(Reasons(text="She asked us not to.")),
)
ADULT = ResponsibleAdult(name=PersonName(given="Cleo", family="Sample"), relation="aunt")
LIKE_THE_SUBJECT = ResponsibleAdult(name=SUBJECT.name or PersonName(family="nobody"), relation="uncle")


def correction(details: c.Details, seen: int) -> c.CorrectFact:
    return c.CorrectFact(CALL_TAKER, CorrectionReason.LEARNT_LATER, details, seen)


def aged(born: date | None) -> c.Details:
    return replace(WHOLE, applicant=APPLICANT.model_copy(update={"date_of_birth": born}))


def seen(**changes: Any) -> Story[Case]:
    """First form complete, identity asked, meeting arranged and held."""
    return to_be_seen().when(PART1).when(PASSPORT).when(meeting()).after(days=3).when(held(**changes))


def late() -> Story[Case]:
    """Entered two days after the contact, which is flagged."""
    return received(contacted_at=START - timedelta(days=2))


def corrected() -> Story[Case]:
    """The account was corrected by somebody else."""
    case = received()
    return case.when(correction(c.Details(account=ACCOUNT), case.version))


def informed() -> Story[Case]:
    """Nobody applied: an officer reported it."""
    details = c.Details(subject=SUBJECT, children=WHOLE.children)
    learnt = Information(text="Arrested at the home of his partner, where a child lives.")
    kinds = (IndirectKind.IMPENDING_CONTACT,)
    return a_case().when(c.ReceiveInformation(CALL_TAKER, InformationSource.OFFICER, details, learnt, kinds))


def accounting(case: Story[Case]) -> Case_:
    return case, correction(c.Details(account=ACCOUNT), case.version)


def taken() -> Story[Case]:
    """An immediate risk that a supervisor has taken."""
    case = received(risk=RISK)
    return hears(
        case,
        from_decisions(alerted(next(iter(case.state.risks.values())).message)),
        from_decisions(acknowledged()),
    )


def row(case: Callable[[], Story[Case]], blocked: Any, passed: Any) -> Row:
    """Two orders on the same case."""
    return lambda: (case(), blocked), lambda: (case(), passed)


def cases(blocked: Callable[[], Story[Case]], passed: Callable[[], Story[Case]], order: Any) -> Row:
    """The same order on two cases."""
    return lambda: (blocked(), order), lambda: (passed(), order)


def _warned(item: MeetingItem) -> Row:
    left_out = tuple(one for one in WARNED if one.item is not item)
    given = c.GiveWarnings(INTERVIEWER, tuple(one for one in WARNED if one.item is item))
    return cases(lambda: seen(warnings=left_out), lambda: seen(warnings=left_out).when(given), PART2)


def _telephone(reasons: str | None) -> c.ScheduleMeeting:
    return meeting(kind=MeetingKind.TELEPHONE, place=MeetingPlace.REMOTE, reasons=reasons)


def _later(key: str) -> c.ScheduleMeeting:
    return meeting(meeting=key, begins_at=START + timedelta(days=7))


def earlier(**hours: float) -> c.CorrectContact:
    at = START - timedelta(**hours)
    return c.CorrectContact(SUPERVISOR, at, "The caller rang on the evening before.", seen=3)


CORRECTED: Tried = {
    "RANK to-correct-contact": row(received, replace(earlier(hours=9), by=CALL_TAKER), earlier(hours=9)),
    "TIME_IN_THE_FUTURE of-contact": row(received, earlier(hours=-9), earlier(hours=9)),
    "NO_POLICY_IN_FORCE of-contact": row(received, earlier(days=3650), earlier(hours=9)),
    "CASE_ENDED of-contact": cases(lambda: received().when(GOING), received, earlier(hours=9)),
    "CONTACT_AFTER_ENTRY": row(lambda: late().after(hours=2), earlier(hours=-1), earlier(hours=1)),
    "CONTACT_AFTER_WHAT_FOLLOWED": row(
        lambda: received(
            contacted_at=START - timedelta(days=2), told=(replace(TOLD[0], at=START - timedelta(days=1)),)
        ),
        earlier(hours=1),
        earlier(hours=25),
    ),
    "NOTHING_CORRECTED of-contact": row(received, earlier(hours=0), earlier(hours=9)),
    "CASE_CHANGED of-contact": row(
        lambda: received().when(earlier(hours=3)),
        replace(earlier(hours=9), seen=3),
        replace(earlier(hours=9), seen=4),
    ),
}
FIRST_CONTACT: Tried = {
    "ALREADY_RECEIVED": cases(received, a_case, enquiry()),
    "TIME_IN_THE_FUTURE": row(
        a_case, enquiry(contacted_at=TOMORROW), enquiry(contacted_at=START - timedelta(hours=1))
    ),
    "NO_POLICY_IN_FORCE": row(a_case, enquiry(contacted_at=EARLY), enquiry()),
    "SUBJECT_IS_APPLICANT_OR_CHILD": row(
        a_case,
        enquiry(
            details=replace(
                WHOLE, subject=SubjectDetails(name=APPLICANT.name, date_of_birth=APPLICANT.date_of_birth)
            )
        ),
        enquiry(),
    ),
    "NO_ENQUIRY": cases(
        lambda: a_case().with_unread(UNREAD), received, c.AllocateCase(CALL_TAKER, "pc-4711")
    ),
    "NOBODY_APPLIED to-be-told": cases(
        informed,
        lambda: received(told=TOLD[:3]),
        c.GiveInitialInformation(CALL_TAKER, Channel.TELEPHONE, TOLD[3:]),
    ),
    "NOBODY_APPLIED to-be-added": (lambda: accounting(informed()), lambda: accounting(received())),
    "NOTHING_CORRECTED": row(received, correction(c.Details(), 3), correction(c.Details(account=ACCOUNT), 3)),
    "CASE_CHANGED": row(
        corrected, correction(c.Details(account=ACCOUNT), 3), correction(c.Details(account=ACCOUNT), 5)
    ),
    "CASE_ENDED": cases(lambda: received().when(GOING), received, PART1),
    "FORM_COMPLETE first-part": cases(lambda: received().when(PART1), received, PART1),
    "INITIAL_INFORMATION_NOT_GIVEN": cases(
        lambda: received(told=TOLD[:3]),
        lambda: received(told=TOLD[:3]).when(
            c.GiveInitialInformation(CALL_TAKER, Channel.TELEPHONE, TOLD[3:])
        ),
        PART1,
    ),
    "DETAILS_MISSING": row(
        lambda: received(details=replace(WHOLE, subject=SubjectDetails())),
        PART1,
        replace(PART1, cannot_be_given=frozenset({Missing.SUBJECT_NAME, Missing.SUBJECT_AGE_OR_ADDRESS})),
    ),
}
ELSEWHERE: Tried = {
    "RISK_NOT_ACKNOWLEDGED": cases(lambda: received(risk=RISK), taken, GOING),
    "CONCERN_NOT_PASSED_ON": row(received, replace(GOING, concern_passed_on=False), GOING),
    "RANK to-redirect": row(received, replace(GOING, by=CALL_TAKER), GOING),
    "FLAGS_NOT_ACKNOWLEDGED": cases(late, lambda: late().when(LOOKED_AT), GOING),
    "TEXT_NOT_HELD": row(received, replace(GOING, wording="please-ring@999"), GOING),
    "NOTHING_FLAGGED": cases(received, late, LOOKED_AT),
    "RANK to-acknowledge": row(late, replace(LOOKED_AT, by=CALL_TAKER), LOOKED_AT),
}
MEETING: Tried = {
    "ADULT_IS_SUBJECT": row(
        received,
        c.NameResponsibleAdult(CALL_TAKER, LIKE_THE_SUBJECT),
        c.NameResponsibleAdult(CALL_TAKER, ADULT),
    ),
    "SOCIAL_SERVICES_NOT_CONSIDERED": row(received, replace(ALONE, social_services_considered=False), ALONE),
    "NOT_PROGRESSED": cases(received, to_be_seen, meeting()),
    "NOT_TO_BE_CONTACTED": cases(lambda: hears(to_be_seen(), from_decisions(UNSAFE)), to_be_seen, meeting()),
    "MEETING_IN_THE_PAST": row(to_be_seen, meeting(begins_at=START), meeting()),
    "MEETING_KEY_USED": row(seen, _later("meeting-1"), _later("meeting-2")),
    "REMOTE_NEEDS_REASONS": row(to_be_seen, _telephone(None), _telephone("She cannot leave her bed.")),
    "INTERVIEWER_NOT_TRAINED": row(to_be_seen, meeting(by=UNTRAINED), meeting()),
    "NO_RESPONSIBLE_ADULT": cases(
        lambda: to_be_seen(details=aged(date(2010, 3, 2))),
        lambda: to_be_seen(details=aged(date(2010, 3, 2))).when(c.NameResponsibleAdult(CALL_TAKER, ADULT)),
        meeting(),
    ),
}
FORMS: Tried = {
    "INITIAL_FORM_NOT_COMPLETE": cases(
        lambda: to_be_seen().when(PASSPORT).when(meeting()).after(days=3).when(held()), seen, PART2
    ),
    "FORM_COMPLETE second-part": cases(lambda: seen().when(PART2), seen, PART2),
    "MEETING_NOT_HELD": cases(lambda: to_be_seen().when(PART1).when(PASSPORT), seen, PART2),
    "IDENTITY_NOT_ASKED": cases(
        lambda: to_be_seen().when(PART1).when(meeting()).after(days=3).when(held()), seen, PART2
    ),
    **{gate.code: _warned(item) for item, gate in zip(MeetingItem, WARNINGS, strict=True)},
    "PRIOR_KNOWLEDGE_NOT_ASKED": cases(lambda: seen(prior_knowledge_asked=False), seen, PART2),
    "LIVED_EXPERIENCE_NOT_EXPLORED": cases(lambda: seen(lived_experience_explored=False), seen, PART2),
    "ADVICE_NOT_GIVEN": cases(lambda: seen(advice=()), seen, PART2),
}
TRIED: Tried = FIRST_CONTACT | CORRECTED | ELSEWHERE | MEETING | FORMS
