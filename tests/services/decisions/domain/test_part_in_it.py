"""What forces could not agree on, and what one decided, counts for who had a part in it (G 67, C-15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.codes import Known
from contracts.crossing import (
    ChildHeld,
    DisagreementRecorded,
    PrimacyDetermined,
    PrimacyGround,
    PrimacyReEvaluated,
    View,
)
from contracts.people import Children
from contracts.sealed import Sealed
from messaging.outcomes import Decided
from services.decisions.domain import agreeing
from services.decisions.domain import commands as c
from services.decisions.domain.facts import AsOf
from services.decisions.domain.primacy import Primacy
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as d
from tests.services.decisions import told as t

A_DAY = timedelta(days=1)
LATE: dict[str, Any] = {"acknowledge_by": t.days(40), "report_by": t.days(50)}
NOT_MANAGED: dict[str, Any] = {"mappa": Known.NO, "area": None, "manages": False}
Told = Story[Case]


def stands(told: Told) -> Primacy:
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    return found


def cannot_agree() -> Told:
    """We and 23 cannot, of a subject who is not managed; the child lives in the area of 41."""
    lives = (b.place(b.SUBJECT, "23"), b.place(b.CHILD, "41"))
    told = b.placed(t.supervised().at(t.days(1)), *lives)
    told = told.when(b.task(told, **LATE))
    told = told.when(c.RecordMappaStatus(t.SERGEANT, Known.NO, None, None, told.now))
    return b.disagreeing(b.at_odds(b.hearing(told, b.acknowledged())))


def off(told: Told) -> Told:
    return told.when(c.StandDown(t.SERGEANT, "task-23-1", "He has moved to us."))


def moved(told: Told) -> Told:
    return b.placed(told, b.place(b.SUBJECT, "46"))


def given_back(told: Told) -> Told:
    return b.hearing(told, b.returned(told.now + A_DAY, lives_in="46"))


def asked_41(told: Told) -> Told:
    told = told.when(b.task(told, force="41", about=(b.CHILD,), **LATE))
    return b.hearing(told, b.position(View.DO_NOT_DISCLOSE, told.now + A_DAY, "41"))


# a disagreement


@pytest.mark.parametrize("leaves", [(off, moved), (moved, off), (given_back, moved)])
def test_a_disagreement_ends_with_the_part_of_the_force_that_disagreed(leaves: Any) -> None:
    told = cannot_agree()
    assert stands(told).host == "41"
    for step in leaves:
        told = step(told)
    assert told.state.across.disagreement is None
    assert stands(told).ground is PrimacyGround.COORDINATING_FORCE
    later = asked_41(told.after(days=3))
    assert stands(later).ground is PrimacyGround.POSITIONS_DIFFER, "with 41 nobody has tried to agree"
    assert stands(b.disagreeing(later)).host == "41"


def test_it_stands_while_that_force_could_be_asked_again() -> None:
    assert off(cannot_agree()).state.across.disagreement is not None, "the subject lives there"


def test_nor_does_one_that_disagrees_later_keep_up_what_others_have_settled() -> None:
    """23 comes round to what we hold; with 41 it was never recorded that we cannot agree."""
    told = asked_41(cannot_agree())
    assert stands(told).host == "41"
    told = b.hearing(told, b.position(View.DISCLOSE, told.now + A_DAY))
    assert stands(told).ground is PrimacyGround.POSITIONS_DIFFER


def test_with_a_force_that_has_no_part_no_disagreement_is_recorded_and_nobody_hears_of_it() -> None:
    at_odds = b.at_odds(b.hearing(b.asking(), b.acknowledged()))
    told = b.placed(moved(off(at_odds)), b.place(b.CHILD, "41"))
    told = told.when(b.task(told, force="41", about=(b.CHILD,), **LATE))
    record = c.RecordDisagreement(t.SERGEANT, told.version, "Two conferences, and no agreement.")
    told.when(record).refused("NO_DISAGREEMENT")
    told = b.hearing(told, b.position(View.DO_NOT_DISCLOSE, told.now + A_DAY, "41"))
    recorded = [one for one in b.disagreeing(told).events if isinstance(one, DisagreementRecorded)]
    assert [(one.to, one.forces) for one in recorded] == [("41.decisions", ("41", "46"))]


def test_who_holds_no_view_is_not_named_as_disagreeing() -> None:
    told = b.hearing(b.three(), b.position(View.UNDECIDED, t.days(4), "41"))
    told = b.disagreeing(b.at_odds(told))
    recorded = [one for one in told.events if isinstance(one, DisagreementRecorded)]
    assert {one.forces for one in recorded} == {("23", "46")}


# a decision


def hosted(*, each: bool) -> Told:
    """23 decides for the child in its area, or for its own alone, and has decided that somebody is told."""
    told = d.after(b.asking(d.way("worded"), **LATE), d.tests)
    lives = [b.place(b.CHILD, "23"), *([b.place(b.SECOND, "41")] if each else [])]
    told = b.placed(told, *lives)
    told = b.hearing(told, b.reported(told.now, **NOT_MANAGED))
    told = b.hearing(b.stating(told, View.DO_NOT_DISCLOSE), b.position(View.DISCLOSE, told.now))
    told = b.disagreeing(told)
    told = told.when(c.AgreeHost(t.SERGEANT, told.version, None, "Each for its own.")) if each else told
    return b.hearing(told, b.hosted_there(View.DISCLOSE, told.now + A_DAY))


def ready(told: Told) -> Told:
    return d.after(told, d.tests, d.wording)


def of_both(told: Told) -> Told:
    """The mother is to be told for the sake of the second child as well."""
    held = told.state.children
    assert held is not None
    named = held.value.clear()
    two = Children(named=(*named.named, named.named[0].model_copy(update={"ref": "child-2"})))
    told = t.with_state(told, children=AsOf(Sealed.of(two), held.at))
    both = ("child-1", "child-2")
    recipient = {"recipient": "sister", "person": d.GRANDMOTHER, "children": both}
    also: dict[str, Any] = {"recipient": "sister"}
    return d.after(
        told,
        lambda told: d.connection(told, children=both),
        lambda told: d.recipient(told, **recipient),
        *(lambda told, one=one: one(told, **also) for one in (d.identity, d.knowledge, d.suitability)),
        lambda told: d.tests(told, recipients=("mother", "sister")),
        lambda told: d.wording(told, **also),
    )


@pytest.mark.proves("R-156", by="services.decisions.domain.across:Ruling.counts_for")
@pytest.mark.parametrize("each", [False, True], ids=["child-force", "each-child"])
def test_a_decision_counts_for_the_children_whom_it_was_made_for(each: bool) -> None:
    told = hosted(each=each)
    assert isinstance(ready(told).when(d.seek(ready(told))).outcome, Decided)
    grown = b.placed(told, b.place(b.SECOND, "23"))
    assert stands(grown).decided_by("23") == {"child-1", "child-2"}
    anew = [one for one in grown.events if isinstance(one, PrimacyReEvaluated) and one.to == "23.decisions"]
    assert len(anew) == 1, "it hears that it decides for another child"
    mother = ready(grown)
    assert isinstance(mother.when(d.seek(mother)).outcome, Decided), "of the first child it has decided"
    both = of_both(mother)
    seek = d.seek(both, wordings=(d.of(both, "sister").key,))
    both.when(seek).refused("DECIDED_BY_ANOTHER_FORCE")
    said = {one.code: one.words for one in getattr(both.when(seek).outcome, "unmet", ())}
    assert "for every child" in said["DECIDED_BY_ANOTHER_FORCE"]
    decided = b.hearing(both, b.hosted_there(View.DISCLOSE, both.now + A_DAY))
    decided = d.after(
        decided,
        lambda told: d.tests(told, recipients=("mother", "sister")),
        lambda told: d.wording(told, recipient="sister"),
    )
    assert isinstance(decided.when(d.seek(decided, wordings=(d.of(decided, "sister").key,))).outcome, Decided)


def test_that_nobody_is_told_is_decided_of_every_child_by_then() -> None:
    told = b.hearing(hosted(each=False), b.hosted_there(View.DO_NOT_DISCLOSE, t.days(40)))
    why = {"on_presumption": "Outweighed.", "on_knowledge": "She no longer sees the child."}
    told = ready(told)
    assert isinstance(told.when(d.none(told, **why)).outcome, Decided)
    grown = b.placed(told, b.place(b.SECOND, "23"))
    grown.when(d.none(grown, **why)).refused("DECIDED_BY_ANOTHER_FORCE")


def test_a_decision_on_its_way_counts_for_no_child_of_whom_that_force_had_not_heard() -> None:
    told = b.placed(hosted(each=False), b.place(b.SECOND, "23"))
    before = told.now - timedelta(hours=1)
    told = b.hearing(
        told.after(hours=1), b.hosted_there(View.DISCLOSE, before)._replace(occurred_at=told.now)
    )
    assert told.state.across.rulings["23"].children == frozenset({"child-1"})


def test_a_child_that_moves_away_takes_nothing_from_what_was_decided() -> None:
    told = b.placed(hosted(each=True), b.place(b.SECOND, "23"))
    told = b.hearing(told, b.hosted_there(View.DISCLOSE, told.now + A_DAY))
    told = b.placed(told, b.place(b.SECOND, "41"))
    assert told.state.across.rulings["23"].counts_for(stands(told).decided_by("23"))


# at the force that decides


def decides_for(*children: str, at: datetime, anew: bool = False) -> Any:
    kind = PrimacyReEvaluated if anew else PrimacyDetermined
    held = tuple(ChildHeld(child=one, force="46") for one in children)
    ground = PrimacyGround.CHILD_FORCE
    return b.from_force(
        kind(to="46.decisions", ground=ground, host="46", children=held, determined_at=at), at
    )


def test_the_force_that_decides_owes_a_decision_again_when_another_child_is_its_own() -> None:
    told = b.hearing(b.closed(), decides_for("child-1", at=t.days(7)))
    told = told.when(b.decide(told))
    told = told.when(t.entry(told))
    close = c.CloseCase(t.SERGEANT, told.version, "Answered, and nothing else is asked.")
    assert told.when(close).state.ended is not None
    for so_far in (told, told.when(close)):
        grown = b.hearing(so_far, decides_for("child-1", "child-2", at=t.days(8), anew=True))
        assert grown.state.ended is None, "it goes on"
        again = c.CloseCase(t.SERGEANT, grown.version, "Answered, and nothing else is asked.")
        unmet = getattr(grown.when(again).outcome, "unmet", ())
        assert "DECISION_OWED" in {one.code for one in unmet}
        decided = grown.when(b.decide(grown))
        again = c.CloseCase(t.SERGEANT, decided.version, "Answered.")
        unmet = getattr(decided.when(again).outcome, "unmet", ())
        assert "DECISION_OWED" not in {one.code for one in unmet}
