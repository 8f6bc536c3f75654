"""Who decides is heard by every force that takes part, also one that is asked later; the newest counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from contracts.codes import Known
from contracts.crossing import PrimacyDetermined, PrimacyGround, PrimacyReEvaluated, View
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import Owned, ResponseResumed
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import told as t

A_DAY = timedelta(days=1)
LATE: dict[str, Any] = {"acknowledge_by": t.days(30), "report_by": t.days(40)}
Told = Story[Case]
OF_41: dict[str, Any] = {"task": "task-41-1", "mappa": Known.NO, "area": None, "manages": False}


def said(told: Told) -> list[tuple[str, str, str | None]]:
    """Of the last decision: how, to whom, and who decides."""
    kinds = (PrimacyDetermined, PrimacyReEvaluated)
    return [(type(one).__name__, one.to, one.host) for one in told.events if isinstance(one, kinds)]


def of_a_force_that_was_not_asked() -> Told:
    """46 and 41 cannot agree, and the child lives in the area of 23: nobody has asked it yet."""
    lives = (b.place(b.APPLICANT, "46"), b.place(b.SUBJECT, "41"), b.place(b.CHILD, "23"))
    told = b.placed(t.supervised().at(t.days(1)), *lives)
    told = told.when(b.task(told, force="41", about=(b.SUBJECT,), **LATE))
    told = b.hearing(told, b.reported(**OF_41)._replace(source="csods/41/decisions"))
    told = b.hearing(b.stating(told), b.position(View.DO_NOT_DISCLOSE, told.now, "41"))
    return b.disagreeing(told)


def re_evaluated(host: str, at: datetime) -> Any:
    ground = PrimacyGround.CHILD_FORCE
    return b.from_force(
        PrimacyReEvaluated(to="46.decisions", ground=ground, host=host, before="46", determined_at=at), at
    )


# by the coordinating force


def test_a_force_that_is_asked_later_hears_that_it_decides() -> None:
    """Else it may not decide, and the coordinating force waits for it for ever."""
    told = of_a_force_that_was_not_asked()
    assert said(told) == [("PrimacyDetermined", "41.decisions", "23")]
    later = told.when(b.task(told, force="23", about=(b.CHILD,), **LATE))
    assert said(later) == [("PrimacyDetermined", "23.decisions", "23")]
    assert said(b.hearing(later, b.acknowledged(later.now, task="task-23-1"))) == [], "once"


def test_a_force_that_takes_part_again_hears_what_changed_meanwhile() -> None:
    told = of_a_force_that_was_not_asked()
    told = told.when(b.task(told, force="23", about=(b.CHILD,), **LATE))
    told = told.when(c.StandDown(t.SERGEANT, "task-23-1", "The child has moved to us."))
    told = b.placed(told, b.place(b.CHILD, "46"), b.place(b.SUBJECT, "23"))
    assert said(told) == [("PrimacyReEvaluated", "41.decisions", "46")]
    again = told.when(b.task(told, force="23", about=(b.SUBJECT,), **LATE))
    assert said(again) == [("PrimacyReEvaluated", "23.decisions", "46")]


def test_who_decides_for_which_child_is_told_anew_when_a_child_moves() -> None:
    told = b.placed(b.three(), b.place(b.SECOND, "23"))
    told = b.hearing(told, b.acknowledged(), b.reported(mappa=Known.NO, area=None, manages=False))
    told = b.agreeing(b.disagreeing(b.at_odds(told)))
    moved = b.placed(told, b.place(b.SECOND, "46"))
    assert {to for _, to, _ in said(moved)} == {"23.decisions", "41.decisions"}, "it is open again"
    anew = b.agreeing(moved)
    assert {to for _, to, _ in said(anew)} == {"23.decisions", "41.decisions"}


# at the force that hears it


def test_an_older_word_of_who_decides_is_never_the_last() -> None:
    newer, older = re_evaluated("23", t.days(8)), b.primacy_is_ours()
    told = b.hearing(b.answered(), newer, older)
    held = told.state.across
    assert held.primacy is not None
    assert held.primacy.host == "23"
    assert held.owner(Owned.DECISION) == "23"
    told.when(b.decide(told)).refused("PRIMACY_NOT_HERE")
    turned = b.hearing(told, re_evaluated("46", t.days(9)))
    assert turned.state.across.owner(Owned.DECISION) == "46"


def test_an_older_word_opens_no_case_that_has_ended() -> None:
    told = b.hearing(b.closed(), re_evaluated("23", t.days(8)), b.primacy_is_ours())
    assert told.state.ended is not None
    assert not [one for one in told.events if isinstance(one, ResponseResumed)]
