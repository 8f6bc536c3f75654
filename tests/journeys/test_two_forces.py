"""Kent asks, Warwickshire answers: the whole of both forces as it runs, and one audit across the two."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest

from contracts.parties import SERVICES
from deploy.local.clock import ClockAuthority
from deploy.local.contents import contents, service_reads
from deploy.local.force import Force, introduce
from deploy.local.force_clock import quiet as look
from deploy.local.stack import Stack
from deploy.local.until import until
from deploy.simulators import forms
from deploy.simulators.people import read_people
from tests.journeys.two_forces import CLERK, INSPECTORS, RESEARCHERS, Side, audited, quiet

pytestmark = pytest.mark.stack
TASK = "task-23-1"
SUBJECT = {"role": "SUBJECT"}
APPLICANTS = ("Cordelia", "Pretend-Vale", "07700 900151", "Pretended Parade", "Rowan")
REASONS = "All that is held was read and weighed by both."


@pytest.fixture(scope="module")
def both(testrun_uid: str, worker_id: str) -> Iterator[tuple[Force, Force]]:
    name = f"forces-{testrun_uid[:12]}-{worker_id}"
    with Stack.start(contents(("46", "23")), name, disposable=True) as stack:
        forces = Force(stack, "46"), Force(stack, "23")
        introduce(forces)
        for force in forces:
            force.start()
        yield forces


@pytest.fixture
async def sides(both: tuple[Force, Force]) -> AsyncIterator[tuple[Side, Side]]:
    async with httpx.AsyncClient(timeout=20) as http:
        made = Side(both[0], http), Side(both[1], http)
        yield made
        for side in made:
            await side.close()


async def asked(kent: Side, actions: tuple[str, ...] = ("SEARCH_RECORDS", "SAY_WHETHER_MANAGED")) -> str:
    """A mother asks in Kent; her supervisor asks Warwickshire about the man who lives there."""
    body = forms.mothers_enquiry_from_kent(read_people())
    case_id: str = (await kent.done("intake", "/enquiries", body, CLERK))["case_id"]
    await kent.journalled("decisions", case_id, "decisions.case_record.created.v1")
    case = f"/cases/{case_id}"
    await kent.done("decisions", f"{case}/supervision", {})
    lives = [
        {"about": {"role": "APPLICANT"}, "nation": "ENGLAND_AND_WALES", "force": "46"},
        {"about": SUBJECT, "nation": "ENGLAND_AND_WALES", "force": "23"},
        {"about": {"role": "CHILD", "child": "child-1"}, "nation": "ENGLAND_AND_WALES", "force": "46"},
    ]
    await kent.done("decisions", f"{case}/forces/places", {"places": lives})
    now = datetime.now(UTC)
    task = {
        "force": "23",
        "about": [SUBJECT],
        "actions": actions,
        "acknowledge_by": (now + timedelta(days=1)).isoformat(),
        "report_by": (now + timedelta(days=8)).isoformat(),
    }
    await kent.done("decisions", f"{case}/forces/tasks", task)
    return case_id


async def searched(warwickshire: Side, other: str) -> None:
    """Its own checks have begun by themselves, every source has answered, and they are completed."""
    await warwickshire.journalled("checks", other, "checks.checks.requested.v1")

    async def all_answered() -> bool:
        shown = await warwickshire.sees("checks", other, RESEARCHERS["23"])
        sources = shown["personal"]["sources"]
        return bool(sources) and all(one["answer"] for one in sources)

    await until(all_answered, "every source of Warwickshire's checks")
    await warwickshire.judged(
        "checks", other, "initial-checks", RESEARCHERS["23"],
        outcome="NO_IMMEDIATE_CONCERN", progress=True, reasons=REASONS,
    )  # fmt: skip
    await warwickshire.journalled("decisions", other, "checks.initial_checks.completed.v1")


async def test_a_task_is_acknowledged_searched_and_reported_and_all_of_it_adds_up(
    sides: tuple[Side, Side],
) -> None:
    kent, warwickshire = sides
    case_id = await asked(kent)
    other = await warwickshire.opened_for(case_id)
    await warwickshire.done("decisions", f"/cases/{other}/supervision", {})
    await warwickshire.done("decisions", f"/cases/{other}/forces/tasks/acknowledgement", {"task": TASK})
    await kent.journalled("decisions", case_id, "responding_force.acknowledged.v1")
    await searched(warwickshire, other)
    await warwickshire.alerts_taken(other)
    await warwickshire.judged(
        "decisions", other, "forces/tasks/report", task=TASK, done=["SEARCH_RECORDS", "SAY_WHETHER_MANAGED"],
        mappa="YES", area="AREA-23", manages=True, findings="Managed here at level 1; visits are kept.",
    )  # fmt: skip
    await kent.journalled("decisions", case_id, "responding_force.reported.v1")
    held = (await kent.sees("decisions", case_id))["personal"]["other_forces"]
    assert held["mappa"]["managed_by"] == "Warwickshire"
    assert [task["findings"] for task in held["tasks"]] == ["Managed here at level 1; visits are kept."]
    assert held["who_decides"]["force"] == "Kent"
    await nothing_of_the_applicant(warwickshire, other)
    await quiet(*sides)
    report = await audited(*sides)
    assert report.findings == []
    assert report.counts["anchors"] > 0


async def nothing_of_the_applicant(side: Side, case_id: str) -> None:
    """In no database of the responding force, in nothing that its officers see, and nothing was written."""
    for name in ("intake", "checks", "decisions", "notifications"):
        rows = await side.rows(name, "SELECT core FROM journal WHERE case_id = :case", case=case_id)
        held = b"".join(bytes(row.core) for row in rows)
        assert not [one for one in APPLICANTS if one.encode() in held], name
    for service, officer in (("decisions", ""), ("checks", RESEARCHERS["23"])):
        shown = orjson.dumps(await side.sees(service, case_id, officer)).decode()
        assert not [one for one in APPLICANTS if one in shown], service
    written = await side.rows(
        "notifications", "SELECT core FROM journal WHERE case_id = :case AND NOT heard", case=case_id
    )
    kinds = {orjson.loads(bytes(row.core))["data"].get("kind") for row in written}
    assert kinds <= {"OFFICER_ALERT"}, "alerts to officers alone"


async def test_forces_that_disagree_leave_it_to_the_mappa_area(sides: tuple[Side, Side]) -> None:
    kent, warwickshire = sides
    case_id = await asked(kent, ("SAY_WHETHER_MANAGED",))
    other = await warwickshire.opened_for(case_id)
    await warwickshire.done("decisions", f"/cases/{other}/supervision", {})
    await warwickshire.done("decisions", f"/cases/{other}/forces/tasks/acknowledgement", {"task": TASK})
    await warwickshire.judged(
        "decisions", other, "forces/tasks/report", task=TASK, done=["SAY_WHETHER_MANAGED"],
        mappa="YES", area="AREA-23", manages=True, findings="Managed here at level 1; visits are kept.",
    )  # fmt: skip
    await kent.journalled("decisions", case_id, "responding_force.reported.v1")
    await kent.judged("decisions", case_id, "forces/position", view="DISCLOSE", reasons=REASONS)
    await warwickshire.journalled("decisions", other, "position.stated.v1")
    await warwickshire.judged("decisions", other, "forces/position", view="DO_NOT_DISCLOSE", reasons=REASONS)
    await kent.journalled("decisions", case_id, "position.stated.v1", times=2)
    await kent.judged("decisions", case_id, "forces/disagreement", reasons=REASONS)
    await warwickshire.journalled("decisions", other, "primacy.determined.v1")
    between = await kent.sees("decisions", f"{case_id}/check/seek-authority")
    assert "DECIDED_BY_ANOTHER_FORCE" in {one["code"] for one in between["conditions"]}
    consider = {"refer": False, "lead_agency": "probation-warwickshire", "reasons": REASONS}
    await warwickshire.done("decisions", f"/cases/{other}/disclosure/mappa", consider)
    await warwickshire.judged(
        "decisions", other, "forces/decision", INSPECTORS["23"],
        view="DO_NOT_DISCLOSE", multi_agency=False, reasons=REASONS,
    )  # fmt: skip
    await kent.journalled("decisions", case_id, "hosted_decision.made.v1")
    held = (await kent.sees("decisions", case_id))["personal"]["other_forces"]
    assert [one["decision"] for one in held["decided"]] == ["do not disclose"]
    assert [one["force"] for one in held["owners"]["the decision on disclosure"]] == ["Kent", "Warwickshire"]


async def a_week_passes(kent: Side, http: httpx.AsyncClient) -> datetime:
    """Business time of Kent alone, by way of all that falls due there; Warwickshire's stands still."""
    stack, code = kent.force.stack, kent.code
    databases = [kent.force.database(name) for name in SERVICES]
    async with ClockAuthority.of(
        stack,
        service_reads((code,)),
        [look(http, name, at.url) for name, at in kent.force.simulators.items()],
        databases=databases,
    ) as clock:
        return await clock.advance(timedelta(days=7), within=timedelta(minutes=2))


