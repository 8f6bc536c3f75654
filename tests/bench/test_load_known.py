"""What the generator knows is compared with what is counted, and no difference goes unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bench.load.around import Came
from bench.load.known import Played, differences, known, known_where_asked
from bench.load.plan import Asked, Course, plan


def played() -> list[Played]:
    """A case of each course, ended."""
    asked = Asked(datetime(2026, 12, 7, 9, tzinfo=UTC), 1, 5, 1, ("46",))
    cases = []
    for one, course in zip(plan(asked), Course, strict=True):
        told = course is Course.DISCLOSED
        came = Came(f"c-{one.number}", one.applies, told, told, told, ended=course.value)
        cases.append(Played(replace(one, course=course), came, one.arrives))
    return cases


def statistics(told: dict[str, Any]) -> dict[str, Any]:
    """As `/statistics` would say it, if all is well."""
    months = [{"period": period, "cases": many} for period, many in told["months"].items()]
    total: dict[str, Any] = {name: many for name, many in told.items() if isinstance(many, int)}
    total["outcomes"] = dict(told["outcomes of what has ended"])
    return {"total": total, "months": months, "not_open_yet": 0}


def test_what_is_counted_as_it_is_known_is_no_difference() -> None:
    cases = played()
    assert known(cases)["cases"] == 5
    assert known(cases)["disclosures"] == 1
    assert differences(known(cases), 0, statistics(known(cases))) == []


@pytest.mark.parametrize("what", ["cases", "applications", "disclosures", "recipients", "protective_actions"])
@pytest.mark.parametrize("off", [-1, 1])
def test_one_too_many_or_too_few_is_said(what: str, off: int) -> None:
    cases = played()
    counted = statistics(known(cases))
    counted["total"][what] += off
    (said,) = differences(known(cases), 0, counted)
    assert what in said


def test_a_case_counted_in_another_month_is_said() -> None:
    cases = played()
    counted = statistics(known(cases))
    counted["months"][0]["cases"] -= 1
    assert "by month" in differences(known(cases), 0, counted)[0]


def test_an_outcome_that_nobody_counted_is_said() -> None:
    cases = played()
    counted = statistics(known(cases))
    outcomes = counted["total"]["outcomes"]
    del outcomes[next(iter(outcomes))]
    assert "outcome" in differences(known(cases), 0, counted)[0]


def test_an_outcome_of_a_case_in_trouble_may_be_counted_or_not() -> None:
    cases = played()
    counted = statistics(known(cases))
    cases[0].came.ended = ""
    assert differences(known(cases), 1, counted) == []


def test_cases_that_never_opened_are_said() -> None:
    cases = played()
    counted = statistics(known(cases)) | {"not_open_yet": 2}
    assert differences(known(cases), 0, counted) == ["2 cases are not open yet"]


def test_the_force_that_was_asked_counts_what_it_was_asked_and_nothing_else() -> None:
    cases = played()
    cases[3].came.asked = cases[3].contact
    told = known_where_asked(cases)
    assert (told["cases"], told["enquiries"], told["applications"]) == (1, 0, 0)
    assert differences(told, 0, statistics(told)) == []
    assert "cases: 1 counted, 0 known" in differences(known_where_asked(played()), 0, statistics(told))[0]
