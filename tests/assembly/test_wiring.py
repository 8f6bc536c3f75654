"""One process of one service: ready when its database answers and its parts make progress; no sooner."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Request

from access.gate import access_of
from assembly.wiring import Rules, Wiring, locations, ready
from contracts.keyring import KeyringUnreadable, load, save
from messaging.faults import Transient
from services.decisions import app as decisions
from services.decisions import handlers
from services.decisions.domain import DECIDER
from services.decisions.domain.events import PRIVATE
from services.decisions.store.projector import WorkProjector
from tests.assembly.given import SECRET, settings, surroundings, world

ROLES = frozenset({"api"})
RULES = Rules("decisions", "decisions-1", DECIDER, handlers.ROUTES, PRIVATE, WorkProjector())


@pytest.fixture
def wiring(tmp_path: Path) -> Wiring:
    return Wiring(settings(), world(tmp_path, "decisions"), ROLES)


async def now() -> datetime:
    return datetime.now(UTC)


async def test_a_process_whose_database_answers_and_whose_parts_go_on_is_ready() -> None:
    assert await ready(now, dict)() == {"database": True, "progress": True}


async def test_a_part_without_progress_makes_it_unready() -> None:
    assert await ready(now, lambda: {"relay": 61.0})() == {"database": True, "progress": False}


async def test_a_database_that_is_away_makes_it_unready() -> None:
    async def away() -> datetime:
        raise Transient("the database is away")

    assert await ready(away, dict)() == {"database": False}


async def test_an_error_of_ours_is_not_taken_for_an_outage() -> None:
    async def broken() -> datetime:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ready(broken, dict)()


async def test_health_is_asked_of_the_process_and_says_that_its_database_is_away(wiring: Wiring) -> None:
    runtime = wiring.runtime(RULES, {})
    program = wiring.program(RULES, runtime, [])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(program.api), base_url="http://decisions.invalid"
    ) as probe:
        assert (await probe.get("/health/live")).status_code == 200
        answer = await probe.get("/health/ready")
    assert (answer.status_code, answer.json()["checks"]) == (503, {"database": False})


def test_the_runtime_is_told_what_the_surroundings_say(wiring: Wiring) -> None:
    runtime = wiring.runtime(RULES, {})
    assert runtime.options.roles == ROLES
    assert runtime.options.wire.bootstrap_servers == "127.0.0.1:1"
    assert runtime.service.edition == "decisions-1"
    assert runtime.options.climb["SUPERVISOR"][-1] == "CONTROL_ROOM"
    assert SECRET not in repr(runtime.options)


def test_a_service_that_is_to_sign_its_roots_does_not_start_without_a_key_to_sign(tmp_path: Path) -> None:
    around = world(tmp_path, "decisions")
    told = replace(around, surroundings=surroundings(around.surroundings.keyring, roots=tmp_path / "roots"))
    runtime = Wiring(settings(), told, ROLES).runtime(RULES, {})
    assert runtime.service.signer is not None
    assert runtime.service.roots_topic == "csods.46.roots.decisions"
    assert runtime.service.roots_topic not in runtime.service.writes
    ring = load(around.surroundings.keyring)
    ring.signing.clear()
    save(ring, around.surroundings.keyring)
    with pytest.raises(KeyringUnreadable, match="no key to sign with"):
        Wiring(settings(), told, ROLES).runtime(RULES, {})
    assert Wiring(settings(), around, ROLES).runtime(RULES, {}).service.signer is None, "an old ring is read"


async def test_the_api_goes_through_the_facade_and_the_runtime_does_not(wiring: Wiring) -> None:
    runtime = wiring.runtime(RULES, {})
    facade: Any = object.__new__(type(runtime))
    facade.engine = runtime.engine
    program = wiring.program(RULES, runtime, [_telling()], facade=facade)
    assert program.runtime is runtime
    assert program.api.state.access.runtime is facade


def test_digests_of_the_api_are_keyed_by_a_secret_that_makes_no_case_id(wiring: Wiring) -> None:
    program = wiring.program(RULES, wiring.runtime(RULES, {}), [])
    secret = program.api.state.access.secret
    assert len(secret) == 32
    assert secret != SECRET.encode()
    assert SECRET not in repr(program.api.state.access)


async def test_all_that_was_opened_is_closed_in_the_end(wiring: Wiring) -> None:
    closed: list[str] = []

    async def close() -> None:
        closed.append("ours")

    program = wiring.program(RULES, wiring.runtime(RULES, {}), [], closing=(close,))
    for one in program.closing:
        await one()
    assert closed == ["ours"]
    assert wiring.world.http.is_closed


def test_migrations_are_those_of_access_and_of_the_service() -> None:
    ours, own = locations(decisions.__file__)
    assert [one.name for one in ours.glob("access_*.py")] == ["access_0001.py"]
    assert [one.name for one in own.glob("*.py")] == ["decisions_0001.py"]


def _telling() -> APIRouter:
    router = APIRouter()

    def who(request: Request) -> str:
        return type(access_of(request).runtime).__name__

    router.add_api_route("/who", who, methods=["GET"])
    return router
