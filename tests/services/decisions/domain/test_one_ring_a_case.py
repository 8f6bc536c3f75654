"""Alerts of one case that nobody takes: at the top of the climb one ring names all, and none is dropped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codes import AlertKind, Rank
from contracts.decisions import OfficerAlertDue, SupervisorAcknowledged
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.alerts import ALONE, step_due
from services.decisions.domain.stage import standing_alerts
from services.decisions.domain.state import Alert, Case, Decided, Decision
from tests.examples import many
from tests.given import Story
from tests.services.decisions import told as t

Rings = list[OfficerAlertDue]
TOP = 3
"""From this level on the profile's climb rings its last step."""
KINDS = [kind for kind in AlertKind if kind not in (AlertKind.IMMEDIATE_RISK, AlertKind.SUPERVISION_WANTED)]


def left(raised: Iterable[tuple[AlertKind, float]]) -> Story[Case]:
    """A case on which these were raised, so many hours after contact, and nobody took any."""
    alerts = {
        f"left-{number}": Alert(f"left-{number}", kind, t.hours(after))
        for number, (kind, after) in enumerate(raised)
    }
    return t.with_state(t.opened(), alerts=alerts)


def rung(told: Story[Case], until: datetime) -> tuple[Story[Case], Rings]:
    """Every step as it comes due, and what rang."""
    rings: Rings = []
    while True:
        steps = [one for one in DECIDER.due(told.state) if one.kind == "climb" and one.due is not None]
        step = min(steps, key=lambda one: (one.due, one.key), default=None)
        if step is None or step.due is None or step.due >= until:
            return told, rings
        order = c.NobodyAnswered(step.refs["alert"], int(step.refs["level"]))
        told = told.at(max(told.now, step.due)).when(order)
        rings += [one for one in told.events if isinstance(one, OfficerAlertDue)]


def named(rings: Rings) -> dict[str, list[tuple[datetime, int]]]:
    """Of each alert when it was rung or named, and at which level."""
    found: dict[str, list[tuple[datetime, int]]] = {}
    for ring in rings:
        for key, level in ((ring.alert, ring.level), *((one.alert, one.level) for one in ring.also)):
            found.setdefault(key, []).append((ring.due_at, level))
    return found


def taken(told: Story[Case], key: str, at: datetime) -> Story[Case]:
    kind = told.state.alerts[key].kind
    acknowledged = SupervisorAcknowledged(alert=key, kind=kind, rank=Rank.SERGEANT, acknowledged_at=at)
    return told.at(max(at, told.now)).given(acknowledged)


TWELVE = [(AlertKind.LIMIT_PASSED if one % 2 else AlertKind.NEW_INFORMATION, 13.0 * one) for one in range(12)]


@pytest.mark.parametrize("decided", [False, True])
def test_that_nothing_happens_rings_by_itself_whatever_everybody_else_reads(decided: bool) -> None:
    """Of a decided case by another name; told with others, it told by which cases it rings (C-10)."""
    told = left([*TWELVE, (AlertKind.SILENT_CASE, 5.0)])
    if decided:
        known = Decided(Decision.CONCERN, told.now, told.version, t.SERGEANT.id)
        told = t.with_state(told, decision=known)
    silent = f"left-{len(TWELVE)}"
    _, rings = rung(told, t.days(58))
    assert [ring for ring in rings if ring.alert == silent]
    assert not [ring for ring in rings if ring.alert == silent and ring.also]
    assert not [ring for ring in rings if silent in {one.alert for one in ring.also}]
    assert [ring for ring in rings if ring.also], "the others are told together"


def test_twelve_that_nobody_takes_ring_as_one_and_all_are_named() -> None:
    told, _ = rung(left(TWELVE), t.days(30))
    told, rings = rung(told, t.days(58))
    assert 4 <= len(rings) <= 6, "one a week; one by one they were forty-eight"
    assert set(named(rings)) == {f"left-{number}" for number in range(12)}
    told, rings = rung(told, t.days(58 + 52 * 7))
    assert len(rings) <= 30, "then one in four weeks"
    assert set(named(rings)) == {f"left-{number}" for number in range(12)}
    assert len(standing_alerts(told.state)) == 12


