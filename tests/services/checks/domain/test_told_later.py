"""What is told after a correction holds, as in the other services (G 29, 53)."""

from __future__ import annotations

from datetime import timedelta

from contracts.checks import InitialChecksCompleted
from contracts.codes import InitialOutcome
from contracts.people import Child, Children, PersonName
from contracts.sealed import Sealed
from messaging.decider import Message
from services.checks.domain import commands as c
from tests.given import START
from tests.services.checks import told as t
from tests.services.checks.domain.test_knowing import information, received

RESPELT = t.CHILD.model_copy(update={"name": PersonName(given="Poppie", family="Madeup-Finch")})
PIP = Child(ref="child-2", name=PersonName(given="Pip", family="Madeup-Finch"))


def said_later() -> Message:
    """The same police system says under the same reference that there is a second child."""
    at = START + timedelta(hours=2)
    both = Sealed.of(Children(named=(RESPELT, PIP)))
    one = information(received_at=at, recorded_at=at, children=both)
    return one._replace(occurred_at=at, id="m-information-0002")


def test_a_child_that_police_name_after_a_correction_is_checked_too() -> None:
    told = t.heard(received(), t.correction(children=Sealed.of(Children(named=(RESPELT,)))), said_later())
    assert {pair.child for pair in told.state.latest} == {None, "child-1", "child-2"}


def test_no_checks_are_complete_without_the_child_that_was_named_after_a_correction() -> None:
    told = t.heard(received(), t.correction(children=Sealed.of(Children(named=(RESPELT,)))), said_later())
    named = [one for check, one in told.state.asks.items() if one.pair.child != "child-2"]
    for stage in dict.fromkeys(f"initial-{one.round}" for one in named):
        told = t.nothing_held(told, stage=stage) if stage != "initial-3" else told
    completes = c.CompleteInitialChecks(
        t.RESEARCHER, told.version, InitialOutcome.NO_IMMEDIATE_CONCERN, progress=True
    )
    done = told.when(completes)
    checked = {
        one.about.child
        for event in done.events
        if isinstance(event, InitialChecksCompleted)
        for one in event.coverage
    }
    assert not done.events or "child-2" in checked
