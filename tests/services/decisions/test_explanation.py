"""Who is shown an explanation, how it reads on a page, and what is written down of the reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder

from access.issuer import OFFICERS, LocalIssuer
from access.officers import Officers
from access.runtime import History, Snapshot
from access.server import app
from cli.explained_page import explained
from cli.output import Out
from contracts.codes import Answer, Source
from services.decisions import api
from tests.access.service import Book, Memory, settings
from tests.reading import codes_in
from tests.services.decisions import told as t
from tests.services.decisions.chronicle import Chronicle
from tests.services.decisions.domain.test_explaining import texts
from tests.services.decisions.ordering import UNREAD, over

CASE = "c-explained-0001"
WHY = "preparing the review of this case"


@dataclass
class Journal(Memory):
    """A runtime that holds one case with its whole history."""

    chronicle: Chronicle | None = None
    now_is: datetime = t.CONTACT

    async def read(self, case_id: str) -> Snapshot[Any] | None:
        history = await self.read_as_of(case_id, self.now_is)
        if history is None:
            return None
        return Snapshot(case_id, history.state, history.version, (), False, self.now_is)

    async def read_as_of(self, case_id: str, until: datetime) -> History[Any] | None:
        if case_id != CASE or self.chronicle is None:
            return None
        history = self.chronicle.history(until)
        return history if history.entries else None


@dataclass
class Door:
    served: FastAPI
    issuer: LocalIssuer
    book: Book
    runtime: Journal

    async def ask(self, officer: str, *, case: str = CASE, **query: str) -> httpx.Response:
        token = self.issuer.issue(officer)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.served), base_url="http://decisions.invalid"
        ) as client:
            headers = {"Authorization": f"Bearer {token}", "X-Reason": WHY}
            return await client.get(f"/cases/{case}/explanation", params=query, headers=headers)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Door:
    """Making the routes takes a good part of a second."""
    issuer, book = LocalIssuer(tmp_path_factory.mktemp("decisions"), profile="development"), Book()
    said, runtime = settings(issuer), Journal()
    served = app(
        "Decisions", [api.routes()], runtime=runtime, settings=said, secret=bytes(32),
        officers=Officers(said), reads=book,
    )  # fmt: skip
    return Door(served, issuer, book, runtime)


@pytest.fixture
def door(built: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A case of no concern, categorised by an Inspector over unread mail; then what came after it."""
    chronicle = Chronicle().kept(monkeypatch)
    told = t.assessed(t.failed(Source.PROBATION, Answer.WITHHELD)).with_unread(UNREAD)
    told = told.when(t.finalise(told))
    told = over(told, t.no_concern)
    late = t.answered(Source.PROBATION, Answer.HIT, at=t.days(3))
    told = told.after(days=1).fold(late.event, heard=late)
    book, runtime = Book(), Journal(chronicle=chronicle, now_is=told.now)
    built.served.state.access = replace(built.served.state.access, runtime=runtime, reads=book)
    return replace(built, book=book, runtime=runtime)


async def test_who_is_not_on_the_case_sees_clocks_and_nothing_of_what_was_known_or_decided(
    door: Door,
) -> None:
    answer = await door.ask("ds-2203")
    assert answer.status_code == 200
    shown = answer.json()
    assert set(shown["masked"]) == set(shown["personal"])
    assert all(isinstance(one, str) for one in shown["personal"].values())
    assert shown["case"]["clocks"]
    assert "concern" not in str({name: one for name, one in shown["case"].items() if name != "clocks"})
    [read] = door.book.entries
    assert (read.officer.actor.id, read.why, read.masked, read.what) == ("ds-2203", WHY, True, [])


async def test_who_is_on_the_case_and_the_rank_that_may_authorise_see_it_whole(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(OFFICERS, t.SERGEANT.id, replace(OFFICERS["ds-2203"], id=t.SERGEANT.id))
    for officer in ("di-3301", t.SERGEANT.id):
        shown = (await door.ask(officer)).json()
        assert shown["masked"] == []
        assert shown["personal"]["stood"]["decided"] == "no concern"
        assert door.book.entries[-1].what == list(shown["personal"])


async def test_a_rank_without_the_role_and_a_role_without_the_rank_do_not(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        OFFICERS, "ds-9", replace(OFFICERS["ds-2203"], id="ds-9", roles=OFFICERS["di-3301"].roles)
    )
    for officer in ("insp-3344", "ds-9", "st-1900"):
        assert (await door.ask(officer)).json()["masked"], officer
    assert (await door.ask("st-1950")).status_code == 403


async def test_what_came_later_is_not_shown_of_then_and_no_moment_to_come_is_told(door: Door) -> None:
    then = (t.days(12) + timedelta(hours=1)).isoformat()
    before = (await door.ask("di-3301", as_of=then)).json()
    now = (await door.ask("di-3301", as_of=(t.days(900)).isoformat())).json()
    assert len(now["personal"]["course"]) == len(before["personal"]["course"]) + 1
    assert now["as_of"] == jsonable_encoder(door.runtime.now_is).replace("+00:00", "Z")
    assert now["personal"]["course"][-1]["learnt_later"]


async def test_before_anything_was_recorded_there_is_nothing_to_explain(door: Door) -> None:
    too_early = await door.ask("di-3301", as_of=t.hours(-1).isoformat())
    elsewhere = await door.ask("di-3301", case="c-never-was-1")
    assert (too_early.status_code, elsewhere.status_code) == (404, 404)
    assert len(door.book.entries) == 2, "that somebody looked is written down all the same"
    assert (await door.ask("di-3301", as_of="yesterday")).status_code == 422


async def test_the_page_reads_in_order_and_holds_no_code(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = orjson.loads((await door.ask("di-3301")).content)
    capsys.readouterr()
    explained(Out(as_json=False), shown)
    page = capsys.readouterr().out
    assert re.search(r"^1\. Monday 1 June 2026, 10:00: somebody asked, or information came", page, re.M)
    assert "Step taken: categorise" in page
    assert re.search(
        r"Passed with a written reason:\s+- unread messages \(G 102\)\s+- source did not look", page
    )
    assert "That reason: Rang the desk; nothing weighs." in page
    assert "Refused: finalise" in page
    assert "It occurred earlier, Thursday 4 June 2026" in page
    assert "probation service" in page
    assert "\x1b[" not in page, "plain lines in a pipe"
    for line in page.splitlines():
        for text in texts(line):
            assert not codes_in(text), line


async def test_a_masked_page_says_that_it_is(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    explained(Out(as_json=False), orjson.loads((await door.ask("st-1900")).content))
    page = capsys.readouterr().out
    assert "masked: you have no need to know" in page
    assert "Step taken" not in page
