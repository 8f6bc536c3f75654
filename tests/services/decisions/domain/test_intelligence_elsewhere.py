"""Intelligence between forces: its grade and its handling code go with what is reported of it (G 18, 66)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import HandlingCode
from contracts.crossing import ReportedFindings, ReportedIntelligence
from contracts.held import Grade, item_of
from contracts.sealed import Sealed
from messaging.outcomes import Decided, Refusal
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import TaskReasoned
from services.decisions.domain.explained import GatesOverridden
from services.decisions.domain.intelligence_elsewhere import to_report
from services.decisions.http.view_of_subject import sections
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as g
from tests.services.decisions import partners as p
from tests.services.decisions import said_of_subject as of
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_evidence_elsewhere import KEY, held, reported, stages
from tests.services.decisions.ordering import Told

SOON = t.hours(3)
THEIRS = f"23-{p.ITEM}"


def codes(told: Told, command: Any) -> set[str]:
    outcome = told.when(command).outcome
    assert isinstance(outcome, Decided | Refusal), outcome
    return {one.code for one in outcome.unmet} if isinstance(outcome, Refusal) else set()


def said(told: Told) -> tuple[ReportedIntelligence, ...]:
    """Of the report that we gave last."""
    [findings] = [one.findings for one in told.events if hasattr(one, "findings")]
    opened: ReportedFindings = findings.clear()
    assert opened.intelligence is not None
    return opened.intelligence


def item(grade: Grade | None = None, check: str = KEY) -> ReportedIntelligence:
    return ReportedIntelligence(check=check, item=p.ITEM, grade=grade)


def resting(*items: ReportedIntelligence, **more: Any) -> Told:
    """A wording that is ready for authority, whose tests rest on what 23 reported."""
    since = reported(held(), findings=b.found(*items), **more)
    return g.way("worded", since=since, tested={"stages": stages()})


def test_a_report_says_how_each_item_is_graded_and_never_from_whom_it_is() -> None:
    told = b.searched(of.intelligence(at=SOON), of.graded(at=t.hours(4)))
    [one] = said(told.when(b.report(told)))
    assert (one.item, one.grade) == (item_of(of.RECORD, of.ITEM), of.GRADE)
    assert one.check in {answer.check for answer in told.when(b.report(told)).events[0].answers}
    came = b.searched(of.intelligence(p.CONDITIONAL, at=SOON), of.graded(at=t.hours(4)))
    [graded] = said(came.when(b.report(came)))
    assert graded.grade == of.GRADE, "a person's grade counts before the one that it came with"


def test_where_nothing_is_held_that_is_said_and_of_a_child_alone_nothing_is() -> None:
    told = b.searched()
    assert said(told.when(b.report(told))) == ()
    of_a_child = b.tasked_by_them(t.hours(21), task="task-46-2", about=(b.CHILD,))
    told = b.hearing(b.searched(of.intelligence(at=SOON)), of_a_child)
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    assert "REPORTED_ITEM_NOT_GRADED" not in codes(told, b.report(told, task="task-46-2"))


def test_an_inspector_lets_ungraded_intelligence_be_reported_and_writes_why() -> None:
    told = b.searched(of.intelligence(at=SOON))
    assert codes(told, b.report(told)) == {"REPORTED_ITEM_NOT_GRADED"}
    assert codes(told, b.report(told, override="She is seen tomorrow.")) == {"REPORTED_ITEM_NOT_GRADED"}
    covered = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    passed = covered.when(b.report(covered, by=t.INSPECTOR, override="She is seen tomorrow."))
    [overridden] = [one for one in passed.events if isinstance(one, GatesOverridden)]
    assert overridden.codes == ("REPORTED_ITEM_NOT_GRADED",)
    assert [one.grade for one in said(passed)] == [None]


def test_how_a_report_keeps_to_the_conditions_is_in_our_own_record() -> None:
    told = b.searched(of.intelligence(p.CONDITIONAL, at=SOON))
    told = told.when(b.report(told, conditions_met="The family is not told."))
    [kept] = [one for one in told.events if isinstance(one, TaskReasoned)]
    assert kept.reasons.clear().text == "The family is not told."
    assert [one.grade for one in said(told)] == [p.CONDITIONAL]


@pytest.mark.proves("R-069", by="services.decisions.domain.intelligence_elsewhere:ungraded")
def test_no_authority_rests_on_what_another_force_has_not_graded() -> None:
    assert codes(resting(item()), g.seek(resting(item()))) == {"INTELLIGENCE_NOT_GRADED"}
    assert codes(resting(item(of.GRADE)), g.seek(resting(item(of.GRADE)))) == set()
    beside = resting(item(check="of-another-source"))
    assert codes(beside, g.seek(beside)) == set(), "the tests do not rest on it"


def test_a_force_that_says_nothing_of_intelligence_has_not_said_that_there_is_none() -> None:
    silent = Sealed.of(ReportedFindings(text="Held there."))
    told = g.way("worded", since=reported(held(), findings=silent), tested={"stages": stages()})
    assert codes(told, g.seek(told)) == {"INTELLIGENCE_NOT_SAID"}
    covered = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    asked = g.seek(covered, by=t.INSPECTOR, override="Rang them: a conviction, and no intelligence.")
    assert codes(covered, asked) == set()


def test_of_several_grades_of_one_item_the_last_counts_and_in_one_answer_the_strictest() -> None:
    later = of.intelligence(p.CONDITIONAL, at=t.hours(4), check="police-local-2")
    told = b.searched(of.intelligence(of.GRADE, at=SOON), later)
    found = to_report(told.state, told.state.across.tasks[b.OURS])
    assert [one.grade for one in found or ()] == [p.CONDITIONAL]


def test_what_another_force_holds_is_shared_on_by_its_handling_code() -> None:
    plain = resting(item(of.GRADE))
    assert codes(plain, p.offer(plain, items=frozenset({THEIRS}))) == set()
    ungraded = resting(item())
    assert "SHARED_ITEM_NOT_GRADED" in codes(ungraded, p.offer(ungraded, items=frozenset({THEIRS})))
    told = resting(item(p.CONDITIONAL))
    assert "HANDLING_CONDITIONS" in codes(told, p.offer(told, items=frozenset({THEIRS})))
    told = told.when(p.offer(told, items=frozenset({THEIRS}), conditions_met="The family is not told."))
    assert told.events[0].handling is HandlingCode.C
    assert told.events[0].facts.clear().conditions == p.CONDITIONS


def test_officers_on_the_case_read_how_it_is_graded_and_by_which_key_it_is_shared() -> None:
    shown = sections(resting(item(p.CONDITIONAL)).state)["intelligence"]
    assert shown["of_other_forces"] == [
        {"item": THEIRS, "grade": p.CONDITIONAL.short, "handling": p.CONDITIONS}
    ]
