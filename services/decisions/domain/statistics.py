"""What is counted over all cases, and how (R-206, R-265; C-04, C-46). Pure.

A case is counted once, in the month of its contact (London). Enquiries and applications are two counts, and
applications are those of Right to Ask; Right to Know stands beside them. A disclosure is counted once a case,
recipients, children and protective actions each for themselves. Nothing is derived from free text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from contracts.calendar import london_date
from contracts.clocks import ClockName, Judgement, judge
from contracts.codes import Known, Outcome, Route
from contracts.words import say
from services.decisions.domain import known_of_subject
from services.decisions.domain.finalising import outcome_of
from services.decisions.domain.state import Case

DEFINITIONS: Final = "counts-1"
"""Edition of what is counted and how; a change of this file is another."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One case as it is counted. `contact_at` and `route` are None until it is open here.

    Clocks are met, missed or still running; `told` are recipients, `told_children` whom that covers.
    """

    contact_at: datetime | None
    route: Route | None
    applied: bool
    outcome: Outcome | None
    registered: Known
    told: int
    told_children: int
    protective: int
    protected_children: int
    met: tuple[ClockName, ...]
    missed: tuple[ClockName, ...]
    running: tuple[ClockName, ...]


def counted(case: Case) -> Counted:
    opening, tally = case.opening, case.tally
    clocks = {name: _stands(case, name) for name in case.clocks}
    return Counted(
        contact_at=opening.contacted_at if opening else None,
        route=opening.route if opening else None,
        applied=case.applied is not None,
        outcome=outcome(case),
        registered=known_of_subject.registered(case),
        told=len(tally.told),
        told_children=len(frozenset().union(*tally.told.values())),
        protective=tally.protective,
        protected_children=len(tally.protected),
        met=tuple(name for name, stands in clocks.items() if stands is True),
        missed=tuple(name for name, stands in clocks.items() if stands is False),
        running=tuple(name for name, stands in clocks.items() if stands is None),
    )


def outcome(case: Case) -> Outcome | None:
    """Somebody was told: that is the outcome, whatever else was decided. None: there is none yet."""
    if case.tally.told:
        return Outcome.DISCLOSURE if case.tally.in_full else Outcome.PARTIAL_DISCLOSURE
    return outcome_of(case)


def _stands(case: Case, name: ClockName) -> bool | None:
    """Met, or not; None: it runs, and its limit is not known to have passed."""
    ended = case.ends.get(name) or case.ended
    if ended is not None:
        return judge(case.clocks[name], ended) is not Judgement.LIMIT_PASSED
    passed = case.passed.get(name)
    return False if passed is not None and passed.limit else None


def statistics(cases: Iterable[Counted], since: date | None, until: date | None) -> dict[str, Any]:
    """Counts of the cases whose contact was from `since` to `until`, both days included; None: no bound.

    In all, by month and by year of contact, and as the annual return asks (years from April, R-206).
    """
    found = list(cases)
    known = [(london_date(one.contact_at), one) for one in found if one.contact_at is not None]
    within = [(on, one) for on, one in known if (not since or on >= since) and (not until or on <= until)]
    return {
        "definitions": DEFINITIONS,
        "since": since,
        "until": until,
        "total": counts([one for _, one in within]),
        "months": _by(within, lambda on: f"{on:%Y-%m}"),
        "years": _by(within, lambda on: f"{on:%Y}"),
        "annual_return": [
            {"year": year, **_returned(told)} for year, told in _grouped(within, return_year).items()
        ],
        "not_open_yet": len(found) - len(known),
    }


def cuts_a_month(since: date | None, until: date | None) -> Iterator[tuple[str, str]]:
    """Which bound to move, and in words how: counts of a few days would tell what single cases came to."""
    if since is not None and since.day != 1:
        yield (
            "since",
            "is not the first day of a month: counts of less would tell of single cases",
        )
    if until is not None and (until + timedelta(days=1)).day != 1:
        yield (
            "until",
            "is not the last day of a month: counts of less would tell of single cases",
        )


def return_year(on: date) -> str:
    """`2026-27`: the year of the annual return, which begins in April."""
    begins = on.year if on.month >= 4 else on.year - 1
    return f"{begins}-{(begins + 1) % 100:02d}"


def _by(cases: Sequence[tuple[date, Counted]], period: Callable[[date], str]) -> list[dict[str, Any]]:
    return [{"period": name, **counts(found)} for name, found in _grouped(cases, period).items()]


def _grouped(
    cases: Sequence[tuple[date, Counted]], period: Callable[[date], str]
) -> Mapping[str, list[Counted]]:
    groups: dict[str, list[Counted]] = {}
    for on, one in sorted(cases, key=lambda pair: pair[0]):
        groups.setdefault(period(on), []).append(one)
    return groups


def counts(cases: Sequence[Counted]) -> dict[str, Any]:
    asked = [one for one in cases if one.route is Route.RIGHT_TO_ASK]
    outcomes = Counter("still open" if one.outcome is None else say(one.outcome).text for one in cases)
    return {
        "cases": len(cases),
        "enquiries": len(asked),
        "applications": sum(one.applied for one in asked),
        "right_to_know": sum(one.route is Route.RIGHT_TO_KNOW for one in cases),
        "outcomes": dict(sorted(outcomes.items())),
        "registered_sex_offenders": {
            one.value.lower(): sum(case.registered is one for case in cases) for one in Known
        },
        "disclosures": sum(one.told > 0 for one in cases),
        "recipients": sum(one.told for one in cases),
        "children_covered_by_disclosure": sum(one.told_children for one in cases),
        "protective_actions": sum(one.protective for one in cases),
        "children_covered_by_protective_action": sum(one.protected_children for one in cases),
        "limits": [_limit(name, cases) for name in ClockName if _has(name, cases)],
    }


def _limit(name: ClockName, cases: Sequence[Counted]) -> dict[str, Any]:
    return {
        "limit_of": say(name).text,
        "paragraph": say(name).paragraph,
        "met": sum(name in one.met for one in cases),
        "missed": sum(name in one.missed for one in cases),
        "running": sum(name in one.running for one in cases),
    }


def _has(name: ClockName, cases: Sequence[Counted]) -> bool:
    return any(name in (*one.met, *one.missed, *one.running) for one in cases)


def _returned(cases: Sequence[Counted]) -> dict[str, int]:
    told = counts(cases)
    return {name: told[name] for name in ("applications", "disclosures", "right_to_know", "recipients")}
