"""Three forces' decisions services on one stack: each hears what the others hold and decide, not why (A9)."""

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
from tests.services.decisions import telling_by_http as by
from tests.services.decisions.force import CONSTABLE, INSPECTOR, Force
from tests.services.decisions.test_between_forces_for_real import opened_by, state, supervised
from tests.services.decisions.test_disclosing_on_the_stack import a_concern, prepared
from tests.services.decisions.test_service import CANARIES, REASONS, seen

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


async def asked(kent: Force, case_id: str, *whom: str, child: str = THIRD) -> None:
    """Warwickshire about the subject, the third force about the child; both unless it says whom."""
    lives = ((SUBJECT, WARWICKSHIRE), ({"role": "APPLICANT"}, KENT), (CHILD, child))
    places = [{"about": who, "nation": "ENGLAND_AND_WALES", "force": force} for who, force in lives]
    await kent.done(f"/cases/{case_id}/forces/places", {"places": places}, CONSTABLE)
    now = datetime.now(UTC)
    for force, who in ((WARWICKSHIRE, SUBJECT), (THIRD, CHILD)):
        if whom and force not in whom:
            continue
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

    for force, case in ((warwickshire, there), (third, elsewhere)):
        of = "SELECT core FROM journal WHERE case_id = :case AND type = :type AND heard"
        assert await force.rows(of, case=case, type="position.stated.v1") == []
        (passed,) = await force.rows(of, case=case, type="position.passed_on.v1")
        assert b"DISCLOSE" in bytes(passed.core)
        assert b"reasons" not in bytes(passed.core)


async def decided(force: Force, case_id: str, *wanted: tuple[str, str | None, str | None]) -> None:
    """Wait until an officer there sees these decisions, each with its rank, and no other."""
    last: list[Any] = []

    async def there() -> bool:
        held = (await state(force, case_id))["decided"]
        last[:] = [(one["force"], one["decision"], one["rank"]) for one in held]
        return last == sorted(wanted)

    await until(there, f"{wanted} at {force.code}")


async def test_the_third_force_hears_what_the_force_with_primacy_decided_and_only_the_newest(
    forces: tuple[Force, Force, Force],
) -> None:
    kent, warwickshire, third = forces
    case_id = await supervised(kent, "c-three-00002")
    await asked(kent, case_id)
    there, elsewhere = await opened_by(warwickshire, case_id), await opened_by(third, case_id)
    for force, case in ((warwickshire, there), (third, elsewhere)):
        await force.done(f"/cases/{case}/supervision", {})
    status = {"current": "YES", "area": "AREA-23", "manager": WARWICKSHIRE}
    now = datetime.now(UTC).isoformat()
    await kent.done(f"/cases/{case_id}/forces/mappa-status", status | {"as_of": now}, CONSTABLE)
    await position(warwickshire, there, "DO_NOT_DISCLOSE")
    await kent.journalled(case_id, "position.stated.v1")
    await position(kent, case_id, "DISCLOSE")
    body = {"seen": await seen(kent, case_id), "reasons": REASONS}
    await kent.done(f"/cases/{case_id}/forces/disagreement", body)
    await warwickshire.journalled(there, "primacy.determined.v1")
    consider = {"refer": False, "lead_agency": "probation-kent", "reasons": REASONS}
    await warwickshire.done(f"/cases/{there}/disclosure/mappa", consider)

    for view, word in (("DO_NOT_DISCLOSE", "do not disclose"), ("DISCLOSE", "disclose")):
        made = {"seen": await seen(warwickshire, there), "view": view, "multi_agency": False}
        await warwickshire.done(f"/cases/{there}/forces/decision", made | {"reasons": REASONS}, INSPECTOR)
        for force, case in ((kent, case_id), (warwickshire, there), (third, elsewhere)):
            await decided(force, case, ("Warwickshire", word, "INSPECTOR"))

    heard = await third.rows(
        "SELECT core FROM journal WHERE case_id = :case AND type = 'decision.passed_on.v1' AND heard",
        case=elsewhere,
    )
    assert len(heard) == 2
    assert not [row for row in heard if b"reasons" in bytes(row.core)]
    back = "SELECT 1 FROM journal WHERE case_id = :case AND type = 'decision.passed_on.v1'"
    assert await warwickshire.rows(back, case=there) == [], "its own is not said back"


