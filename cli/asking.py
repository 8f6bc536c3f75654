"""How a command asks the decisions service: as which officer, where, and with which reason."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
import orjson
import typer

from cli.command import Ask
from cli.exits import FINDINGS, UNREACHABLE, CannotReach, Misused
from cli.output import WRONG

PATIENCE: Final = 15.0
ADDRESSES: Final = "addresses.json"

Because = Annotated[str, typer.Option("--because", help="why you need to see it; it is written down")]
AsOfficer = Annotated[
    str | None, typer.Option("--officer", help="local stack only: as this invented officer, such as ds-2203")
]
TokenFile = Annotated[
    Path | None, typer.Option("--token-file", help="a file with your bearer token; or set CSODS_TOKEN")
]
Url = Annotated[
    str | None, typer.Option("--url", envvar="CSODS_DECISIONS_URL", help="address of the decisions service")
]


@dataclass(frozen=True)
class Desk:
    """Who asks, and where. `get` and `put` give status and document; they raise CannotReach and Misused."""

    address: str
    token: str
    because: str
    patience: float = PATIENCE

    @classmethod
    def of(
        cls,
        ask: Ask,
        officer: str | None,
        token_file: Path | None,
        url: str | None,
        because: str,
        patience: float = PATIENCE,
    ) -> Desk:
        token = _token(ask, officer, token_file)
        return cls((url or _local_address(ask)).rstrip("/"), token, because, patience)

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        return await self._ask("GET", path, query or {})

    async def put(self, path: str) -> tuple[int, dict[str, Any]]:
        return await self._ask("PUT", path, {})

    async def _ask(self, method: str, path: str, query: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        headers = [
            (b"Authorization", f"Bearer {self.token}".encode()),
            (b"X-Reason", self.because.encode()),
        ]
        try:
            async with httpx.AsyncClient(timeout=self.patience, trust_env=False) as http:
                answer = await http.request(method, f"{self.address}{path}", headers=headers, params=query)
        except httpx.TransportError:
            raise CannotReach(
                "the decisions service does not answer: is it running, and the address right?"
            ) from None
        try:
            return answer.status_code, orjson.loads(answer.content)
        except orjson.JSONDecodeError:
            raise CannotReach("what answers at this address is not the decisions service") from None


def problem(ask: Ask, status: int, told: Mapping[str, Any]) -> int:
    """Say what the service refused, in its words; gives the exit code."""
    if ask.out.as_json:
        ask.out.document(told)
    ask.out.line(f"{told.get('title', 'It did not answer as it should')}. {told.get('detail', '')}", WRONG)
    for error in told.get("errors", []):
        ask.out.line(f"  {error.get('path', '')}: {error.get('words', '')}")
    return UNREACHABLE if status >= httpx.codes.INTERNAL_SERVER_ERROR else FINDINGS


def path_of(case: str) -> str:
    """The case as part of an address. Raises Misused."""
    if not case.replace("-", "").isalnum():
        raise Misused("a case's id is letters, digits and dashes")
    return case


def _token(ask: Ask, officer: str | None, file: Path | None) -> str:
    """Never an argument: those are seen by everybody on the machine. Raises Misused."""
    if officer is not None:
        home = _home(ask)
        try:
            issuer = importlib.import_module(
                "access.issuer"
            )  # brings a web framework, which few commands need
            return str(issuer.LocalIssuer(home / "issuer", profile=issuer.DEVELOPMENT).issue(officer))
        except KeyError:
            raise Misused(f"no invented officer is called {officer!r}") from None
    if file is not None:
        try:
            return file.read_text().strip()
        except OSError:
            raise Misused(f"{file} cannot be read") from None
    if token := os.environ.get("CSODS_TOKEN", "").strip():
        return token
    raise Misused("give your token: CSODS_TOKEN, --token-file, or --officer ds-2203 on a local stack")


def _home(ask: Ask) -> Path:
    return ask.asked.running.state / f"force-{ask.asked.force or '46'}"


def _local_address(ask: Ask) -> str:
    try:
        addresses: dict[str, str] = orjson.loads((_home(ask) / ADDRESSES).read_bytes())
        return addresses["decisions"]
    except (OSError, KeyError, orjson.JSONDecodeError):
        raise Misused("say where the decisions service is: --url, or CSODS_DECISIONS_URL") from None
