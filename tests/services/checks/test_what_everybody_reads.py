"""What is to be done is told in full to who is on the case, and tells others nothing of anybody (A9)."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.codes import Source
from contracts.people import FindingKind
from messaging.decider import Actor
from services.checks.domain.to_do import GO_ON, WORDS, Step, openly
from tests.at_desks import Desk, desk, fresh
from tests.services.checks import told as t
from tests.services.checks.domain.test_breach import order
from tests.services.checks.test_who_sees_what import (
    ANOTHER_RESEARCHER,
    CASE,
    RESEARCHER,
    SERVICE,
    asks_again,
    get,
)

INTELLIGENCE = t.held_finding(FindingKind.RELEVANT_INTELLIGENCE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(SERVICE, tmp_path_factory.mktemp("checks") / "issuer")


async def steps(built: Desk, *held: Any, given: str = "Ferdinand") -> set[str]:
    at = fresh(built)
    await at.memory.hear(CASE, t.enquiry())
    await at.memory.hear(CASE, t.application())
    await asks_again(at, RESEARCHER)
    found = t.found(Source.POLICE_LOCAL, *((t.record(given, findings=held),) if held else ()))
    await at.memory.execute(CASE, t.replied(t.LOCAL, found), Actor("system:46.checks"))
    shown = (await get(at, ANOTHER_RESEARCHER)).json()
    assert "findings" in shown["masked"]
    return {one["step"] for one in shown["case"]["to_do"]} - {WORDS[Step.TELL_SUPERVISOR]}


@pytest.mark.parametrize("held", [order(), INTELLIGENCE])
async def test_the_open_part_looks_the_same_whatever_a_source_holds(built: Desk, held: Any) -> None:
    assert await steps(built, held) == await steps(built)


async def test_the_open_part_looks_the_same_whether_there_is_a_possible_match(built: Desk) -> None:
    assert await steps(built, INTELLIGENCE, given="Florian") == await steps(built)


async def test_whoever_is_on_the_case_reads_all_that_is_to_be_done(built: Desk) -> None:
    at = fresh(built)
    await at.memory.hear(CASE, t.enquiry())
    await at.memory.hear(CASE, t.application())
    await asks_again(at, RESEARCHER)
    found = t.found(Source.POLICE_LOCAL, t.record(findings=(INTELLIGENCE,)))
    await at.memory.execute(CASE, t.replied(t.LOCAL, found), Actor("system:46.checks"))
    shown = (await get(at, RESEARCHER)).json()
    assert WORDS[Step.GRADE_INTELLIGENCE] in {one["step"] for one in shown["personal"]["to_do"]}


def test_what_is_left_when_all_of_it_tells_something_is_that_it_goes_on() -> None:
    assert openly([Step.GRADE_INTELLIGENCE, Step.READ_CONDITIONS]) == [GO_ON]
    assert openly([Step.GRADE_INTELLIGENCE, Step.RING_SOURCES]) == [WORDS[Step.RING_SOURCES]]
    assert openly([]) == []
