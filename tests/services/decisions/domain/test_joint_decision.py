"""Of a subject whom another force manages, both decide jointly, or it is flagged that they did not (G 67)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from access.runtime import Snapshot
from contracts import crossing
from contracts.codes import Known, Rank
from contracts.crossing import Action, Awaited, PositionStated, PrimacyGround, RespondingForceTasked, View
from services.decisions.domain import agreeing, joint_decision
from services.decisions.domain import commands as c
from services.decisions.domain.events import Flag
from services.decisions.domain.state import Case
from services.decisions.http import view
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as d
from tests.services.decisions import told as t

A_DAY = timedelta(days=1)
JOINTLY = (Action.DECIDE_JOINTLY,)
Told = Story[Case]


def managed_there(told: Told | None = None) -> Told:
    """23 has reported that it manages the subject."""
    if told is None:
        return b.hearing(b.asking(), b.acknowledged(), b.reported())
    asked = b.asking(told, acknowledge_by=t.days(20), report_by=t.days(30))
    return b.hearing(asked, b.acknowledged(t.days(18)), b.reported(t.days(19)))


def asked_jointly(told: Told | None = None) -> Told:
    told = told or managed_there()
    by = {"acknowledge_by": told.now + A_DAY, "report_by": told.now + 3 * A_DAY}
    return told.when(b.task(told, actions=JOINTLY, **by))


def worded() -> Told:
    """A concern on its way to an authority, about somebody whom 23 manages."""
    return d.after(managed_there(d.way("worded")), d.tests, d.wording)


def asked_of_us() -> Told:
    """23 asks us, who manage the subject, to decide jointly."""
    told = b.hearing(b.asked(), b.tasked_by_them(t.hours(3), task="task-46-2", actions=JOINTLY))
    return told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))


def answer(told: Told, **more: Any) -> c.ReportTask:
    return b.report(told, task="task-46-2", done=JOINTLY, **more)


def flagged(told: Told) -> bool:
    return Flag.SOLE_DECISION in told.state.flags


# asked, and answered


def test_the_managing_force_is_asked_by_a_task_and_chased_until_it_answers() -> None:
    told = asked_jointly()
    (sent,) = [one for one in told.events if isinstance(one, RespondingForceTasked)]
    assert (sent.to, sent.actions) == ("23.decisions", JOINTLY)
    held = told.state.across.tasks["task-23-2"]
    late = told.at(held.acknowledge_by + timedelta(seconds=1))
    chased = late.when(c.ForceSilent("task-23-2", Awaited.ACKNOWLEDGEMENT, 0))
    assert [one for one in chased.events if isinstance(one, crossing.RespondingForceChased)]


def test_a_managing_force_in_whose_area_nobody_lives_is_asked_that_and_nothing_else() -> None:
    told = b.placed(t.supervised().at(t.days(1)), b.place(b.SUBJECT, "46"), b.place(b.CHILD, "46"))
    told = told.when(c.RecordMappaStatus(t.SERGEANT, Known.YES, "AREA-23", "23", told.now))
    told.when(b.task(told, actions=(*JOINTLY, Action.SEARCH_RECORDS))).refused("PARTY_LIVES_ELSEWHERE")
    told.when(b.task(told, actions=JOINTLY, about=(b.SUBJECT, b.CHILD))).refused("PARTY_LIVES_ELSEWHERE")
    other = b.placed(told, b.place(b.SUBJECT, "41"))
    other.when(b.task(other, actions=JOINTLY, force="41")).refused("NOT_MANAGED_THERE")
    asked = told.when(b.task(told, actions=JOINTLY))
    assert asked.state.across.counterparts() == ("23",)


def test_the_answer_is_the_position_of_that_force_at_the_rank_of_whoever_states_it() -> None:
    told = asked_of_us()
    told.when(answer(told)).refused("POSITION_NOT_STATED")
    told = b.stating(told, View.DO_NOT_DISCLOSE, by=t.SERGEANT)
    (said,) = [one for one in told.events if isinstance(one, PositionStated)]
    assert (said.view, said.rank, said.your_case) == (View.DO_NOT_DISCLOSE, Rank.SERGEANT, b.THEIR_CASE)
    done = told.when(answer(told))
    assert [one.done for one in done.events if isinstance(one, crossing.RespondingForceReported)] == [JOINTLY]


def test_neither_no_view_nor_one_from_before_it_was_asked_is_an_answer() -> None:
    told = b.stating(b.asked(), View.DISCLOSE).after(hours=2)
    told = b.hearing(told, b.tasked_by_them(told.now, task="task-46-2", actions=JOINTLY))
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, "task-46-2"))
    told.when(answer(told)).refused("POSITION_NOT_STATED")
    undecided = b.stating(told, View.UNDECIDED)
    undecided.when(answer(undecided)).refused("POSITION_NOT_STATED")
    anew = b.stating(told, View.DISCLOSE)
    assert anew.when(answer(anew)).events


@pytest.mark.parametrize(("view", "agreed"), [(View.DISCLOSE, True), (View.DO_NOT_DISCLOSE, False)])
def test_positions_that_agree_are_a_joint_decision_and_others_a_disagreement(
    view: View, agreed: bool
) -> None:
    told = b.stating(asked_jointly())
    assert joint_decision.agreed(told.state) is None
    told = b.hearing(told, b.position(view))
    assert joint_decision.agreed(told.state) is agreed
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    ground = PrimacyGround.COORDINATING_FORCE if agreed else PrimacyGround.POSITIONS_DIFFER
    assert found.ground is ground


def test_a_recorded_disagreement_of_the_two_is_settled_like_any_other() -> None:
    told = b.hearing(b.stating(asked_jointly()), b.position(View.DO_NOT_DISCLOSE))
    told = b.disagreeing(told)
    assert told.state.across.primacy is not None
    assert told.state.across.primacy.host == "23"


# decided alone


def test_a_disclosure_that_both_hold_right_is_no_sole_decision() -> None:
    told = b.hearing(b.stating(worded()), b.position(View.DISCLOSE, t.days(21)))
    told = d.after(told, d.tests, d.wording, d.seek, d.authorise)
    assert not flagged(told)


@pytest.mark.proves("R-153", by="services.decisions.domain.joint_decision:sole")
def test_a_disclosure_without_a_word_of_the_managing_force_is_flagged() -> None:
    assert flagged(d.after(worded(), d.seek, d.authorise))


def test_who_has_no_position_yet_had_no_part_in_it() -> None:
    told = b.hearing(worded(), b.position(View.UNDECIDED, t.days(21)))
    assert flagged(d.after(told, d.tests, d.wording, d.seek, d.authorise))


@pytest.mark.proves("R-153", by="services.decisions.domain.joint_decision:sole")
def test_that_nobody_is_told_is_as_much_a_decision() -> None:
    why = {"on_presumption": "Outweighed: she is gone.", "on_knowledge": "She no longer sees the child."}
    told = d.after(worded(), lambda told: d.none(told, **why))
    assert flagged(told)
    of_one_mind = b.hearing(worded(), b.position(View.DO_NOT_DISCLOSE, t.days(21)))
    assert not flagged(d.after(of_one_mind, d.tests, d.wording, lambda told: d.none(told, **why)))


def test_so_is_no_concern() -> None:
    told = b.asking(t.assessed(), acknowledge_by=t.days(20), report_by=t.days(30))
    told = told.when(c.RecordMappaStatus(t.SERGEANT, Known.YES, "AREA-23", "23", told.now))
    told = told.when(c.AssignSupervisor(t.INSPECTOR, t.INSPECTOR, covering=True))
    told = told.when(t.no_concern(told, by=t.INSPECTOR, override="Rang the desk: nothing is held."))
    assert told.state.decision is not None
    assert flagged(told)


def test_of_a_subject_whom_nobody_else_manages_every_decision_is_ours() -> None:
    assert not flagged(d.way("authorised"))
    ours = d.way("worded").when(c.RecordMappaStatus(t.SERGEANT, Known.YES, "AREA-46", "46", t.days(15)))
    assert not flagged(d.after(ours, d.seek, d.authorise))


def test_that_it_was_decided_alone_is_shown_to_who_is_on_the_case_and_to_nobody_else() -> None:
    """A9: that somebody decided tells of the decision."""
    told = d.after(worded(), d.seek, d.authorise)
    shown = view.show(Snapshot("c-given", told.state, told.version, (), False, told.now))
    assert "SOLE_DECISION" not in {one["code"] for one in shown.case["flags"]}
    with_them = shown.personal["other_forces"]["joint_decision"]
    assert with_them == {"with": "Warwickshire", "asked_at": None, "agreed": None, "decided_alone": True}


# nothing gets round it


def test_who_states_no_position_gets_round_no_other_that_differs() -> None:
    """The step itself is what our force holds: deciding without saying so first is no way past G 67."""
    told = b.hearing(worded(), b.position(View.DO_NOT_DISCLOSE, t.days(21)))
    told = d.after(told, d.tests, d.wording)
    told.when(d.seek(told)).refused("PRIMACY_UNRESOLVED")
    agreed = b.hearing(told, b.position(View.DISCLOSE, t.days(22)))
    assert d.after(agreed, d.tests, d.wording, d.seek).events


def test_nor_does_who_decides_against_what_both_have_agreed() -> None:
    told = b.hearing(b.stating(worded()), b.position(View.DISCLOSE, t.days(21)))
    told = d.after(told, d.tests, d.wording)
    why = {"on_presumption": "Outweighed.", "on_knowledge": "She no longer sees the child."}
    told.when(d.none(told, **why)).refused("PRIMACY_UNRESOLVED")
    unmet = told.when(d.none(told, **why)).outcome
    words = {one.code: one.words for one in getattr(unmet, "unmet", ())}
    assert "forces differ" in words["PRIMACY_UNRESOLVED"]


def stood_down(*, moved: bool) -> Told:
    """23 held that nobody is told, and has no task here any more."""
    told = b.asking(d.way("worded"), acknowledge_by=t.days(20), report_by=t.days(30))
    told = b.hearing(told, b.acknowledged(t.days(18)), b.position(View.DO_NOT_DISCLOSE, t.days(19)))
    told = b.stating(told).when(c.StandDown(t.SERGEANT, "task-23-1", "He has moved to us."))
    told = b.placed(told, b.place(b.SUBJECT, "46")) if moved else told
    return d.after(told, d.tests, d.wording)


def test_what_a_force_held_that_can_be_asked_nothing_more_holds_up_no_decision() -> None:
    """Nobody could agree with it, record that they cannot, or ask it again: no end would be reached."""
    told = stood_down(moved=True)
    assert d.after(told, d.seek).events
    why = {"on_presumption": "Outweighed: she is gone.", "on_knowledge": "She no longer sees the child."}
    assert told.when(d.none(told, **why)).events


def test_who_stands_down_a_force_in_whose_area_the_subject_lives_gets_round_nothing() -> None:
    told = stood_down(moved=False)
    told.when(d.seek(told)).refused("PRIMACY_UNRESOLVED")
    times = {"acknowledge_by": told.now + A_DAY, "report_by": told.now + 3 * A_DAY}
    assert told.when(b.task(told, **times)).events, "it can be asked again"
