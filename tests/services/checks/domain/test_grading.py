"""Intelligence is examined and graded 3x5x2; a grade of old stays as it is (G 18; R-069)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codes import Rank, Source
from contracts.held import Detail, Grade, Intelligence
from contracts.people import Finding, FindingKind
from contracts.weighed import IntelligenceGraded
from messaging.decider import Actor
from services.checks.adapters.police_entries import Entries, findings
from services.checks.domain import commands as c
from services.checks.domain.grading import items, ungraded
from services.checks.domain.state import Checks
from tests.given import START, Story
from tests.services.checks.told import (
    LOCAL,
    RESEARCHER,
    SERGEANT,
    begun,
    finalised,
    found,
    heard,
    held_finding,
    record,
    replied,
)

GRADE = Grade(source=2, intelligence="C", handling="P")
WITH_CONDITIONS = Grade(source=1, intelligence="B", handling="C", conditions="Ask the intelligence desk.")


def item(
    grade: Grade | None = None, legacy: str | None = "B24", reference: str = "INT-1", number: str = "REC-1"
) -> Finding:
    detail = Detail(intelligence=Intelligence(reference=reference, grade=grade, legacy=legacy))
    finding = held_finding(FindingKind.RELEVANT_INTELLIGENCE, f"Invented ({reference}).", number)
    return finding.model_copy(update={"detail": detail})


def holding(*held: Finding) -> Story[Checks]:
    return begun().when(replied(LOCAL, found(Source.POLICE_LOCAL, record(findings=held))))


def graded(told: Story[Checks], grade: Grade = GRADE, *, by: Actor = RESEARCHER) -> Story[Checks]:
    key = items(told.state)[0].key
    return told.when(c.GradeIntelligence(by, key, grade, "Told once by somebody who saw it; borne out."))


def test_an_item_is_graded_by_a_person_with_rank_and_words_and_its_grade_of_old_beside_it() -> None:
    told = graded(holding(item()), by=SERGEANT).decided(IntelligenceGraded)
    event = told.events[0]
    assert event.rank is Rank.SERGEANT
    one = event.item.clear()
    assert (one.grade.short, one.legacy, one.reference) == ("2CP", "B24", "INT-1")
    assert not ungraded(told.state)


def test_the_last_grade_counts() -> None:
    told = graded(graded(holding(item())), WITH_CONDITIONS)
    (one,) = items(told.state)
    assert one.grade == WITH_CONDITIONS


def test_a_grade_that_came_with_the_item_stands_and_one_of_old_is_none() -> None:
    assert not ungraded(holding(item(GRADE, None)).state)
    assert [one.legacy for one in ungraded(holding(item()).state)] == ["B24"]


def test_an_item_told_on_the_telephone_is_not_graded() -> None:
    assert len(ungraded(holding(held_finding(FindingKind.RELEVANT_INTELLIGENCE)).state)) == 1


def test_an_item_that_two_sources_hold_is_graded_once() -> None:
    told = holding(item())
    told = told.when(
        replied(
            "initial-1-police-intelligence-subject",
            found(Source.POLICE_INTELLIGENCE, record(findings=(item(),))),
        )
    )
    assert len(items(told.state)) == 1
    assert not ungraded(graded(told).state)


def test_the_same_item_found_again_in_the_next_round_stays_graded() -> None:
    told = graded(holding(item()))
    told = told.when(replied(LOCAL, found(Source.POLICE_LOCAL, record(findings=(item(),))), attempt=2))
    assert not ungraded(told.state)


def test_only_a_person_grades_what_a_record_holds_and_conditions_of_handling_are_written_down() -> None:
    told = holding(item())
    graded(told, by=told.actor).refused("A_PERSON_DECIDES")
    told.when(c.GradeIntelligence(RESEARCHER, "item-0", GRADE, "Told once.")).refused("NO_SUCH_ITEM")
    bare = Grade(source=1, intelligence="B", handling="C")
    graded(told, bare).refused("HANDLING_CONDITIONS_NEEDED")
    graded(told, WITH_CONDITIONS).decided(IntelligenceGraded)


def test_it_is_graded_on_a_finished_case_too() -> None:
    graded(heard(holding(item()), finalised())).decided(IntelligenceGraded)


@pytest.mark.parametrize(
    ("entry", "grade", "legacy"),
    [
        ({"source": "2", "grade": "C", "handling": "P"}, "2CP", None),
        ({"source": "B", "grade": "2", "handling": "4"}, None, "B24"),
        ({"legacy": "B24"}, None, "B24"),
        ({"source": "2", "grade": "C", "handling": "P", "legacy": "B24"}, "2CP", "B24"),
        ({}, None, None),
    ],
)
def test_what_a_source_gives_is_taken_as_it_is(
    entry: dict[str, str], grade: str | None, legacy: str | None
) -> None:
    said = {"reference": "INT-1", "recorded": "2009-01-01", "summary": "Invented."} | entry
    (one,) = findings("REC-1", Entries.model_validate({"intelligence": [said]}), START.date())
    assert one.detail is not None
    assert one.detail.intelligence is not None
    held = one.detail.intelligence
    assert (held.grade.short if held.grade else None, held.legacy) == (grade, legacy)


SCALE = "".join((*"ABCDE", *"12345", " "))


@given(st.text(SCALE, max_size=2), st.text(SCALE, max_size=2), st.text(f"PC{SCALE}", max_size=2))
def test_nothing_of_another_scale_becomes_a_3x5x2_grade(source: str, grade: str, handling: str) -> None:
    said = {"reference": "INT-1", "recorded": "2009-01-01", "summary": "Invented."}
    entry = said | {"source": source, "grade": grade, "handling": handling}
    (one,) = findings("REC-1", Entries.model_validate({"intelligence": [entry]}), START.date())
    assert one.detail is not None
    assert one.detail.intelligence is not None
    held = one.detail.intelligence
    whole = source in set("123") and grade in set("ABCDE") and handling in set("PC")
    assert (held.grade is not None) == whole
    if not whole:
        assert held.legacy == ((source + grade + handling).strip() or None)
