"""A case on which nobody acts rings; one that only waits for the day of its letter does not (C-10)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contracts.calendar import end_of, london_date
from contracts.codes import AlertKind
from contracts.decisions import SupervisorAlerted
from messaging.decider import Unread
from services.decisions.domain import commands as c
from services.decisions.domain.closing import slot
from services.decisions.domain.events import Flag
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import told as t


def silent_from(told: Story[Case]) -> datetime:
    ((_, due),) = t.tasks_due(told, "silence").items()
    assert due is not None
    return due


def rings_at(told: Story[Case], at: datetime) -> bool:
    since = told.state.last_active
    assert since is not None
    rung = told.at(at).when(c.NothingHappens(london_date(since)))
    return AlertKind.SILENT_CASE in [one.kind for one in rung.events if isinstance(one, SupervisorAlerted)]


def test_a_case_that_waits_for_the_day_of_its_letter_is_not_silent_until_that_day_is_over() -> None:
    told = t.categorised()
    leaves = slot(told.state)
    assert leaves is not None
    assert not rings_at(told, t.days(20)), "it was decided on the twelfth day"
    assert leaves < silent_from(told) <= leaves + timedelta(days=1)
    assert rings_at(told, silent_from(told)), "the day came and no letter went"


def test_a_letter_that_left_gives_the_officers_as_many_days_as_ever() -> None:
    told = t.categorised()
    leaves = slot(told.state)
    assert leaves is not None
    told = told.at(leaves).when(c.ClosingSlotCame(leaves))
    assert not rings_at(told, leaves + timedelta(days=6))
    assert rings_at(told, leaves + timedelta(days=8))
    assert silent_from(told) == end_of(london_date(leaves) + timedelta(days=7)).late_from


def test_a_letter_that_was_held_back_leaves_its_case_silent() -> None:
    """Each next slot lies ahead again: that is no reason to wait."""
    told = t.categorised().with_unread(
        Unread("quarantine", "csods.46.checks", "x", "DATA_INVALID", t.days(11))
    )
    leaves = slot(told.state)
    assert leaves is not None
    told = told.at(leaves).when(c.ClosingSlotCame(leaves))
    assert told.state.closing.held_back
    assert slot(told.state) is not None
    assert rings_at(told, leaves)


@pytest.mark.parametrize("raised", ["issue", "flag"])
def test_whatever_else_is_open_is_not_waiting_for_a_letter(raised: str) -> None:
    told = t.categorised()
    open_ = (
        told.when(c.RaiseSafeguardingIssue(t.CONSTABLE, "alone", "Alone after school."))
        if raised == "issue"
        else t.with_state(told, flags=frozenset({Flag.MEETING_WITHOUT_FORCE_RECORD}))
    )
    assert slot(open_.state) is not None
    assert rings_at(open_, t.days(20))


def test_nor_is_a_crime_report_whose_number_nobody_knows() -> None:
    told = t.categorised()
    told = told.when(c.ReportCrimeAlleged(t.CONSTABLE, "grooming", "He read her messages.", told.now))
    assert slot(told.state) is not None
    assert rings_at(told, told.now + timedelta(days=9))


def test_nor_is_what_came_after_the_decision_and_nobody_weighed() -> None:
    """A supervisor took the alert, and that was all: a child at risk waits for no letter."""
    told = t.categorised()
    told = t.hearing(told, t.risk(told.now + timedelta(hours=1)))
    (alert,) = told.state.alerts
    told = told.when(c.AcknowledgeAlert(t.SERGEANT, alert))
    assert slot(told.state) is not None
    assert rings_at(told, told.now + timedelta(days=9))


def test_a_case_whose_clocks_run_and_that_waits_for_no_letter_is_silent() -> None:
    told = t.assessed()
    assert t.tasks_due(told, "clock")
    assert rings_at(told, t.days(20))


def test_a_watch_of_another_instant_is_another_task() -> None:
    """One that is written keeps its instant: the days after the letter need a watch of their own."""
    told = t.categorised()
    waits = t.tasks_due(told, "silence")
    leaves = slot(told.state)
    assert leaves is not None
    left = t.tasks_due(told.at(leaves).when(c.ClosingSlotCame(leaves)), "silence")
    assert waits.keys().isdisjoint(left)
    assert waits.keys().isdisjoint(t.tasks_due(t.assessed(), "silence"))