async def test_both_hear_that_the_coordinating_force_discloses_and_not_to_whom_nor_in_which_words(
    forces: tuple[Force, Force, Force],
) -> None:
    """One took part before it was authorised, the other was asked after it."""
    kent, warwickshire, third = forces
    case_id = await a_concern(kent, "c-three-00003")
    await asked(kent, case_id, WARWICKSHIRE)
    there = await opened_by(warwickshire, case_id)
    await warwickshire.done(f"/cases/{there}/supervision", {})
    await prepared(kent, case_id)
    await by.authorised(kent, case_id)
    await decided(warwickshire, there, ("Kent", "disclose", "INSPECTOR"))
    await asked(kent, case_id, THIRD)
    elsewhere = await opened_by(third, case_id)
    await third.done(f"/cases/{elsewhere}/supervision", {})
    await decided(third, elsewhere, ("Kent", "disclose", "INSPECTOR"))

    for force, case in ((warwickshire, there), (third, elsewhere)):
        rows = await force.rows("SELECT core FROM journal WHERE case_id = :case AND heard", case=case)
        heard = b"".join(bytes(row.core) for row in rows)
        for secret in (*CANARIES, "Ottoline", "mother", "wording", "authority"):
            assert secret.encode() not in heard
        held = await force.rows(
            "SELECT DISTINCT label FROM data_keys WHERE case_id = :case AND source = 'csods/46/decisions'",
            case=case,
        )
        assert {row.label for row in held} == {"tasked_parties"}
        codes = {one["code"] for one in await force.get("/alarms") if one["case_id"] == case}
        assert "REVIEW_WANTED" in codes, "somebody there is rung"


async def test_what_the_case_came_to_is_heard_at_its_end_and_not_who_was_told(
    forces: tuple[Force, Force, Force],
) -> None:
    kent, warwickshire, _ = forces
    case_id = await a_concern(kent, "c-three-00004")
    await asked(kent, case_id, WARWICKSHIRE, child=KENT)
    there = await opened_by(warwickshire, case_id)
    await warwickshire.done(f"/cases/{there}/supervision", {})
    task = {"task": "task-23-1"}
    await warwickshire.done(f"/cases/{there}/forces/tasks/acknowledgement", task, CONSTABLE)
    report = {"done": ["SAY_WHETHER_MANAGED"], "mappa": "NO", "manages": False, "findings": REASONS}
    seen_there = {"seen": await seen(warwickshire, there)}
    await warwickshire.done(f"/cases/{there}/forces/tasks/report", task | report | seen_there)
    await kent.journalled(case_id, "responding_force.reported.v1")

    await prepared(kent, case_id)
    (authority,) = await by.authorised(kent, case_id)
    read = await by.released(kent, case_id, authority)
    await by.signed(kent, case_id, "mother")
    await by.told(kent, case_id, read)
    await by.not_informed(kent, case_id)
    await by.letter_leaves(kent, case_id)
    await by.looked_after(kent, case_id)
    await by.posted(kent, case_id)
    assert (await state(warwickshire, there))["came_to"] is None, "it has not ended"
    for alert in (await kent.get(f"/cases/{case_id}"))["case"]["alerts"]:
        await kent.done(f"/cases/{case_id}/alerts/acknowledgement", {"alert": alert["alert"]})
    await by.finalised(kent, case_id)

    await warwickshire.journalled(there, "outcome.passed_on.v1")
    held = await state(warwickshire, there)
    assert held["came_to"] == "disclosure, limited to what is necessary"
    rows = await warwickshire.rows("SELECT core FROM journal WHERE case_id = :case AND heard", case=there)
    heard = b"".join(bytes(row.core) for row in rows)
    for secret in (*CANARIES, "Ottoline", "mother", "wording", "authority"):
        assert secret.encode() not in heard
