"""Decisions as it runs: real Kafka, real PostgreSQL, real keys, HTTP as officers use it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from contracts.codes import Answer, Source
from deploy.local.until import until
from messaging.decider import Actor, Message
from services.decisions.domain import commands as c
from tests.services.decisions import told as t
from tests.services.decisions.force import CLERK, CONSTABLE, INSPECTOR, SUPERVISOR, Force

pytestmark = pytest.mark.stack

NOW = datetime.now(UTC)
CANARIES = ("Ferdinand", "Testperson", "Dorian", "Quill", "Invented Lane", "Madeup")
STATEMENTS = ["G75a", "G75b", "G75c-behaviour"]
REASONS = "All that is held was read and weighed."


def of_today(message: Message, hours_ago: float) -> Message:
    """The same fact, of a case whose contact was two hours ago."""
    at = NOW - timedelta(hours=hours_ago)
    opening = {"openedat": (NOW - timedelta(hours=2)).isoformat(), "route": "RIGHT_TO_ASK", "policy": ""}
    return message._replace(occurred_at=at, recorded_at=at, opening=opening)


async def opened(force: Force, case_id: str) -> str:
    """Opened by its enquiry; everything asked holds nothing; initial checks complete."""
    at = NOW - timedelta(hours=2)
    facts = [
        (t.enquiry(at), 2.0),
        (t.application(at), 1.9),
        (t.requested(at=at), 1.8),
        *[(t.answered(source, at=at), 1.7) for source in t.POLICE],
        (t.initial_checks(at), 1.5),
    ]
    for fact, ago in facts:
        await force.say(case_id, of_today(fact, ago))
    await force.journalled(
        case_id,
        "decisions.case_record.created.v1",
        "checks.initial_checks.completed.v1",
        "decisions.clocks.started.v1",
    )
    return case_id


async def seen(force: Force, case_id: str) -> int:
    return int((await force.get(f"/cases/{case_id}"))["version"])


async def codes(force: Force, case_id: str, step: str) -> set[str]:
    between = await force.get(f"/cases/{case_id}/check/{step}")
    return {one["code"] for one in between["conditions"]}


async def test_a_case_runs_from_its_enquiry_to_its_finalising(force: Force) -> None:
    case_id = await opened(force, "c-journey-00001")
    case = f"/cases/{case_id}"
    refused = await force.post(f"{case}/progress", progress(1))
    assert refused.status_code == 409
    said = {one["code"] for one in refused.json()["conditions"]}
    assert {"NO_SUPERVISOR", "CASE_CHANGED"} <= said
    await force.done(f"{case}/supervision", {})
    await force.done(f"{case}/force-record", {"system": "ATHENA", "reference": "53/4711/26"})
    await force.done(f"{case}/progress", progress(await seen(force, case_id)))
    assert await codes(force, case_id, "no-concern") == {"MEETING_NOT_HELD", "RISK_ASSESSMENT_OPEN"}
    for fact, ago in ((t.meeting_held(NOW), 1.0), (t.advice(NOW), 0.9), (t.risk_assessment(NOW), 0.8)):
        await force.say(case_id, of_today(fact, ago))
    await force.journalled(
        case_id, "checks.risk_assessment.completed.v1", "notifications.safety_advice.given.v1"
    )
    await force.done(f"{case}/no-concern", no_concern(await seen(force, case_id)))
    await force.say(case_id, of_today(t.letter(NOW), 0.1))
    await force.journalled(case_id, "notifications.non_disclosure_letter.issued.v1")
    for what in t.ALWAYS_CONSIDERED:
        body = {"what": what.value, "acted": False, "reasons": REASONS}
        await force.done(f"{case}/considerations", body)
    assert await codes(force, case_id, "finalise") == {"FINAL_ENTRY_MISSING"}
    entry = {"seen": await seen(force, case_id), "request": REASONS, "outcome": REASONS}
    await force.done(f"{case}/final-entry", entry)
    done = await force.done(f"{case}/finalisation", {"seen": await seen(force, case_id)})
    assert done["events"] == ["decisions.case.finalised.v1", "decisions.judgement.weighed.v1"]
    await force.quiet()
    said_outside = [one["type"] for one in await force.published(case_id, "decisions")]
    assert said_outside[0] == "decisions.case_record.created.v1"
    assert said_outside[-1] == "decisions.case.finalised.v1"
    assert not [one for one in said_outside if "categorised" in one or "entry" in one or "concern" in one]


def progress(version: int) -> dict[str, Any]:
    return {"seen": version, "reasons": REASONS, "considered": ["CSODS", "MAPPA"]}


def no_concern(version: int) -> dict[str, Any]:
    return {"seen": version, "statements": STATEMENTS, "credible_risk": REASONS, "reasons": REASONS}


async def test_clocks_are_set_from_contact_and_shown(force: Force) -> None:
    case_id = await opened(force, "c-clocks-000001")
    shown = await force.get(f"/cases/{case_id}/clocks")
    by_name = {one["clock"]: one for one in shown["clocks"]}
    assert set(by_name) == {"INITIAL_CHECKS", "MEETING", "CATEGORISATION", "WHOLE_CASE"}
    assert by_name["INITIAL_CHECKS"]["stands"] == "in time"
    due = datetime.fromisoformat(by_name["INITIAL_CHECKS"]["limit"]["at"])
    started = datetime.fromisoformat(by_name["INITIAL_CHECKS"]["started_at"])
    assert due - started == timedelta(hours=24)
    waiting = await force.rows(
        "SELECT key FROM tasks WHERE case_id = :case AND kind = 'clock' AND state = 'open'", case=case_id
    )
    assert len(waiting) == 7


async def test_an_immediate_risk_rings_twice_and_is_answered_once(force: Force) -> None:
    case_id = "c-risk-00000001"
    await force.say(case_id, of_today(t.enquiry(NOW - timedelta(hours=2)), 2.0))
    await force.say(case_id, of_today(t.risk(NOW), 0.01))
    await force.journalled(case_id, "decisions.supervisor.alerted.v1")

    async def rung() -> bool:
        return any(one["code"] == "IMMEDIATE_RISK" and case_id in one["words"] for one in force.rung)

    await until(rung, "the duty telephone")
    await force.quiet()
    (notice, *_) = await force.published(case_id, "notices")
    assert notice["type"] == "decisions.officer_alert.due.v1"
    (work, *_) = (await force.get("/work"))["items"]
    assert (work["case_id"], work["urgent"]) == (case_id, True)
    (alarm,) = [one for one in await force.get("/alarms") if one["case_id"] == case_id]
    answer = await force.post(f"/alarms/{alarm['id']}/acknowledge", {})
    assert answer.status_code == 204, answer.text
    await force.journalled(case_id, "decisions.supervisor.acknowledged.v1")
    assert not [one for one in await force.get("/alarms") if one["case_id"] == case_id]
    assert not (await force.get(f"/cases/{case_id}"))["case"]["alerts"]


async def test_taking_the_alert_silences_the_alarm(force: Force) -> None:
    case_id = "c-risk-00000002"
    await force.say(case_id, of_today(t.enquiry(NOW - timedelta(hours=2)), 2.0))
    await force.say(case_id, of_today(t.risk(NOW), 0.01))
    await force.journalled(case_id, "decisions.supervisor.alerted.v1")
    (alert,) = (await force.get(f"/cases/{case_id}"))["case"]["alerts"]
    await force.done(f"/cases/{case_id}/alerts/acknowledgement", {"alert": alert["alert"]})
    assert not [one for one in await force.get("/alarms") if one["case_id"] == case_id]


async def test_taking_one_alert_leaves_another_of_its_kind_ringing(force: Force) -> None:
    case_id = "c-risk-00000003"
    await force.say(case_id, of_today(t.enquiry(NOW - timedelta(hours=2)), 2.0))
    await force.say(case_id, of_today(t.risk(NOW, risk_id="risk-one"), 0.01))
    await force.say(case_id, of_today(t.risk(NOW, risk_id="risk-two"), 0.01))

    async def ringing() -> list[Any]:
        return [one for one in await force.get("/alarms") if one["case_id"] == case_id]

    async def both() -> bool:
        return len(await ringing()) == 2

    await until(both, "both alarms")
    first, second = await ringing()
    assert (await force.post(f"/alarms/{first['id']}/acknowledge", {})).status_code == 204
    assert [one["id"] for one in await ringing()] == [second["id"]]
    (alert,) = (await force.get(f"/cases/{case_id}"))["case"]["alerts"]
    await force.done(f"/cases/{case_id}/alerts/acknowledgement", {"alert": alert["alert"]})
    assert await ringing() == []


async def test_a_constable_who_takes_an_alert_is_told_that_it_rings_on(force: Force) -> None:
    case_id = "c-risk-00000004"
    await force.say(case_id, of_today(t.enquiry(NOW - timedelta(hours=2)), 2.0))
    await force.say(case_id, of_today(t.risk(NOW), 0.01))
    await force.journalled(case_id, "decisions.supervisor.alerted.v1")
    (alert,) = (await force.get(f"/cases/{case_id}"))["case"]["alerts"]
    taking, key = f"/cases/{case_id}/alerts/acknowledgement", {"alert": alert["alert"]}
    mistyped = await force.post(taking, {"alert": "risk-mistyped"})
    assert mistyped.status_code == 409
    assert [one["code"] for one in mistyped.json()["conditions"]] == ["NO_SUCH_ALERT"]
    answer = await force.post(taking, key, CONSTABLE)
    assert answer.status_code == 200, answer.text
    assert answer.json()["words"].startswith("Recorded. It rings on: a Sergeant")
    (alarm,) = [one for one in await force.get("/alarms") if one["case_id"] == case_id]
    rung = await force.post(f"/alarms/{alarm['id']}/acknowledge", {}, CONSTABLE)
    assert rung.status_code == 202
    assert "It rings on" in rung.json()["words"]
    assert "words" not in await force.done(taking, key)
    assert not [one for one in await force.get("/alarms") if one["case_id"] == case_id]


async def test_a_supervisor_ends_the_alarm_that_asked_for_one(force: Force) -> None:
    case_id = await opened(force, "c-wanted-000001")
    wanted = c.NobodySupervises(0)
    await force.program.runtime.execute(case_id, wanted, Actor("system:decisions"))

    async def ringing() -> list[Any]:
        return [one["code"] for one in await force.get("/alarms") if one["case_id"] == case_id]

    assert await ringing() == ["SUPERVISION_WANTED"]
    await force.done(f"/cases/{case_id}/supervision", {})
    assert await ringing() == []


async def test_who_is_not_on_the_case_sees_nothing_personal_and_the_reading_is_kept(force: Force) -> None:
    case_id = await opened(force, "c-masked-000001")
    await force.done(f"/cases/{case_id}/supervision", {})
    own = await force.get(f"/cases/{case_id}")
    assert own["personal"]["subject"]["name"]["family"] == "Sample-Quill"
    for officer in (INSPECTOR, CLERK):
        masked = await force.get(f"/cases/{case_id}", officer)
        assert set(masked["masked"]) == set(masked["personal"])
        assert not [word for word in CANARIES if word in str(masked)]
    kept = await force.rows(
        "SELECT officer, masked FROM reads WHERE case_id = :case AND route = 'GET /cases/{case_id}'",
        case=case_id,
    )
    assert {(SUPERVISOR, False), (INSPECTOR, True), (CLERK, True)} <= {tuple(one) for one in kept}


async def test_work_is_found_by_who_has_it_and_cases_by_reference(force: Force) -> None:
    case_id = await opened(force, "c-worklist-0001")

    async def lists(which: str) -> set[str]:
        return {one["case_id"] for one in (await force.get(f"/work?which={which}"))["items"]}

    assert case_id in await lists("unallocated")
    await force.done(f"/cases/{case_id}/supervision", {})
    assert case_id in await lists("mine")
    assert case_id not in await lists("unallocated")
    await force.done(f"/cases/{case_id}/force-record", {"system": "ATHENA", "reference": "53/WORK/26"})
    (by_force,) = (await force.get("/cases?force_reference=53/WORK/26"))["cases"]
    reference = by_force["case"]["reference"]
    (found,) = (await force.get(f"/cases?reference={reference}"))["cases"]
    assert found["case_id"] == case_id
    assert found["case"]["stage"] == "deciding whether to progress"
    assert (await force.get("/cases"))["cases"] == []


async def test_a_late_clock_that_tells_of_the_subject_makes_a_case_overdue_for_who_has_it(
    force: Force,
) -> None:
    case_id = await opened(force, "c-worklist-0002")
    await force.done(f"/cases/{case_id}/supervision", {})
    away = "UPDATE decisions_work SET due = NULL, late = CAST(:late AS text[]) WHERE case_id = :case"

    async def overdue_for(officer: str, *late: str) -> bool:
        async with force.program.runtime.engine.begin() as connection:
            await connection.execute(text(away), {"late": list(late), "case": case_id})
        items = (await force.get("/work?which=overdue", officer))["items"]
        return case_id in {one["case_id"] for one in items if one["overdue"]}

    assert [await overdue_for(officer, "APART") for officer in (SUPERVISOR, INSPECTOR)] == [True, False]
    assert [await overdue_for(officer, "MEETING") for officer in (SUPERVISOR, INSPECTOR)] == [True, True]
    assert not await overdue_for(SUPERVISOR)


async def test_nothing_personal_stands_in_clear_in_any_table(force: Force) -> None:
    await opened(force, "c-canary-000001")
    tables = await force.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    for (table,) in tables:
        for row in await force.rows(f"SELECT t::text AS line, * FROM {table} t"):  # noqa: S608
            written = row.line + "".join(
                bytes(one).decode("utf-8", "replace") for one in row if isinstance(one, bytes | memoryview)
            )
            assert not [word for word in CANARIES if word in written], table


async def test_a_hit_heard_after_the_officer_looked_stops_the_decision(force: Force) -> None:
    case_id = await opened(force, "c-changed-00001")
    await force.done(f"/cases/{case_id}/supervision", {})
    before = await seen(force, case_id)
    hit = t.answered(Source.PROBATION, Answer.HIT, at=NOW)._replace(actor=Actor("st-1002", "STAFF"))
    await force.say(case_id, of_today(hit, 0.01))

    async def heard() -> bool:
        return await seen(force, case_id) > before

    await until(heard, "the answer of probation")
    refused = await force.post(f"/cases/{case_id}/progress", progress(before))
    assert [one["code"] for one in refused.json()["conditions"]] == ["CASE_CHANGED"]
    assert "an answer from a source" in refused.json()["conditions"][0]["words"]
