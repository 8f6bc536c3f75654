"""A crime that is alleged at any stage gets its crime report, and the case goes on beside it (G 22)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contracts.codes import AlertKind
from contracts.decisions import OfficerAlertDue, SupervisorAlerted
from services.decisions.domain import commands as c
from services.decisions.domain.crime import unrecorded
from services.decisions.domain.events_crime import CrimeAlleged, CrimeRecorded
from services.decisions.domain.who_is_told import running
from tests.services.decisions import disclosing as g
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told, close, not_progressed

NUMBER = "46/1299/26"
STAGES: dict[str, Callable[[], Told]] = {
    "an enquiry": t.opened,
    "checked": t.checked,
    "met and assessed": t.assessed,
    "a concern": s.concern,
    "told": s.delivered,
    "ended": t.finalised,
}


def alleged(told: Told, allegation: str = "grooming") -> Told:
    return told.when(c.ReportCrimeAlleged(t.CONSTABLE, allegation, "She read his messages.", told.now))


def reported(told: Told, allegation: str = "grooming") -> Told:
    return told.when(c.RecordCrime(t.CONSTABLE, allegation, NUMBER, told.now))


def codes(told: Told, command: Any) -> set[str]:
    return {one.code for one in getattr(told.when(command).outcome, "unmet", ())}


@pytest.mark.proves("R-034", by="services.decisions.domain.crime:alleged")
@pytest.mark.parametrize("stage", STAGES)
def test_a_crime_alleged_at_any_stage_rings_at_once_and_closes_nothing(stage: str) -> None:
    told = STAGES[stage]()
    ended = told.state.ended
    told = alleged(told).decided(CrimeAlleged, SupervisorAlerted, OfficerAlertDue)
    assert told.events[1].kind is (AlertKind.NEW_INFORMATION if ended else AlertKind.REVIEW_WANTED)
    assert told.state.ended == ended
    assert unrecorded(told.state) == ("grooming",)
    told = reported(told.after(hours=1)).decided(CrimeRecorded)
    assert (told.events[0].reference, told.events[0].recorded_at) == (NUMBER, told.now)
    assert unrecorded(told.state) == ()


@pytest.mark.proves("R-034", by="services.decisions.domain.crime:unrecorded")
def test_no_end_is_reached_before_the_number_of_its_crime_report_is_known() -> None:
    for ready, order in ((t.ready(), t.finalise), (not_progressed(), close)):
        told = s.taken(alleged(ready)).after(minutes=5)
        assert "CRIME_NOT_RECORDED" in codes(told, order(told))
        told = reported(told)
        assert "CRIME_NOT_RECORDED" not in codes(told, order(told))


def test_a_number_that_is_known_before_the_allegation_counts() -> None:
    assert unrecorded(alleged(reported(t.supervised())).state) == ()


def test_each_of_two_crimes_is_recorded_by_itself() -> None:
    told = alleged(alleged(t.supervised()), "threats")
    assert unrecorded(reported(told).state) == ("threats",)


def test_nobody_is_told_before_a_strategy_is_agreed_with_the_investigators_of_a_crime() -> None:
    told = g.way("worded")
    assert codes(told, g.seek(told)) == set()
    told = g.after(s.taken(alleged(told)), g.tests, g.wording)
    assert codes(told, g.seek(told)) == {"STRATEGY_NOT_AGREED"}
    agreed = c.RecordStrategy(t.CONSTABLE, NUMBER, "dc-9", told.now, "She is told first; then the arrest.")
    told = told.when(agreed)
    assert codes(told, g.seek(told)) == set()


def test_what_rings_says_nothing_of_a_crime() -> None:
    told = alleged(t.supervised())
    assert "grooming" not in str(told.events[1:])


def strategy(told: Told) -> c.RecordStrategy:
    return c.RecordStrategy(t.CONSTABLE, NUMBER, "dc-9", told.now, "She is told first; then the arrest.")


def test_a_strategy_that_was_agreed_before_a_crime_was_alleged_does_not_cover_it() -> None:
    told = g.way("worded")
    told = told.when(strategy(told))
    told = g.after(s.taken(alleged(told)), g.tests, g.wording)
    assert codes(told, g.seek(told)) == {"STRATEGY_NOT_AGREED"}
    again = told.when(strategy(told))
    assert codes(again, g.seek(again)) == set()
    assert codes(alleged(again), g.seek(again)) == codes(again, g.seek(again)), "the same crime, said again"


def test_what_was_authorised_is_not_released_before_that_strategy_is_agreed() -> None:
    told = s.taken(alleged(s.authorised())).after(minutes=5)
    assert codes(told, s.release(told)) == {"STRATEGY_NOT_AGREED"}
    told = told.when(strategy(told))
    assert codes(told, s.release(told)) == set()


def test_nor_is_wording_read_by_a_release_from_before() -> None:
    told = s.released()
    (release,) = told.state.disclosure.releases.values()
    assert running(told.state, release, told.now)
    told = alleged(told)
    assert not running(told.state, release, told.now)


def test_urgent_safeguarding_waits_for_no_strategy() -> None:
    told = alleged(s.concern())
    assert told.when(s.urgent(told)).events


def test_a_second_crime_under_a_key_whose_report_is_known_is_to_be_recorded_too() -> None:
    told = reported(alleged(t.assessed())).after(days=1)
    assert not unrecorded(told.state)
    (second,) = unrecorded(alleged(told).state)
    assert second != "grooming"
    assert unrecorded(reported(alleged(told), second).state) == ()
