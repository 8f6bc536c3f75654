"""`csods case show`: one case as the decisions service lets this officer see it."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
import orjson
import typer

from cli.case_page import page
from cli.command import Ask, command
from cli.exits import FINDINGS, FINE, UNREACHABLE, CannotReach, Misused
from cli.output import WRONG

app = typer.Typer(no_args_is_help=True, help="What officers see of a case, by need to know.")
PATIENCE: Final = 15.0
ADDRESSES: Final = "addresses.json"


@command(app, "show", example="csods case show c-a3kq… --because 'supervisor asked for the clocks'")
async def show(
    ask: Ask,
    case: Annotated[str, typer.Argument(help="the case's id, as the lists show it")],
    because: Annotated[str, typer.Option("--because", help="why you need to see it; it is written down")],
    officer: Annotated[
        str | None, typer.Option(help="local stack only: as this invented officer, such as ds-2203")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="a file with your bearer token; or set CSODS_TOKEN")
    ] = None,
    url: Annotated[
        str | None, typer.Option(envvar="CSODS_DECISIONS_URL", help="address of the decisions service")
    ] = None,
) -> int:
    """How a case stands: clocks, record, what the sources said, the people; masked without need to know.

    Who looked, when, at what and why is written down before anything is shown.
    """
    token = _token(ask, officer, token_file)
    address = (url or _local_address(ask)).rstrip("/")
    headers = [(b"Authorization", f"Bearer {token}".encode()), (b"X-Reason", because.encode())]
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
            answer = await http.get(f"{address}/cases/{_path(case)}", headers=headers)
    except httpx.TransportError:
        raise CannotReach(
            "the decisions service does not answer: is it running, and the address right?"
        ) from None
    try:
        told: dict[str, Any] = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        raise CannotReach("what answers at this address is not the decisions service") from None
    if answer.status_code != httpx.codes.OK:
        return _problem(ask, answer.status_code, told)
    if ask.out.as_json:
        ask.out.document(told)
    else:
        page(ask.out, told)
    return FINE


def _problem(ask: Ask, status: int, told: dict[str, Any]) -> int:
    if ask.out.as_json:
        ask.out.document(told)
    ask.out.line(f"{told.get('title', 'It did not answer as it should')}. {told.get('detail', '')}", WRONG)
    for error in told.get("errors", []):
        ask.out.line(f"  {error.get('path', '')}: {error.get('words', '')}")
    return UNREACHABLE if status >= httpx.codes.INTERNAL_SERVER_ERROR else FINDINGS


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


def _path(case: str) -> str:
    if not case.replace("-", "").isalnum():
        raise Misused("a case's id is letters, digits and dashes")
    return case
