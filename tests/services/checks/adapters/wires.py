"""A line whose far end is a function: the real client, another transport."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx

from contracts.people import Address, PersonName
from services.checks.adapters import searching
from services.checks.adapters.line import Line, Patience
from services.checks.domain.answers import Reply
from services.checks.domain.matching import Described

TODAY = date(2026, 6, 1)
QUICK = Patience(timeout=timedelta(seconds=2), tries=3, pause=timedelta(milliseconds=1))
HOME = Address(lines=("4 Imaginary Row",), town="Exampleton", postcode="ZZ99 1AB")
SOUGHT = Described(
    name=PersonName(given="Ferdinand", family="Testperson"),
    date_of_birth=date(1988, 4, 17),
    addresses=(HOME,),
)
WITHIN = timedelta(seconds=20)
Answering = Callable[[httpx.Request], httpx.Response]


class FarEnd:
    """Keeps what was asked, and answers it."""

    def __init__(self, answer: Answering) -> None:
        self.asked: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._answer(request)

    def line(self, patience: Patience = QUICK) -> Line:
        return Line("far-end", "http://far.invalid", "a-key", patience, httpx.MockTransport(self))

    def bodies(self) -> list[Any]:
        return [json.loads(request.content) for request in self.asked]


def always(status: int, body: Any = None, **more: Any) -> FarEnd:
    return FarEnd(lambda _: httpx.Response(status, json=body, **more))


def raising(error: Exception) -> FarEnd:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise error

    return FarEnd(answer)


async def asked(search: searching.Search, *people: Described, within: timedelta = WITHIN) -> Reply:
    return await searching.reply(search, people or (SOUGHT,), TODAY, within)


TROUBLE: dict[str, tuple[Callable[[], FarEnd], str]] = {
    "refused": (lambda: raising(httpx.ConnectError("refused")), "DOWN"),
    "cut": (lambda: raising(httpx.RemoteProtocolError("cut")), "DOWN"),
    "read error": (lambda: raising(httpx.ReadError("reset")), "DOWN"),
    "connect timeout": (lambda: raising(httpx.ConnectTimeout("slow")), "TIMED_OUT"),
    "read timeout": (lambda: raising(httpx.ReadTimeout("slow")), "TIMED_OUT"),
    "no connection free": (lambda: raising(httpx.PoolTimeout("busy")), "TIMED_OUT"),
    "undecodable": (lambda: raising(httpx.DecodingError("gzip")), "NOT_UNDERSTOOD"),
    "429": (lambda: always(429), "OVERLOADED"),
    "500": (lambda: always(500), "DOWN"),
    "502": (lambda: always(502), "DOWN"),
    "503": (lambda: always(503), "DOWN"),
    "504": (lambda: always(504), "DOWN"),
    "301": (lambda: always(301, headers={"location": "http://elsewhere.invalid"}), "NOT_UNDERSTOOD"),
    "400": (lambda: always(400, {}), "NOT_UNDERSTOOD"),
    "401": (lambda: always(401, {}), "NOT_UNDERSTOOD"),
    "422": (lambda: always(422, {}), "NOT_UNDERSTOOD"),
    "204": (lambda: FarEnd(lambda _: httpx.Response(204)), "NOT_UNDERSTOOD"),
    "no JSON": (lambda: FarEnd(lambda _: httpx.Response(200, text="<html>")), "NOT_UNDERSTOOD"),
    "empty object": (lambda: always(200, {}), "NOT_UNDERSTOOD"),
    "a list": (lambda: always(200, []), "NOT_UNDERSTOOD"),
    "too large": (lambda: FarEnd(lambda _: httpx.Response(200, content=b" " * 5_000_001)), "NOT_UNDERSTOOD"),
}
"""Everything that can go wrong -> why the source could not look."""
