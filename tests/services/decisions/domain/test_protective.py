"""What is done besides a disclosure, or instead of one, is recorded with its number (G 28 g, 85; P-CS1)."""

from __future__ import annotations

import pytest

from contracts.clocks import ClockName
from contracts.codes import PartyRole
from messaging.outcomes import Decided
from services.decisions.domain import commands as c
from services.decisions.domain.events_telling import (
    ProtectiveAction,
    ProtectiveActionRecorded,
    RiskTool,
    SafetyPlanCreated,
)
from services.decisions.domain.protective import without_plan
from tests.services.decisions import disclosing as g
from tests.services.decisions import said_of_subject as of
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.domain.tried_disclosing import strategy, suspected
from tests.services.decisions.ordering import Told

A = ProtectiveAction
OF_CASE_STUDY_2 = (
    A.ADVISED_TO_STAY_AWAY,
    A.CHILD_PROTECTION_INVESTIGATION,
    A.CPS_NO_CHARGE,
    A.HARASSMENT_WARNING,
)


def taken(told: Told, action: ProtectiveAction, reference: str | None = None) -> Told:
    order = c.RecordProtectiveAction(t.SERGEANT, action, told.now, "As it was done.", (t.CHILD,), reference)
    return told.when(order).decided(ProtectiveActionRecorded)


def codes(told: Told) -> set[str]:
    return {one.code for one in getattr(told.when(t.finalise(told)).outcome, "unmet", ())}


@pytest.mark.proves("R-264", by="services.decisions.domain.protective:record_action")
def test_outcomes_other_than_disclosure_are_each_recorded_and_the_case_ends_without_one() -> None:
    told = s.nobody()
    for number, action in enumerate(OF_CASE_STUDY_2, start=1):
        told = taken(told, action, f"46/{number}/26").after(minutes=5)
        (recorded,) = (one.event for one in told.history[-1:])
        assert (recorded.action, recorded.reference) == (action, f"46/{number}/26")
        assert recorded.children == (t.CHILD,)
    assert told.state.disclosure.protective == len(OF_CASE_STUDY_2)
    told = s.looked_after(told)
    assert isinstance(told.when(t.finalise(told)).outcome, Decided)


@pytest.mark.proves("R-263", by="services.decisions.domain.protective:record_action")
def test_the_arrest_for_a_broken_order_is_recorded_with_the_number_of_its_crime() -> None:
    """Case study 1: a prevention order of old, its condition, and the arrest for the breach."""
    told = t.hearing(t.supervised(), of.breach())
    (broken,) = told.state.of_subject.breaches
    told = taken(told, A.ARREST_OR_CHARGE, "46/1299/26")
    assert broken
    assert told.events[0].reference == "46/1299/26"
    assert told.events[0].children == (t.CHILD,)


@pytest.mark.proves("R-036", by="services.decisions.domain.investigation:record_strategy")
def test_a_case_goes_on_beside_the_investigation_of_the_crime_that_it_brought_up() -> None:
    told = g.after(suspected(), g.tests, g.wording)
    told.when(g.seek(told)).refused("STRATEGY_NOT_AGREED")
    told = g.after(told, strategy)
    assert told.events[0].investigation == "46/1299/26"
    assert told.state.ended is None
    assert ClockName.WHOLE_CASE in {key.partition("/")[0] for key in t.tasks_due(told, "clock")}
    told = g.after(told, g.seek, g.authorise)
    assert told.state.disclosure.authorities


@pytest.mark.proves("R-226", by="services.decisions.domain.protective:record_action")
def test_guidance_to_stop_contact_is_recorded_beside_the_disclosure() -> None:
    told = taken(s.delivered(), A.ADVISED_TO_STOP_CONTACT)
    assert told.events[0].children == (t.CHILD,)
    assert told.state.disclosure.deliveries
    told = s.looked_after(told.after(minutes=5))
    assert isinstance(told.when(t.finalise(told)).outcome, Decided)


@pytest.mark.proves("R-052", by="services.decisions.domain.protective:without_plan")
def test_after_a_disclosure_each_child_has_a_safety_plan_with_somebody_who_answers_for_it() -> None:
    told = s.looked_after(s.delivered(), planned=False)
    assert without_plan(told.state) == (t.CHILD,)
    assert codes(told) == {"SAFETY_PLAN_MISSING"}
    told = s.safety_planned(told).decided(SafetyPlanCreated)
    assert told.events[0].owner == s.OFFICER.id
    assert without_plan(told.state) == ()
    assert "SAFETY_PLAN_MISSING" not in codes(told)


def test_where_nobody_was_told_no_plan_is_asked_for() -> None:
    assert without_plan(s.nobody().state) == ()
    assert "SAFETY_PLAN_MISSING" not in codes(s.nobody())


def test_whoever_was_told_unforeseen_asks_for_a_plan_too() -> None:
    told = s.concern()
    told = told.when(s.delivery(told, "stranger", role=PartyRole.RECIPIENT, release=None, hash=None))
    assert without_plan(told.state) == ("",)
    assert without_plan(s.safety_planned(told).state) == ()


@pytest.mark.proves("R-013", "R-022", by="services.decisions.domain.protective:_tools_left")
def test_no_concern_ends_before_other_ways_and_partners_were_weighed_beside_the_scheme() -> None:
    told = s.nobody()
    wanted = {
        "RISK_TOOLS_NOT_CONSIDERED",
        "OTHER_DISCLOSURE_NOT_CONSIDERED",
        "OTHER_SCHEME_NOT_CONSIDERED",
        "CHILDRENS_SOCIAL_CARE_NOT_CONSIDERED",
    }
    assert wanted <= codes(told)
    for tool in RiskTool:
        assert "RISK_TOOLS_NOT_CONSIDERED" in codes(told), "until MAPPA and MARAC are among them"
        told = told.when(c.RecordRiskTool(t.SERGEANT, tool, tool is RiskTool.MARAC, "Weighed.")).after(
            minutes=1
        )
    assert wanted - codes(told) == {"RISK_TOOLS_NOT_CONSIDERED"}
    assert not wanted & codes(t.considering(told))
