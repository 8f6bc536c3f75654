"""What a force decided of somebody who is put right since was decided of somebody else: both forces know it,
and it is decided anew (G 67; R-104, R-158)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import AlertKind, Known
from contracts.crossing import (
    DecisionPassedOn,
    HostedDecisionMade,
    PrimacyGround,
    TaskedPartiesCorrected,
    View,
)
from contracts.decisions import ClosingDue, SupervisorAlerted
from contracts.people import Child, Children, PersonName
from contracts.sealed import Box, Sealed
from messaging.outcomes import Decided
from services.decisions.domain import DECIDER, who_decides
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import ResponseResumed
from services.decisions.domain.stage import standing_alerts
from services.decisions.domain.state import Case
from services.decisions.http.view_across import across
from tests.given import Story, story
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_decision_owed import in_silence
from tests.services.decisions.domain.test_nobody_told import (
    AN_HOUR,
    AT_ODDS,
    Step,
    ask_41,
    at_its_slot,
    categorised,
    lives,
    mappa,
    of_a_force_that_was_not_asked,
    of_a_force_without_mail,
    then,
    they_decide,
    why_not,
    with_them,
    written_down,
)
from tests.services.decisions.domain.test_put_right_elsewhere import SMITH, SMYTH, put_right

Told = Story[Case]


def decided_there(view: View = View.DO_NOT_DISCLOSE) -> Told:
    """23 manages the subject, the forces did not agree, it decides and has decided."""
    return then(with_them(t.assessed()), *AT_ODDS, they_decide(view))


def asked_anew(told: Told) -> list[tuple[str, str, View, int]]:
    said = [one for one in told.events if isinstance(one, DecisionPassedOn)]
    return [(one.to, one.force, one.view, one.anew) for one in said]


def decided_anew(view: View, anew: int, force: str = "23") -> Step:
    def step(told: Told) -> Told:
        message = b.hosted_there(view, told.now + AN_HOUR, force)
        said = message.event.model_copy(update={"anew": anew})
        return b.hearing(told, message._replace(event=said, id=f"{message.id}-{anew}"))

    return step


def rung(told: Told, kind: AlertKind = AlertKind.REVIEW_WANTED) -> bool:
    return kind in {one.kind for one in told.events if isinstance(one, SupervisorAlerted)}


# by the coordinating force


@pytest.mark.proves("R-158", by="services.decisions.domain.decided_of:follow")
@pytest.mark.parametrize("view", [View.DISCLOSE, View.DO_NOT_DISCLOSE])
def test_a_decision_on_somebody_else_stands_no_longer_and_is_waited_for_anew(view: View) -> None:
    told = decided_there(view)
    assert not told.state.across.owed
    told = put_right(told)
    assert not told.state.across.rulings
    assert set(told.state.across.owed) == {"23"}
    assert asked_anew(told) == [("23.decisions", "23", View.UNDECIDED, 1)]
    assert t.tasks_due(told, "decision"), "it is chased until it has decided"
    assert asked_anew(put_right(told, SMITH)) == [], "said once"


def test_the_letter_and_the_end_wait_for_the_decision_on_the_right_person() -> None:
    told = then(decided_there(), categorised)
    assert not who_decides.is_open(told.state, told.now)
    told = put_right(told)
    assert who_decides.is_open(told.state, told.now)
    assert not [one for one in at_its_slot(told).events if isinstance(one, ClosingDue)]
    refused = why_not(told, t.entry(told))
    assert set(refused) == {"DECIDED_BY_ANOTHER_FORCE"}
    assert "who they were before" in refused["DECIDED_BY_ANOTHER_FORCE"]
    told = then(told, decided_anew(View.DO_NOT_DISCLOSE, 1))
    assert not who_decides.is_open(told.state, told.now)
    assert why_not(told, t.entry(told)) == {}


def test_a_decision_that_crossed_the_correction_is_none() -> None:
    told = then(with_them(t.assessed()), *AT_ODDS)
    told = put_right(told)
    assert asked_anew(told) == [("23.decisions", "23", View.UNDECIDED, 1)]
    crossed = then(told, they_decide(View.DO_NOT_DISCLOSE))
    assert set(crossed.state.across.owed) == {"23"}
    assert rung(crossed, AlertKind.FORCES_DISAGREE), "somebody reads that it came"
    assert not then(crossed, decided_anew(View.DO_NOT_DISCLOSE, 1)).state.across.owed


def test_a_second_correction_asks_again() -> None:
    told = then(put_right(decided_there()), decided_anew(View.DISCLOSE, 1))
    told = put_right(told, SMYTH)
    assert asked_anew(told) == [("23.decisions", "23", View.UNDECIDED, 2)]
    assert set(then(told, decided_anew(View.DISCLOSE, 1)).state.across.owed) == {"23"}


def test_a_force_that_was_asked_about_a_child_alone_decided_about_that_subject_too() -> None:
    told = then(ask_41(of_a_force_that_was_not_asked()), mappa(Known.NO))
    told = then(told, they_decide(View.DO_NOT_DISCLOSE, "41"))
    assert not told.state.across.owed
    told = put_right(told)
    assert ("41.decisions", "41", View.UNDECIDED, 1) in asked_anew(told)
    assert set(told.state.across.owed) == {"41"}
    assert "41.decisions" not in {one.to for one in told.events if isinstance(one, TaskedPartiesCorrected)}


CHILD = Child(ref="child-1", name=PersonName(given="Otherwise", family="Testperson"))
CLOSED: Any = Sealed("subject", None, Box("box-of-another-1", "key-destroyed-01", "AAAA"))


@pytest.mark.parametrize(
    "correction",
    [{"children": Sealed.of(Children(named=(CHILD,)))}, {"subject": CLOSED}],
    ids=["a child for whom it decides", "somebody who cannot be read here"],
)
def test_so_it_does_once_anybody_of_whom_it_decides_is_put_right(correction: Any) -> None:
    told = decided_there()
    told = t.hearing(told, t.corrected(told.now + AN_HOUR, **correction))
    assert set(told.state.across.owed) == {"23"}
    assert asked_anew(told) == [("23.decisions", "23", View.UNDECIDED, 1)]


def test_what_was_written_down_of_a_force_without_messages_stands_no_longer_either() -> None:
    told = put_right(then(categorised(of_a_force_without_mail()), mappa(Known.NO), written_down))
    assert set(told.state.across.owed) == {"22"}
    assert asked_anew(told) == [("23.decisions", "22", View.UNDECIDED, 0)], (
        "23 hears that it stands no longer"
    )
    assert rung(in_silence(told), AlertKind.ANOTHER_FORCE_SILENT)
    assert not then(told.after(hours=2), written_down).state.across.owed


def test_a_force_without_a_task_hears_it_with_its_next_one() -> None:
    told = then(decided_there(), categorised, lambda told: b.hearing(told, b.returned(told.now + AN_HOUR)))
    told = put_right(told)
    assert asked_anew(told) == []
    times = {"acknowledge_by": told.now + AN_HOUR, "report_by": told.now + 2 * AN_HOUR}
    told = told.when(b.task(told, **times))
    assert ("23.decisions", "23", View.UNDECIDED, 1) in asked_anew(told)


def test_what_is_searched_by_nothing_or_was_not_known_before_reopens_no_decision() -> None:
    told = decided_there()
    known: Any = told.state.subject
    coach = t.subject(**{**dict(known.value.clear()), "occupation": "Coach"})
    assert not put_right(told, coach).state.across.owed
    assert not then(told, lives(b.place(b.SUBJECT, "23"))).state.across.owed


# by the force that decides, to which the coordinating force says it


def anew(at: Any = None, number: int = 1, by: str = "23") -> Any:
    """The coordinating force asks us for our own decision anew."""
    at = at or t.days(9)
    said = DecisionPassedOn(
        to="46.decisions", force="46", view=View.UNDECIDED, decided_at=at, passed_on_at=at, anew=number
    )
    return b.from_force(said, at, by)


def decided_here() -> Told:
    told = b.hosting().at(t.days(8)).when(c.ConsiderMappa(t.SERGEANT, False, "Level 1 suffices."))
    return told.when(b.decide(told))


def test_the_force_that_decided_is_rung_and_owes_its_decision_again() -> None:
    told = decided_here()
    seen = told.version
    assert not told.state.across.owed
    told = b.hearing(told, anew())
    assert set(told.state.across.owed) == {"46"}
    assert rung(told)
    told.when(b.decide(told, seen=seen)).refused("CASE_CHANGED")
    ended: Any = told.when(c.CloseCase(t.SERGEANT, told.version, "Answered.")).outcome
    assert "DECISION_OWED" in {one.code for one in ended.unmet}
    again = told.when(b.decide(told))
    [made] = [one for one in again.events if isinstance(one, HostedDecisionMade)]
    assert made.anew == 1
    assert not again.state.across.owed


def test_it_takes_it_on_anew() -> None:
    told = b.hearing(decided_here(), anew()).when(c.TakeOnDecision(t.SERGEANT))
    assert isinstance(told.outcome, Decided)


def test_what_comes_again_or_late_reopens_nothing() -> None:
    told = b.hearing(decided_here(), anew(number=2))
    told = told.when(b.decide(told))
    for number in (1, 2):
        assert not b.hearing(told, anew(t.days(9.5), number)).state.across.owed


def test_nothing_is_decided_before_we_have_searched_for_the_right_person_unless_an_inspector_writes_why() -> (
    None
):
    told = b.hearing(decided_here(), b.corrected_by_them(t.days(9)), anew())
    told.when(b.decide(told)).refused("SEARCHED_FOR_ANOTHER")
    assert isinstance(told.when(b.decide(told, override="He is held; he says so.")).outcome, Decided)


def test_a_case_that_had_ended_with_its_decision_goes_on() -> None:
    told = t.with_state(decided_here(), ended=t.days(8.5))
    told = b.hearing(told, anew())
    assert [one for one in told.events if isinstance(one, ResponseResumed)]
    assert told.state.ended is None
    nobody = b.primacy_is_ours(PrimacyGround.MAPPA_STATUS_UNKNOWN)
    open_again = nobody.event.model_copy(update={"host": None, "determined_at": t.days(8.2)})
    told = b.hearing(decided_here(), nobody._replace(event=open_again, id="m-open-again"))
    told = b.hearing(t.with_state(told, ended=t.days(8.5)), anew())
    assert told.state.ended is not None, "it would be told that it decides"
    late = t.with_state(b.hearing(decided_here(), anew()).at(t.days(9)), ended=t.days(9.5))
    assert b.hearing(late, anew(t.days(10))).state.ended is not None, "the same again"


# both, by what each really says


def carried(events: Any, reader: Told, force: str) -> Told:
    """What the other force's events say to this one, as they come by message."""
    for number, event in enumerate(events):
        if getattr(event, "to", "").startswith(f"{force}."):
            writer = "23" if force == "46" else "46"
            at = event.occurred_at
            message = b.from_force(event, at, writer)
            message = message._replace(id=f"m-{writer}-{reader.version}-{number}")
            reader = reader.at(max(reader.now, at)).when(c.HearForce(message))
            assert isinstance(reader.outcome, Decided), reader.outcome
    return reader


