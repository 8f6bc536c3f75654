"""What is shown is written down first, with a reason, and masked for those with no need to know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi import APIRouter
from pydantic import BaseModel

from access.views import MASKED, cases
from messaging.decider import Unread
from tests.access.service import CANARY, NOW, ByName, Desk, _search, need_to_know
from tests.access.test_commands import ENQUIRY, KEY

WHY = {"X-Reason": "supervising this case today"}


async def opened(at: Desk) -> str:
    async with at.client() as taker:
        case: str = (await taker.post("/enquiries", json=ENQUIRY, headers=KEY)).json()["case_id"]
    return case


async def test_a_case_is_shown_to_who_needs_to_know_and_the_reading_is_written_down(at: Desk) -> None:
    case = await opened(at)
    async with at.client() as supervisor:
        shown = (await supervisor.get(f"/cases/{case}", headers=WHY)).json()
    assert shown["personal"]["applicant"] == CANARY
    assert shown["masked"] == ["source"]
    [read] = at.book.entries
    assert (read.officer.actor.id, read.case_id, read.why) == ("ds-2203", case, WHY["X-Reason"])
    assert read.route == "GET /cases/{case_id}"
    assert read.what == ("case", "applicant")
    assert read.masked


@pytest.mark.parametrize("officer", ["st-1900", "st-1950", "system-tools"])
async def test_without_need_to_know_the_people_are_masked(at: Desk, officer: str) -> None:
    case = await opened(at)
    async with at.client(officer) as curious:
        reply = await curious.get(f"/cases/{case}", headers=WHY)
        found = await curious.get("/cases", headers=WHY)
    assert reply.json()["personal"] == {"applicant": MASKED, "source": MASKED}
    assert reply.json()["case"] == {"state": "ENQUIRY"}
    assert "Ferdinand" not in reply.text + found.text
    assert [read.masked for read in at.book.entries] == [True, True]


@pytest.mark.parametrize("reason", [None, "", "because", " " * 40, "x" * 301])
async def test_a_case_is_not_shown_without_a_reason(at: Desk, reason: str | None) -> None:
    case = await opened(at)
    headers = {} if reason is None else {"X-Reason": reason}
    async with at.client() as supervisor:
        for path in (f"/cases/{case}", "/cases"):
            reply = await supervisor.get(path, headers=headers)
            assert reply.status_code == 422
            assert reply.json()["errors"][0]["path"] == "header.X-Reason"
    assert at.book.entries == []


async def test_what_cannot_be_written_down_is_not_shown(at: Desk) -> None:
    case = await opened(at)
    at.book.full = True
    async with at.client() as supervisor:
        for path in (f"/cases/{case}", "/cases", "/work", f"/cases/{case}/check/note", "/cases/c-unknown-1"):
            reply = await supervisor.get(path, headers=WHY)
            assert reply.status_code == 503
            assert "Ferdinand" not in reply.text
        search = await supervisor.post("/cases/search", json={"name": CANARY}, headers=WHY)
    assert search.status_code == 503
    assert search.json()["title"] == "Cannot be shown now"


async def test_looking_for_a_case_that_is_not_here_is_written_down_too(at: Desk) -> None:
    async with at.client() as supervisor:
        assert (await supervisor.get("/cases/c-nowhere-1", headers=WHY)).status_code == 404
    assert at.book.entries[0].case_id == "c-nowhere-1"


async def test_a_search_writes_down_which_cases_it_found_and_no_name(at: Desk) -> None:
    async with at.client() as supervisor:
        found = await supervisor.post("/cases/search", json={"name": CANARY}, headers=WHY)
    assert found.json()["cases"][0]["personal"]["applicant"] == CANARY
    assert list(at.book.entries[0].what) == ["c-00000001"]
    assert CANARY not in repr(at.book.entries)


async def test_a_reason_may_be_written_in_any_letters(at: Desk) -> None:
    case = await opened(at)
    why = "Überprüfung – case review"
    async with at.client() as supervisor:
        await supervisor.get(f"/cases/{case}", headers={b"X-Reason": why.encode()})
    assert at.book.entries[0].why == why


async def test_of_which_type_unread_mail_is_may_tell_what_it_says(at: Desk) -> None:
    """Everybody reads that there is some, so that somebody has it taken."""
    case = await opened(at)
    mail = Unread("quarantine", "csods.46.checks", "checks.breach.suspected.v1", "BAD_DATA", NOW)
    at.memory.kept[case] = replace(at.memory.kept[case], unread=(mail,))
    shown = {}
    for officer in ("ds-2203", "st-1900"):
        async with at.client(officer) as client:
            (shown[officer],) = (await client.get(f"/cases/{case}", headers=WHY)).json()["unread"]
    assert shown["ds-2203"]["type"] == "checks.breach.suspected.v1"
    assert (shown["st-1900"]["type"], shown["st-1900"]["reason"]) == (MASKED, MASKED)
    assert shown["st-1900"]["words"] == shown["ds-2203"]["words"]


class Nested(BaseModel):
    parts: tuple[str, ...] | None = None


class InAModel(BaseModel):
    inside: list[Nested]


class Anything(BaseModel):
    what: Any = None


@pytest.mark.parametrize("query", [Nested, InAModel, Anything])
def test_a_name_cannot_hide_deeper_in_a_query(query: type[BaseModel]) -> None:
    with pytest.raises(ValueError, match="could hold a name"):
        cases(APIRouter(), query, _search, need_to_know({}))


async def test_a_search_with_the_database_away_says_that_nothing_can_be_shown(at: Desk) -> None:
    at.memory.away = True
    async with at.client() as supervisor:
        search = await supervisor.post("/cases/search", json={"name": CANARY}, headers=WHY)
    assert (search.status_code, search.json()["title"]) == (503, "Cannot be shown now")


def test_a_search_by_name_never_has_the_name_in_an_address() -> None:
    with pytest.raises(ValueError, match="could hold a name"):
        cases(APIRouter(), ByName, _search, need_to_know({}))


async def test_a_query_that_is_not_declared_is_not_quoted(at: Desk) -> None:
    async with at.client() as supervisor:
        reply = await supervisor.get("/cases", params={"reference": "Ferdinand T"}, headers=WHY)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["path"] == "query.reference"
    assert "Ferdinand" not in reply.text


async def test_work_comes_soonest_first_and_urgent_before_all(at: Desk) -> None:
    async with at.client() as supervisor:
        listed = (await supervisor.get("/work")).json()
        late = (await supervisor.get("/work", params={"which": "overdue"})).json()
        short = (await supervisor.get("/work", params={"limit": 1})).json()
    assert [item["step"] for item in listed["items"]] == ["Act now", "Check", "Categorise"]
    assert [item["step"] for item in late["items"]] == ["Categorise"]
    assert short["more"]
    assert len(short["items"]) == 1
