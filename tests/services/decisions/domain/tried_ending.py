"""Letter, advice, final entry and the ends of a case: each gate blocked, then passed."""

from __future__ import annotations

from contracts.clocks import ClockName
from contracts.codes import (
    Answer,
    Delivery,
    RecordSystem,
    Source,
)
from contracts.notifications import SafetyAdviceGiven
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import (
    CannotBeTold,
    Consideration,
    Flag,
    FlagRaised,
    ForceRecordReferenced,
)
from tests.given import story
from tests.services.decisions import disclosing as g
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import (
    Told,
    Tried,
    acknowledging,
    close,
    confirm,
    flagged,
    not_progressed,
    not_told,
    saying,
)

WITHOUT_RECORD = FlagRaised(flag=Flag.MEETING_WITHOUT_FORCE_RECORD)


def too_late() -> Told:
    """All done, and the limit of the whole case has passed."""
    told = t.ready().at(t.days(60))
    limit = told.state.clocks[ClockName.WHOLE_CASE].limit
    assert limit is not None
    return told.when(c.ClockRanOut(ClockName.WHOLE_CASE, limit=True, due=limit.at))


def right_to_know() -> Told:
    """Nobody asked; nothing is held; all done but finalising."""
    told = story(DECIDER).when(c.Hear(t.know())).when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    told = told.when(c.RecordForceReference(t.SERGEANT, RecordSystem.ATHENA, "46/9/26"))
    told = t.hearing(told, *t.NOTHING_HELD, t.risk_assessment()).at(t.days(12))
    told = t.considering(told.when(t.no_concern(told)))
    return told.when(t.entry(told))


def crime_alleged(told: Told) -> Told:
    return told.when(c.ReportCrimeAlleged(t.CONSTABLE, "grooming", "She read his messages.", told.now))


def crime_reported(told: Told) -> Told:
    return told.when(c.RecordCrime(t.CONSTABLE, "grooming", "46/1299/26", told.now))


def managed_child_sex_offender() -> Told:
    """Schedule 34A, and managed under MAPPA; nobody is told; all done but what section 327A asks."""
    told = s.nobody(g.concern(g.MANAGED))
    return s.looked_after(told.when(c.RecordNominalEntry(t.SERGEANT, "VISOR/12/26", told.now)))


def of_fifteen() -> Told:
    young = t.corrected(t.days(9), subject=t.subject(approximate_age=15))
    return t.hearing(t.assessed(), young)


