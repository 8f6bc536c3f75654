"""What particular facts mean when they come in another order than one would think, or from somebody else."""

from __future__ import annotations

import pytest

from contracts import example
from contracts.checks import AnswersSettled, CheckCompleted
from contracts.codes import Answer, CorrectionReason, Rank
from contracts.decisions import ApplicationNotProgressed
from contracts.intake import FactCorrected
from contracts.people import SubjectDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from services.intake.domain import commands as c
from services.intake.domain.checked import settled
from tests.given import START
from tests.services.intake.invented import (
    CALL_TAKER,
    PROGRESSED,
    RISK,
    SUBJECT,
    a_case,
    from_checks,
    from_decisions,
    hears,
    received,
)


def test_a_risk_that_another_service_reported_is_not_ours_to_watch() -> None:
    theirs = example.event(ImmediateRiskIdentified.TYPE)
    assert not received().given(from_checks(theirs)).state.risks


def test_a_correction_that_is_folded_first_is_not_undone_by_the_form() -> None:
    right = SubjectDetails(name=SUBJECT.name, approximate_age=40)
    corrected = FactCorrected(corrected_at=START, why=CorrectionReason.MISTYPED, subject=Sealed.of(right))
    form = received().events[0]
    case = a_case().given(corrected, form)
    assert case.state.given.subject is not None
    assert case.state.given.subject.clear() == right
    assert case.state.given.account is not None


@pytest.mark.parametrize(
    ("earlier", "later", "stands"),
    [
        (None, Answer.NO_TRACE, Answer.NO_TRACE),
        (Answer.UNAVAILABLE, Answer.NO_TRACE, Answer.NO_TRACE),
        (Answer.WITHHELD, Answer.NO_TRACE, Answer.NO_TRACE),
        (Answer.NO_TRACE, Answer.UNAVAILABLE, Answer.UNAVAILABLE),
        (Answer.HIT, Answer.NO_TRACE, Answer.HIT),
        (Answer.HIT, Answer.UNAVAILABLE, Answer.HIT),
        (Answer.AMBIGUOUS, Answer.NO_TRACE, Answer.AMBIGUOUS),
        (Answer.AMBIGUOUS, Answer.HIT, Answer.HIT),
    ],
)
def test_a_find_is_not_undone_by_a_later_answer(
    earlier: Answer | None, later: Answer, stands: Answer
) -> None:
    assert settled(earlier, later) is stands


def test_a_record_that_was_found_counts_though_intake_cannot_read_it() -> None:
    found = example.event(CheckCompleted.TYPE)
    case = hears(received(), from_checks(found))
    assert isinstance(found, CheckCompleted)
    assert set(case.state.checks.values()) == {found.answer}


def settled_as(found: CheckCompleted, counts: Answer) -> AnswersSettled:
    return AnswersSettled(
        source=found.source,
        about=found.about,
        checks=(found.check,),
        counts=counts,
        count=0,
        rank=Rank.SERGEANT,
        settled_at=START,
    )


@pytest.mark.parametrize("counts", [Answer.NO_TRACE, Answer.WITHHELD])
def test_what_a_person_settled_stands_for_all_that_a_source_said_before(counts: Answer) -> None:
    found = example.event(CheckCompleted.TYPE)
    assert isinstance(found, CheckCompleted)
    whole = found.model_copy(update={"in_part": False})
    case = hears(received(), from_checks(found), from_checks(whole), from_checks(settled_as(found, counts)))
    assert set(case.state.checks.values()) == {counts}


@pytest.mark.parametrize("answer", [Answer.HIT, Answer.AMBIGUOUS])
def test_what_a_person_made_of_what_was_found_in_part_says_nothing_of_the_rest(answer: Answer) -> None:
    whole = example.event(CheckCompleted.TYPE)
    assert isinstance(whole, CheckCompleted)
    assert whole.in_part
    found = whole.model_copy(update={"answer": answer})
    settled_ = settled_as(found, Answer.NO_TRACE)
    case = hears(received(), from_checks(found), from_checks(settled_))
    assert set(case.state.checks.values()) == {Answer.UNAVAILABLE}


def test_the_later_decision_on_going_on_stands() -> None:
    stopped = example.event(ApplicationNotProgressed.TYPE)
    gone_on = hears(received(), from_decisions(stopped), from_decisions(PROGRESSED))
    assert gone_on.state.progressed is True
    assert hears(gone_on, from_decisions(stopped)).state.progressed is False


def test_two_reports_of_one_risk_are_two_risks() -> None:
    case = received(risk=RISK).when(c.ReportImmediateRisk(CALL_TAKER, RISK))
    assert set(case.state.risks) == {"risk-1", "risk-2"}