async def catches_up(warwickshire: Side, now: datetime) -> None:
    """It is a week later there too."""
    databases = [warwickshire.force.database(name) for name in SERVICES]
    async with ClockAuthority.of(warwickshire.force.stack, databases=databases) as clock:
        await clock.set(now)


def killed(side: Side, *names: str) -> None:
    for name in names:
        side.force.stack.process(f"{side.code}-{name}").kill()


async def test_a_force_that_stops_for_a_week_loses_nothing_and_holds_up_nobody(
    sides: tuple[Side, Side],
) -> None:
    """Killed at once, a week of business time away, and killed again while it catches up."""
    kent, warwickshire = sides
    await asyncio.to_thread(killed, warwickshire, *SERVICES)
    cases = [await asked(kent, ("SAY_WHETHER_MANAGED",)) for _ in range(3)]
    async with httpx.AsyncClient(timeout=20) as http:
        now = await a_week_passes(kent, http)
    for case_id in cases:
        await the_other_goes_on(kent, case_id)
    await catches_up(warwickshire, now)
    before = await heard_of(warwickshire)
    for more in sorted(random.Random(20260616).sample(range(1, 6), 2)):  # noqa: S311 - the same every time
        await asyncio.to_thread(warwickshire.force.restart_ended)

        async def so_far(wanted: int = before + more) -> bool:
            return await heard_of(warwickshire) >= wanted

        await until(so_far, f"{more} messages taken")
        await asyncio.to_thread(killed, warwickshire, "decisions", "checks")
    await asyncio.to_thread(warwickshire.force.restart_ended)
    for case_id in cases:
        other = await warwickshire.opened_for(case_id)
        await in_order(kent, case_id, warwickshire, other)
        await warwickshire.done("decisions", f"/cases/{other}/supervision", {})
        await warwickshire.done("decisions", f"/cases/{other}/forces/tasks/acknowledgement", {"task": TASK})
        await kent.journalled("decisions", case_id, "responding_force.acknowledged.v1")
    await quiet(*sides)

    async def adds_up() -> bool:
        return not (await audited(*sides)).findings

    await until(adds_up, "an audit across both that finds nothing")


