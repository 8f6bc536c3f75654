"""What the subject may be told by being asked is decided before they are (G 87, 88e)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from contracts.decisions import SupervisorAlerted
from messaging.outcomes import Decided
from services.decisions.domain import events_disclosing as d
from tests.services.decisions import disclosing as g
from tests.services.decisions import told as t
from tests.services.decisions.ordering import UNREAD, Told

AT_RISK: Mapping[d.Dispensed, str] = {d.Dispensed.SOURCES_AT_RISK: "One neighbour alone could have seen it."}


def rung(told: Told) -> int:
    return sum(isinstance(one, SupervisorAlerted) for one in told.events)


def test_who_asks_as_it_was_decided_rings_nobody() -> None:
    told = g.after(g.concern(), g.ask, g.sought)
    assert rung(told) == 0
    assert not told.state.disclosure.representations.undecided


def test_that_the_subject_was_asked_and_nobody_had_decided_what_to_say_is_recorded_and_rings() -> None:
    told = g.after(g.concern(), g.sought)
    assert isinstance(told.events[0], d.RepresentationsSought)
    assert rung(told) == 1
    assert told.state.disclosure.representations.undecided


def test_once_it_is_decided_that_a_source_is_at_risk_the_earlier_decision_to_ask_is_no_leave() -> None:
    told = g.after(g.concern(), g.ask, lambda told: g.dispense(told, exceptions=AT_RISK), g.sought)
    assert rung(told) == 1
    assert rung(g.after(told, g.ask, g.sought)) == 0


@pytest.mark.parametrize(("tells", "endangers"), [(True, False), (False, True), (False, False)])
@pytest.mark.proves("R-203", by="services.decisions.domain.representations:seek")
def test_the_subject_is_asked_where_that_tells_nothing_new_or_endangers_nobody(
    tells: bool, endangers: bool
) -> None:
    told = g.after(g.concern(), lambda told: g.ask(told, tells_unknown=tells, sources_at_risk=endangers))
    assert isinstance(told.outcome, Decided)
    (planned,) = told.events[:1]
    assert isinstance(planned, d.RepresentationsToBeSought)
    assert planned.tells_unknown == tells


def test_nobody_decides_it_over_unread_mail_or_without_saying_what_may_be_told() -> None:
    told = g.concern()
    told.by(t.SERGEANT).with_unread(UNREAD).when(g.ask(told)).refused("UNREAD_MESSAGES")
    told.by(t.SERGEANT).when(g.ask(told, reasons=" ")).refused("REASONS_MISSING")
    told.by(t.CONSTABLE).when(g.ask(told, by=t.CONSTABLE)).refused("NOT_THE_SUPERVISOR")
