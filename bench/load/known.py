"""What the generator knows of its cases, against what the services count of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bench.load.around import Came
from bench.load.plan import Course, Planned
from contracts.codes import Outcome
from contracts.words import say
from deploy.demo.play import LONDON

OUTCOMES: Final = {
    Course.REDIRECTED: Outcome.REDIRECTED,
    Course.WITHDRAWN: Outcome.WITHDRAWN_BY_APPLICANT,
    Course.NOT_PROGRESSED: Outcome.NOT_PROGRESSED,
    Course.NO_CONCERN: Outcome.NO_DISCLOSURE,
    Course.DISCLOSED: Outcome.DISCLOSURE,
}


@dataclass(frozen=True, slots=True)
class Played:
    """A case as far as it was played: all that is kept of it."""

    planned: Planned
    came: Came
    contact: datetime


def known(cases: Sequence[Played]) -> dict[str, Any]:
    """In the words of `/statistics` of the force that has them; of cases that were opened."""
    opened = [case for case in cases if case.came.case_id]
    return {
        "cases": len(opened),
        "enquiries": len(opened),
        "applications": sum(case.came.applied for case in opened),
        "right_to_know": 0,
        "disclosures": sum(case.came.told > 0 for case in opened),
        "recipients": sum(case.came.told for case in opened),
        "children_covered_by_disclosure": sum(case.came.children for case in opened),
        "protective_actions": sum(case.came.protective for case in opened),
        "outcomes of what has ended": _counted(
            say(OUTCOMES[case.planned.course]).text for case in opened if case.came.ended
        ),
        "months": _counted(_month(case.contact) for case in opened),
    }


def known_where_asked(cases: Sequence[Played]) -> dict[str, Any]:
    """The same of the force that was asked about the subjects of some of them."""
    asked = [case for case in cases if case.came.asked is not None]
    return {
        "cases": len(asked),
        "enquiries": 0,
        "applications": 0,
        "right_to_know": 0,
        "disclosures": 0,
        "recipients": 0,
        "children_covered_by_disclosure": 0,
        "protective_actions": 0,
        "outcomes of what has ended": _counted(
            say(Outcome.ANSWERED_ANOTHER_FORCE).text for case in asked if case.came.ended
        ),
        "months": _counted(_month(case.came.asked) for case in asked if case.came.asked),
    }


def differences(told: Mapping[str, Any], stuck: int, statistics: Mapping[str, Any]) -> list[str]:
    """Where `/statistics` says another thing than is known; of `stuck` cases the outcome may count or not."""
    total = statistics["total"]
    found = [
        f"{name}: {total[name]} counted, {many} known"
        for name, many in told.items()
        if name in total and total[name] != many
    ]
    for words, many in told["outcomes of what has ended"].items():
        counted = total["outcomes"].get(words, 0)
        if not many <= counted <= many + stuck:
            found.append(f"outcome {words}: {counted} counted, {many} known")
    months = {one["period"]: one["cases"] for one in statistics["months"]}
    if months != told["months"]:
        unlike = sorted(set(months.items()) ^ set(told["months"].items()))
        found.append(f"cases by month of contact: {len(unlike)} differ, first {unlike[:2]}")
    if statistics["not_open_yet"]:
        found.append(f"{statistics['not_open_yet']} cases are not open yet")
    return found


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _month(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%Y-%m}"