AT_THE_END: Tried = {
    "POST_NOT_SAFE": (
        lambda: (
            t.hearing(t.categorised(), t.corrected(t.days(13), subject=t.subject(t.APPLICANT_HOME))),
            c.ChooseDelivery(t.SERGEANT, Delivery.POST),
        ),
        lambda: (t.categorised(), c.ChooseDelivery(t.SERGEANT, Delivery.POST)),
    ),
    "APPLICANT_IS_KNOWN": (
        lambda: (t.categorised(), not_told(why=CannotBeTold.ANONYMOUS)),
        lambda: (t.categorised(), not_told()),
    ),
    "ATTEMPTS_MISSING": (
        lambda: (t.categorised(), not_told(why=CannotBeTold.UNREACHABLE)),
        lambda: (t.categorised(), not_told(why=CannotBeTold.UNREACHABLE, attempts=("rang 3 June, 10:00",))),
    ),
    "NOT_DECIDED": (
        lambda: saying(t.entry, t.assessed()),
        lambda: saying(t.entry, t.categorised()),
    ),
    "FINAL_ENTRY_MADE": (
        lambda: saying(t.entry, t.ready()),
        lambda: saying(t.entry, t.categorised()),
    ),
    "FINAL_ENTRY_MISSING": (
        lambda: saying(t.finalise, t.considering(t.hearing(t.categorised(), t.letter()))),
        lambda: saying(t.finalise, t.ready()),
    ),
    "FORCE_RECORD_MISSING": (
        lambda: saying(t.finalise, t.ready().without(ForceRecordReferenced)),
        lambda: saying(
            t.finalise,
            t.ready()
            .without(ForceRecordReferenced)
            .when(c.RecordForceReference(t.CONSTABLE, RecordSystem.ATHENA, "46/1/26")),
        ),
    ),
    "LETTER_NOT_GIVEN": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.ready()),
    ),
    "ADVICE_NOT_GIVEN": (
        lambda: saying(t.finalise, t.ready().without(SafetyAdviceGiven)),
        lambda: saying(t.finalise, t.ready()),
    ),
    "OVERDUE_UNEXPLAINED": (
        lambda: saying(t.finalise, too_late()),
        lambda: saying(
            t.finalise,
            too_late().when(c.ExplainOverdue(t.SERGEANT, ClockName.WHOLE_CASE, "Probation was down.")),
        ),
    ),
    "NOT_CATEGORISED": (
        lambda: saying(t.finalise, t.assessed()),
        lambda: saying(t.finalise, t.ready()),
    ),
    "DISCLOSURE_DECISION_OPEN": (
        lambda: saying(t.finalise, (told := t.assessed()).when(t.concern(told))),
        lambda: saying(t.finalise, s.looked_after(s.nobody())),
    ),
    "DECISION_CONTRADICTED": (
        lambda: saying(
            t.finalise,
            t.hearing(t.ready(), t.answered(Source.POLICE_INTELLIGENCE, Answer.HIT, at=t.days(26))),
        ),
        lambda: saying(t.finalise, t.ready()),
    ),
    "DECISION_IN_DOUBT": (
        lambda: saying(
            confirm, t.hearing(t.categorised(), t.failed(Source.PROBATION, Answer.WITHHELD, at=t.days(13)))
        ),
        lambda: saying(confirm, t.hearing(t.categorised(), t.answered(Source.PROBATION, at=t.days(13)))),
    ),
    "NOTHING_TO_CONFIRM": (
        lambda: saying(confirm, t.assessed()),
        lambda: saying(confirm, t.categorised()),
    ),
    "NO_EXIT_DECIDED": (
        lambda: saying(close, t.ready()),
        lambda: saying(close, not_progressed()),
    ),
    "OTHER_DISCLOSURE_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.ready()),
    ),
    "OTHER_SCHEME_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.ready()),
    ),
    "CHILDRENS_SOCIAL_CARE_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.ready()),
    ),
    "STATUTORY_REFERRALS_NOT_CONSIDERED": (
        lambda: saying(t.finalise, right_to_know()),
        lambda: saying(t.finalise, t.considering(right_to_know(), Consideration.STATUTORY_REFERRALS)),
    ),
    "OTHER_CHILDREN_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.assessed(meeting=t.meeting_held(others_mentioned=True))),
        lambda: saying(
            t.finalise,
            t.considering(
                t.ready(t.assessed(meeting=t.meeting_held(others_mentioned=True))),
                Consideration.OTHER_CHILDREN,
            ),
        ),
    ),
    "SOCIAL_CARE_ALERT_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.ready(of_fifteen())),
        lambda: saying(t.finalise, t.considering(t.ready(of_fifteen()), Consideration.SOCIAL_CARE_ALERT)),
    ),
    "CRIME_NOT_RECORDED": (
        lambda: saying(t.finalise, s.taken(crime_alleged(t.ready()))),
        lambda: saying(t.finalise, s.taken(crime_reported(crime_alleged(t.ready())))),
    ),
    "SECTION_327A_NOT_CONSIDERED": (
        lambda: saying(t.finalise, managed_child_sex_offender()),
        lambda: saying(t.finalise, t.considering(managed_child_sex_offender(), Consideration.SECTION_327A)),
    ),
    "NOT_FLAGGED": (
        lambda: (t.supervised(), acknowledging()),
        lambda: (flagged(), acknowledging()),
    ),
    "FLAGS_NOT_ACKNOWLEDGED": (
        lambda: saying(t.finalise, t.ready().given(WITHOUT_RECORD)),
        lambda: saying(t.finalise, t.ready().given(WITHOUT_RECORD).when(acknowledging())),
    ),
}
