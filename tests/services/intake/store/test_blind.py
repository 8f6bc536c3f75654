"""The blind index finds the same person again, and nobody else, and says nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from contracts.codes import PartyRole
from contracts.people import PersonName
from services.intake.store.blind import BlindIndex

INDEX = BlindIndex(SecretStr("an invented secret of enough bytes for tests"))
OTHER = BlindIndex(SecretStr("another invented secret, as long as the first"))
BORN = date(1979, 11, 30)


def of(
    given_name: str | None, family: str | None, born: date | None = BORN, role: PartyRole = PartyRole.SUBJECT
) -> Any:
    return INDEX.of(role, PersonName(given=given_name, family=family), born)


@pytest.mark.parametrize(
    ("given_name", "family"),
    [
        ("quentin", "sample-quill"),
        ("  Quentin ", "SAMPLE QUILL"),
        ("Quentin Aloysius", "Sample-Quill"),
        ("Quéntin", "Sample–Quill"),
    ],
)
def test_spelling_that_means_the_same_gives_the_same(given_name: Any, family: Any) -> None:
    assert of(given_name, family) == of("Quentin", "Sample-Quill")


@pytest.mark.parametrize(
    ("given_name", "family"), [("Quintin", "Sample-Quill"), ("Quentin", "Sample"), ("Sample", "Quentin")]
)
def test_another_name_gives_another(given_name: Any, family: Any) -> None:
    assert of(given_name, family) != of("Quentin", "Sample-Quill")


def test_the_name_is_the_same_whether_or_not_the_date_of_birth_is_known() -> None:
    dated, undated = of("Quentin", "Sample-Quill"), of("Quentin", "Sample-Quill", None)
    assert dated.name == undated.name
    assert undated.born is None
    assert dated.born != of("Quentin", "Sample-Quill", date(1979, 11, 29)).born


@pytest.mark.parametrize(
    ("given_name", "family"), [(None, "Quill"), ("Quentin", None), ("–", "Quill"), ("Q", "…")]
)
def test_half_a_name_finds_nobody(given_name: Any, family: Any) -> None:
    assert of(given_name, family) is None


def test_one_person_in_two_roles_cannot_be_told_from_the_table() -> None:
    assert of("Quentin", "Quill").name != of("Quentin", "Quill", role=PartyRole.APPLICANT).name


def test_without_the_secret_the_value_is_another() -> None:
    name = PersonName(given="Quentin", family="Sample-Quill")
    ours, theirs = INDEX.of(PartyRole.SUBJECT, name), OTHER.of(PartyRole.SUBJECT, name)
    assert ours is not None
    assert theirs is not None
    assert ours.name != theirs.name


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        BlindIndex(SecretStr("short"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_spelling_gives_a_value_or_none(given_name: Any, family: Any) -> None:
    found = INDEX.of(PartyRole.CHILD, PersonName.model_construct(given=given_name, family=family))
    assert found is None or len(found.name) == 32
