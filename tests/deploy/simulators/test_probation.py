"""Probation as the HMPPS External API answers: shapes, filters, limited access, errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from deploy.local.stack import Stack
from deploy.simulators.people import read_people
from deploy.simulators.probation.roles import MASK
from tests.deploy.simulators.running import Running
from tests.stack_fixture import stack

__all__ = ["stack"]
pytestmark = pytest.mark.stack

PEOPLE = read_people()
POLICE_KEY = "key-of-the-police-role"
FULL_KEY = "key-of-full-access"


@pytest.fixture(scope="module")
def probation(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("probation")
    (home / "probation.port.key").write_text(
        f"key-of-public-protection\n{POLICE_KEY} ext-probation-police-intelligence\n{FULL_KEY} full-access\n"
    )
    with Running(stack, "probation", home) as running:
        yield running


@pytest.fixture
def http(probation: Running) -> Iterator[httpx.Client]:
    with probation.client() as client:
        yield client


@pytest.fixture
def as_police(probation: Running) -> Iterator[httpx.Client]:
    with probation.client(POLICE_KEY) as client:
        yield client


def crn(who: str) -> str:
    record = PEOPLE[who].probation
    assert record
    return record.crn


def found(http: httpx.Client, **query: str) -> list[dict[str, Any]]:
    reply = http.get("/v1/persons", params=query)
    assert reply.status_code == 200, reply.text
    people: list[dict[str, Any]] = reply.json()["data"]
    return people


def test_nothing_found_is_an_empty_page_not_an_error(http: httpx.Client) -> None:
    reply = http.get("/v1/persons", params={"first_name": "Ferdinand", "last_name": "Testperson"})
    assert reply.json() == {
        "data": [],
        "pagination": {
            "isLastPage": True, "count": 0, "page": 1, "perPage": 10, "totalCount": 0, "totalPages": 0,
        },
    }  # fmt: skip


def test_a_person_is_found_by_exact_name_and_date_of_birth(http: httpx.Client) -> None:
    (person,) = found(http, first_name="mordecai", last_name="FICTITIOUS-GRIMM", date_of_birth="1979-10-12")
    assert person["hmppsId"] == person["identifiers"]["deliusCrn"] == crn("cs1-subject")
    assert (person["currentRestriction"], person["currentExclusion"]) == (False, False)
    assert person["aliases"][0]["lastName"] == "Madeup-Gray"
    assert found(http, first_name="Mordecai", last_name="Fictitious-Grim") == []


def test_an_alias_is_found_only_when_aliases_are_searched(http: httpx.Client) -> None:
    assert found(http, last_name="Sham-Raven") == []
    (person,) = found(http, last_name="Sham-Raven", search_within_aliases="true")
    assert person["lastName"] == "Dummy-Ravensworth"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"last_name": "Testperson", "page": "2"},
        {"last_name": "Testperson", "perPage": "101"},
        {"date_of_birth": "1/2/90"},
    ],
)
def test_a_search_that_the_api_does_not_take_is_a_400(http: httpx.Client, query: dict[str, str]) -> None:
    reply = http.get("/v1/persons", params=query)
    assert reply.status_code == 400
    assert reply.json()["developerMessage"].startswith("Validation failure: ")


def test_a_restricted_record_is_found_and_says_that_it_is_restricted(http: httpx.Client) -> None:
    (person,) = found(http, last_name="Invented-Lockley")
    assert person["currentRestriction"] is True
    assert "restricted" in person["restrictionMessage"]
    (person,) = found(http, last_name="Notreal-Hyde")
    assert person["currentExclusion"] is True


def test_mappa_licences_alerts_and_officer_have_the_published_fields(http: httpx.Client) -> None:
    of = f"/v1/persons/{crn('cs1-subject')}"
    mappa = http.get(f"{of}/risks/mappadetail").json()["data"]
    assert (mappa["level"], mappa["category"]) == (2, 1)
    licences = http.get(f"{of}/licences/conditions").json()["data"]
    assert licences["offenderNumber"] == "A9201ZZ"
    assert "unsupervised" in licences["licences"][0]["conditions"][1]["condition"]
    alerts = http.get(f"{of}/alerts").json()
    assert (alerts["data"][0]["code"], alerts["pagination"]["totalCount"]) == ("XRF", 1)
    officer = http.get(f"{of}/person-responsible-officer").json()["data"]
    assert officer["prisonOffenderManager"] is None
    assert officer["communityOffenderManager"]["name"]["surname"] == "Sample-Officer"
    combined = http.get(of).json()["data"]
    assert combined["probationOffenderSearch"]["underActiveSupervision"] is True


def test_a_prison_number_leads_to_the_same_person(http: httpx.Client) -> None:
    reply = http.get("/v1/persons/A9201ZZ")
    assert reply.json()["data"]["probationOffenderSearch"]["hmppsId"] == crn("cs1-subject")


def test_who_is_not_known_answers_404_and_a_bad_id_400(http: httpx.Client) -> None:
    unknown = http.get("/v1/persons/X000000/risks/mappadetail")
    assert (unknown.status_code, unknown.json()["userMessage"]) == (
        404,
        "Could not find person with id: X000000",
    )
    assert http.get("/v1/persons/not-an-id").status_code == 400


def test_without_a_good_key_the_gateway_refuses(probation: Running) -> None:
    with probation.client("guessed") as stranger:
        reply = stranger.get("/v1/persons", params={"last_name": "Testperson"})
    assert (reply.status_code, reply.json()) == (403, {"message": "Forbidden"})


def test_the_police_role_may_not_search(as_police: httpx.Client) -> None:
    reply = as_police.get("/v1/persons", params={"last_name": "Testperson"})
    assert (reply.status_code, reply.json()["error"]) == (403, "Forbidden")


def test_what_a_filter_hides_answers_as_if_it_did_not_exist(as_police: httpx.Client) -> None:
    reply = as_police.get(f"/v1/persons/{crn('supervision-over')}/alerts")
    assert (reply.status_code, reply.json()["userMessage"]) == (
        404,
        "The requested resource could not be found",
    )
    refused = as_police.get(f"/v1/persons/{crn('supervision-over')}")
    assert (refused.status_code, refused.json()["userMessage"]) == (
        403,
        "Not under active supervision. Access denied.",
    )


def test_limited_access_is_redacted_or_refused_for_the_police_role(as_police: httpx.Client) -> None:
    of = f"/v1/persons/{crn('restricted')}"
    assert as_police.get(f"{of}/addresses").status_code == 403
    assert as_police.get(f"{of}/risks/mappadetail").json()["data"]["notes"] == MASK
    conditions = as_police.get(f"{of}/licences/conditions").json()["data"]["licences"][0]["conditions"]
    assert [one["condition"] for one in conditions] == [MASK]
    person = as_police.get(of).json()["data"]["probationOffenderSearch"]
    assert "gender" not in person
    assert person["currentRestriction"] is True
    assert "active" not in as_police.get(f"{of}/alerts").json()["data"][0]


def test_the_officer_is_masked_for_the_police_role(as_police: httpx.Client) -> None:
    officer = as_police.get(f"/v1/persons/{crn('cs1-subject')}/person-responsible-officer").json()["data"]
    assert officer["communityOffenderManager"]["name"] == {"forename": MASK, "surname": MASK}
    assert officer["communityOffenderManager"]["team"]["description"] == "Exampleshire Public Protection"


def test_access_limitations_are_only_for_full_access(probation: Running, http: httpx.Client) -> None:
    path = f"/v1/persons/{crn('restricted')}/access-limitations"
    assert http.get(path).status_code == 403
    with probation.client(FULL_KEY) as full:
        assert full.get(path).json()["data"]["restrictedTo"] == [{"email": "named.officer@example.org"}]


def test_ordered_faults_answer_in_the_published_error_shape(probation: Running, http: httpx.Client) -> None:
    probation.order(mode="404", times=1)
    filtered = http.get("/v1/persons", params={"last_name": "Testperson"})
    assert (filtered.status_code, filtered.json()["userMessage"]) == (
        404,
        "The requested resource could not be found",
    )
    probation.order(mode="error-500", times=1)
    failed = http.get("/v1/persons", params={"last_name": "Testperson"})
    assert (failed.status_code, failed.json()["status"]) == (500, 500)
