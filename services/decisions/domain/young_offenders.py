"""Offending, or a subject, under 18 (G 60 to 63). Pure.

Asked for only where what is known says so; a subject who is over 18 now is handled in the normal way.
"""

from __future__ import annotations

from typing import Any, Final

from contracts.calendar import london_date
from contracts.codes import Answer, PartyRole
from contracts.people import Reasons
from contracts.sealed import Sealed
from messaging.decider import Moment
from messaging.gates import Gate
from messaging.outcomes import Decided
from services.decisions.domain.commands import PlanForYoungSubject, WeighYoungOffending
from services.decisions.domain.events_disclosing import (
    Consulted,
    YoungOffendingWeighed,
    YoungSubjectPlanned,
)
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.safeguarding import ADULT, birthday, may_be_under_18
from services.decisions.domain.state import Case


def weigh(case: Case, command: WeighYoungOffending, moment: Moment) -> Decided:
    weighed = YoungOffendingWeighed(
        weighed_at=to_the_millisecond(moment.now), reasons=Sealed.of(command.factors)
    )
    return Decided((weighed,))


def plan(case: Case, command: PlanForYoungSubject, moment: Moment) -> Decided:
    planned = YoungSubjectPlanned(
        consulted=command.consulted,
        inform_guardian=command.inform_guardian,
        planned_at=to_the_millisecond(moment.now),
        reasons=Sealed.of(Reasons(text=command.reasons)),
    )
    return Decided((planned,))


def offended_young(case: Case) -> bool:
    """Whether a record that is, or may be, the subject's is of a day before they were 18."""
    details = case.subject.value.opened if case.subject else None
    if details is None or details.date_of_birth is None:
        return False
    adult = birthday(details.date_of_birth, ADULT)
    return any(
        day < adult
        for asked, answers in case.checks.answers.items()
        for one in answers
        for day in one.days
        if asked.about is PartyRole.SUBJECT and one.answer in (Answer.HIT, Answer.AMBIGUOUS)
    )


def _is_young(case: Case, moment: Moment) -> bool:
    return may_be_under_18(case.subject, london_date(moment.now))


OFFENDING_WEIGHED: Final[Gate[Case, Any]] = Gate(
    "YOUNG_OFFENDING_NOT_WEIGHED",
    "G 60",
    ("R-139", "R-143"),
    lambda case, command, moment: case.disclosure.young_offending is not None or not offended_young(case),
    "The subject was under 18 at the time of a record: weigh its relevance, the ages, maturity, coercion, "
    "the relationship and any duty of care.",
)
TELLING_PLANNED: Final[Gate[Case, Any]] = Gate(
    "YOUNG_SUBJECT_NOT_PLANNED",
    "G 62",
    ("R-141", "R-142"),
    lambda case, command, moment: case.disclosure.young_subject is not None or not _is_young(case, moment),
    "The subject is under 18: plan with the professionals in their life how they would be told, and weigh "
    "whether a parent, guardian or carer is informed.",
)
SOCIAL_SERVICES_CONSULTED: Final[Gate[Case, PlanForYoungSubject]] = Gate(
    "SOCIAL_SERVICES_NOT_CONSULTED",
    "G 62",
    ("R-142",),
    lambda case, command, moment: Consulted.SOCIAL_SERVICES in command.consulted,
    "Consult social services about a subject under 18 first.",
)
