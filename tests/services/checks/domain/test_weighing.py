"""From what a search brought up to an answer: what is hidden is never taken for another's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from contracts.codes import Answer, Source
from contracts.people import Address, PersonName
from services.checks.domain.answers import HeldRecord
from services.checks.domain.matching import Described
from services.checks.domain.weighing import NAME_NOT_SHOWN, Weighing, weigh
from tests.examples import many

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


def read_back(found: Weighing) -> None:
    """All that is recorded of it must be readable when its box is opened."""
    parts: tuple[BaseModel, ...] = (*found.findings, *found.candidates, *found.weighed)
    for part in parts:
        assert type(part).model_validate_json(part.model_dump_json()) == part


def test_a_record_with_many_reasons_is_a_possible_match_like_any_other() -> None:
    """In a row they are longer than a line; an answer that could not be recorded was never heard of."""
    home = Address(lines=("4 Imaginary Row",), town="Exampleton", postcode="ZZ99 9ZZ")
    sought = Described(
        PersonName(given="Tetobe", family="Testperson-Pegube"), date(1981, 12, 6), addresses=(home,)
    )
    record = HeldRecord(
        record="REC-1",
        name=PersonName(given="Kevabe", family="Testperson-Dekabe"),
        date_of_birth=date(1981, 6, 12),
        addresses=(Address(lines=("14 Imaginary Row",), town="Exampleton", postcode="ZZ99 9ZZ"),),
    )
    found = weigh((sought,), (record,), Source.POLICE_LOCAL, TODAY)
    assert found.answer is Answer.AMBIGUOUS
    assert len(found.findings[0].match or "") > 200
    read_back(found)


NAMES = st.builds(
    PersonName,
    given=st.sampled_from(["Ferdinand", "Ferdinant", "Gideon", "F", None]),
    family=st.sampled_from(["Testperson", "Testperson-Barrow", "Barrow-Testperson", "Tstperson", None]),
    other=st.sampled_from([(), ("Ferdinand Phantom",), ("Gideon Testperson", "Ferdinand Barrow")]),
)
BORN = st.sampled_from([date(1988, 4, 7), date(1988, 7, 4), date(1988, 4, 8), date(1989, 4, 7), None])
HOMES = st.lists(
    st.builds(
        Address,
        lines=st.sampled_from([("4 Imaginary Row",), ("14 Imaginary Row",), ("Flat 2", "4 Imaginary Row")]),
        town=st.just("Exampleton"),
        postcode=st.sampled_from(["ZZ99 9ZZ", "ZZ99 1AB", None]),
    ),
    max_size=2,
).map(tuple)


@settings(max_examples=many(300))
@given(NAMES, BORN, HOMES, NAMES, BORN, HOMES, st.lists(BORN.filter(bool), max_size=2))
def test_whatever_is_made_of_a_record_can_be_recorded(
    name: PersonName,
    born: date | None,
    homes: tuple[Address, ...],
    held: PersonName,
    held_born: date | None,
    held_homes: tuple[Address, ...],
    others: list[date],
) -> None:
    record = HeldRecord(
        record="REC-1",
        name=held,
        date_of_birth=held_born,
        other_dates=tuple(others),
        addresses=held_homes,
    )
    read_back(weigh((Described(name, born, addresses=homes),), (record,), Source.POLICE_LOCAL, TODAY))
