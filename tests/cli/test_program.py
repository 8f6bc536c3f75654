"""The program as it is installed: help that suffices, plain lines in a pipe, tables on a terminal."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import typer
from typer.testing import CliRunner

from cli.exits import Misused
from cli.instants import instant, since, span
from cli.main import app
from cli.places import Asked
from tests.cli.desk import PROGRAM, Desk
from tests.messaging.toy import depot


def _commands() -> Iterator[tuple[str, ...]]:
    def walk(group: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        context = typer.Context(group)
        for name in group.list_commands(context):
            one = group.get_command(context, name)
            if hasattr(one, "commands"):
                yield from walk(one, (*path, name))
            else:
                yield (*path, name)

    yield from walk(typer.main.get_command(app), ())


@pytest.mark.parametrize("path", list(_commands()), ids=" ".join)
def test_every_command_has_help_with_an_example_exit_codes_and_json(path: tuple[str, ...]) -> None:
    said = CliRunner(env={"COLUMNS": "400"}).invoke(app, [*path, "--help"])
    assert said.exit_code == 0
    assert f"Example: csods {' '.join(path)}" in said.stdout
    assert "Exit codes: 0 all is well" in said.stdout
    assert "--json" in said.stdout


@pytest.mark.stack
def test_a_command_loads_only_what_it_needs() -> None:
    heavy = "{'alembic', 'aiokafka', 'confluent_kafka', 'sqlalchemy'}"
    asked = "app(['case', 'show', '--help'], standalone_mode=False)"
    script = f"import sys; from cli.main import app; {asked}; sys.exit(bool({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=False)  # noqa: S603
    assert done.returncode == 0
    assert b"Example: csods case show" in done.stdout


async def test_lines_in_a_pipe_are_plain_and_a_terminal_has_tables(desk: Desk) -> None:
    parcels = desk.parcels
    await parcels.send(parcels.parcel(depot.Ordered(weight=5), "case-1"))
    await parcels.settled()
    env = {**os.environ, "CSODS_PLACES": str(desk.file), "CSODS_STACK": parcels.stack.name, "TERM": "xterm"}
    piped = await asyncio.create_subprocess_exec(
        PROGRAM, "where", "case-1", env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await piped.communicate()
    assert (piped.returncode, err) == (0, b"")
    assert b"\x1b" not in out
    assert f"# {desk.depot} journal\nversion\tid\ttype" in out.decode()
    ours, theirs = pty.openpty()
    shown = await asyncio.create_subprocess_exec(
        PROGRAM, "doctor", env={**env, "COLUMNS": "200"}, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = await asyncio.to_thread(_everything, ours)
    os.close(ours)
    assert await shown.wait() == 0
    assert "\x1b[" in seen
    assert "━" in seen
    assert "nothing is wrong" in seen


def _everything(terminal: int) -> str:
    """What a program writes to its terminal until it ends."""
    seen = b""
    try:
        while more := os.read(terminal, 65_536):
            seen += more
    except OSError:  # Linux says so when the other end is closed
        return seen.decode()
    return seen.decode()


def test_a_deployment_is_found_by_its_environment() -> None:
    env = {
        "CSODS_FORCE": "46",
        "CSODS_OPERATOR_DATABASE_URL_CHECKS": "postgresql://looks@db.invalid/csods_46_checks",
        "CSODS_DATABASE_URL_CHECKS": "postgresql://acts@db.invalid/csods_46_checks",
        "KAFKA_BOOTSTRAP_SERVERS": "kafka.invalid:9092",
        "KAFKA_USER": "auditor",
    }
    places = Asked(env=env).resolve()
    [place] = places.services
    assert (place.name, place.source, place.database) == ("46.checks", "csods/46/checks", "csods_46_checks")
    assert "csods.46.intake" in place.reads
    assert place.writes == ("csods.46.checks", "csods.socialcare-kent.from.46.checks")
    assert places.kafka["sasl_plain_username"] == "auditor"
    assert "acts@" not in repr(places)
    assert "looks@" not in repr(places)
    secure = Asked(env={**env, "KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}).resolve()
    assert secure.kafka["ssl_context"].check_hostname


def test_what_is_missing_of_a_place_is_named(tmp_path: Path) -> None:
    looking = {"CSODS_OPERATOR_DATABASE_URL_CHECKS": "postgresql://looks@db.invalid/csods_46_checks"}
    with pytest.raises(Misused, match="KAFKA_BOOTSTRAP_SERVERS"):
        Asked(env=looking).resolve()
    with pytest.raises(Misused, match="register"):
        Asked(env={**looking, "CSODS_FORCE": "00", "KAFKA_BOOTSTRAP_SERVERS": "k:1"}).resolve()
    with pytest.raises(Misused, match="no description"):
        Asked(file=tmp_path / "absent.json", env={}).resolve()
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(orjson.dumps({"services": [{"source": "x"}]}))
    with pytest.raises(Misused, match=r"services\.0\.name"):
        Asked(file=wrong, env={}).resolve()


def test_spans_and_instants_are_read_as_people_write_them() -> None:
    now = instant("2026-06-01T09:00")
    assert now.isoformat() == "2026-06-01T08:00:00+00:00", "UK time when nothing else is said"
    assert (span("1w2d").days, span("2h30m").seconds) == (9, 9_000)
    assert since("2h", now) == instant("2026-06-01T07:00+01:00")
    with pytest.raises(Misused):
        span("3 days")
