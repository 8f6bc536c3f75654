"""Two forces' decisions services on one stack: what crosses, and what each has no key to (A9)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from access.views import MASKED
from contracts.keyring import generate, load, path_of
from contracts.people import PersonName
from contracts.topics import for_force
from contracts.vault import Vault
from deploy.local.contents import contents
from deploy.local.stack import Stack
from deploy.local.until import until
from tests.services.decisions import told as t
from tests.services.decisions.force import CLERK, CONSTABLE, INSPECTOR, Force
from tests.services.decisions.test_service import REASONS, of_today, seen

pytestmark = pytest.mark.stack

COORDINATING, RESPONDING = "20", "21"
SUBJECT = {"role": "SUBJECT"}
TASK = "task-21-1"


@pytest.fixture(scope="module")
async def forces(
    stack: Stack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Force, Force]]:
    home = tmp_path_factory.mktemp("two-forces")
    await asyncio.to_thread(stack.extend, contents((COORDINATING, RESPONDING)))
    for code in (COORDINATING, RESPONDING, COORDINATING):
        generate(for_force(code), home)
    both = [await Force.begin(stack, code, home) for code in (COORDINATING, RESPONDING)]
    yield both[0], both[1]
    for force in both:
        await force.end()


async def supervised(force: Force, case_id: str) -> str:
    for fact, ago in ((t.enquiry(t.CONTACT), 2.0), (t.application(t.CONTACT), 1.9)):
        await force.say(case_id, of_today(fact, ago))
    await force.journalled(case_id, "intake.application.made.v1", "decisions.clocks.started.v1")
    await force.done(f"/cases/{case_id}/supervision", {})
    return case_id


async def asked(ours: Force, case_id: str, **more: Any) -> None:
    places = [
        {"about": SUBJECT, "nation": "ENGLAND_AND_WALES", "force": RESPONDING},
        {"about": {"role": "APPLICANT"}, "nation": "ENGLAND_AND_WALES", "force": COORDINATING},
        {
            "about": {"role": "CHILD", "child": "child-1"},
            "nation": "ENGLAND_AND_WALES",
            "force": COORDINATING,
        },
    ]
    await ours.done(f"/cases/{case_id}/forces/places", {"places": places}, CONSTABLE)
    now = datetime.now(UTC)
    task = {
        "force": RESPONDING,
        "about": [SUBJECT],
        "actions": ["SAY_WHETHER_MANAGED"],
        "acknowledge_by": (now + timedelta(days=1)).isoformat(),
        "report_by": (now + timedelta(days=8)).isoformat(),
    }
    await ours.done(f"/cases/{case_id}/forces/tasks", task | more)


async def opened_by(theirs: Force, case_id: str) -> str:
    """The case of the responding force that this tasking opened."""
    found: list[str] = []

    async def there() -> bool:
        rows = await theirs.rows(
            "SELECT case_id, core FROM journal WHERE type = 'responding_force.tasked.v1' AND heard"
        )
        found[:] = [row.case_id for row in rows if case_id.encode() in bytes(row.core)]
        return bool(found)

    await until(there, "a case of the responding force")
    return found[0]


async def state(force: Force, case_id: str) -> Any:
    return (await force.get(f"/cases/{case_id}"))["personal"]["other_forces"]


async def test_a_task_goes_there_and_its_report_comes_back(forces: tuple[Force, Force]) -> None:
    ours, theirs = forces
    case_id = await supervised(ours, "c-across-0001")
    await asked(ours, case_id)
    other = await opened_by(theirs, case_id)
    assert other != case_id
    await theirs.done(f"/cases/{other}/supervision", {})
    await theirs.done(f"/cases/{other}/forces/tasks/acknowledgement", {"task": TASK}, CONSTABLE)
    await ours.journalled(case_id, "responding_force.acknowledged.v1")
    assert not (await theirs.get(f"/cases/{other}"))["case"]["alerts"], "that it was asked rings no more"
    report = {
        "seen": await seen(theirs, other),
        "task": TASK,
        "done": ["SAY_WHETHER_MANAGED"],
        "mappa": "YES",
        "area": f"AREA-{RESPONDING}",
        "manages": True,
        "findings": "Managed here since 2021; visits are kept.",
    }
    await theirs.done(f"/cases/{other}/forces/tasks/report", report)
    await ours.journalled(case_id, "responding_force.reported.v1")
    held = await state(ours, case_id)
    assert held["tasks"][0]["reported_at"]
    assert held["tasks"][0]["findings"] == report["findings"]
    assert (await ours.get(f"/cases/{case_id}", CLERK))["personal"]["other_forces"] == MASKED
    managed = {"current": "yes", "area": "AREA-21", "managed_by": "Staffordshire", "of_before": False}
    assert held["mappa"] == managed


async def test_a_correction_reaches_the_force_that_was_asked_and_its_report_answers_no_more(
    forces: tuple[Force, Force],
) -> None:
    ours, theirs = forces
    case_id = await supervised(ours, "c-across-0011")
    await asked(ours, case_id)
    other = await opened_by(theirs, case_id)
    await theirs.done(f"/cases/{other}/supervision", {})
    taken, report = f"/cases/{other}/forces/tasks/acknowledgement", f"/cases/{other}/forces/tasks/report"
    await theirs.done(taken, {"task": TASK}, CONSTABLE)
    found = {
        "task": TASK,
        "done": ["SAY_WHETHER_MANAGED"],
        "mappa": "NO",
        "manages": False,
        "findings": "Nobody of that name is managed here.",
    }
    await theirs.done(report, found | {"seen": await seen(theirs, other)})
    await ours.journalled(case_id, "responding_force.reported.v1")
    named = t.subject(name=PersonName(given="Dorian", family="Sample-Quell"))
    await ours.say(case_id, of_today(t.corrected(datetime.now(UTC), subject=named), 0.0))
    await theirs.journalled(other, "tasked_parties.corrected.v1")
    [task] = (await state(ours, case_id))["tasks"]
    assert (task["acknowledged_at"], task["reported_at"]) == (None, None)
    assert task["corrected"]["who"] == [{"who": "the subject", "what": ["name"]}]
    shown = orjson.dumps(await theirs.get(f"/cases/{other}"))
    assert b"Sample-Quell" in shown
    await theirs.done(taken, {"task": TASK}, CONSTABLE)
    await theirs.done(report, found | {"seen": await seen(theirs, other)})

    async def answered() -> bool:
        [held] = (await state(ours, case_id))["tasks"]
        return bool(held["acknowledged_at"] and held["reported_at"])

    await until(answered, "an answer of who it is")


async def test_the_responding_force_never_learns_who_applied(forces: tuple[Force, Force]) -> None:
    ours, theirs = forces
    case_id = await supervised(ours, "c-across-0002")
    await asked(ours, case_id)
    other = await opened_by(theirs, case_id)
    rows = await theirs.rows("SELECT core FROM journal WHERE case_id = :case", case=other)
    journal = b"".join(bytes(row.core) for row in rows)
    for canary in (b"Ferdinand", b"Testperson", b"01632 960001", b"Invented Lane"):
        assert canary not in journal
    await theirs.done(f"/cases/{other}/supervision", {})
    shown = orjson.dumps(await theirs.get(f"/cases/{other}"))
    assert b"Sample-Quill" in shown, "its own party"
    assert b"Testperson" not in shown


async def test_the_responding_force_has_no_key_to_anything_else_of_the_case(
    forces: tuple[Force, Force],
) -> None:
    """What the coordinating force seals of the case opens with none of the keys that came across."""
    ours, theirs = forces
    case_id = await supervised(ours, "c-across-0003")
    await asked(ours, case_id)
    other = await opened_by(theirs, case_id)
    held = await theirs.rows(
        "SELECT key_id, label FROM data_keys WHERE case_id = :case AND source = :source",
        case=other,
        source=f"csods/{COORDINATING}/decisions",
    )
    assert {row.label for row in held} == {"tasked_parties"}
    everything = await ours.rows("SELECT key_id, label FROM data_keys WHERE case_id = :case", case=case_id)
    assert {row.label for row in everything} >= {"applicant", "subject", "children", "account"}
    shared = {row.key_id for row in everything} & {row.key_id for row in held}
    assert {row.label for row in everything if row.key_id in shared} == {"tasked_parties"}


async def test_each_task_is_sealed_under_a_key_of_its_own(forces: tuple[Force, Force]) -> None:
    ours, _ = forces
    case_id = await supervised(ours, "c-across-0004")
    await asked(ours, case_id)
    await asked(ours, case_id)
    keys = await ours.rows(
        "SELECT key_id FROM data_keys WHERE case_id = :case AND label = 'tasked_parties'", case=case_id
    )
    assert len(keys) == 2


async def test_no_other_service_of_either_force_opens_what_crosses(forces: tuple[Force, Force]) -> None:
    ours, theirs = forces
    case_id = await supervised(ours, "c-across-0005")
    await asked(ours, case_id)
    await opened_by(theirs, case_id)
    [record] = [one for one in await crossing(theirs, ours) if one["value"]["subject"] == case_id]
    assert "openedat" not in record["value"]
    source = f"csods/{COORDINATING}/decisions"
    for who in (f"{RESPONDING}.intake", f"{RESPONDING}.checks", f"{COORDINATING}.checks"):
        vault = Vault(load(path_of(ours.home, who)))
        assert vault.received(record["keys"], source) == []
    assert Vault(load(path_of(ours.home, f"{RESPONDING}.decisions"))).received(record["keys"], source)


async def crossing(reader: Force, writer: Force) -> list[dict[str, Any]]:
    """All that stands on the topic from one force to the other."""
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        f"csods.{reader.code}.decisions.from.{writer.code}.decisions",
        **writer.stack.administrator_login(),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    found = []
    try:
        for partition, end in (await consumer.end_offsets(consumer.assignment())).items():
            while await consumer.position(partition) < end:
                for records in (await consumer.getmany(partition, timeout_ms=1000)).values():
                    for one in records:
                        keys = dict(one.headers).get("datakeys", b"")
                        found.append({"value": orjson.loads(one.value or b"{}"), "keys": keys})
    finally:
        await consumer.stop()
    return found


async def test_a_stranger_that_speaks_of_our_case_is_kept_and_changes_nothing(
    forces: tuple[Force, Force],
) -> None:
    """The responding force may not report on a case in which nobody asked it."""
    ours, theirs = forces
    mine = await supervised(ours, "c-across-0006")
    others = await supervised(ours, "c-across-0007")
    await asked(ours, mine)
    other = await opened_by(theirs, mine)
    await theirs.done(f"/cases/{other}/forces/tasks/acknowledgement", {"task": TASK}, CONSTABLE)
    await ours.journalled(mine, "responding_force.acknowledged.v1")
    before = await ours.rows("SELECT version FROM cases WHERE case_id = :case", case=others)
    await forge(theirs, other, mine, others)

    async def kept() -> bool:
        rows = await ours.rows("SELECT reason, holds FROM quarantine WHERE case_id = :case", case=others)
        return [(row.reason, row.holds) for row in rows] == [("CASE_UNKNOWN", False)]

    await until(kept, "the stranger's message in quarantine")
    assert before == await ours.rows("SELECT version FROM cases WHERE case_id = :case", case=others)


async def forge(theirs: Force, other: str, mine: str, others: str) -> None:
    """As the writer that the topic has: what it said last, of another case."""
    from aiokafka import AIOKafkaProducer

    topic = f"csods.{COORDINATING}.decisions.from.{RESPONDING}.decisions"
    [row] = await theirs.rows(
        "SELECT core, hash, sequence FROM journal WHERE case_id = :case AND topic = :topic",
        case=other,
        topic=topic,
    )
    said = orjson.loads(bytes(row.core))
    said["data"]["your_case"] = others
    said |= {"id": "forged-0000000001", "sequence": str(row.sequence + 1), "chainhash": "0" * 64}
    login = theirs.stack.login(f"{RESPONDING}.decisions")
    async with AIOKafkaProducer(**login, acks="all") as producer:
        await producer.send_and_wait(topic, orjson.dumps(said), key=other.encode())


async def waited_for(ours: Force, case_id: str) -> list[str]:
    """What is wanting of the force that decides."""
    return [one["awaits"] for one in (await state(ours, case_id))["who_decides"]["waited_for"]]


DECISION: dict[str, Any] = {
    "view": "DO_NOT_DISCLOSE",
    "multi_agency": False,
    "reasons": "Decided there, for reasons that stay there.",
}


async def told_who_decides(ours: Force, theirs: Force, name: str) -> tuple[str, str]:
    """The forces disagree, and the one that manages the subject has been told that it decides."""
    case_id = await supervised(ours, name)
    await asked(ours, case_id)
    other = await opened_by(theirs, case_id)
    await theirs.done(f"/cases/{other}/supervision", {})
    await theirs.done(f"/cases/{other}/forces/tasks/acknowledgement", {"task": TASK}, CONSTABLE)
    await ours.journalled(case_id, "responding_force.acknowledged.v1")
    status = {
        "current": "YES",
        "area": f"AREA-{RESPONDING}",
        "manager": RESPONDING,
        "as_of": datetime.now(UTC).isoformat(),
    }
    await ours.done(f"/cases/{case_id}/forces/mappa-status", status, CONSTABLE)
    for force, case, view in ((ours, case_id, "DISCLOSE"), (theirs, other, "DO_NOT_DISCLOSE")):
        body = {"seen": await seen(force, case), "view": view, "reasons": REASONS}
        await force.done(f"/cases/{case}/forces/position", body)
        await theirs.journalled(other, "position.stated.v1")
    await ours.journalled(case_id, "position.stated.v1", "decisions.primacy.worked_out.v1")

    async def both() -> bool:
        return len((await state(ours, case_id))["positions"]) == 2

    await until(both, "both positions")
    body = {"seen": await seen(ours, case_id), "reasons": REASONS}
    await ours.done(f"/cases/{case_id}/forces/disagreement", body)
    held = await state(ours, case_id)
    assert held["who_decides"]["force"] == "Staffordshire"
    await theirs.journalled(other, "primacy.determined.v1")
    consider = {"refer": False, "lead_agency": "probation-kent", "reasons": REASONS}
    await theirs.done(f"/cases/{other}/disclosure/mappa", consider)
    return case_id, other


async def test_forces_that_disagree_are_told_who_decides_and_the_host_decides(
    forces: tuple[Force, Force],
) -> None:
    ours, theirs = forces
    case_id, other = await told_who_decides(ours, theirs, "c-across-0008")
    assert await waited_for(ours, case_id) == ["that it takes the decision on"]
    await theirs.done(f"/cases/{other}/forces/decision/taken-on", {})
    await ours.journalled(case_id, "decision.taken_on.v1")
    assert await waited_for(ours, case_id) == ["its decision"]
    watches = await ours.rows("SELECT key FROM tasks WHERE kind = 'decision'")
    assert {row.key.split("/")[1] for row in watches} == {"TAKING_ON", "DECISION"}, "and it would be chased"
    decision = DECISION | {"seen": await seen(theirs, other)}
    await theirs.done(f"/cases/{other}/forces/decision", decision, INSPECTOR)
    await ours.journalled(case_id, "hosted_decision.made.v1")
    held = await state(ours, case_id)
    assert [one["decision"] for one in held["decided"]] == ["do not disclose"]
    assert await waited_for(ours, case_id) == []
    assert [one["reasons"] for one in held["positions"]] == [REASONS, REASONS], "why each holds its position"
    assert b"stay there" not in orjson.dumps(held)


async def test_a_decision_on_somebody_who_is_put_right_is_made_anew_by_the_host(
    forces: tuple[Force, Force],
) -> None:
    ours, theirs = forces
    case_id, other = await told_who_decides(ours, theirs, "c-across-0012")
    decision = DECISION | {"seen": await seen(theirs, other)}
    await theirs.done(f"/cases/{other}/forces/decision", decision, INSPECTOR)
    await ours.journalled(case_id, "hosted_decision.made.v1")
    named = t.subject(name=PersonName(given="Dorian", family="Sample-Quell"))
    await ours.say(case_id, of_today(t.corrected(datetime.now(UTC), subject=named), 0.0))
    await theirs.journalled(other, "tasked_parties.corrected.v1", "decision.passed_on.v1")
    assert (await state(ours, case_id))["decided"] == []
    assert (await state(theirs, other))["decided"] == []
    assert await waited_for(ours, case_id) == ["that it takes the decision on"]
    anew = DECISION | {"seen": await seen(theirs, other), "override": "He was searched for by hand."}
    await theirs.done(f"/cases/{other}/forces/decision", anew, INSPECTOR)

    async def decided() -> bool:
        return await waited_for(ours, case_id) == []

    await until(decided, "a decision on who it is")


async def test_what_stands_between_is_said_for_every_step_between_forces(
    forces: tuple[Force, Force],
) -> None:
    ours, _ = forces
    case_id = await supervised(ours, "c-across-0009")
    between = await ours.get(f"/cases/{case_id}/check/task-force")
    assert {one["code"] for one in between["conditions"]} == {"FORCE_NOT_JOINED", "PARTY_LIVES_ELSEWHERE"}


async def ended(theirs: Force, other: str) -> None:
    """The responding force has answered and closes its own case."""
    case = f"/cases/{other}"
    await theirs.done(f"{case}/force-record", {"system": "ATHENA", "reference": "21/4711/26"})
    for what in t.ALWAYS_CONSIDERED:
        body = {"what": what.value, "acted": False, "reasons": REASONS}
        await theirs.done(f"{case}/considerations", body)
    entry = {"seen": await seen(theirs, other), "request": REASONS, "outcome": REASONS}
    await theirs.done(f"{case}/final-entry", entry)
    await theirs.done(f"{case}/closure", {"seen": await seen(theirs, other), "reasons": REASONS})


async def answer(theirs: Force, other: str, task: str, done: str) -> None:
    report = {"task": task, "done": [done], "mappa": "YES", "area": f"AREA-{RESPONDING}", "manages": True}
    body = report | {"findings": REASONS, "seen": await seen(theirs, other)}
    await theirs.done(f"/cases/{other}/forces/tasks/report", body)


async def joint(ours: Force, case_id: str, agreed: bool | None) -> None:
    async def there() -> bool:
        held = (await state(ours, case_id))["joint_decision"]
        return bool(held and held["with"] == "Staffordshire" and held["agreed"] is agreed)

    await until(there, f"a joint decision: {agreed}")


async def test_the_managing_force_is_asked_to_decide_jointly_and_its_ended_case_goes_on(
    forces: tuple[Force, Force],
) -> None:
    """R-153: asked for, chased until it is answered, agreed or not; its first answer had ended its case."""
    ours, theirs = forces
    case_id = await supervised(ours, "c-across-0010")
    await asked(ours, case_id)
    other = await opened_by(theirs, case_id)
    await theirs.done(f"/cases/{other}/supervision", {})
    await theirs.done(f"/cases/{other}/forces/tasks/acknowledgement", {"task": TASK}, CONSTABLE)
    await answer(theirs, other, TASK, "SAY_WHETHER_MANAGED")
    await ours.journalled(case_id, "responding_force.reported.v1")
    await ended(theirs, other)
    assert (await state(ours, case_id))["joint_decision"]["asked_at"] is None

    await asked(ours, case_id, actions=["DECIDE_JOINTLY"])
    await theirs.journalled(other, "decisions.response.resumed.v1")
    second = {"task": "task-21-2"}
    await theirs.done(f"/cases/{other}/forces/tasks/acknowledgement", second, CONSTABLE)
    between = {"seen": await seen(theirs, other), "done": ["DECIDE_JOINTLY"], "mappa": "NO"}
    early = await theirs.post(f"/cases/{other}/forces/tasks/report", second | between | {"findings": REASONS})
    assert {one["code"] for one in early.json()["conditions"]} == {"POSITION_NOT_STATED"}
    for force, case in ((ours, case_id), (theirs, other)):
        body = {"seen": await seen(force, case), "view": "DISCLOSE", "reasons": REASONS}
        await force.done(f"/cases/{case}/forces/position", body)
        await theirs.journalled(other, "position.stated.v1")
        await joint(ours, case_id, None if force is ours else True)
    await answer(theirs, other, "task-21-2", "DECIDE_JOINTLY")

    async def answered() -> bool:
        return all(one["reported_at"] for one in (await state(ours, case_id))["tasks"])

    await until(answered, "both answers")
    opened = await theirs.rows(
        "SELECT DISTINCT case_id FROM journal WHERE type = 'decisions.linked_case.started.v1'"
    )
    assert opened == [], "no other case was opened for it"
