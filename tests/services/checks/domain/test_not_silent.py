"""What comes after the first answer is acted on, and waited for, like it (G 28 d, 52, 66)."""

from __future__ import annotations

from datetime import timedelta

from contracts.codes import NoAnswer, Source
from contracts.people import FindingKind, PersonName
from contracts.risk import ImmediateRiskIdentified
from services.checks.domain.answers import Accepted, CouldNotLook, HeldRecord
from tests.given import story
from tests.services.checks import told as t
from tests.services.checks.domain.test_for_another_force import CHILD, SUBJECT, wanted

MANAGED = "initial-1-offender-management-subject"


def test_a_child_whom_a_further_task_names_is_told_of_at_once_where_the_subject_is_known_already() -> None:
    told = t.heard(story(t.DECIDER), wanted(SUBJECT))
    held = HeldRecord(
        record="REC-1",
        name=PersonName(given="Dorian", family="Sample-Quill"),
        findings=(t.held_finding(FindingKind.REGISTERED_SEX_OFFENDER),),
    )
    told = told.when(t.replied(MANAGED, t.found(Source.OFFENDER_MANAGEMENT, held)))
    told = t.heard(told, wanted(CHILD, at=timedelta(hours=1)))
    (risk,) = [one for one in told.events if isinstance(one, ImmediateRiskIdentified)]
    assert risk.children == ("child-1",)


def test_an_agency_that_was_down_first_and_then_took_the_question_is_overdue_like_any_other() -> None:
    told = t.begun().when(t.replied(t.CARE_CHILD, CouldNotLook(NoAnswer.DOWN))).after(minutes=5)
    told = told.when(t.replied(t.CARE_CHILD, Accepted(), attempt=2, at=told.now))
    assert ("overdue", f"{t.CARE_CHILD}/2") in told.due()
