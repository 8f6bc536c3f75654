"""Forces, agencies, principals and the sources they write under."""

import pytest

from contracts.codes import Source
from contracts.parties import (
    AnswersBy,
    Regime,
    agencies,
    agencies_of,
    consumer_group,
    forces,
    principal,
    principal_of,
    role,
    source,
)


def test_forty_three_territorial_forces_have_codes_that_are_strings() -> None:
    territorial = [force for force in forces().values() if force.territorial]
    assert len(territorial) == 43
    assert forces()["01"].name == "Metropolitan Police Service"
    assert forces()["46"].name == "Kent"


def test_the_agencies_of_the_local_stack_answer_for_every_source_asked_at_first() -> None:
    kent = agencies_of("46")
    asked_at_first = {agency.id for agency in kent if agency.by is not AnswersBy.TELEPHONE}
    assert asked_at_first == {"police-records-46", "probation-kent", "socialcare-kent"}
    answered = {one for agency in kent for one in agency.answers}
    assert answered >= {Source.POLICE_NATIONAL, Source.POLICE_LOCAL, Source.PROBATION, Source.SOCIAL_CARE}
    assert [agency.id for agency in kent if agency.by is AnswersBy.TOPIC] == ["socialcare-kent"]


def test_a_local_authority_processes_under_another_regime_than_the_police() -> None:
    assert agencies()["socialcare-kent"].regime is Regime.UK_GDPR
    assert agencies()["probation-kent"].regime is Regime.DPA_2018_PART_3


def test_the_telephone_numbers_are_those_kept_for_fiction() -> None:
    assert all(agency.ring.telephone.startswith("01632 960") for agency in agencies().values())


@pytest.mark.parametrize("who", ["46.intake", "46.notifications", "23.decisions", "socialcare-kent"])
def test_a_principal_and_its_source_name_each_other(who: str) -> None:
    assert principal_of(source(who)) == who


def test_sources_look_like_this() -> None:
    assert source("46.intake") == "csods/46/intake"
    assert source("socialcare-kent") == "csods/socialcare-kent"
    assert principal("46", "intake") == "46.intake"
    assert role("46.intake") == "intake"
    assert role("socialcare-kent") == "socialcare-kent"
    assert consumer_group("46.checks") == "csods.46.checks"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "csods/",
        "csods/46",
        "csods/46/laundry",
        "csods/99/intake",
        "46/intake",
        "csods/46.intake",
        "csods/nobody",
    ],
)
def test_a_source_that_no_party_has_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no party"):
        principal_of(written)


def test_a_service_that_is_not_in_the_register_is_no_principal() -> None:
    for force, service in (("46", "laundry"), ("99", "intake")):
        with pytest.raises(ValueError, match="register"):
            principal(force, service)
