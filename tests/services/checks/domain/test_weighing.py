"""From what a search brought up to an answer: what is hidden is never taken for another's."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.codes import Answer, Source
from contracts.people import PersonName
from services.checks.domain.answers import HeldRecord
from services.checks.domain.matching import Described
from services.checks.domain.weighing import NAME_NOT_SHOWN, Weighing, weigh

TODAY = date(2026, 6, 1)
SOUGHT = Described(PersonName(given="Ferdinand", family="Testperson"), date(1988, 4, 17))


def weighed(name: PersonName, born: date | None = None) -> Weighing:
    record = HeldRecord(record="REC-1", name=name, date_of_birth=born)
    return weigh((SOUGHT,), (record,), Source.POLICE_NATIONAL, TODAY)


@pytest.mark.parametrize(
    ("name", "born"),
    [
        pytest.param(PersonName(), None, id="nothing is shown"),
        pytest.param(PersonName(), date(1971, 11, 30), id="another date, which may be wrong or false"),
        pytest.param(PersonName(given="Gideon"), None, id="another forename, which may be an alias"),
    ],
)
def test_a_record_that_hides_its_surname_is_for_a_person_to_look_at(
    name: PersonName, born: date | None
) -> None:
    """It was brought up by a search for this person: to read it as nothing held would be to guess."""
    found = weighed(name, born)
    assert (found.answer, found.count) == (Answer.AMBIGUOUS, 1)
    assert NAME_NOT_SHOWN in found.candidates[0].reasons_against


@pytest.mark.parametrize(
    "name",
    [
        PersonName(given="Gideon", family="Phantom-Barrow"),
        PersonName(other=("Gideon Phantom-Barrow",)),
    ],
)
def test_a_record_that_shows_another_name_is_of_somebody_else(name: PersonName) -> None:
    assert weighed(name, date(1969, 9, 27)).answer is Answer.NO_TRACE