async def heard_of(side: Side) -> int:
    """How many messages of the other force have been taken."""
    asked_for = "SELECT count(*) AS many FROM inbox WHERE topic = 'csods.23.decisions.from.46.decisions'"
    [row] = await side.rows("decisions", asked_for)
    return int(row.many)


async def said(side: Side, case_id: str, kind: str) -> list[dict[str, Any]]:
    """What decisions said of this case in messages of this type, in order."""
    kept = "SELECT core FROM journal WHERE case_id = :case AND type = :type ORDER BY version"
    return [
        orjson.loads(bytes(row.core))["data"]
        for row in await side.rows("decisions", kept, case=case_id, type=kind)
    ]


async def the_other_goes_on(kent: Side, case_id: str) -> None:
    """Kent chases, its alarm climbs day by day, and its own cases are worked on."""
    chased = await kent.rows(
        "decisions",
        "SELECT 1 FROM journal WHERE case_id = :case AND type = 'responding_force.chased.v1'",
        case=case_id,
    )
    assert chased
    raised = await said(kent, case_id, "decisions.supervisor.alerted.v1")
    silent = {one["alert"] for one in raised if one["kind"] == "ANOTHER_FORCE_SILENT"}
    alerts = await said(kent, case_id, "decisions.officer_alert.due.v1")
    by_itself = [one["level"] for one in alerts if one["alert"] in silent]
    assert by_itself == sorted(by_itself)
    beside_another = (named for one in alerts for named in one["also"])
    named = [one["level"] for one in beside_another if one["alert"] in silent]
    assert max(by_itself + named) >= 3
    shown = await kent.sees("decisions", case_id)
    assert shown["case"]["stage"]
    body = {"what": "OTHER_CHILDREN", "acted": False, "reasons": REASONS}
    await kent.done("decisions", f"/cases/{case_id}/considerations", body)


async def in_order(kent: Side, case_id: str, warwickshire: Side, other: str) -> None:
    """All that Kent said of the case has come, each once, as it was numbered."""
    topic = "csods.23.decisions.from.46.decisions"
    said = await kent.rows(
        "decisions",
        "SELECT id FROM journal WHERE case_id = :case AND topic = :topic ORDER BY sequence",
        case=case_id,
        topic=topic,
    )

    async def heard() -> list[str]:
        rows = await warwickshire.rows(
            "decisions",
            "SELECT message_id FROM inbox WHERE case_id = :case AND topic = :topic ORDER BY version",
            case=other,
            topic=topic,
        )
        return [row.message_id for row in rows]

    async def all_of_it() -> bool:
        return len(await heard()) == len(said)

    await until(all_of_it, "all that Kent said meanwhile")
    assert await heard() == [row.id for row in said]
    assert len(said) > 1
