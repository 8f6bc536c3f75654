"""Of several searches for one person some do not succeed: what the others found is not thrown away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from contracts.codes import NoAnswer, Source
from contracts.people import FindingKind
from services.checks.adapters.line import Line
from services.checks.adapters.police import PoliceRecords
from services.checks.adapters.probation import Probation
from services.checks.adapters.searching import Search
from services.checks.domain.answers import CouldNotLook, Found, InPart, WouldNotSay
from tests.services.checks.adapters import test_police as police
from tests.services.checks.adapters import test_probation as probation
from tests.services.checks.adapters.wires import QUICK, SOUGHT, FarEnd, asked

BORN = replace(SOUGHT, date_of_birth=date(1988, 4, 5))
"""Day and month may have changed places: searched for twice, or more often."""


def searching_police(end: FarEnd) -> Search:
    return PoliceRecords(end.line(), Source.POLICE_LOCAL)


def searching_probation(end: FarEnd) -> Search:
    return Probation(end.line())


def police_found() -> httpx.Response:
    person = police.PERSON | {"date_of_birth": "1988-04-05"}
    return httpx.Response(200, json={"collection": "LOCAL", "persons": [person]})


def probation_found() -> httpx.Response:
    return httpx.Response(200, json=probation.page_of(probation.PERSON | {"dateOfBirth": "1988-04-05"}))


def probation_detail(request: httpx.Request) -> httpx.Response:
    what = request.url.path.removeprefix("/v1/persons/X900901")
    status, body = probation.DETAILS[what]
    return httpx.Response(status, json=body)


def once(found: Callable[[], httpx.Response], then: Callable[[], httpx.Response]) -> FarEnd:
    """The first search finds somebody, every later one ends as said; what is held of them is shown."""
    searches = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal searches
        if request.url.path.startswith("/v1/persons/X"):
            return probation_detail(request)
        searches += 1
        return found() if searches == 1 else then()

    return FarEnd(answer)


def status(code: int) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(code, json={})


@pytest.mark.parametrize(
    ("then", "rest"),
    [
        (503, CouldNotLook(NoAnswer.DOWN)),
        (429, CouldNotLook(NoAnswer.OVERLOADED)),
        (400, CouldNotLook(NoAnswer.NOT_UNDERSTOOD)),
        (403, WouldNotSay(NoAnswer.FILTERED)),
    ],
)
@pytest.mark.parametrize(
    ("found", "searching", "record"),
    [(police_found, searching_police, "REC-1"), (probation_found, searching_probation, "X900901")],
    ids=["police", "probation"],
)
async def test_what_one_search_found_is_held_whatever_becomes_of_the_next(
    found: Callable[[], httpx.Response],
    searching: Callable[[FarEnd], Search],
    record: str,
    then: int,
    rest: CouldNotLook | WouldNotSay,
) -> None:
    reply = await asked(searching(once(found, status(then))), BORN)
    assert isinstance(reply, InPart)
    assert [one.record for one in reply.records] == [record]
    assert reply.rest == rest


@pytest.mark.parametrize("refused", [403, 404])
async def test_a_search_that_is_refused_keeps_back_no_other(refused: int) -> None:
    end = once(status(refused), probation_found)
    reply = await asked(searching_probation(end), BORN)
    assert isinstance(reply, InPart)
    assert [one.record for one in reply.records] == ["X900901"]
    assert reply.rest == WouldNotSay(NoAnswer.FILTERED)


async def test_a_record_that_cannot_be_understood_keeps_back_no_other() -> None:
    strange = police.PERSON | {"record_id": "R" * 5_000}
    known = police.PERSON | {"record_id": "REC-2"}
    end = FarEnd(lambda _: httpx.Response(200, json={"collection": "LOCAL", "persons": [strange, known]}))
    reply = await asked(searching_police(end))
    assert isinstance(reply, InPart)
    assert [one.record for one in reply.records] == ["REC-2"]
    assert reply.rest == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


async def test_a_restricted_record_keeps_back_no_other_and_is_rung_about() -> None:
    restricted = probation.PERSON | {"hmppsId": "X900902", "currentRestriction": True}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/v1/persons/X"):
            return probation_detail(request)
        return httpx.Response(200, json=probation.page_of(restricted, probation.PERSON))

    reply = await asked(searching_probation(FarEnd(answer)))
    assert isinstance(reply, InPart)
    assert [one.record for one in reply.records] == ["X900901"]
    assert reply.rest == WouldNotSay(NoAnswer.RECORD_RESTRICTED)


async def test_somebody_known_to_probation_is_known_though_no_more_can_be_read() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        searched = request.url.path == "/v1/persons"
        return httpx.Response(200, json=probation.page_of(probation.PERSON)) if searched else status(503)()

    reply = await asked(searching_probation(FarEnd(answer)))
    assert isinstance(reply, InPart)
    (record,) = reply.records
    (known,) = record.findings
    assert known.kind is FindingKind.UNDER_SUPERVISION
    assert "ring the desk" in known.summary
    assert reply.rest == CouldNotLook(NoAnswer.DOWN)


async def test_what_was_found_before_the_time_was_up_is_held() -> None:
    first = police_found()

    class Slow(httpx.AsyncBaseTransport):
        asked = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            self.asked += 1
            if self.asked > 1:
                await asyncio.Event().wait()
            return first

    line = Line("far-end", "http://far.invalid", "a-key", QUICK, Slow())
    reply = await asked(PoliceRecords(line, Source.POLICE_LOCAL), BORN, within=timedelta(milliseconds=200))
    assert isinstance(reply, InPart)
    assert [one.record for one in reply.records] == ["REC-1"]
    assert reply.rest == CouldNotLook(NoAnswer.TIMED_OUT)


@pytest.mark.parametrize(
    ("searching", "nobody"), [(searching_police, police.NOTHING), (searching_probation, probation.NOBODY)]
)
async def test_nothing_found_in_part_is_not_nothing_held(
    searching: Callable[[FarEnd], Search], nobody: object
) -> None:
    reply = await asked(searching(once(lambda: httpx.Response(200, json=nobody), status(503))), BORN)
    assert reply == CouldNotLook(NoAnswer.DOWN)
    whole = await asked(searching(FarEnd(lambda _: httpx.Response(200, json=nobody))), BORN)
    assert isinstance(whole, Found)
    assert whole.records == ()
