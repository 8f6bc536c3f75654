"""An applicant who rings hears how far it is, and nothing of what was found or decided."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts import notifications
from contracts.codes import Channel, Source
from contracts.words import say
from messaging.runtime import Snapshot
from services.intake.domain import commands as c
from services.intake.domain.for_the_applicant import SENT, Milestone, for_the_applicant
from services.intake.domain.state import Case
from services.intake.http.view import show
from tests.given import CASE, START, Story
from tests.services.intake.domain.tried import UNSAFE
from tests.services.intake.invented import (
    CALL_TAKER,
    CLEAR,
    PROGRESSED,
    RECORD,
    a_case,
    from_checks,
    from_decisions,
    hears,
    held,
    meeting,
    received,
    searched,
    to_be_seen,
)


def heard(case: Story[Case]) -> list[Milestone]:
    return [one.what for one in for_the_applicant(case.state)]


@pytest.mark.proves("R-261", by="services.intake.domain.for_the_applicant:for_the_applicant")
def test_the_applicant_hears_by_when_they_are_seen_and_by_when_it_is_complete() -> None:
    case = received()
    marks = {one.what: one.at for one in for_the_applicant(case.state)}
    assert marks[Milestone.ASKED] == START
    assert marks[Milestone.SEEN_BY] == START + timedelta(days=10, hours=13, minutes=59, seconds=59)
    assert marks[Milestone.ENDS_BY] >= START + timedelta(days=28)
    shown = show(Snapshot(CASE, case.state, case.version, (), False, START)).case["applicant_may_hear"]
    assert [one["what"] for one in shown] == [say(what).text for what in marks]


def test_what_was_found_and_decided_shows_in_nothing_that_they_hear() -> None:
    waiting = received()
    checked = hears(waiting, from_checks(searched(Source.POLICE_NATIONAL)), from_checks(CLEAR))
    going_on = hears(waiting, from_decisions(RECORD), from_decisions(PROGRESSED))
    assert for_the_applicant(waiting.state) == for_the_applicant(checked.state)
    assert for_the_applicant(waiting.state) == for_the_applicant(going_on.state)


def test_once_they_were_seen_that_is_what_they_hear() -> None:
    case = to_be_seen().when(meeting())
    assert Milestone.MEETING in heard(case)
    assert Milestone.SEEN_BY not in heard(case)
    case = case.after(days=3).when(held())
    assert Milestone.SEEN in heard(case)
    assert Milestone.MEETING not in heard(case)


def test_a_delay_stands_as_it_was_told() -> None:
    told = c.TellOfDelay(CALL_TAKER, date(2026, 6, 20), Channel.TELEPHONE, "delay@1", told_already=True)
    case = to_be_seen().when(told)
    assert (Milestone.LATER, date(2026, 6, 20)) in for_the_applicant(case.state)


def test_who_is_not_to_be_contacted_hears_nothing() -> None:
    assert heard(hears(to_be_seen(), from_decisions(UNSAFE))) == []
    assert heard(a_case()) == []


def test_what_is_sent_is_heard_by_neutral_words_alone() -> None:
    assert notifications.MessageBlocked.TYPE not in SENT
    assert all("disclos" not in say(what).text for what in Milestone)
