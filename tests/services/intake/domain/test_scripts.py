"""What was read out is known by its version: an order refuses one that is not held, a fact is flagged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.codes import Channel, InitialItem, MeetingItem, RedirectedTo
from contracts.texts import Kind, is_held, latest, texts
from services.intake.domain import commands as c
from services.intake.domain.events import FlagsRaised
from services.intake.domain.flags import Flag
from services.intake.domain.scripts import AT_FIRST_CONTACT, AT_THE_MEETING
from tests.services.intake.invented import (
    CALL_TAKER,
    INTERVIEWER,
    TOLD,
    WARNED,
    held,
    meeting,
    received,
    to_be_seen,
)

UNHEARD_OF = "initial-information@99"


def flags(case: Any) -> set[Flag]:
    return {one for event in case.events if isinstance(event, FlagsRaised) for one in event.flags}


def otherwise(items: tuple[c.Item, ...], wording: str) -> tuple[c.Item, ...]:
    return (replace(items[0], wording=wording), *items[1:])


def test_each_thing_to_be_told_stands_in_the_text_that_is_read() -> None:
    assert set(latest(AT_FIRST_CONTACT).items) == {item.value for item in InitialItem}
    assert set(latest(AT_THE_MEETING).items) == {item.value for item in MeetingItem}
    assert {"G93a", "G93b", "G93c", "G93d"} <= set(latest("disclosure-warnings").items)
    assert all(one.kind is Kind.TOLD for one in texts().values() if one.items)


def test_a_version_is_held_only_of_the_text_that_it_is_of() -> None:
    assert is_held(AT_FIRST_CONTACT, "initial-information@1")
    for wording in (UNHEARD_OF, "meeting-warnings@1", "", None):
        assert not is_held(AT_FIRST_CONTACT, wording)


@pytest.mark.proves("R-045", "R-091", "R-105", by="services.intake.domain.scripts:not_held")
@pytest.mark.parametrize("wording", [UNHEARD_OF, "appointment@1"])
def test_what_was_read_from_no_text_that_is_held_is_recorded_and_flagged(wording: str) -> None:
    told, warned = otherwise(TOLD, wording), otherwise(WARNED, wording)
    facts = [
        received(told=told),
        received().when(c.GiveInitialInformation(CALL_TAKER, Channel.TELEPHONE, told)),
        received().when(c.GiveWarnings(INTERVIEWER, warned)),
        (case := to_be_seen()).at(held().held_at).when(held(warnings=warned)),
    ]
    assert case is not None
    for one in facts:
        assert Flag.SCRIPT_NOT_HELD in flags(one), one.outcome
        assert wording in str(one.events)


def test_what_was_read_from_a_text_that_is_held_is_not_flagged() -> None:
    facts = [
        received(),
        received().when(c.GiveInitialInformation(CALL_TAKER, Channel.TELEPHONE, TOLD)),
        received().when(c.GiveWarnings(INTERVIEWER, WARNED)),
        to_be_seen().at(held().held_at).when(held()),
    ]
    for one in facts:
        assert Flag.SCRIPT_NOT_HELD not in flags(one)


def test_no_appointment_and_no_redirection_is_made_in_a_text_that_is_not_held() -> None:
    to_be_seen().when(meeting(wording="appointment@99")).refused("TEXT_NOT_HELD")
    assert "TEXT_NOT_HELD" not in str(to_be_seen().when(meeting()).outcome)
    going = c.RedirectEnquiry(CALL_TAKER, RedirectedTo.SCOTLAND, "please-ring@99", concern_passed_on=True)
    assert "TEXT_NOT_HELD" in str(received().when(going).outcome)
    assert "TEXT_NOT_HELD" not in str(received().when(replace(going, wording="please-ring@1")).outcome)
