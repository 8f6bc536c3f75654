"""Whatever shows something of a case writes down first who reads it, when and why, in every service (B5)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import pytest
from fastapi.routing import APIRoute

from access.issuer import Invented
from access.reads import CannotLog, Read
from access.roles import Role
from contracts.codes import Rank
from services.decisions.api import routes as of_decisions
from services.decisions.domain import DECIDER as DECISIONS
from services.decisions.handlers import ROUTES
from services.decisions.http.answering import Answering
from tests.at_desks import Book, Desk, Memory, Service, desk, fresh
from tests.services.checks.test_who_sees_what import SERVICE as CHECKS
from tests.services.intake.at_desks import INTAKE
from tests.services.notifications.test_who_sees_what import SERVICE as NOTIFICATIONS

OF_DECISIONS: Final = Service(
    "decisions",
    DECISIONS,
    lambda message: cast("Any", ROUTES[type(message.event)])(message),
    of_decisions,
    Answering,
)
SERVICES: Final = {one.name: one for one in (INTAKE, CHECKS, OF_DECISIONS, NOTIFICATIONS)}
EVERY_ROLE: Final = Invented(
    "di-9999", "Everything Else-Sample", Rank.INSPECTOR, tuple(one for one in Role if one is not Role.SYSTEM)
)
CASE: Final = "c-every-reading"
WHY: Final = {"X-Reason": "reading everything that there is"}


class Nothing:
    """What a database without a line in it answers to whatever it is asked."""

    def __getattr__(self, _name: str) -> Any:
        return self

    def __call__(self, *_asked: Any, **_more: Any) -> Nothing:
        return self

    def __await__(self) -> Generator[Any, None, Nothing]:
        yield from ()
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    async def __aiter__(self) -> AsyncIterator[Any]:
        nothing: tuple[Any, ...] = ()
        for one in nothing:
            yield one


class Empty(Memory):
    """A service with one case in which nothing has happened, and a database without a line."""

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Any]:
        yield Nothing()


@dataclass
class Full(Book):
    """An access log that cannot be written."""

    async def record(self, read: Read) -> None:
        raise CannotLog


@cache
def routes(service: str) -> tuple[APIRoute, ...]:
    """Making them takes a good part of a second."""
    return tuple(one for one in SERVICES[service].routes().routes if isinstance(one, APIRoute))


def gets(service: str) -> list[str]:
    """Every address of this service that shows something, less what concerns no case."""
    return sorted(one.path for one in routes(service) if "GET" in (one.methods or ()))


def at(built: Desk, book: Book) -> Desk:
    made = fresh(built)
    memory = Empty(made.memory.service)
    memory.kept[CASE] = memory.service.decider.initial(CASE), 0
    made.served.state.access = replace(
        made.served.state.access, runtime=memory.service.facade(memory), reads=book
    )
    return replace(made, memory=memory, book=book)


def address(path: str) -> str:
    given = {"case_id": CASE, "step": "no-such-step", "release": "release-1", "letter": "letter-1"}
    return path.format_map(given)


ALL: Final = [(name, path) for name in SERVICES for path in gets(name)]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Desk]:
    state: Path = tmp_path_factory.mktemp("issuer")
    return {name: desk(service, state) for name, service in SERVICES.items()}


def a_step(service: str) -> str:
    """One that this service knows."""
    asked = next(one for one in routes(service) if one.path == "/cases/{case_id}/check/{step}")
    return asked.description.removeprefix("Steps: ").partition(",")[0].rstrip(".")


@pytest.mark.proves("R-260", by="access.gate:template")
@pytest.mark.parametrize(("name", "path"), ALL, ids=lambda one: one)
async def test_nothing_is_shown_whose_reading_cannot_be_written_down(
    desks: dict[str, Desk], name: str, path: str
) -> None:
    full = at(desks[name], Full())
    where = address(path).replace("no-such-step", a_step(name))
    async with full.client(EVERY_ROLE) as client:
        answer = await client.get(where, headers=WHY)
    assert answer.status_code == 503, answer.text
    assert answer.json()["title"] == "Cannot be shown now"


@pytest.mark.parametrize(("name", "path"), ALL, ids=lambda one: one)
async def test_who_read_what_and_why_is_written_down_wherever_something_is_shown(
    desks: dict[str, Desk], name: str, path: str
) -> None:
    written = at(desks[name], Book())
    where = address(path).replace("no-such-step", a_step(name))
    async with written.client(EVERY_ROLE) as client:
        await client.get(where, headers=WHY)
    [read] = written.book.entries
    assert read.officer.actor.id == EVERY_ROLE.id
    assert read.route == f"GET {path}"
    assert read.why
    assert read.case_id == (CASE if "{case_id}" in path else None)
