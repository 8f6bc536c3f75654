"""Whatever has happened, somebody is rung for a case that has not ended, and again until it is dealt with.

The failure that nobody notices (field facts B3) is a case that rests while everybody thinks that another has
it. Each property has a twin without one of the watches, in which it finds the silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts.clocks import ClockName
from contracts.decisions import OfficerAlertDue
from messaging.outcomes import Task
from messaging.routes import Due, DueTask
from services.decisions.domain import DECIDER, still_late, unaddressed
from services.decisions.domain import commands as c
from services.decisions.domain.clocks import overdue
from services.decisions.domain.events import Consideration
from services.decisions.domain.safeguarding import open_issues
from services.decisions.domain.state import Case
from services.decisions.domain.who_is_told import is_concern
from services.decisions.tasks import TASKS
from tests.examples import many
from tests.given import SYSTEM, Story, story
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.ringing import taken
from tests.services.decisions.test_any_life import GIVEN, LAST, STEPS, WAIT, fire

Told = Story[Case]
Acts = Callable[[Told], Told]
A_DAY: Final = timedelta(days=1)
SLACK: Final = timedelta(hours=2)
SILENT: Final = timedelta(days=8)
"""The profile's seven days after the day of the last act, to the end of the day."""
FOR_THE_LETTER: Final = timedelta(days=28 + 7)
"""The longest that a case waits for the day of its letter: its date, or the next of the weekly slots."""
FOUR_WEEKS: Final = timedelta(weeks=4)
LIVES = st.lists(st.integers(min_value=0, max_value=LAST), min_size=1, max_size=40)
BEGINNINGS: Final = (t.checked, t.assessed, t.categorised, s.authorised, s.delivered)


def by_whom(told: Told, command: object) -> Told:
    return told.by(getattr(command, "by", SYSTEM)).when(command).by(SYSTEM)


def gone_on(told: Told, choices: list[int]) -> Told:
    """Each step by whoever takes it, an hour after the one before."""
    for choice in choices:
        told = told.after(hours=1)
        if choice < WAIT:
            told = by_whom(told, STEPS[choice](told))
        elif choice == WAIT:
            told = fire(told)
        elif is_concern(told.state):
            told = GIVEN[choice - WAIT - 1](told)
    return told


def nobody(told: Told) -> Told:
    return told


def takes_and_does_nothing(told: Told) -> Told:
    return taken(told)


def busy_with_something_else(told: Told) -> Told:
    """Takes what rings, and works on the case at what nobody is rung for."""
    told = taken(told)
    done = c.RecordConsideration(t.CONSTABLE, Consideration.OTHER_SCHEME, False, "Read it once more.")
    return by_whom(told, done)


def next_task(told: Told, fired: set[tuple[str, str]], without: str) -> Task | None:
    routes = {kind for kind, route in TASKS.items() if isinstance(route, Due)} - {without}
    due = [
        task
        for task in DECIDER.due(told.state)
        if task.kind in routes and task.due is not None and (task.kind, task.key) not in fired
    ]
    return min(due, key=lambda task: (task.due, task.kind, task.key), default=None)


def rings(told: Told, days: int, acts: Acts, without: str = "") -> Iterator[datetime]:
    """When somebody is rung, while nothing goes on but clocks, and these acts: at every ring, and daily."""
    end, fired = told.now + timedelta(days=days), set[tuple[str, str]]()
    tomorrow = told.now
    while told.now < end:
        task = next_task(told, fired, without)
        if task is None or task.due is None or task.due >= tomorrow:
            told, tomorrow = acts(told.at(max(told.now, tomorrow))), tomorrow + A_DAY
            continue
        fired.add((task.kind, task.key))
        told = told.at(max(told.now, task.due))
        fires = DueTask(told.state.case_id, task.kind, task.key, task.refs, task.due, 1, "r", told.now)
        told = told.when(TASKS[task.kind].to_command(fires))  # type: ignore[union-attr]
        if any(isinstance(one, OfficerAlertDue) for one in told.events):
            yield told.now
            told = acts(told)


def longest(told: Told, days: int, acts: Acts, without: str = "") -> timedelta:
    """The longest time for which nobody was rung."""
    end = told.now + timedelta(days=days)
    at = [told.now, *(one for one in rings(told, days, acts, without) if one < end), end]
    return max(later - sooner for sooner, later in pairwise(at))


