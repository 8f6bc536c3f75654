"""What the generator knows of its cases, against what the services count of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from bench.load.cases import Came
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


class Played(Protocol):
    """A case as far as it was played."""

    planned: Planned
    came: Came
    contact: datetime


def known(cases: Sequence[Played]) -> dict[str, Any]:
    """In the words of `/statistics`; of cases that were opened."""
    opened = [case for case in cases if case.came.case_id]
    ended = [case for case in opened if case.came.ended]
    return {
        "cases": len(opened),
        "enquiries": len(opened),
        "applications": sum(case.came.applied for case in opened),
        "right_to_know": 0,
        "disclosures": sum(case.came.told > 0 for case in opened),
        "recipients": sum(case.came.told for case in opened),
        "children_covered_by_disclosure": sum(case.came.children for case in opened),
        "protective_actions": sum(case.came.protective for case in opened),
        "outcomes of what has ended": dict(
            sorted(Counter(say(OUTCOMES[case.planned.course]).text for case in ended).items())
        ),
        "months": dict(
            sorted(Counter(f"{case.contact.astimezone(LONDON):%Y-%m}" for case in opened).items())
        ),
    }


def differences(cases: Sequence[Played], statistics: dict[str, Any]) -> list[str]:
    """Where `/statistics` says another thing; an outcome that a case in trouble has may be more, not less."""
    told, total = known(cases), statistics["total"]
    stuck = sum(bool(case.came.trouble) for case in cases)
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
