"""Two letters of two cases compare as one where they tell nothing apart, and in nothing else."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from deploy.demo.outcomes import letters_alike
from deploy.demo.play import Json, Play
from deploy.demo.stage import NotAsExpected
from deploy.demo.study import Study
from deploy.simulators.people import read_people

PEOPLE = read_people()


def of(applicant: str, case: str, **changed: str) -> Study:
    who = PEOPLE[applicant]
    lives = who.addresses[0]
    name = f"{who.forenames} {who.surname}"
    address = "\n".join((*lives.lines, lives.town, lives.postcode))
    letter: Json = {
        "number": 7 if applicant == "cs4-father" else 9,
        "reference": f"{'4' if applicant == 'cs4-father' else 'a'}7f0-11",
        "at": "2026-12-24T10:00:00Z",
        "to": f"{name}\n{address}",
        "title": "There is no information to disclose to you",
        "body": f"{name}\n{address}\n\nOur reference: {case}\n\nDear {name}\n\nNothing to disclose.",
    } | changed

    async def letters() -> list[Json]:
        return [letter]

    facts = {"letters": letters, "applicant": applicant, "reference": case, "case_id": f"c-{case}"}
    return cast("Study", SimpleNamespace(**facts))


def compare(**changed: str) -> None:
    def said(*_: Any) -> None: ...

    play = cast("Play", SimpleNamespace(people=PEOPLE, stage=SimpleNamespace(said=said)))
    asyncio.run(letters_alike(play, of("cs2-applicant", "CS-AAAA"), of("cs4-father", "CS-BBBB", **changed)))


def test_what_is_the_applicants_own_is_no_difference() -> None:
    compare()


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "About your application"},
        {"body": "There is nothing to disclose to you."},
        {"at": "2026-12-24T11:00:00Z"},
        {"to": "The applicant"},
        {"reference": "47f011"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_any_other_difference_is_found(changed: dict[str, str]) -> None:
    with pytest.raises(NotAsExpected):
        compare(**changed)
