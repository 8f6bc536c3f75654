"""A case on which nobody acts rings; one that only waits for the day of its letter does not (C-10)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from contracts.calendar import end_of, london_date
from contracts.codes import AlertKind
from contracts.decisions import OfficerAlertDue, SupervisorAlerted
from messaging.decider import Actor, Unread
from messaging.outcomes import Decided
from services.decisions.domain import commands as c
from services.decisions.domain.closing import slot
from services.decisions.domain.events import Flag
from services.decisions.domain.state import Case
from tests.given import Story
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.test_said_by_forces import seen


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


# who reads it


def silent(told: Story[Case]) -> Story[Case]:
    at, since = silent_from(told), told.state.last_active
    assert since is not None
    told = told.at(at).when(c.NothingHappens(london_date(since)))
    assert AlertKind.SILENT_CASE in {one.kind for one in told.state.alerts.values()}
    return told


def somebody_told() -> Story[Case]:
    """Somebody else than the applicant, days before the letter; what is to be done then is not done."""
    told = silent(s.delivered())
    leaves = slot(told.state)
    assert leaves is not None
    assert told.now < leaves, "of a case in which nobody is told nothing rings on this day"
    return told


def read_by(told: Story[Case], who: Actor) -> list[str]:
    """What an officer reads of why somebody is rung for the case."""
    shown = seen(told, who)
    course = shown["course"]
    of_those_on_it = [] if isinstance(course, str) else course["alerts"]
    return [one["words"] for one in (*shown["case"]["alerts"], *of_those_on_it)]


NOTHING_HAPPENS = "nothing has happened on this case for days"


def test_that_a_decided_case_is_silent_is_read_by_those_on_it_alone() -> None:
    """By its presence before the day of the letter it tells that somebody is told (C-10)."""
    told = somebody_told()
    assert NOTHING_HAPPENS in read_by(told, t.SERGEANT)
    assert NOTHING_HAPPENS not in read_by(told, t.OTHER_SERGEANT)
    assert read_by(told, t.OTHER_SERGEANT), "that something rings, everybody reads"


def test_nor_does_the_ring_or_the_alarm_say_so() -> None:
    told = somebody_told()
    assert isinstance(told.outcome, Decided)
    [ring] = [one for one in told.events if isinstance(one, OfficerAlertDue)]
    [alarm] = told.outcome.tasks
    assert ring.kind is AlertKind.NEW_INFORMATION
    assert (alarm.refs["code"], alarm.key) == ("NEW_INFORMATION", f"NEW_INFORMATION/{ring.alert}")
    assert re.fullmatch(r"review-[0-9a-f]{16}", ring.alert)
    climbed = told.after(days=1).when(c.NobodyAnswered(ring.alert, 1))
    assert [one.kind for one in climbed.events] == [AlertKind.NEW_INFORMATION]


def test_of_a_case_that_is_not_decided_everybody_reads_that_nothing_happens() -> None:
    told = silent(t.assessed())
    assert NOTHING_HAPPENS in read_by(told, t.OTHER_SERGEANT)
    [ring] = [one for one in told.events if isinstance(one, OfficerAlertDue)]
    assert ring.kind is AlertKind.SILENT_CASE
