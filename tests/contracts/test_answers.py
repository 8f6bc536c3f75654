"""One answer of five, each with its scope: "could not look" cannot be read as "nothing found"."""

from typing import Any

import pytest
from pydantic import ValidationError

from contracts import example
from contracts.agencies import AgencyCheckAnswered
from contracts.checks import AgencyCheckResponded, AgencyCheckWithheld, CheckCompleted, CheckFailed
from contracts.codes import COULD_NOT_LOOK, Answer, NoAnswer
from contracts.event import Event

HIT = example.event("checks.check.completed.v1")
DOWN = example.event("checks.check.failed.v1")
SAID = example.event("agency_check.answered.v1")
NOT_SEARCHED = (Answer.UNAVAILABLE, Answer.WITHHELD)


def changed(event: Event, **fields: Any) -> Event:
    return type(event).model_validate(dict(event) | fields)


@pytest.mark.parametrize("model", [CheckCompleted, AgencyCheckResponded])
@pytest.mark.parametrize("answer", NOT_SEARCHED)
def test_a_completed_check_has_searched(model: type[Event], answer: Answer) -> None:
    whole = example.event(model.TYPE)
    with pytest.raises(ValidationError, match="answer"):
        changed(whole, answer=answer)


@pytest.mark.parametrize("model", [CheckFailed, AgencyCheckWithheld])
@pytest.mark.parametrize("answer", [one for one in Answer if one not in NOT_SEARCHED])
def test_a_failed_check_says_nothing_of_what_is_held(model: type[Event], answer: Answer) -> None:
    whole = example.event(model.TYPE)
    with pytest.raises(ValidationError, match="answer"):
        changed(whole, answer=answer)


def test_nothing_found_has_no_findings() -> None:
    with pytest.raises(ValidationError, match="NO_TRACE has no findings"):
        changed(HIT, answer=Answer.NO_TRACE)
    with pytest.raises(ValidationError, match="NO_TRACE has no findings"):
        changed(HIT, answer=Answer.NO_TRACE, findings=None)
    nothing = {"answer": Answer.NO_TRACE, "findings": None, "count": 0}
    assert changed(HIT, **nothing, in_part=False)
    with pytest.raises(ValidationError, match="that nothing is held is said once all has been searched"):
        changed(HIT, **nothing, in_part=True)
    assert changed(HIT, answer=Answer.AMBIGUOUS, in_part=True)


@pytest.mark.parametrize("answer", [Answer.HIT, Answer.AMBIGUOUS])
def test_something_found_has_findings(answer: Answer) -> None:
    with pytest.raises(ValidationError, match="at least one finding"):
        changed(HIT, answer=answer, findings=None)
    with pytest.raises(ValidationError, match="at least one finding"):
        changed(HIT, answer=answer, count=0)


@pytest.mark.parametrize("reason", NoAnswer)
def test_each_reason_belongs_to_one_answer(reason: NoAnswer) -> None:
    mine = Answer.UNAVAILABLE if reason in COULD_NOT_LOOK else Answer.WITHHELD
    other = next(one for one in NOT_SEARCHED if one is not mine)
    assert changed(DOWN, answer=mine, reason=reason)
    with pytest.raises(ValidationError, match="is no reason of"):
        changed(DOWN, answer=other, reason=reason)


@pytest.mark.parametrize("model", [CheckCompleted, CheckFailed, AgencyCheckResponded, AgencyCheckAnswered])
def test_every_answer_has_its_scope(model: type[Event]) -> None:
    assert model.model_fields["scope"].is_required()


@pytest.mark.parametrize("answer", Answer)
def test_an_agency_gives_one_of_five_answers_and_never_half_of_two(answer: Answer) -> None:
    reason = {Answer.UNAVAILABLE: NoAnswer.DOWN, Answer.WITHHELD: NoAnswer.DECLINED}.get(answer)
    found = answer in (Answer.HIT, Answer.AMBIGUOUS)
    assert isinstance(SAID, AgencyCheckAnswered)
    findings = SAID.findings if found else None
    assert changed(SAID, answer=answer, reason=reason, findings=findings, count=int(found))
    wrong_reason = None if reason else NoAnswer.DOWN
    with pytest.raises(ValidationError):
        changed(SAID, answer=answer, reason=wrong_reason, findings=findings, count=int(found))
    with pytest.raises(ValidationError):
        changed(
            SAID,
            answer=answer,
            reason=reason,
            findings=None if found else SAID.findings,
            count=int(not found),
        )
