"""A force that was asked speaks to the coordinating one alone: what it holds reaches the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts import crossing
from contracts.codes import AlertKind, Known
from contracts.crossing import PositionPassedOn, PositionStated, View
from contracts.who_may_see import May
from messaging.outcomes import NotYet
from services.decisions.domain import commands as c
from services.decisions.domain import passing_on
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t

A_DAY = timedelta(days=1)


def passed_on(told: Story[Any]) -> list[tuple[str, str, View]]:
    """To whom, whose and what, of the last decision."""
    return [(one.to, one.force, one.view) for one in told.events if isinstance(one, PositionPassedOn)]


def learnt(view: View, at: datetime, of: str = "41", by: str = "23") -> Any:
    """The force that coordinates lets us know what another holds."""
    said = PositionPassedOn(to="46.decisions", force=of, view=view, stated_at=at, passed_on_at=at)
    return b.from_force(said, at, by)


def test_what_one_force_holds_reaches_the_others_and_not_itself() -> None:
    told = b.hearing(b.three(), b.position(View.DO_NOT_DISCLOSE))
    assert passed_on(told) == [("41.decisions", "23", View.DO_NOT_DISCLOSE)]


def test_why_it_is_held_and_who_stated_it_stays_between_those_two() -> None:
    assert not PositionPassedOn.LABELS
    assert not {"reasons", "rank", "your_case"} & set(PositionPassedOn.model_fields)


def test_what_we_hold_goes_to_each_with_its_reasons_and_is_not_passed_on_besides() -> None:
    told = b.stating(b.three())
    assert [one.to for one in told.events if isinstance(one, PositionStated)] == [
        "23.decisions",
        "41.decisions",
    ]
    assert passed_on(told) == []


def test_a_force_that_is_asked_later_hears_what_the_others_hold() -> None:
    told = b.placed(
        t.supervised().at(t.days(1)),
        b.place(b.APPLICANT, "46"), b.place(b.SUBJECT, "23"), b.place(b.CHILD, "41"),
    )  # fmt: skip
    told = b.hearing(told.when(b.task(told)), b.position(View.DO_NOT_DISCLOSE))
    told = b.stating(told)
    assert passed_on(told) == []
    later = told.when(
        b.task(told, force="41", about=(b.CHILD,), acknowledge_by=t.days(9), report_by=t.days(12))
    )
    assert passed_on(later) == [
        ("41.decisions", "23", View.DO_NOT_DISCLOSE),
        ("41.decisions", "46", View.DISCLOSE),
    ]


def test_it_is_said_once_and_again_only_when_it_changes() -> None:
    told = b.hearing(b.three(), b.position(View.DO_NOT_DISCLOSE))
    again = b.hearing(told, b.acknowledged(told.now))
    assert passed_on(again) == []
    changed = b.hearing(again, b.position(View.UNDECIDED, told.now + A_DAY))
    assert passed_on(changed) == [("41.decisions", "23", View.UNDECIDED)]
    late = b.hearing(changed, b.position(View.DISCLOSE, told.now - A_DAY))
    assert passed_on(late) == [], "it had been overtaken"


def test_a_force_that_takes_no_part_any_longer_hears_no_more() -> None:
    told = b.three()
    off = told.when(c.StandDown(t.SERGEANT, "task-41-1", "She has moved to us."))
    assert passed_on(b.hearing(off, b.position(View.DO_NOT_DISCLOSE))) == []


def test_what_the_table_does_not_allow_crosses_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing_on, "may", lambda onlooker, data: May.NO)
    assert passed_on(b.hearing(b.three(), b.position(View.DO_NOT_DISCLOSE))) == []


def test_the_third_force_sees_it_its_supervisor_is_rung_and_a_judgement_waits_for_it() -> None:
    told = b.asked()
    seen = told.version
    told = b.hearing(told, learnt(View.DO_NOT_DISCLOSE, t.days(3)))
    assert told.state.across.positions["41"].view is View.DO_NOT_DISCLOSE
    assert [one for one in told.state.alerts.values() if one.kind is AlertKind.REVIEW_WANTED]
    assert passed_on(told) == [], "it passes nothing on itself"
    stale = c.StatePosition(t.SERGEANT, seen, View.DISCLOSE, "As we saw it before.")
    told.when(stale).refused("CASE_CHANGED")


def test_of_itself_a_force_knows_better() -> None:
    told = b.stating(b.asked())
    told = b.hearing(told, learnt(View.DO_NOT_DISCLOSE, t.days(3), of="46"))
    assert told.state.across.positions["46"].view is View.DISCLOSE


def test_only_the_force_that_coordinates_says_what_others_hold() -> None:
    told = b.asked()
    stranger = c.HearForce(learnt(View.DISCLOSE, t.days(3), of="23", by="41"))
    assert isinstance(told.at(t.days(3)).when(stranger).outcome, NotYet)
    ours = b.asking()
    tasked = c.HearForce(learnt(View.DISCLOSE, t.days(3), of="41", by="23"))
    assert isinstance(ours.at(t.days(3)).when(tasked).outcome, NotYet)


def test_who_cannot_agree_with_whom_is_known_to_a_third_force_as_well() -> None:
    """Our own view is that of one of them: what the other holds keeps the record of it standing."""
    told = b.hearing(b.stating(b.asked()), b.position(View.DISCLOSE, t.days(2)))
    recorded = crossing.DisagreementRecorded(to="46.decisions", forces=("23", "41"), recorded_at=t.days(4))
    told = b.hearing(
        told, learnt(View.DO_NOT_DISCLOSE, t.days(3)), b.from_force(recorded, t.days(4)),
        b.position(View.DISCLOSE, t.days(5)),
    )  # fmt: skip
    assert told.state.across.disagreement == t.days(4)


def settled_before_41_was_asked() -> Story[Any]:
    """23 and we cannot agree; the child lives in the area of 41, which nobody has asked yet."""
    told = b.placed(
        t.supervised().at(t.days(1)),
        b.place(b.APPLICANT, "46"), b.place(b.SUBJECT, "23"), b.place(b.CHILD, "41"),
    )  # fmt: skip
    told = told.when(b.task(told))
    told = b.hearing(told, b.acknowledged(), b.reported(mappa=Known.NO, area=None, manages=False))
    told = b.hearing(b.stating(told), b.position(View.DO_NOT_DISCLOSE, told.now))
    return b.disagreeing(told)


def who_decides(told: Story[Any]) -> list[tuple[str, str | None]]:
    """To whom it was said, and that who decides, by the last decision."""
    kinds = crossing.PrimacyDetermined | crossing.PrimacyReEvaluated
    return [(one.to, one.host) for one in told.events if isinstance(one, kinds)]


def test_a_force_that_is_asked_when_it_is_settled_hears_that_it_decides() -> None:
    """It could not decide otherwise, and we wait for nobody else."""
    told = settled_before_41_was_asked()
    assert who_decides(told) == [("23.decisions", "41")]
    times = {"acknowledge_by": told.now + A_DAY, "report_by": told.now + 3 * A_DAY}
    asked = told.when(b.task(told, force="41", about=(b.CHILD,), **times))
    assert who_decides(asked) == [("41.decisions", "41")]
    assert who_decides(b.hearing(asked, b.acknowledged(asked.now))) == [], "once"


def test_where_each_decides_for_its_own_a_child_that_moves_is_told_of() -> None:
    told = b.placed(
        t.supervised().at(t.days(1)),
        b.place(b.SUBJECT, "23"), b.place(b.CHILD, "41"), b.place(b.SECOND, "46"),
    )  # fmt: skip
    told = told.when(b.task(told))
    told = told.when(b.task(told, force="41", about=(b.CHILD,)))
    told = b.hearing(told, b.acknowledged(), b.reported(mappa=Known.NO, area=None, manages=False))
    told = b.disagreeing(b.hearing(b.stating(told), b.position(View.DO_NOT_DISCLOSE, told.now)))
    told = b.agreeing(told)
    assert who_decides(told) == [("23.decisions", None), ("41.decisions", None)]
    moved = b.placed(told, b.place(b.SECOND, "23"))
    assert who_decides(moved) == [("23.decisions", None), ("41.decisions", None)]
    (to_them, _) = [one for one in moved.events if isinstance(one, crossing.PrimacyReEvaluated)]
    assert [one.force for one in to_them.children] == ["41", "23"]


def test_a_force_that_decides_and_then_holds_no_view_has_decided_nothing() -> None:
    told = b.three(t.supervised().at(t.days(1)))
    told = b.hearing(told, b.acknowledged(), b.reported())
    told = b.disagreeing(b.hearing(b.stating(told), b.position(View.DO_NOT_DISCLOSE, told.now)))
    told = b.hearing(told, b.hosted_there(View.DISCLOSE, t.days(9)))
    assert told.state.across.rulings["23"].view is View.DISCLOSE
    told = b.hearing(told, b.hosted_there(View.UNDECIDED, t.days(10)))
    assert "23" not in told.state.across.rulings
    (said,) = [one for one in told.events if isinstance(one, crossing.DecisionPassedOn)]
    assert (said.to, said.force, said.view, said.rank) == ("41.decisions", "23", View.UNDECIDED, None)
