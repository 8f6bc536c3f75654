"""The plan of a run follows from its seed, at the rates of the pilot's table, about people who never were."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.bursting import CLOCKS
from bench.load import people
from bench.load.plan import APPLIES, DISCLOSED, Asked, Course, plan, syllables
from deploy.simulators.people import read_people
from messaging.routes import Due
from services.decisions import tasks as decisions

ASKED = Asked(datetime(2026, 12, 7, 9, tzinfo=UTC), 20, 2_000, 1, ("46", "23"))


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    asked = replace(ASKED, cases=300)
    assert plan(asked) == plan(asked)
    assert plan(replace(asked, seed=2)) != plan(asked)


def test_half_of_the_enquiries_become_applications_and_some_of_these_a_disclosure() -> None:
    planned = plan(ASKED)
    courses = Counter(one.course for one in planned)
    applications = sum(one.applies for one in planned)
    assert abs(applications / len(planned) - APPLIES) < 0.03
    assert abs(courses[Course.DISCLOSED] / applications - DISCLOSED) < 0.03
    assert set(courses) == set(Course)


def test_another_force_is_asked_in_some_cases_if_there_is_one() -> None:
    crossing = [one for one in plan(ASKED) if one.crosses]
    assert {one.course for one in crossing} == {Course.NO_CONCERN}
    assert 50 < len(crossing) < 200
    assert not any(one.crosses for one in plan(replace(ASKED, forces=("46",))))


def test_enquiries_come_in_order_over_all_the_years_to_the_first_force() -> None:
    planned = plan(ASKED)
    days = [one.arrives.date() for one in planned]
    assert days == sorted(days)
    assert ASKED.begins.date() <= days[0] < days[0] + timedelta(days=19 * 365) < days[-1] <= ASKED.ends.date()
    assert {one.force for one in planned} == {"46"}


def test_nobody_is_called_as_somebody_else_of_the_run() -> None:
    planned = plan(ASKED)
    names = [
        (who.surname, who.forename) for one in planned for who in (one.applicant, one.child, one.subject)
    ]
    assert len(set(names)) == len(names) == 3 * ASKED.cases
    assert len({syllables(number) for number in range(20_000)}) == 20_000


def test_people_are_of_an_age_for_what_they_are(tmp_path: Path) -> None:
    for one in plan(ASKED):
        on = one.arrives.date()
        assert 1 <= (on - one.child.born).days // 366 < 18
        assert (on - one.applicant.born).days // 365 >= 18
        assert (on - one.subject.born).days // 365 >= 18


def test_who_is_told_about_is_on_record_and_nobody_else(tmp_path: Path) -> None:
    planned = plan(replace(ASKED, cases=300))
    people.write(planned, tmp_path / "people.toml")
    held = {(one.surname, one.forenames) for one in read_people(tmp_path / "people.toml")}
    told = {(one.subject.surname, one.subject.forename) for one in planned if one.course is Course.DISCLOSED}
    assert held == told
    people.write((), tmp_path / "nobody.toml")
    assert not list(read_people(tmp_path / "nobody.toml"))


def test_every_clock_of_decisions_is_measured_in_a_burst_and_no_effect() -> None:
    assert set(CLOCKS["decisions"]) == {
        kind for kind, route in decisions.TASKS.items() if isinstance(route, Due)
    }
    assert {"clock", "climb", "closing"} <= set(CLOCKS["decisions"])
