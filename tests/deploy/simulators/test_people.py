"""Who is on record: invented, and looking it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.simulators.people import PEOPLE_FILE, BadPeople, read_people

LOOKS_INVENTED = re.compile(
    r"Bogus|Dummy|Example|Faux|Fictitious|Imaginary|Invented|Madeup|Mock|Notreal|Phantom|Placeholder|Pretend"
    r"|Sample|Sham|Specimen|Test"
)
TELEPHONE_OF_NOBODY = re.compile(r"(07700 900|01632 960)\d{3}")


def test_every_name_looks_invented() -> None:
    names = [surname for person in read_people() for surname, _forenames, _born in person.names()]
    assert [surname for surname in names if not LOOKS_INVENTED.search(surname)] == []


def test_every_address_and_number_belongs_to_nobody() -> None:
    for person in read_people():
        assert all(address.postcode.startswith("ZZ99 ") for address in person.addresses), person.id
        assert person.telephone is None or TELEPHONE_OF_NOBODY.fullmatch(person.telephone), person.id
        assert person.email is None or person.email.endswith("@example.org"), person.id


def test_records_have_references_of_their_own() -> None:
    everybody = list(read_people())
    police = [record.record_id for person in everybody for record in person.police]
    probation = [person.probation.crn for person in everybody if person.probation]
    social_care = [person.social_care.reference for person in everybody if person.social_care]
    for references in (police, probation, social_care):
        assert len(references) == len(set(references)) > 0


def test_nothing_is_held_about_anybody_of_case_study_4() -> None:
    people = read_people()
    for who in ("cs4-father", "cs4-mother", "cs4-child", "cs4-subject"):
        person = people[who]
        assert (person.police, person.probation, person.social_care) == ((), None, None)


def test_a_people_file_that_is_wrong_is_refused_without_quoting_it(tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    file.write_text('[[people]]\nid = "x"\nsurname = "Canary-Testperson"\n')
    with pytest.raises(BadPeople) as refused:
        read_people(file)
    assert "forenames" in str(refused.value)
    assert "Canary" not in str(refused.value)


def test_the_readme_names_everybody() -> None:
    readme = PEOPLE_FILE.with_name("README.md").read_text("utf-8")
    assert [person.id for person in read_people() if f"`{person.id}`" not in readme] == []
