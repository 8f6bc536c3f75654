"""What forces agreed counts for the children and areas it was agreed over; else it is agreed anew (G 67b)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts.codes import AlertKind
from contracts.crossing import PrimacyGround, PrimacyReEvaluated, View
from contracts.decisions import SupervisorAlerted
from messaging.outcomes import Decided
from services.decisions.domain import agreeing
from services.decisions.domain.events_telling import Departure
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import running
from services.decisions.http.view_across import across
from tests.given import Story
from tests.services.decisions import between as b
from tests.services.decisions import disclosing as d
from tests.services.decisions import tellings as s
from tests.services.decisions.domain.test_nobody_told import (
    LATE,
    NOT_MANAGED,
    Step,
    given_back,
    host,
    lives,
    then,
    they_hold,
    we_hold,
    why_not,
)
from tests.services.decisions.domain.test_primacy_told import said

Told = Story[Case]
THIRD = b.SECOND.model_copy(update={"child": "child-3"})
CHANGES: dict[str, Step] = {
    "a child of a further force": lives(b.place(THIRD, "23")),
    "one child more of the same": lives(b.place(THIRD, "46")),
    "a child moves": lives(b.place(b.SECOND, "23")),
    "the subject moves": lives(b.place(b.SUBJECT, "41")),
}


def of_two_areas(agreed: str | None = "46") -> Told:
    """One child lives with us and one in 41; 23 would not have them told, and it is agreed who decides."""
    told = b.asking(d.way("worded"), **LATE)
    told = b.hearing(told, b.reported(told.now, **NOT_MANAGED))
    told = then(told, lives(b.place(b.CHILD, "46"), b.place(b.SECOND, "41")))
    told = then(told, we_hold(View.DISCLOSE), they_hold(View.DO_NOT_DISCLOSE), b.disagreeing, host(agreed))
    return told.after(hours=1)


def released(agreed: str | None = "46", *, gone: bool = False) -> Told:
    """Authorised for the child with us, and the wording is with an officer."""
    told = of_two_areas(agreed)
    told = then(told, given_back).after(hours=1) if gone else told
    told = d.after(told, d.tests, d.wording, d.seek, d.authorise)
    [authority] = told.state.disclosure.authorities
    told = told.when(s.release(told, authority=authority))
    assert isinstance(told.outcome, Decided), told.outcome
    assert may_be_spoken(told)
    return told.after(minutes=10)


def may_be_spoken(told: Told) -> bool:
    [release] = told.state.disclosure.releases.values()
    return running(told.state, release, told.now)


def ground(told: Told) -> PrimacyGround:
    found = agreeing.stands(told.state, told.now)
    assert found is not None
    return found.ground


@pytest.mark.proves("R-156", by="services.decisions.domain.primacy:Agreement.changed")
@pytest.mark.parametrize("agreed", ["46", None])
@pytest.mark.parametrize("change", CHANGES)
def test_when_who_is_concerned_changes_it_must_be_agreed_anew(change: str, agreed: str | None) -> None:
    told = of_two_areas(agreed)
    assert why_not(told, d.tests(told)) == {}
    changed = then(told, CHANGES[change])
    assert ground(changed) is PrimacyGround.CHILDREN_IN_SEVERAL_AREAS
    assert AlertKind.FORCES_DISAGREE in {
        one.kind for one in changed.events if isinstance(one, SupervisorAlerted)
    }
    [refused] = why_not(changed, d.seek(changed)).items()
    assert refused[0] == "PRIMACY_UNRESOLVED"
    assert "Agree anew" in refused[1], refused[1]
    again = then(changed, host(agreed))
    assert why_not(again, d.tests(again)) == {}
    assert ground(again) in (PrimacyGround.AGREED_HOST, PrimacyGround.EACH_CHILD)


def test_its_words_say_what_was_agreed_and_who_came_or_moved() -> None:
    told = then(of_two_areas(), lives(b.place(THIRD, "23"), b.place(b.SECOND, "23")))
    [words] = why_not(told, d.seek(told)).values()
    assert "It was agreed that Kent hosts the decision" in words
    assert "child 2, child 3" in words
    shown: Any = across(told.state, told.now)
    assert shown["who_decides"]["agree_anew"] in words
    assert shown["who_decides"]["agree_anew"]
    agreed: Any = across(of_two_areas().state, told.now)
    assert agreed["who_decides"]["agree_anew"] is None


def test_the_other_forces_hear_that_nobody_decides_until_it_is_agreed_anew() -> None:
    told = then(of_two_areas("41"), lives(b.place(THIRD, "23")))
    assert said(told) == [(PrimacyReEvaluated.__name__, "23.decisions", None)]


def test_the_same_recorded_again_changes_nothing() -> None:
    told = then(of_two_areas(), lives(b.place(b.SECOND, "41"), b.place(b.APPLICANT, "41")))
    assert ground(told) is PrimacyGround.AGREED_HOST


@pytest.mark.parametrize("change", CHANGES)
def test_a_wording_that_is_with_an_officer_is_not_spoken_meanwhile(change: str) -> None:
    assert not may_be_spoken(then(released(), CHANGES[change]))


@pytest.mark.parametrize("change", [one for one in CHANGES if one != "the subject moves"])
def test_nor_where_there_is_no_other_force_left_to_tell(change: str) -> None:
    told = then(released(gone=True), CHANGES[change])
    assert not said(told), "nothing crosses, and nothing is new"
    assert not may_be_spoken(told)
    assert may_be_spoken(then(told, host("46")))


def test_nor_where_another_force_comes_to_decide() -> None:
    told = then(released(), lives(b.place(b.SECOND, "23")), host("23"))
    assert not may_be_spoken(told)
    decided = b.hearing(told, b.hosted_there(View.DO_NOT_DISCLOSE, told.now + timedelta(hours=1)))
    assert not may_be_spoken(decided)


def test_where_each_decides_a_disclosure_for_our_own_child_waits_for_no_other() -> None:
    assert may_be_spoken(released(None))


def test_what_is_spoken_all_the_same_is_recorded_and_rings() -> None:
    told = then(released(), CHANGES["a child of a further force"])
    [release] = told.state.disclosure.releases.values()
    told = told.when(s.delivery(told, release=release.key, hash=release.hash))
    assert isinstance(told.outcome, Decided)
    [delivery] = told.state.disclosure.deliveries
    assert Departure.AUTHORITY_IN_QUESTION in delivery.departures


def test_what_is_said_urgently_is_never_held_up() -> None:
    told = then(of_two_areas(), CHANGES["a child of a further force"])
    told = told.when(s.urgent(told))
    assert isinstance(told.outcome, Decided)
    assert told.state.disclosure.urgent
