"""What is said beside the wording to whoever is told, and whether the subject may say it (G 47, 87, 93)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.decisions import OfficerAlertDue, SupervisorAlerted
from contracts.texts import latest
from services.decisions.domain.events_telling import (
    Departure,
    DisclosureDelivered,
    SelfDisclosureConsidered,
    Telling,
)
from services.decisions.domain.events_telling import Told as Said
from services.decisions.domain.explained import JudgementWeighed
from services.decisions.domain.pack import page
from tests.services.decisions import tellings as s
from tests.services.decisions import told as t
from tests.services.decisions.ordering import Told

IN_THESE_WORDS: dict[Said, tuple[str, str]] = {
    Said.ONLY_TO_SAFEGUARD: ("only to keep the child or children safe", "one purpose"),
    Said.CONFIDENTIAL_UNDERTAKING: ("confidential", "will not pass it on to anybody"),
    Said.PROCEEDINGS_IF_BREACHED: ("legal proceedings", "before you sign"),
    Said.OTHER_CHILDREN_TALK_TO_POLICE: ("other children", "you must not tell anybody yourself"),
}


def unmet(told: Told) -> set[str]:
    """Why the case is not finalised."""
    return {one.code for one in getattr(told.when(t.finalise(told)).outcome, "unmet", ())}


@pytest.mark.proves("R-108", "R-217", "R-220", by="services.decisions.domain.delivery:departures")
@pytest.mark.parametrize("item", IN_THESE_WORDS)
def test_who_is_told_is_warned_of_each_thing_or_a_supervisor_looks_before_the_case_ends(item: Any) -> None:
    """Use it only for the child; pass it on to nobody; of other children, speak to police (G 47, 93)."""
    read_out = latest("disclosure-warnings").items[item.value]
    assert all(words in read_out for words in IN_THESE_WORDS[item])
    told = s.sign(s.released())
    left_out = told.when(s.delivery(told, told=frozenset(Said) - {item}))
    left_out.decided(DisclosureDelivered, SupervisorAlerted, OfficerAlertDue)
    assert left_out.events[0].departures == (Departure.WARNINGS_NOT_GIVEN,)
    left_out = left_out.after(minutes=5)
    assert "DELIVERY_NOT_REVIEWED" in unmet(left_out)
    assert "DELIVERY_NOT_REVIEWED" not in unmet(s.taken(left_out))
    assert told.when(s.delivery(told)).events[0].departures == ()


@pytest.mark.proves("R-108", by="services.decisions.domain.pack:page")
def test_who_is_told_signs_to_pass_it_on_to_nobody_and_the_page_that_is_read_says_so() -> None:
    told = s.released()
    read = page(told.state, told.state.disclosure.releases["auth-mother-r1"])
    assert read is not None
    assert any("I will not pass it on to anybody" in words for words in read.undertaking)
    assert any("you must not tell anybody yourself" in words for words in read.warnings)


@pytest.mark.proves("R-221", by="services.decisions.domain.delivery:report")
def test_who_is_told_may_be_told_how_to_keep_the_child_safe_and_need_not_be() -> None:
    told = s.sign(s.released())
    given = told.when(s.delivery(told)).decided(DisclosureDelivered)
    assert Said.HOW_TO_SAFEGUARD in given.events[0].told
    without = told.when(s.delivery(told, told=frozenset(IN_THESE_WORDS))).decided(DisclosureDelivered)
    assert without.events[0].departures == ()
    assert "how you can keep the child safe" in latest("disclosure-warnings").items["G93e"]


@pytest.mark.proves("R-200", by="services.decisions.domain.telling_the_subject:consider_self_disclosure")
@pytest.mark.parametrize("safe", [True, False])
def test_whether_it_is_safe_that_the_subject_tells_it_is_decided_first(safe: bool) -> None:
    told = s.sign(s.authorised())
    told.when(s.self_disclosure(told, reasons=" ")).refused("REASONS_MISSING")
    told = told.when(s.self_disclosure(told, safe=safe)).decided(SelfDisclosureConsidered, JudgementWeighed)
    assert told.events[0].safe is safe
    telling = s.delivery(told, telling=Telling.SUBJECT_WITH_POLICE, release=None, hash=None)
    departures = told.when(telling).events[0].departures
    assert departures == (() if safe else (Departure.SELF_DISCLOSURE_NOT_DECIDED,))