def running(choices: list[int]) -> Told:
    told = gone_on(story(DECIDER), choices)
    assume(told.state.opened and told.state.ended is None)
    return told


def may_wait(told: Told) -> timedelta:
    return SILENT + SLACK + (FOR_THE_LETTER if told.state.decision is not None else timedelta())


@settings(deadline=None, max_examples=many(12, least=4))
@given(LIVES)
def test_a_case_whose_alerts_are_taken_and_on_which_nobody_acts_rings_again_and_again(
    choices: list[int],
) -> None:
    told = running(choices)
    assert longest(taken(told), 40, takes_and_does_nothing) <= may_wait(told)


@settings(deadline=None, max_examples=many(15, least=4))
@given(LIVES)
def test_a_case_that_nobody_touches_at_all_never_falls_silent(choices: list[int]) -> None:
    told = running(choices)
    assert longest(told, 120, nobody) <= max(may_wait(told), FOUR_WEEKS)


@settings(deadline=None, max_examples=many(12, least=4))
@given(st.sampled_from(BEGINNINGS), LIVES)
def test_a_case_however_far_it_has_come_rings_again_and_again(
    begun: Callable[[], Told], choices: list[int]
) -> None:
    told = gone_on(begun(), choices)
    assume(told.state.ended is None)
    assert longest(taken(told), 40, takes_and_does_nothing) <= may_wait(told)


def owed(told: Told) -> timedelta | None:
    """How soon somebody is rung again for what is owed, whatever else is done; None: nothing is."""
    case = told.state
    if any(case.issues[key].risk for key in open_issues(case)):
        return A_DAY
    late = {name for name in overdue(case) if name not in case.ends and name in case.clocks}
    if ClockName.INITIAL_CHECKS in late and case.decision is None:
        return A_DAY
    return timedelta(days=7) if open_issues(case) or late else None


OWES: Final[tuple[Callable[[Told], object], ...]] = (
    lambda told: c.Hear(t.risk(told.now, risk_id="risk-9")),
    lambda told: c.RaiseSafeguardingIssue(t.CONSTABLE, "bruises", "A bruise that nobody explains."),
    lambda told: c.RaiseSafeguardingIssue(t.SERGEANT, "bruises", "A bruise that nobody explains."),
    lambda told: c.Hear(t.requested(at=told.now)),
)
"""The last leaves no more than what is late."""


@settings(deadline=None, max_examples=many(15, least=4))
@given(st.sampled_from((t.opened, *BEGINNINGS, t.finalised)), st.sampled_from(OWES), LIVES)
def test_what_is_owed_to_a_child_rings_whatever_else_is_done(
    begun: Callable[[], Told], owes: Callable[[Told], object], choices: list[int]
) -> None:
    told = begun().after(hours=1)
    told = taken(gone_on(by_whom(told, owes(told)), choices))
    within = owed(told)
    if within is not None:
        assert longest(told, 21, busy_with_something_else) <= within + SLACK


# twins: without one of the watches there is a silence, and these tests would find it


@pytest.mark.parametrize(
    ("watch", "acts"),
    [
        ("silence", takes_and_does_nothing),
        ("climb", nobody),
    ],
)
def test_without_a_watch_a_case_falls_silent_and_it_is_found(watch: str, acts: Acts) -> None:
    told = t.progressed()
    told = taken(told) if acts is takes_and_does_nothing else told
    assert longest(told, 120, acts, watch) > may_wait(told)


def at_risk() -> Told:
    return t.hearing(t.checked(), t.risk(t.hours(9)))


def late() -> Told:
    """The initial checks, of a case that is worked on."""
    told = t.supervised(*t.NOTHING_HELD)
    while ClockName.INITIAL_CHECKS not in overdue(told.state):
        told = fire(told)
    return told


@pytest.mark.parametrize(("watch", "begun"), [(unaddressed.TASK, at_risk), (still_late.TASK, late)])
def test_without_the_watch_of_what_is_owed_work_on_something_else_hides_it(
    watch: str, begun: Callable[[], Told]
) -> None:
    told = taken(begun())
    within = owed(told)
    assert within is not None
    assert longest(told, 21, busy_with_something_else) <= within + SLACK
    assert longest(told, 21, busy_with_something_else, watch) > within + SLACK
