"""Letter, advice, final entry and the ends of a case: each gate blocked, then passed."""

from __future__ import annotations

from dataclasses import replace

from contracts.clocks import ClockName
from contracts.codes import (
    Answer,
    Delivery,
    RecordSystem,
    Source,
)
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import CannotBeTold, Consideration
from tests.given import story
from tests.services.decisions import told as t
from tests.services.decisions.ordering import (
    Tried,
    acknowledging,
    close,
    confirm,
    flagged,
    not_progressed,
    not_told,
    overdue,
    saying,
)

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
        lambda: saying(t.finalise, t.with_state(t.ready(), force_record=None)),
        lambda: saying(
            t.finalise,
            t.with_state(t.ready(), force_record=None).when(
                c.RecordForceReference(t.CONSTABLE, RecordSystem.ATHENA, "46/1/26")
            ),
        ),
    ),
    "LETTER_NOT_GIVEN": (
        lambda: saying(t.finalise, t.categorised()),
        lambda: saying(t.finalise, t.categorised().when(not_told())),
    ),
    "ADVICE_NOT_GIVEN": (
        lambda: saying(
            t.finalise, t.with_state(t.ready(), told=replace(t.ready().state.told, advice=frozenset()))
        ),
        lambda: saying(t.finalise, t.ready()),
    ),
    "OVERDUE_UNEXPLAINED": (
        lambda: saying(t.finalise, overdue()),
        lambda: saying(
            t.finalise,
            overdue().when(c.ExplainOverdue(t.SERGEANT, ClockName.INITIAL_CHECKS, "Probation was down.")),
        ),
    ),
    "NOT_CATEGORISED": (
        lambda: saying(t.finalise, t.assessed()),
        lambda: saying(t.finalise, t.categorised()),
    ),
    "DISCLOSURE_DECISION_OPEN": (
        lambda: saying(t.finalise, (told := t.assessed()).when(t.concern(told))),
        lambda: saying(t.finalise, t.categorised()),
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
        lambda: saying(t.finalise, story(DECIDER).when(c.Hear(t.know()))),
        lambda: saying(
            t.finalise,
            t.considering(story(DECIDER).when(c.Hear(t.know())), Consideration.STATUTORY_REFERRALS),
        ),
    ),
    "OTHER_CHILDREN_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.assessed(meeting=t.meeting_held(others_mentioned=True))),
        lambda: saying(
            t.finalise,
            t.considering(
                t.assessed(meeting=t.meeting_held(others_mentioned=True)), Consideration.OTHER_CHILDREN
            ),
        ),
    ),
    "SOCIAL_CARE_ALERT_NOT_CONSIDERED": (
        lambda: saying(t.finalise, t.opened(t.application(subject=t.subject(approximate_age=15)))),
        lambda: saying(t.finalise, t.opened(t.application(subject=t.subject(approximate_age=18)))),
    ),
    "NOT_FLAGGED": (
        lambda: (t.supervised(), acknowledging()),
        lambda: (flagged(), acknowledging()),
    ),
    "FLAGS_NOT_ACKNOWLEDGED": (
        lambda: saying(t.finalise, flagged()),
        lambda: saying(t.finalise, flagged().when(acknowledging())),
    ),
}
