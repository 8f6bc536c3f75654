"""What a force reports of MAPPA counts where it was asked about the subject, or manages them (G 66, 67)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import Known
from contracts.crossing import Action, PrimacyGround, View
from services.decisions.domain import agreeing, joint_decision
from services.decisions.domain import commands as c
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t


def of_the_child(**more: Any) -> Any:
    """41 was asked about the child alone."""
    parts: dict[str, Any] = {"task": "task-41-1", "mappa": Known.NO, "area": None, "manages": False}
    return b.reported(t.days(8), **(parts | more))._replace(source="csods/41/decisions")


def decides(told: Story[Case]) -> str | None:
    found = agreeing.stands(told.state, told.now)
    return found.host if found else None


def of_23() -> Story[Case]:
    """23 manages the subject under MAPPA, the forces could not agree: it decides."""
    told = b.hearing(b.three(), b.acknowledged(), b.reported())
    return b.disagreeing(b.at_odds(told))


@pytest.mark.parametrize("says", [{}, {"mappa": Known.YES, "area": "AREA-41"}], ids=["none", "elsewhere"])
def test_a_force_that_was_asked_about_a_child_alone_takes_primacy_from_nobody(says: Any) -> None:
    told = b.hearing(of_23(), of_the_child(**says))
    assert told.state.across.tasks["task-41-1"].reported_at is not None
    assert decides(told) == "23"
    assert told.state.across.manager == "23"


def test_it_is_heard_where_it_manages_the_subject_itself() -> None:
    told = b.hearing(of_23(), of_the_child(mappa=Known.YES, area="AREA-41", manages=True))
    assert decides(told) == "41"


def test_it_is_heard_while_nothing_is_known() -> None:
    told = b.hearing(b.three(), of_the_child())
    assert told.state.across.current() is Known.NO


def test_whoever_was_asked_about_the_subject_corrects_what_it_said() -> None:
    told = b.hearing(of_23(), b.reported(t.days(8), mappa=Known.NO, area=None, manages=False))
    assert decides(told) == "41", "the force of the child"


def managed_by(manager: str, area: str, **lives: str) -> Story[Case]:
    """Recorded by a supervisor; the subject lives in the area of 41, which was asked about them."""
    told = b.placed(
        t.supervised().at(t.days(1)),
        b.place(b.SUBJECT, "41"), b.place(b.CHILD, lives.get("child", "41")),
    )  # fmt: skip
    told = told.when(c.RecordMappaStatus(t.SERGEANT, Known.YES, area, manager, told.now))
    return told.when(b.task(told, force="41", acknowledge_by=t.days(2), report_by=t.days(9)))


def of_the_subject(at: float = 5, **more: Any) -> Any:
    """By 41, in whose area the subject lives, and which does not manage them."""
    parts: dict[str, Any] = {"task": "task-41-1", "mappa": Known.YES, "area": "AREA-41", "manages": False}
    return b.reported(t.days(at), **(parts | more))._replace(source="csods/41/decisions")


@pytest.mark.parametrize("says", [{}, {"mappa": Known.NO, "area": None}, {"mappa": Known.UNKNOWN}])
def test_a_force_that_does_not_manage_the_subject_says_nothing_of_who_does(says: Any) -> None:
    told = b.hearing(managed_by("23", "AREA-23"), of_the_subject(**says))
    assert told.state.across.tasks["task-41-1"].reported_at is not None
    assert joint_decision.with_whom(told.state) == "23"
    by = {"acknowledge_by": t.days(7), "report_by": t.days(9), "actions": (Action.DECIDE_JOINTLY,)}
    asked = told.when(b.task(told, force="23", **by))
    assert asked.state.across.counterparts() == ("41", "23"), asked.outcome
    at_odds = b.hearing(b.stating(asked), b.position(View.DO_NOT_DISCLOSE, t.days(6)))
    assert decides(b.disagreeing(at_odds)) == "23", "and not the force of the children"


def test_what_the_managing_force_holds_counts_after_another_has_reported() -> None:
    """Its task is over and nobody lives in its area: that it manages the subject is its part."""
    told = managed_by("23", "AREA-23")
    by = {"acknowledge_by": t.days(2), "report_by": t.days(9), "actions": (Action.DECIDE_JOINTLY,)}
    told = told.when(b.task(told, force="23", **by))
    told = b.hearing(b.stating(told), b.position(View.DO_NOT_DISCLOSE, t.days(3)))
    told = told.when(c.StandDown(t.SERGEANT, "task-23-1", "It has said what it holds."))
    told = b.hearing(told, of_the_subject())
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    assert found.ground is PrimacyGround.POSITIONS_DIFFER


def test_in_an_area_that_two_forces_police_a_report_of_a_third_leaves_it_settled() -> None:
    told = b.hearing(managed_by("48", "LONDON"), of_the_subject(area="LONDON"))
    told = b.hearing(b.stating(told), b.position(View.DO_NOT_DISCLOSE, t.days(6), "41"))
    assert decides(b.disagreeing(told)) == "48"


def test_the_managing_force_takes_back_by_its_own_report_that_it_manages() -> None:
    told = b.hearing(b.asking(), b.acknowledged(), b.reported())
    anew = {"mappa": Known.UNKNOWN, "area": None, "manages": False}
    other = b.hearing(told, b.reported(t.days(8), done=(Action.SEARCH_RECORDS,), **anew))
    assert other.state.across.manager == "23", "it was not asked whether it does"
    told = b.hearing(told, b.reported(t.days(8), **anew))
    assert told.state.across.manager is None
    assert told.state.across.current() is Known.YES, "of that it says nothing"


def test_a_supervisor_records_that_nobody_manages_the_subject_any_more() -> None:
    told = managed_by("23", "AREA-23")
    told = told.when(c.RecordMappaStatus(t.SERGEANT, Known.NO, None, None, told.now))
    assert joint_decision.with_whom(told.state) is None
    assert told.state.across.current() is Known.NO


def test_what_nobody_knew_of_mappa_is_heard_from_whoever_does_not_manage() -> None:
    told = managed_by("23", "AREA-23")
    told = told.when(c.RecordMappaStatus(t.SERGEANT, Known.UNKNOWN, None, "23", told.now))
    told = b.hearing(told, of_the_subject(mappa=Known.NO, area=None))
    assert (told.state.across.current(), told.state.across.manager) == (Known.NO, "23")
