"""Two live cases that concern one person are linked, and nobody decides on either without having seen it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.codes import AlertKind, LinkReason, PartyRole
from contracts.decisions import CaseLinked, OfficerAlertDue, SupervisorAlerted
from services.decisions.domain import DECIDER, same_person
from services.decisions.domain import commands as c
from services.decisions.domain.explaining.titles import title
from tests.services.decisions import knowing as k
from tests.services.decisions import told as t

KNOW = "c-known-0001"
LINK = c.LinkCase(KNOW, LinkReason.SAME_PERSON, PartyRole.RESPONSIBLE_ADULT)


def test_what_checks_found_is_told_to_the_other_case_until_it_has_been() -> None:
    told = k.received(k.also_concerned())
    assert set(t.tasks_due(told, same_person.TASK)) == {k.OTHER}
    order = same_person.for_the_other(told.state, k.OTHER)
    assert (order.other, order.role) == (told.state.case_id, PartyRole.RESPONSIBLE_ADULT)
    told = told.when(same_person.for_this_one(told.state, k.OTHER)).decided(CaseLinked)
    assert not t.tasks_due(told, same_person.TASK)
    assert [one["case_id"] for one in same_person.links(told.state)] == [k.OTHER]


@pytest.mark.proves("R-242", by="services.decisions.domain.same_person:link")
def test_a_pending_judgement_is_refused_until_the_link_was_seen() -> None:
    told = t.assessed()
    seen = told.version
    told = told.when(LINK).decided(CaseLinked)
    refused = told.when(t.no_concern(told, seen=seen)).refused("CASE_CHANGED")
    words = refused.outcome.unmet[0].words  # type: ignore[union-attr]
    assert "a link to another case that concerns the same person" in words
    assert not getattr(told.when(t.no_concern(told)).outcome, "unmet", ())


def test_a_supervisor_who_has_decided_is_rung() -> None:
    told = t.categorised().when(LINK).decided(CaseLinked, SupervisorAlerted, OfficerAlertDue)
    assert told.events[1].kind is AlertKind.NEW_INFORMATION


def test_the_same_link_is_made_once() -> None:
    t.assessed().when(LINK).when(LINK).decided()


def test_a_link_to_a_case_that_has_ended_opens_no_third_one() -> None:
    told = t.finalised().when(LINK)
    assert told.state.came_after == {}
    assert told.state.linked_to


def test_an_explanation_says_what_the_link_is() -> None:
    assert title(CaseLinked.TYPE) == ("it was linked to another case that concerns the same person", "G 100")


def test_a_case_that_is_not_open_here_waits() -> None:
    fresh = replace(k.received(), state=DECIDER.initial(k.OTHER))
    fresh.when(LINK).not_yet()
