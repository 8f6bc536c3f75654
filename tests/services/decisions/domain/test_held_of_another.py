"""What a force held of somebody who is put right since it held of somebody else: it bears nothing out, stands
in the way of nothing, and is asked anew at both ends (G 67; R-104, R-151, R-153)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts.codes import AlertKind, Known
from contracts.crossing import Action, PositionPassedOn, PositionStated, PrimacyGround, View
from contracts.people import Child, Children, PersonName
from contracts.sealed import Sealed
from services.decisions.domain import DECIDER, agreeing, joint_decision
from services.decisions.domain import commands as c
from services.decisions.domain.events import Flag
from services.decisions.domain.events_across import ResponseResumed
from services.decisions.http.view_across import across
from tests.given import Story, story
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_decided_of_another import carried, decided_there, rung
from tests.services.decisions.domain.test_put_right_elsewhere import SMITH, SMYTH, put_right
from tests.services.decisions.ordering import Told

AN_HOUR = timedelta(hours=1)
TAKING: Any = {"acknowledge_by": t.days(40), "report_by": t.days(50)}


def at_odds() -> Told:
    """23 manages the subject and holds that nobody is told, we that somebody is; nobody recorded it."""
    told = b.asking(t.assessed(), **TAKING)
    return b.at_odds(b.hearing(told, b.acknowledged(t.days(13)), b.reported(t.days(13))))


def says(told: Told, view: View, anew: int = 0, force: str = "23") -> Told:
    message = b.position(view, told.now + AN_HOUR, force)
    said = message.event.model_copy(update={"anew": anew})
    return b.hearing(told, message._replace(event=said, id=f"{message.id}-{anew}"))


def asked(told: Told) -> list[tuple[str, str, View, int]]:
    """To whom, of whom, what and how often asked anew, of the last decision."""
    said = [one for one in told.events if isinstance(one, PositionPassedOn)]
    return [(one.to, one.force, one.view, one.anew) for one in said]


def ground(told: Told) -> PrimacyGround:
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    return found.ground


def views(told: Told) -> dict[str, View]:
    return {force: one.view for force, one in told.state.across.positions.items()}


# by the coordinating force


@pytest.mark.proves("R-151", by="services.decisions.domain.position_of:follow")
def test_what_was_held_of_somebody_else_makes_no_forces_differ() -> None:
    told = at_odds()
    assert ground(told) is PrimacyGround.POSITIONS_DIFFER
    told = put_right(told)
    assert ground(told) is PrimacyGround.COORDINATING_FORCE
    assert set(views(told).values()) == {View.UNDECIDED}
    told.when(c.RecordDisagreement(t.SERGEANT, told.version, "Two conferences.")).refused("NO_DISAGREEMENT")


def test_each_force_hears_that_it_is_asked_anew_and_what_the_other_holds_no_longer_once() -> None:
    told = put_right(at_odds())
    assert asked(told) == [
        ("23.decisions", "46", View.UNDECIDED, 1),
        ("23.decisions", "23", View.UNDECIDED, 1),
    ]
    assert asked(b.hearing(told, b.acknowledged(told.now, correction=1))) == [], "said once"
    assert asked(put_right(told, SMYTH)) == [("23.decisions", "23", View.UNDECIDED, 2)]


def test_it_bears_out_no_joint_decision() -> None:
    told = says(b.stating(at_odds(), View.DO_NOT_DISCLOSE), View.DO_NOT_DISCLOSE)
    assert joint_decision.agreed(told.state) is True
    assert joint_decision.sole(told.state, View.DO_NOT_DISCLOSE) == ()
    told = put_right(told)
    assert joint_decision.agreed(told.state) is None
    (flagged,) = joint_decision.sole(told.state, View.DO_NOT_DISCLOSE)
    assert flagged.flag is Flag.SOLE_DECISION


def test_a_position_that_crossed_the_correction_is_none_and_is_read() -> None:
    told = put_right(b.stating(b.asking(t.assessed(), **TAKING)))
    assert ("23.decisions", "23", View.UNDECIDED, 1) in asked(told), "it may have spoken already"
    crossed = says(told, View.DO_NOT_DISCLOSE)
    assert "23" not in views(crossed)
    assert rung(crossed), "somebody reads that it came"


def test_what_is_said_of_the_right_person_counts_whatever_the_clock_there_says() -> None:
    told = put_right(at_odds())
    message = b.position(View.DO_NOT_DISCLOSE, told.now)
    early = {"anew": 1, "stated_at": t.days(2)}
    told = b.hearing(told, message._replace(event=message.event.model_copy(update=early)))
    assert views(told)["23"] is View.DO_NOT_DISCLOSE
    assert ground(b.stating(told)) is PrimacyGround.POSITIONS_DIFFER


def test_over_a_recorded_disagreement_the_force_that_decides_goes_on_to_decide() -> None:
    told = decided_there()
    assert ground(told) is PrimacyGround.MAPPA_AREA
    told = put_right(told)
    assert ground(told) is PrimacyGround.MAPPA_AREA, "nobody has agreed since"
    assert set(told.state.across.owed) == {"23"}
    one = says(told, View.DISCLOSE, 1)
    assert ground(one) is PrimacyGround.MAPPA_AREA, "ours is open"
    agreed = b.stating(one, View.DISCLOSE)
    assert ground(agreed) is PrimacyGround.COORDINATING_FORCE
    assert agreed.state.across.disagreement is None
    assert ground(b.stating(one, View.DO_NOT_DISCLOSE)) is PrimacyGround.MAPPA_AREA


def test_a_force_that_was_asked_about_a_child_alone_held_it_of_that_subject() -> None:
    told = put_right(says(b.three(**TAKING), View.DO_NOT_DISCLOSE, force="41"))
    assert ("41.decisions", "41", View.UNDECIDED, 1) in asked(told)
    assert ("23.decisions", "41", View.UNDECIDED, 1) in asked(told), "the others hear that it is open"
    assert views(told)["41"] is View.UNDECIDED


def test_who_was_not_asked_about_the_child_holds_what_it_held() -> None:
    told = says(says(b.three(**TAKING), View.DISCLOSE), View.DISCLOSE, force="41")
    child = Child(ref="child-1", name=PersonName(given="Otherwise", family="Testperson"))
    renamed = Sealed.of(Children(named=(child,)))
    told = t.hearing(told, t.corrected(told.now + AN_HOUR, children=renamed))
    assert views(told) == {"23": View.DISCLOSE, "41": View.UNDECIDED}


def test_what_is_searched_by_nothing_asks_nobody_anew() -> None:
    told = at_odds()
    known: Any = told.state.subject
    coach = t.subject(**{**dict(known.value.clear()), "occupation": "Coach"})
    told = put_right(told, coach)
    assert asked(told) == []
    assert ground(told) is PrimacyGround.POSITIONS_DIFFER


def test_who_is_asked_later_hears_of_no_position_that_was_never_said_to_it() -> None:
    told = b.placed(put_right(at_odds()), b.place(b.CHILD, "41"))
    times = {"acknowledge_by": told.now + AN_HOUR, "report_by": told.now + 2 * AN_HOUR}
    told = told.when(b.task(told, force="41", about=(b.CHILD,), **times))
    assert "41" in told.state.across.counterparts()
    assert [one for one in asked(told) if one[0] == "41.decisions"] == []


# by the force that was asked


def anew(at: Any = None, number: int = 1, force: str = "46") -> Any:
    at = at or t.days(9)
    said = PositionPassedOn(
        to="46.decisions", force=force, view=View.UNDECIDED, stated_at=at, passed_on_at=at, anew=number
    )
    return b.from_force(said, at)


def held_here() -> Told:
    return b.stating(b.answered(), View.DO_NOT_DISCLOSE)


def test_somebody_is_rung_there_and_what_it_held_is_open() -> None:
    told = b.hearing(held_here(), anew())
    assert views(told) == {"46": View.UNDECIDED}
    assert rung(told)
    shown: Any = across(told.state, told.now)
    assert [one["asked_anew"] for one in shown["positions"]] == [True]
    told = b.stating(told, View.DISCLOSE)
    (said,) = [one for one in told.events if isinstance(one, PositionStated)]
    assert (said.view, said.anew) == (View.DISCLOSE, 1)
    assert views(b.hearing(told, anew(told.now))) == {"46": View.DISCLOSE}, "that it has answered"


def test_it_does_not_report_again_before_it_has_said_what_it_holds() -> None:
    told = b.hearing(held_here(), b.corrected_by_them(t.days(9)), anew())
    told = told.when(c.AcknowledgeTask(t.CONSTABLE, b.OURS))
    refused: Any = told.when(b.report(told)).outcome
    assert "put right" in {one.code: one.words for one in refused.unmet}["POSITION_NOT_STATED"]
    told = b.stating(told, View.UNDECIDED)
    told.when(b.report(told)).refused("INITIAL_CHECKS_OPEN")


def test_a_case_that_had_ended_goes_on_for_it() -> None:
    ended = t.with_state(held_here(), ended=t.days(8.5))
    told = b.hearing(ended, anew())
    assert any(isinstance(one, ResponseResumed) for one in told.events)
    assert told.state.ended is None
    assert b.hearing(t.with_state(told, ended=t.days(9.5)), anew(t.days(10))).state.ended is not None, "again"


def test_who_held_nothing_is_asked_nothing_and_knows_the_number() -> None:
    told = b.hearing(b.answered(), anew())
    assert not rung(told, AlertKind.REVIEW_WANTED)
    ended = t.with_state(b.answered(), ended=t.days(8.5))
    assert b.hearing(ended, anew()).state.ended is not None
    (said,) = [one for one in b.stating(told).events if isinstance(one, PositionStated)]
    assert said.anew == 1


# both, by what each really says


@pytest.mark.parametrize("second", [View.DISCLOSE, View.DO_NOT_DISCLOSE])
def test_both_forces_know_that_it_is_open_until_both_have_said_it_of_the_right_person(second: View) -> None:
    begun = b.placed(t.assessed(), b.place(b.APPLICANT, "46"), b.place(b.SUBJECT, "23"))
    ours = begun.when(b.task(begun, **TAKING))
    theirs: Story[Any] = t.with_state(carried(ours.events, story(DECIDER).at(ours.now), "23"), force="23")
    theirs = theirs.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    ours = b.stating(ours, View.DISCLOSE)
    theirs = b.stating(carried(ours.events, theirs, "23"), View.DO_NOT_DISCLOSE)
    ours = b.disagreeing(carried(theirs.events, ours, "46"))
    theirs = carried(ours.events, theirs, "23")
    assert views(ours) == views(theirs) == {"46": View.DISCLOSE, "23": View.DO_NOT_DISCLOSE}

    ours = put_right(ours, SMITH)
    theirs = carried(ours.events, theirs, "23")
    assert set(views(ours).values()) == set(views(theirs).values()) == {View.UNDECIDED}
    assert ours.state.across.disagreement is not None

    theirs = b.stating(theirs, second)
    ours = carried(theirs.events, ours, "46")
    ours = b.stating(ours, View.DISCLOSE)
    theirs = carried(ours.events, theirs, "23")
    assert views(ours) == views(theirs) == {"46": View.DISCLOSE, "23": second}
    agreed = second is View.DISCLOSE
    assert (ours.state.across.disagreement is None) is (theirs.state.across.disagreement is None) is agreed


def test_who_is_asked_to_decide_jointly_says_anew_what_it_holds() -> None:
    told = b.asking(t.assessed(), **TAKING)
    told = b.hearing(told, b.acknowledged(t.days(13)), b.reported(t.days(13), mappa=Known.YES))
    told = told.when(b.task(told, actions=(Action.DECIDE_JOINTLY,), **TAKING))
    told = put_right(says(told, View.DISCLOSE))
    assert joint_decision.agreed(b.stating(told, View.DISCLOSE).state) is None
    assert joint_decision.agreed(says(b.stating(told, View.DISCLOSE), View.DISCLOSE, 1).state) is True
