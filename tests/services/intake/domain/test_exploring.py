"""The meeting is more than whether to disclose: what is to be looked into stands before whoever holds it."""

from __future__ import annotations

import pytest

from contracts.words import say
from messaging.runtime import Snapshot
from services.intake.domain import commands as c
from services.intake.domain.exploring import Explored, to_explore
from services.intake.domain.state import Case
from services.intake.http.view import show
from tests.given import CASE, START, Story
from tests.services.intake.domain.test_meeting_form import COMPLETE, PASSPORT
from tests.services.intake.invented import CALL_TAKER, FORM, held, meeting, received, to_be_seen


def shown(case: Story[Case]) -> list[str]:
    found = show(Snapshot(CASE, case.state, case.version, (), False, START)).case["to_explore"]
    return list(found)


@pytest.mark.proves("R-101", by="services.intake.domain.exploring:to_explore")
def test_whoever_is_to_see_the_applicant_reads_what_to_look_into() -> None:
    case = to_be_seen().when(c.CompleteAnnexAPart1(CALL_TAKER, FORM)).when(PASSPORT)
    everything = [say(what).text for what in Explored]
    assert shown(case) == everything
    case = case.when(meeting())
    assert shown(case) == everything
    case = case.after(days=3).when(held())
    assert shown(case) == everything, "the form is still to be written"
    assert shown(case.when(COMPLETE)) == []


def test_nothing_is_to_be_explored_before_it_is_decided_to_go_on() -> None:
    assert to_explore(received().state) == ()


def test_each_of_them_rests_on_a_paragraph() -> None:
    assert {say(what).paragraph for what in Explored} == {
        "G 36a",
        "G 36d",
        "G 38, 73d",
        "G 44",
        "G 45",
        "G 47",
    }
