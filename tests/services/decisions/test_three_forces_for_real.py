"""Three forces' decisions services on one stack: each hears what the others hold, and not why (A9)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.keyring import generate
from contracts.topics import for_force
from deploy.local.contents import contents
from deploy.local.stack import Stack
from deploy.local.until import until
from tests.services.decisions.force import CONSTABLE, Force
from tests.services.decisions.test_between_forces_for_real import opened_by, state, supervised
from tests.services.decisions.test_service import REASONS, seen

pytestmark = pytest.mark.stack
KENT, WARWICKSHIRE, THIRD = CODES = ("46", "23", "41")
SUBJECT, CHILD = {"role": "SUBJECT"}, {"role": "CHILD", "child": "child-1"}


@pytest.fixture(scope="module")
def stack(testrun_uid: str, worker_id: str) -> Iterator[Stack]:
    name = f"three-{testrun_uid[:12]}-{worker_id}"
    with Stack.start(contents(CODES), name, disposable=True) as begun:
        yield begun


@pytest.fixture(scope="module")
async def forces(
    stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Force, Force, Force]]:
    home = tmp_path_factory.mktemp("three-forces")
    for code in (*CODES, *CODES):  # once more, with the keys of those that came after
        generate(for_force(code), home)
    kent, warwickshire, third = [await Force.begin(stack, code, home) for code in CODES]
    yield kent, warwickshire, third
    for force in (kent, warwickshire, third):
        await force.end()


async def asked(kent: Force, case_id: str) -> None:
    """Warwickshire about the subject, the third force about the child."""
    lives = ((SUBJECT, WARWICKSHIRE), ({"role": "APPLICANT"}, KENT), (CHILD, THIRD))
    places = [{"about": who, "nation": "ENGLAND_AND_WALES", "force": force} for who, force in lives]
    await kent.done(f"/cases/{case_id}/forces/places", {"places": places}, CONSTABLE)
    now = datetime.now(UTC)
    for force, who in ((WARWICKSHIRE, SUBJECT), (THIRD, CHILD)):
        task = {
            "force": force,
            "about": [who],
            "actions": ["SAY_WHETHER_MANAGED"],
            "acknowledge_by": (now + timedelta(days=1)).isoformat(),
            "report_by": (now + timedelta(days=8)).isoformat(),
        }
        await kent.done(f"/cases/{case_id}/forces/tasks", task)


async def position(force: Force, case_id: str, view: str) -> None:
    body = {"seen": await seen(force, case_id), "view": view, "reasons": REASONS}
    await force.done(f"/cases/{case_id}/forces/position", body)


async def holding(force: Force, case_id: str, *wanted: tuple[str, str]) -> None:
    """Wait until an officer there sees these positions, and no other."""
    last: list[Any] = []

    async def there() -> bool:
        held = (await state(force, case_id))["positions"]
        last[:] = sorted((one["force"], one["position"]) for one in held)
        return last == sorted(wanted)

    await until(there, f"{wanted} at {force.code}")


async def test_each_force_hears_what_the_others_hold_and_not_why(forces: tuple[Force, Force, Force]) -> None:
    kent, warwickshire, third = forces
    case_id = await supervised(kent, "c-three-00001")
    await asked(kent, case_id)
    there, elsewhere = await opened_by(warwickshire, case_id), await opened_by(third, case_id)
    for force, case in ((warwickshire, there), (third, elsewhere)):
        await force.done(f"/cases/{case}/supervision", {})

    await position(warwickshire, there, "DO_NOT_DISCLOSE")
    await third.journalled(elsewhere, "position.passed_on.v1")
    theirs = ("Warwickshire", "do not disclose")
    await holding(third, elsewhere, theirs)
    await holding(warwickshire, there, theirs)
    await holding(kent, case_id, theirs)

    await position(third, elsewhere, "DISCLOSE")
    await warwickshire.journalled(there, "position.passed_on.v1")
    both = (theirs, ("Hertfordshire", "disclose"))
    for force, case in ((kent, case_id), (warwickshire, there), (third, elsewhere)):
        await holding(force, case, *both)

    for force in (warwickshire, third):
        assert await force.rows("SELECT 1 FROM journal WHERE type = 'position.stated.v1' AND heard") == []
        (passed,) = await force.rows("SELECT core FROM journal WHERE type = 'position.passed_on.v1'")
        assert b"DISCLOSE" in bytes(passed.core)
        assert b"reasons" not in bytes(passed.core)
