"""Letters that are no letter with an accent are read plainly; a script that is not read is for a person."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.codes import Answer, Source
from contracts.people import FindingKind, PersonName, SubjectDetails
from services.checks.domain.answers import HeldRecord
from tests.services.checks import told as t

BORN = date(1980, 5, 20)
REGISTERED = t.held_finding(FindingKind.REGISTERED_SEX_OFFENDER)


@pytest.mark.parametrize(
    ("sought", "on_record", "born"),
    [
        (PersonName(given="Văn Đức", family="Đặng"), PersonName(given="Van Duc", family="Dang"), BORN),
        (
            PersonName(given="Đorđe", family="Đorđević"),
            PersonName(given="Djordje", family="Djordjevic"),
            BORN,
        ),
        (PersonName(given="Bjørn", family="Øst"), PersonName(given="Bjorn", family="Ost"), None),
        (PersonName(given="Ivan", family="Petrov"), PersonName(given="Иван", family="Петров"), None),
    ],
)
def test_a_registered_offender_whose_name_is_written_in_plain_letters_is_not_nothing_held(
    sought: PersonName, on_record: PersonName, born: date | None
) -> None:
    told = t.begun(subject=SubjectDetails(name=sought, date_of_birth=born, approximate_age=46))
    record = HeldRecord(record="REC-1", name=on_record, date_of_birth=BORN, findings=(REGISTERED,))
    told = told.when(
        t.replied("initial-1-offender-management-subject", t.found(Source.OFFENDER_MANAGEMENT, record))
    )
    (answer,) = {one.answer for one in told.events if hasattr(one, "answer")}
    assert answer is not Answer.NO_TRACE