def test_both_forces_know_that_the_decision_is_open_until_it_is_made_of_the_right_person() -> None:
    begun = b.placed(t.assessed(), b.place(b.APPLICANT, "46"), b.place(b.SUBJECT, "23"))
    asked = begun.when(b.task(begun, acknowledge_by=t.days(40), report_by=t.days(50)))
    theirs = t.with_state(carried(asked.events, story(DECIDER).at(asked.now), "23"), force="23")
    theirs = theirs.when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))
    ours = then(b.hearing(asked, b.acknowledged(t.days(13)), b.reported(t.days(13))), *AT_ODDS[:2])
    ours = b.disagreeing(ours)
    theirs = carried(ours.events, theirs, "23")
    theirs = theirs.when(c.ConsiderMappa(t.SERGEANT, False, "Level 1 suffices."))
    theirs = theirs.when(b.decide(theirs))
    ours = carried(theirs.events, ours, "46")
    assert not ours.state.across.owed
    assert not theirs.state.across.owed

    ours = put_right(ours)
    theirs = carried(ours.events, theirs, "23")
    assert set(ours.state.across.owed) == set(theirs.state.across.owed) == {"23"}
    assert {one.kind for one in standing_alerts(theirs.state)} >= {AlertKind.REVIEW_WANTED}
    shown: Any = across(theirs.state, theirs.now)
    assert shown["decided"] == []
    theirs = theirs.when(b.decide(theirs, override="Our search is done by hand."))
    ours = carried(theirs.events, ours, "46")
    assert not ours.state.across.owed
    assert not theirs.state.across.owed
