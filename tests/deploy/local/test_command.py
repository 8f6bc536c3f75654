"""`python -m deploy.local`: what `make up`, `make down` and their relatives do."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import asyncpg
import pytest

from deploy.local import places
from deploy.local.clock import ClockAuthority
from deploy.local.stack import Stack
from tests.deploy.local.watching import until_gone

pytestmark = pytest.mark.stack


def command(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command on the stack called `name`, in a process that ends with it."""
    return subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "deploy.local", *words, "--name", name],
        cwd=places.PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def running(testrun_uid: str, worker_id: str) -> Iterator[str]:
    """The name of a stack that `up` left running, its business time standing still."""
    name = f"up-{testrun_uid[:12]}-{worker_id}"
    begun = command(name, "up", "--rate", "0")
    assert begun.returncode == 0, begun.stderr
    yield name
    command(name, "down", "--erase")


def test_up_shows_the_addresses_of_what_stays_running(running: str) -> None:
    stack = Stack.attach(running, hold=False)
    processes = json.loads(command(running, "status", "--json").stdout)["processes"]
    assert {name: one["exit"] for name, one in processes.items()} == {"kafka": None, "postgres": None}

    again = command(running, "up")
    assert again.returncode == 0, again.stderr
    assert "is running already" in again.stdout
    for address in (stack.bootstrap, stack.postgres_address, str(stack.state / "stack.json")):
        assert address in again.stdout
    assert stack.processes() == processes


def test_a_visitor_does_not_end_what_up_left_running(running: str) -> None:
    visitor = Stack.attach(running)
    visitor.release()
    assert Stack.attach(running, hold=False).kafka.pid is not None


async def test_business_time_stands_still_or_flows_as_asked(running: str) -> None:
    async with ClockAuthority.of(Stack.attach(running, hold=False)) as clock:
        shown = await clock.read()
        assert shown.rate == 0
        assert (await clock.read()).now == shown.now
        await clock.flow(3600)
        assert (await clock.read()).now - shown.now > timedelta()


def test_what_others_need_to_know_is_for_this_user_alone(running: str) -> None:
    state = places.state(running)
    for secret in (state / "stack.json", state / "kafka" / "server.properties"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE((state / "logs").stat().st_mode) == 0o700


async def test_what_was_up_is_as_it_was_when_it_is_up_again(unique: str) -> None:
    assert "start it with `make up`" in command(unique, "status").stderr
    command(unique, "up")
    before = Stack.attach(unique, hold=False)
    connection = await asyncpg.connect(before.dsn("csods_46_intake", "migrator"))
    await connection.execute("CREATE TABLE letters (id bigint)")
    await connection.close()
    command(unique, "down")
    until_gone(places.state(unique))
    assert command(unique, "status").returncode == 1

    command(unique, "up")
    after = Stack.attach(unique, hold=False)
    assert after.login("46.intake")["sasl_plain_password"] == before.login("46.intake")["sasl_plain_password"]
    connection = await asyncpg.connect(after.dsn("csods_46_intake", "migrator"))
    assert await connection.fetchval("SELECT count(*) FROM letters") == 0
    await connection.close()

    assert command(unique, "down", "--erase").returncode == 0
    until_gone(places.state(unique))
    assert not places.state(unique).exists()
