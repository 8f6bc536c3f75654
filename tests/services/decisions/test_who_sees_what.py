"""What an officer sees of a case follows from A9; to whom it is masked no case looks unlike another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from access.officers import Officer
from access.runtime import Snapshot
from access.views import masked
from contracts import who_may_see
from contracts.clocks import ClockName
from contracts.codes import LinkReason, PartyRole
from contracts.who_may_see import Data, May, Onlooker
from messaging.decider import Actor, History
from services.decisions.domain import commands as c
from services.decisions.domain.events import Flag
from services.decisions.domain.explaining import explain
from services.decisions.http import rows_of_a9, view
from services.decisions.http.rows_of_a9 import OF_A_CASE, OF_AN_EXPLANATION, shows
from services.decisions.store.projector import line
from services.decisions.store.queries import APART, Line
from tests.given import CASE, Story
from tests.services.decisions import disclosing as g
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t

LIVES: dict[str, Callable[[], Story[Any]]] = {
    "opened": t.opened,
    "no concern": t.categorised,
    "somebody was told": s.delivered,
}


def officer(actor: Actor) -> Officer:
    return Officer(actor, "Somebody", frozenset({actor.role}))


def seen(told: Story[Any], actor: Actor) -> tuple[dict[str, Any], list[str]]:
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    return masked(shown, officer(actor), told.state, view.may_see)


@pytest.mark.parametrize("life", LIVES)
def test_every_section_of_a_case_is_of_a_row(life: str) -> None:
    told = LIVES[life]()
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    assert set(shown.personal) <= set(OF_A_CASE) == set(shown.sections)


@pytest.mark.proves("R-259", by="services.decisions.http.rows_of_a9:shows")
def test_to_an_officer_of_another_case_no_case_looks_unlike_another() -> None:
    """Which sections are masked would tell that somebody was told, or that anything was decided."""
    masks = [seen(LIVES[life](), t.OTHER_SERGEANT) for life in LIVES]
    assert masks[0] == masks[1] == masks[2]
    assert set(masks[0][1]) == set(OF_A_CASE)


def test_no_flag_tells_an_officer_of_another_case_that_somebody_is_told() -> None:
    told = s.authorised().when(
        c.ReportUndertakingExplained(t.CONSTABLE, "mother", "undertaking@99", t.CONTACT)
    )
    assert Flag.UNDERTAKING_NOT_HELD in told.state.flags
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    of = Flag.UNDERTAKING_NOT_HELD.value
    assert of not in {one["code"] for one in shown.case["flags"]}
    assert of in {one["code"] for one in shown.personal["disclosure"]["flags"]}


@pytest.mark.parametrize("life", LIVES)
def test_an_officer_on_the_case_sees_what_there_is_and_nothing_that_is_not(life: str) -> None:
    told = LIVES[life]()
    on_it = told.state.supervisor.id if told.state.supervisor else ""
    shown, hidden = seen(told, t.SERGEANT)
    assert (hidden == []) is (on_it == t.SERGEANT.id)
    assert ("telling" in shown) is (life == "somebody was told" or bool(hidden))


@pytest.mark.parametrize("row", Data)
def test_the_table_decides(row: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(onlooker: Onlooker, data: Data) -> May:
        return May.NO if data is row else who_may_see.may(onlooker, data)

    before = {one for one in OF_A_CASE | OF_AN_EXPLANATION if shows(Onlooker.OFFICER_ON_CASE, one)}
    assert before == set(OF_A_CASE | OF_AN_EXPLANATION)
    monkeypatch.setattr(rows_of_a9, "may", denied)
    after = {one for one in before if shows(Onlooker.OFFICER_ON_CASE, one)}
    assert before - after == {one for one, rows in (OF_A_CASE | OF_AN_EXPLANATION).items() if row in rows}


def test_other_officers_see_no_section_and_nobody_one_that_is_of_no_row() -> None:
    assert not [one for one in OF_A_CASE | OF_AN_EXPLANATION if shows(Onlooker.OTHER_OFFICERS, one)]
    assert not shows(Onlooker.OFFICER_ON_CASE, "added-later")


def test_every_section_of_an_explanation_is_of_a_row() -> None:
    told = s.delivered()
    history = History(CASE, told.state, told.version, "0" * 64, (), (), told.now)
    assert {"stood", *explain(history)} == set(OF_AN_EXPLANATION)


def test_of_which_type_unread_mail_is_those_on_the_case_read() -> None:
    """It would tell that another force takes part, or that a breach is suspected."""
    told = t.categorised()
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    assert shown.mail in OF_A_CASE


def referral_late() -> Story[Any]:
    """The subject is referred to a MAPPA meeting, and its limit has passed."""
    told = g.concern(g.MANAGED)
    told = told.when(g.mappa(told, refer=True, level=2))
    limit = told.state.clocks[ClockName.FORUM_REFERRAL].limit
    assert limit is not None
    ran_out = c.ClockRanOut(ClockName.FORUM_REFERRAL, limit=True, due=limit.at)
    return told.at(limit.late_from).when(ran_out)


def test_the_work_list_tells_nobody_else_that_a_clock_is_late_which_tells_of_the_subject() -> None:
    told = referral_late()
    row = line(told.state, told.version)
    assert ClockName.FORUM_REFERRAL.value not in (*row["late"], *row["unexplained"])
    only_that = {"late": (APART,), "unexplained": (APART,), "due": None}
    kept: dict[str, Any] = {one.name: row.get(one.name) for one in fields(Line)} | only_that
    one = Line(**kept)
    assert one.overdue(t.SERGEANT.id, told.now), "who supervises is not left in the dark"
    assert not one.overdue(t.OTHER_SERGEANT.id, told.now)
    assert replace(one, late=("MEETING",)).overdue(t.OTHER_SERGEANT.id, told.now)


def test_who_is_the_same_person_in_another_case_those_on_the_case_read() -> None:
    """That the subject here is the applicant there tells of both."""
    told = t.categorised().when(c.LinkCase("c-other-00001", LinkReason.SAME_PERSON, PartyRole.SUBJECT))
    shown = view.show(Snapshot(CASE, told.state, told.version, (), False, told.now))
    assert shown.case["linked"] == [{"case_id": "c-other-00001"}]
    (link,) = shown.personal["course"]["linked"]
    assert {"why", "who"} < set(link)
