"""Probation by the published interface: every status, restricted records, and what is filtered out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import httpx
import pytest

from contracts.codes import NoAnswer, Searched
from contracts.people import FindingKind, PersonName
from services.checks.adapters.probation import Probation
from services.checks.domain.answers import CouldNotLook, Found, InPart, Reply, WouldNotSay
from services.checks.domain.matching import Described
from tests.services.checks.adapters.wires import SOUGHT, TROUBLE, FarEnd, always, asked


def page_of(*shown: Any) -> dict[str, Any]:
    """A published list of one page."""
    pages = {"isLastPage": True, "page": 1, "count": len(shown), "totalCount": len(shown)}
    return {"data": list(shown), "pagination": pages}


NOBODY = page_of()
PERSON: dict[str, Any] = {
    "firstName": "Ferdinand",
    "lastName": "Testperson",
    "dateOfBirth": "1988-04-17",
    "aliases": [{"firstName": "Ferdy", "lastName": "Madeup"}],
    "hmppsId": "X900901",
    "currentRestriction": False,
    "currentExclusion": False,
}
DETAILS: dict[str, tuple[int, Any]] = {
    "": (200, {"data": {"probationOffenderSearch": {"underActiveSupervision": True}}}),
    "/addresses": (200, {"data": [{"number": "4", "street": "Imaginary Row", "postcode": "ZZ99 1AB"}]}),
    "/risks/mappadetail": (
        200,
        {"data": {"level": 2, "levelDescription": "MAPPA Level 2", "categoryDescription": "Registered"}},
    ),
    "/licences/conditions": (
        200,
        {
            "data": {
                "licences": [
                    {
                        "status": "ACTIVE",
                        "conditions": [{"category": "Contact", "condition": "No contact with children"}],
                    },
                    {"status": "EXPIRED", "conditions": [{"condition": "Once"}]},
                ]
            }
        },
    ),
}


def knowing(person: dict[str, Any] = PERSON, details: Mapping[str, tuple[int, Any]] | None = None) -> FarEnd:
    held = DETAILS | dict(details or {})

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/persons":
            return httpx.Response(200, json=page_of(person))
        status, body = held[request.url.path.removeprefix(f"/v1/persons/{person['hmppsId']}")]
        return httpx.Response(status, json=body)

    return FarEnd(answer)


async def ask(end: FarEnd, person: Described = SOUGHT) -> Reply:
    return await asked(Probation(end.line()), person)


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_no_trouble_is_read_as_nothing_held(trouble: str) -> None:
    make: Callable[[], FarEnd] = TROUBLE[trouble][0]
    assert await ask(make()) == CouldNotLook(NoAnswer(TROUBLE[trouble][1]))


@pytest.mark.parametrize("status", [403, 404])
async def test_what_is_filtered_out_is_withheld_and_not_absent(status: int) -> None:
    assert await ask(always(status, {})) == WouldNotSay(NoAnswer.FILTERED)


async def test_only_searches_that_all_succeed_and_find_nobody_are_no_trace() -> None:
    end = always(200, NOBODY)
    assert await ask(end) == Found(Searched.UNDER_PROBATION_SUPERVISION_TODAY)
    asked = [dict(request.url.params) for request in end.asked]
    assert {
        "last_name": "Testperson",
        "first_name": "Ferdinand",
        "search_within_aliases": "true",
        "perPage": "100",
    } in asked
    assert any(one.get("date_of_birth") == "1988-04-17" and "first_name" not in one for one in asked)
    assert all(request.headers["x-api-key"] == "a-key" for request in end.asked)


async def test_one_search_of_several_that_fails_spoils_the_answer() -> None:
    end = FarEnd(
        lambda request: httpx.Response(503 if "date_of_birth" in request.url.params else 200, json=NOBODY)
    )
    assert await ask(end) == CouldNotLook(NoAnswer.DOWN)


async def test_more_than_one_page_is_no_complete_answer() -> None:
    assert await ask(
        always(200, {"data": [], "pagination": NOBODY["pagination"] | {"isLastPage": False}})
    ) == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


@pytest.mark.parametrize("limit", ["currentRestriction", "currentExclusion"])
async def test_a_limited_record_is_there_and_its_owner_is_rung(limit: str) -> None:
    end = knowing(PERSON | {limit: True})
    assert await ask(end) == WouldNotSay(NoAnswer.RECORD_RESTRICTED)
    assert {request.url.path for request in end.asked} == {"/v1/persons"}


async def test_a_limited_record_of_somebody_else_limits_nothing() -> None:
    other = PERSON | {
        "lastName": "Mustername",
        "firstName": "Max",
        "dateOfBirth": "1950-01-01",
        "aliases": [],
    }
    assert await ask(knowing(other | {"currentRestriction": True})) == Found(
        Searched.UNDER_PROBATION_SUPERVISION_TODAY
    )


async def test_details_are_not_read_of_people_who_are_not_meant() -> None:
    other = PERSON | {
        "lastName": "Mustername",
        "firstName": "Max",
        "dateOfBirth": "1950-01-01",
        "aliases": [],
    }
    end = knowing(other)
    await ask(end)
    assert {request.url.path for request in end.asked} == {"/v1/persons"}


async def test_what_it_holds_is_read() -> None:
    reply = await ask(knowing())
    assert isinstance(reply, Found)
    (record,) = reply.records
    assert (record.record, record.name.given, record.date_of_birth) == (
        "X900901",
        "Ferdinand",
        date(1988, 4, 17),
    )
    assert record.name.other == ("Ferdy Madeup",)
    assert record.addresses[0].lines == ("4 Imaginary Row",)
    assert [(one.kind, one.summary) for one in record.findings] == [
        (FindingKind.UNDER_SUPERVISION, "Known to probation."),
        (FindingKind.MAPPA_MANAGED, "MAPPA Level 2, Registered."),
        (FindingKind.LICENCE_CONDITION, "Contact: No contact with children"),
    ]


async def test_somebody_whose_supervision_is_over_is_not_said_to_be_supervised() -> None:
    over = {"data": {"probationOffenderSearch": {"underActiveSupervision": False}}}
    reply = await ask(knowing(details={"": (200, over)}))
    assert isinstance(reply, Found)
    assert reply.records[0].findings[0].kind is FindingKind.OTHER_CONVICTION


@pytest.mark.parametrize("status", [403, 404])
async def test_details_that_are_not_shown_are_said_to_be_missing(status: int) -> None:
    reply = await ask(knowing(details={"/risks/mappadetail": (status, {})}))
    assert isinstance(reply, InPart)
    assert "not shown to us: ring the desk" in reply.records[0].findings[0].summary


async def test_other_names_and_a_changed_over_date_are_searched() -> None:
    end = always(200, NOBODY)
    person = Described(
        name=PersonName(given="Ferdinand Max", family="Testperson", other=("Quill",)),
        date_of_birth=date(1988, 4, 3),
    )
    await ask(end, person)
    asked = [dict(request.url.params) for request in end.asked]
    assert {one["last_name"] for one in asked} == {"Testperson", "Quill"}
    assert {one["first_name"] for one in asked if "first_name" in one} == {"Ferdinand"}
    assert {one["date_of_birth"] for one in asked if "date_of_birth" in one} == {"1988-04-03", "1988-03-04"}


@pytest.mark.parametrize(
    "pages", [{"totalCount": 3}, {"page": 2}, {"count": 1}, {"page": 2, "count": 0, "totalCount": 0}]
)
async def test_a_page_that_is_not_the_whole_answer_is_not_nothing(pages: dict[str, int]) -> None:
    end = always(200, NOBODY | {"pagination": NOBODY["pagination"] | pages})
    assert await ask(end) == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


@pytest.mark.parametrize("flag", ["currentRestriction", "currentExclusion"])
async def test_a_limited_record_without_a_name_is_there_all_the_same(flag: str) -> None:
    hidden = {"hmppsId": "X900901", flag: True}
    assert await ask(always(200, page_of(hidden))) == WouldNotSay(NoAnswer.RECORD_RESTRICTED)


async def test_a_record_that_shows_no_name_is_not_taken_for_somebody_elses() -> None:
    assert await ask(always(200, page_of({"hmppsId": "X900901"}))) == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)
