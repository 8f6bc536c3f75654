"""`make up`: a whole force, left running, and a page by which a newcomer finds the way."""

from __future__ import annotations

import importlib
import json
import signal
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from contracts.parties import SERVICES
from deploy.local import places
from deploy.local.clock import ClockAuthority
from deploy.local.force import SIMULATORS, migrations
from deploy.local.stack import Stack
from tests.deploy.local.commanding import command, shell, under_way
from tests.deploy.local.watching import until_gone

pytestmark = pytest.mark.stack
WHOLE = {"kafka", "postgres", *(f"46-{name}" for name in (*SERVICES, *SIMULATORS))}

PAGE_WITHIN = 60.0
"""Seconds: the first page of routes is made when it is asked for."""


@dataclass(frozen=True)
class Up:
    """A stack that `up` left running, and what it said."""

    name: str
    told: dict[str, Any]

    @property
    def stack(self) -> Stack:
        return Stack.attach(self.name, hold=False)

    def running(self) -> dict[str, int]:
        return {name: now["pid"] for name, now in self.stack.processes().items() if now["exit"] is None}


@pytest.fixture(scope="module")
def up(testrun_uid: str, worker_id: str) -> Iterator[Up]:
    name = f"up-{testrun_uid[:12]}-{worker_id}"
    begun = command(name, "up", "--rate", "0", "--json")
    assert begun.returncode == 0, begun.stderr
    yield Up(name, json.loads(begun.stdout))
    command(name, "down", "--erase")


def test_up_leaves_a_whole_force_running_and_says_where(up: Up) -> None:
    assert up.told["began"]
    assert set(up.running()) == WHOLE
    for service in SERVICES:
        at = up.told["services"][service]
        assert httpx.get(f"{at['url']}/health/ready").is_success
        assert "openapi.json" in httpx.get(at["docs"], timeout=PAGE_WITHIN).text
        assert httpx.get(at["openapi"]).json()["openapi"]
    assert "Mailbox" in httpx.get(up.told["mailbox"]).text


def test_the_page_has_addresses_tokens_and_requests_and_no_password_for_machines(up: Up) -> None:
    page = command(up.name, "up").stdout
    for service in up.told["services"].values():
        assert service["docs"] in page
    assert up.told["mailbox"] in page
    for officer in up.told["officers"]:
        assert officer["name"] in page
        assert officer["token"].partition(".")[0] in page
    for step in (*up.told["requests"], *up.told["operating"]):
        assert step["run"] in page
    assert "make down" in page
    assert "\x1b" not in page
    assert up.stack.dsn("csods_46_intake", "operator").partition("@")[0] not in json.dumps(up.told)


def test_up_twice_changes_nothing_that_runs_and_shows_the_page_again(up: Up) -> None:
    before = up.running()
    again = command(up.name, "up")
    assert again.returncode == 0, again.stderr
    assert "is running already" in again.stdout
    assert up.told["services"]["intake"]["docs"] in again.stdout
    assert up.running() == before


def test_the_first_requests_work_as_they_are_printed(up: Up) -> None:
    done = shell("\n".join(step["run"] for step in up.told["requests"]))
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines() if line]
    enquiry, form, case, work, between = answers
    assert "intake.application.made.v1" in enquiry["events"]
    assert form["case_id"] == case["case_id"] == enquiry["case_id"]
    assert case["case"]["clocks"]
    assert [item["case_id"] for item in work["items"]] == [enquiry["case_id"]]
    assert "NO_SUPERVISOR" in {one["code"] for one in between["conditions"]}

    asked = shell("\n".join(step["run"] for step in (*up.told["requests"], *up.told["operating"])))
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert '"replayed":true' in asked.stdout, "the same key is the same enquiry"
    assert case["case"]["reference"] in asked.stdout
    assert "all adds up" in asked.stdout


async def test_business_time_stands_still_or_flows_as_asked(up: Up) -> None:
    async with ClockAuthority.of(up.stack) as clock:
        shown = await clock.read()
        assert shown.rate == 0
        assert (await clock.read()).now == shown.now
        await clock.flow(3600)
        assert (await clock.read()).now - shown.now > timedelta()
        await clock.stand_still()


