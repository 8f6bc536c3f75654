"""Whatever has come of a case, in whatever order, with its keys or without: a service can go on with it."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib import import_module
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import example
from contracts.checks import ChecksRequested
from contracts.codes import Rank
from contracts.event import Event
from contracts.referrals import OF_PARTNERS
from messaging.decider import Actor, Message, Moment, Recorded
from messaging.outcomes import Decided, NotYet, Refusal, Unreadable
from messaging.routes import Ignored
from messaging.runtime import Snapshot
from services.checks.domain.sources import register_for
from tests.boxes import Boxes
from tests.examples import many
from tests.given import CASE, START
from tests.services.test_every_reading import SERVICES

CHIEF: Final = Actor("ch-0001", Rank.INSPECTOR.value, "SUPERVISOR", "46")
"""Whom no rank stops: what else is in the way is asked about."""
OPENINGS: Final[tuple[dict[str, str], ...]] = (
    {},
    {"openedat": "2026-06-01T09:00:00.000Z", "route": "RIGHT_TO_ASK", "policy": "KENT-2025@2025-03"},
    {"openedat": "2026-06-01T09:00:00.000Z", "route": "RIGHT_TO_KNOW", "policy": "LOST-2001@2001-01"},
)


@cache
def pool(service: str) -> tuple[tuple[Event, str, bool], ...]:
    """Every message that it hears and every event that it publishes, opened and closed; by whom, and whether
    it was heard.
    """
    boxes = Boxes()
    heard = tuple(import_module(f"services.{service}.handlers").ROUTES)
    ours = import_module(f"contracts.{service}").EVENTS
    return tuple(
        (
            boxes.journalled(example.event(kind.TYPE), key=key),
            example.envelope(kind.TYPE)["source"],
            from_others,
        )
        for kinds, from_others in ((heard, True), (ours, False))
        for kind in kinds
        for key in (True, False)
    )


def folded(service: str, order: list[int], opening: dict[str, str]) -> Any:
    """Of a case of which nothing was heard a service has said nothing; and checks, before it has asked."""
    decider = SERVICES[service].decider
    case, known, asked = decider.initial(CASE), service == "intake", service != "checks"
    for version, choice in enumerate(order, 1):
        event, source, heard = pool(service)[choice % len(pool(service))]
        known = known or heard
        asked = asked or (known and isinstance(event, ChecksRequested))
        at, by = START + timedelta(minutes=version), Actor("any")
        if heard or (known and asked):
            one = Recorded(version, f"m-{version}", source, event.TYPE, event, at, at, by, heard, opening)
            case = decider.evolve(case, one)
    return case


def shown(service: str) -> Any:
    """What makes an officer's view of a case."""
    at = import_module(f"services.{service}.http.view")
    return at.view(register_for("46")) if service == "checks" else at.show


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=many(100), deadline=None)
@given(st.lists(st.integers(min_value=0), max_size=40), st.sampled_from(OPENINGS), st.data())
def test_any_case_can_be_worked_with(
    service: str, order: list[int], opening: dict[str, str], data: st.DataObject
) -> None:
    decider, case = SERVICES[service].decider, folded(service, order, opening)
    steps = import_module(f"services.{service}.http.steps").STEPS
    step = data.draw(st.sampled_from(sorted(steps)))
    moment = Moment(START + timedelta(days=1), CASE, len(order))
    assert isinstance(decider.decide(case, steps[step](CHIEF, len(order)), moment), Decided | Refusal)
    assert all(one.kind and one.key for one in decider.due(case))
    seen = Snapshot(CASE, case, len(order), (), False, moment.now)
    shown(service)(seen)


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=many(100), deadline=None)
@given(st.lists(st.integers(min_value=0), max_size=20), st.sampled_from(OPENINGS), st.integers(min_value=0))
def test_any_message_can_be_heard_in_any_case(
    service: str, order: list[int], opening: dict[str, str], what: int
) -> None:
    decider, case = SERVICES[service].decider, folded(service, order, opening)
    routes = import_module(f"services.{service}.handlers").ROUTES
    heard = [one for one in pool(service) if one[2] and not isinstance(routes[type(one[0])], Ignored)]
    event, source, _ = heard[what % len(heard)]
    at = START + timedelta(hours=1)
    message = Message("message-of-0001", source, event.TYPE, CASE, event, at, at, Actor("any"), opening)
    moment = Moment(START + timedelta(days=1), CASE, len(order))
    command = routes[type(event)](message)
    assert isinstance(decider.decide(case, command, moment), Decided | NotYet | Unreadable)


@pytest.mark.parametrize("kind", OF_PARTNERS)
def test_no_partner_opens_a_case(kind: type[Event]) -> None:
    """Though its envelope says how the case was opened."""
    said, at = example.envelope(kind.TYPE), START + timedelta(hours=1)
    message = Message(
        said["id"],
        said["source"],
        kind.TYPE,
        CASE,
        example.event(kind.TYPE),
        at,
        at,
        Actor("any"),
        OPENINGS[1],
    )
    decider, moment = SERVICES["decisions"].decider, Moment(at, CASE, 0)
    heard = decider.decide(decider.initial(CASE), SERVICES["decisions"].hears(message), moment)
    assert isinstance(heard, NotYet)
