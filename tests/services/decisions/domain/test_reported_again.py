"""What a force finds or grades after its report it reports again, without a new task (G 18, 66; R-150)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import AlertKind
from contracts.crossing import RespondingForceReported, ReturnReason
from contracts.decisions import ClockLimitPassed, SupervisorAlerted
from messaging.decider import Moment
from messaging.gates import unmet
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import ResponseResumed
from services.decisions.domain.gates import GATES
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as g
from tests.services.decisions import said_of_subject as of
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_evidence_elsewhere import held
from tests.services.decisions.domain.test_intelligence_elsewhere import SOON, codes, item, resting, said
from tests.services.decisions.ordering import Told


def rung(told: Told) -> set[AlertKind]:
    return {one.kind for one in told.events if isinstance(one, SupervisorAlerted)}


def reported_ungraded() -> Told:
    """An Inspector let it be reported without a grade; then it is graded."""
    told = b.searched(of.intelligence(at=SOON))
    told = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    return told.when(b.report(told, by=t.INSPECTOR, override="She is seen tomorrow."))


def again(told: Told, **more: Any) -> Told:
    return told.when(b.report(told, by=t.INSPECTOR, **more))


@pytest.mark.proves("R-150", by="services.decisions.domain.responding:report")
def test_what_is_graded_after_the_report_is_reported_again() -> None:
    told = reported_ungraded()
    assert [one.grade for one in said(told)] == [None]
    told = t.hearing(told, of.graded(at=t.hours(30)))
    told = again(told.at(t.hours(31)))
    assert [one.grade for one in said(told)] == [of.GRADE]
    assert told.state.across.done


def test_it_ends_no_clock_again_and_is_never_late() -> None:
    told = again(reported_ungraded().at(t.days(30)), override="She is seen tomorrow.")
    assert [one for one in told.events if isinstance(one, RespondingForceReported)]
    assert not [one for one in told.events if isinstance(one, ClockLimitPassed)]


def test_a_case_that_had_ended_goes_on_for_it_and_is_ended_again() -> None:
    told = b.closed()
    assert told.state.ended is not None
    told = told.when(b.report(told, findings="A second offence has come to light."))
    assert [type(one) for one in told.events][:2] == [ResponseResumed, RespondingForceReported]
    assert told.state.ended is None
    told = told.when(t.entry(told))
    told = told.when(c.CloseCase(t.SERGEANT, told.version, "Reported again, and nothing else is asked."))
    assert told.state.ended is not None


def test_what_was_returned_or_called_off_is_not_reported() -> None:
    returned = b.taken().when(c.ReturnTask(t.SERGEANT, b.OURS, ReturnReason.MOVED_AWAY, "Gone.", "41"))
    assert "NO_SUCH_TASK" in codes(returned, b.report(returned))
    closed = t.with_state(returned, ended=t.days(2))
    assert {"CASE_ENDED", "NO_SUCH_TASK"} <= codes(closed, b.report(closed))


def test_who_asks_what_stands_between_is_told_of_the_last_task_that_was_reported() -> None:
    told = b.answered()
    moment = Moment(told.now, version=told.version)
    assert unmet(GATES[c.ReportTask], told.state, b.report(told, task=c.EVERY), moment) == ()
    closed = t.with_state(told, ended=told.now).state
    assert unmet(GATES[c.ReportTask], closed, b.report(told, task=c.EVERY), moment) == ()


def test_what_comes_after_the_report_rings() -> None:
    assert AlertKind.NEW_INFORMATION not in rung(t.hearing(b.searched(), of.intelligence(at=t.hours(21))))
    told = t.hearing(b.answered(), of.intelligence(at=t.hours(21)))
    assert rung(told) == {AlertKind.NEW_INFORMATION}


def test_the_coordinating_force_goes_on_once_the_grade_has_come() -> None:
    told = resting(item())
    assert codes(told, g.seek(told)) == {"INTELLIGENCE_NOT_GRADED"}
    refused: Any = told.when(g.seek(told)).outcome
    assert "reports the same task again" in refused.unmet[0].words
    more = b.found(item(of.GRADE))
    told = b.hearing(told, b.reported(told.now, answers=(held(),), findings=more))
    assert rung(told) == {AlertKind.REVIEW_WANTED}, "somebody reads it"
    assert "INTELLIGENCE_NOT_GRADED" not in codes(told, g.seek(told))