def test_a_visitor_does_not_end_what_up_left_running(up: Up) -> None:
    visitor = Stack.attach(up.name)
    visitor.release()
    assert set(up.running()) == WHOLE


def test_what_others_need_to_know_is_for_this_user_alone(up: Up) -> None:
    state = places.state(up.name)
    force = state / "force-46"
    told = [*state.glob("kafka/server.properties"), *state.glob("*.container.json")]
    assert told
    public = set((force / "keys").glob("*.public.json"))
    assert not [one.name for one in public if '"d"' in one.read_text()]
    secrets = [state / "stack.json", *told, *({*(force / "keys").iterdir()} - public)]
    for secret in (*secrets, *force.glob("*/*.key*")):
        assert stat.S_IMODE(secret.stat().st_mode) & 0o077 == 0, secret.name
    assert stat.S_IMODE((state / "logs").stat().st_mode) == 0o700


def test_up_begins_again_what_has_ended(up: Up) -> None:
    before = up.running()
    up.stack.process("46-checks").kill()
    again = command(up.name, "up")
    assert "46-checks had ended and has been begun again" in again.stdout
    after = up.running()
    assert set(after) == WHOLE
    assert {name for name in WHOLE if after[name] != before[name]} == {"46-checks"}
    assert httpx.get(f"{up.told['services']['checks']['url']}/health/ready").is_success


def test_a_token_is_for_an_officer_who_is_known(up: Up) -> None:
    told = command(up.name, "token", "ds-2203")
    at = up.told["services"]["decisions"]["url"]
    bearer = {"Authorization": f"Bearer {told.stdout.strip()}"}
    assert httpx.get(f"{at}/work", headers=bearer).is_success
    unknown = command(up.name, "token", "nobody")
    assert unknown.returncode == 1
    assert "ds-2203" in unknown.stderr


def test_what_was_up_is_as_it_was_when_it_is_up_again(up: Up) -> None:
    """The last that is done with it."""
    taken = json.loads(shell(_until_enquiry(up.told)).stdout)
    assert command(up.name, "down").returncode == 0
    until_gone(places.state(up.name))
    asked = command(up.name, "status")
    assert asked.returncode == 1
    assert "start it with `make up`" in asked.stderr

    again = json.loads(command(up.name, "up", "--json").stdout)
    assert (again["services"], again["mailbox"]) == (up.told["services"], up.told["mailbox"])
    assert "goes" in shell(f"{again['operating'][0]['run'].split()[0]} clock show --stack {up.name}").stdout
    repeated = json.loads(shell(_until_enquiry(again)).stdout)
    assert repeated["case_id"] == taken["case_id"]
    assert repeated["replayed"], "the enquiry of the last time is still there"

    assert command(up.name, "down", "--erase").returncode == 0
    until_gone(places.state(up.name))
    assert not places.state(up.name).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_up_before_it_is_ready_leaves_no_process(unique: str, number: signal.Signals) -> None:
    try:
        with under_way("deploy.local", "up", "--name", unique, until="starting the four services") as process:
            process.send_signal(number)
            said = process.communicate()[0]
        until_gone(places.state(unique))
        if number is signal.SIGINT:
            assert process.returncode == 130
            assert "nothing is left running" in said
            assert "Traceback" not in said
    finally:
        command(unique, "down", "--erase")


@pytest.mark.parametrize("service", SERVICES)
def test_a_database_is_brought_to_the_tables_that_its_service_names(service: str) -> None:
    app = importlib.import_module(f"services.{service}.app")
    assert migrations(service) == app.MIGRATIONS


def _until_enquiry(told: dict[str, Any]) -> str:
    """The lines up to the first that shows an answer."""
    lines = [step["run"] for step in told["requests"]]
    first = next(number for number, line in enumerate(lines) if "$INTAKE/enquiries" in line)
    return "\n".join(lines[: first + 1])