def test_on_its_way_up_each_rings_every_rank_by_itself() -> None:
    told, rings = rung(left(TWELVE), t.days(60))
    for number in range(12):
        own = {ring.level for ring in rings if ring.alert == f"left-{number}"}
        assert own >= set(range(1, TOP))
    assert not [one for ring in rings for one in ring.also if one.level < TOP]
    assert told.state.alerts


def test_an_immediate_risk_rings_alone_and_no_ring_stands_for_it() -> None:
    _, rings = rung(left([*TWELVE, (AlertKind.IMMEDIATE_RISK, 0.0)]), t.days(200))
    of_risk = [ring for ring in rings if ring.kind is AlertKind.IMMEDIATE_RISK]
    assert not [ring for ring in of_risk if ring.also]
    assert not [one for ring in rings for one in ring.also if one.kind in ALONE]
    _, by_itself = rung(left([(AlertKind.IMMEDIATE_RISK, 0.0)]), t.days(200))
    assert [ring.due_at for ring in of_risk] == [ring.due_at for ring in by_itself]


def test_what_is_taken_is_named_no_more_and_the_others_ring_on() -> None:
    told, _ = rung(left(TWELVE), t.days(30))
    ringing = min(told.state.alerts.values(), key=lambda one: step_due(told.state, one)).key
    told = taken(told, ringing, told.now)
    told, rings = rung(told, told.now + timedelta(days=8))
    assert set(named(rings)) == {f"left-{number}" for number in range(12)} - {ringing}


def test_one_alert_rings_as_it_always_did() -> None:
    _, rings = rung(left([(AlertKind.LIMIT_PASSED, 0.0)]), t.days(400))
    assert not [ring for ring in rings if ring.also]
    gaps = [(later.due_at - sooner.due_at).days for sooner, later in pairwise(rings)]
    assert gaps == sorted(gaps)
    assert set(gaps) == {1, 7, 28}


@settings(deadline=None, max_examples=many(40))
@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.floats(0, 600)), min_size=1, max_size=6),
    st.integers(0, 5),
    st.floats(24, 2000),
)
def test_none_waits_longer_than_it_would_have_by_itself(
    raised: list[tuple[AlertKind, float]], takes: int, hours: float
) -> None:
    """Whatever is raised when, and whichever is taken in between."""
    told, rings = rung(left(raised), t.hours(hours))
    key = f"left-{takes % len(raised)}"
    told = taken(told, key, t.hours(hours))
    told, after = rung(told, t.days(300))
    for alert, times in named(rings + after).items():
        held = told.state.alerts[alert]
        for (at, level), (next_at, _) in pairwise(times):
            assert next_at - at <= longest(told.state, held, level), (alert, at, level)
        if alert != key:
            last_at, level = times[-1]
            assert t.days(300) - last_at <= longest(told.state, held, level)


def longest(case: Case, alert: Alert, level: int) -> timedelta:
    """How long it waits after that step when no other names it."""
    here = Alert(alert.key, alert.kind, alert.raised_at, level=level - 1)
    after = Alert(alert.key, alert.kind, alert.raised_at, level=level)
    return step_due(case, after) - step_due(case, here)


@pytest.mark.parametrize("level", [0, 1])
def test_steps_that_came_while_nothing_ran_are_rung_as_one(level: int) -> None:
    told, _ = rung(left(TWELVE[:2]), t.days(30))
    key = f"left-{level}"
    held = told.state.alerts[key]
    told = told.at(t.days(200)).when(c.NobodyAnswered(key, held.level + 1))
    assert len(told.events) == 1
    assert step_due(told.state, told.state.alerts[key]) > told.now
