"""One line to one outside system: timeouts, bounded retries with jitter, a breaker, a limit on how many at
once.

Whatever goes wrong becomes `NotAnswered` with a reason; no address, query or body ever reaches a log or
an error.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import anyio
import httpx
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from contracts.codes import NoAnswer

_TALKATIVE: Final = (
    "httpx",
    "httpcore",
    *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy")),
)
"""Loggers that write addresses with their queries, in which the published probation interface takes names."""
LARGEST: Final = 5_000_000


class NotAnswered(Exception):
    """The system did not answer in a way that can be used. `reason` is one of those of "could not look"."""

    def __init__(self, reason: NoAnswer) -> None:
        super().__init__(reason.value)
        self.reason = reason


class _Passing(NotAnswered):
    """It may answer when it is tried once more."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Of one ask, in machine time. `pause` is the first wait between tries; it doubles, with jitter."""

    timeout: timedelta = timedelta(seconds=5)
    tries: int = 3
    pause: timedelta = timedelta(milliseconds=200)
    at_once: int = 4
    breaks_after: int = 5
    broken_for: timedelta = timedelta(seconds=15)


class Line:
    """`base_url` and `key` of one system; `transport` is swapped in tests, the client is the real one."""

    def __init__(
        self,
        name: str,
        base_url: str,
        key: str,
        patience: Patience,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        silence()
        self._name = name
        self._patience = patience
        self._limit = anyio.CapacityLimiter(patience.at_once)
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=patience.breaks_after, default_ttl=patience.broken_for.total_seconds()
        )
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"x-api-key": key, "accept": "application/json"},
            timeout=patience.timeout.total_seconds(),
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    def __repr__(self) -> str:
        return f"Line({self._name})"

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Any answer below 500 but 429. Raises NotAnswered."""
        request = self._http.build_request(method, path, params=params, json=json, headers=headers)
        async with self._limit:
            breaker = await self._breakers.get_breaker(self._name)
            try:
                async with breaker:
                    return await self._tried(request)
            except OpenedState:
                raise NotAnswered(NoAnswer.DOWN) from None

    async def _tried(self, request: httpx.Request) -> httpx.Response:
        pause = self._patience.pause.total_seconds()
        again = AsyncRetrying(
            stop=stop_after_attempt(self._patience.tries),
            wait=wait_exponential_jitter(multiplier=pause, max=2, jitter=pause),
            retry=retry_if_exception_type(_Passing),
            reraise=True,
        )
        async for attempt in again:
            with attempt:
                return await self._once(request)
        raise AssertionError("either answered or raised")

    async def _once(self, request: httpx.Request) -> httpx.Response:
        # what httpx raises holds the request, and with it the names in its address
        try:
            response = await self._http.send(request)
        except httpx.TimeoutException:
            raise _Passing(NoAnswer.TIMED_OUT) from None
        except (httpx.DecodingError, httpx.ProtocolError) as trouble:
            dropped = isinstance(trouble, httpx.RemoteProtocolError)
            raise _Passing(NoAnswer.DOWN if dropped else NoAnswer.NOT_UNDERSTOOD) from None
        except httpx.HTTPError:
            raise _Passing(NoAnswer.DOWN) from None
        if response.status_code == 429:
            raise _Passing(NoAnswer.OVERLOADED)
        if response.status_code >= 500:
            raise _Passing(NoAnswer.DOWN)
        if len(response.content) > LARGEST:
            raise NotAnswered(NoAnswer.NOT_UNDERSTOOD)
        return response


def silence() -> None:
    """Nothing that these libraries would write is wanted, at any level."""
    for name in _TALKATIVE:
        logging.getLogger(name).disabled = True
