"""Intake on real Kafka and PostgreSQL: what it says, what it hears, and whom it rings when nobody answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.codes import AlertKind, DutyRole, RecordSystem
from contracts.decisions import CaseRecordCreated, SupervisorAlerted
from contracts.envelope import Envelope
from deploy.local.stack import Stack
from deploy.local.until import until
from tests.services.intake.real import Real
from tests.services.intake.wire import Wire

pytestmark = pytest.mark.stack
CODE = "54"
"""A force that no other test runs."""
CANARY = "Zebedee-Canary"
FORM: dict[str, Any] = {
    "channel": "TELEPHONE",
    "wording": "annex-a@1",
    "applicant": {"name": {"given": "Ferdinand", "family": CANARY}, "date_of_birth": "1984-03-02"},
    "subject": {"name": {"given": "Quentin", "family": CANARY}, "approximate_age": 46},
    "children": [{"name": {"given": "Pip", "family": CANARY}}],
}
FAILS_ONCE = """
CREATE SEQUENCE commits;
CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF nextval('commits') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = 'serialization_failure'; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER fails_once AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION fail_once();
"""
RISK = {"ground": "CHILD_WITH_SUBJECT_NOW", "details": {"risk": f"Alone with {CANARY} now."}}


@pytest.fixture(scope="module")
async def intake(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Real]:
    """One that waits a second for an alert and two for a case record."""
    begun = await Real.begin_force(
        stack,
        CODE,
        tmp_path_factory.mktemp("keys"),
        answer_urgent_within=timedelta(seconds=1),
        answer_within=timedelta(seconds=2),
    )
    yield begun
    await begun.end()


@pytest.fixture(scope="module")
def wire(stack: Stack) -> Wire:
    return Wire(stack, CODE)


async def taken(intake: Real, key: str, **more: Any) -> str:
    answer = await intake.post("/enquiries", FORM | more, key=key)
    assert answer.status_code == 201, answer.text
    case_id: str = answer.json()["case_id"]
    return case_id


async def said(intake: Real, wire: Wire, case_id: str) -> list[dict[str, Any]]:
    """What stands on the topic once nothing of the case is left to publish."""

    async def gone() -> bool:
        return not await intake.rows("SELECT 1 FROM outbox WHERE case_id = :case", case=case_id)

    await until(gone, "an empty outbox")
    return await wire.published(case_id)


def codes(intake: Real, case_id: str) -> set[str]:
    return {one["code"] for one in intake.rung if case_id in one["words"]}


async def test_an_enquiry_goes_out_in_order_with_its_opening_facts_and_nothing_in_clear(
    intake: Real, wire: Wire
) -> None:
    case_id = await taken(intake, "enquiry-0001")
    messages = await said(intake, wire, case_id)
    assert [one["type"] for one in messages] == ["intake.enquiry.received.v1", "intake.application.made.v1"]
    assert [one["sequence"] for one in messages] == ["1", "2"]
    assert {(one["route"], one["policy"]) for one in messages} == {("RIGHT_TO_ASK", "NATIONAL-2023@2023-04")}
    assert len({one["openedat"] for one in messages}) == 1
    assert CANARY not in str(messages)


async def test_what_goes_out_keeps_the_published_envelope(intake: Real, wire: Wire) -> None:
    case_id = await taken(intake, "enquiry-0002", immediate_risk=RISK)
    for message in await said(intake, wire, case_id):
        Envelope.model_validate(message)


async def test_a_case_record_that_comes_back_gives_the_reference_and_rings_nobody(
    intake: Real, wire: Wire
) -> None:
    case_id = await taken(intake, "enquiry-0003")
    opening = {"openedat": "2026-06-01T09:00:00.000Z", "route": "RIGHT_TO_ASK", "policy": "x@1"}
    now = datetime.now(UTC)
    record = CaseRecordCreated(created_at=now, reference="CSODS-54-7F3K", system=RecordSystem.OTHER)
    await wire.say(case_id, record, opening)

    async def known() -> bool:
        return bool((await intake.get("/cases?reference=CSODS-54-7F3K"))["cases"])

    async def looked() -> bool:
        return bool(
            await intake.rows(
                "SELECT 1 FROM tasks WHERE case_id = :case AND key = 'record' AND state = 'done'",
                case=case_id,
            )
        )

    await until(known, "the reference on the work list")
    await until(looked, "the watchdog's look")
    assert codes(intake, case_id) <= {"CHECKS_NOT_BEGUN"}  # nobody plays checks here


async def test_no_case_record_rings_the_duty_sergeant_by_intakes_own_line(intake: Real) -> None:
    case_id = await taken(intake, "enquiry-0004")

    async def rung() -> bool:
        return "NO_CASE_RECORD" in codes(intake, case_id)

    await until(rung, "the duty telephone")
    ours = [one for one in intake.rung if case_id in one["words"]]
    (told,) = [one for one in ours if one["code"] == "NO_CASE_RECORD"]
    assert told["role"] == DutyRole.DUTY_SERGEANT.value
    assert CANARY not in str(intake.rung)


async def test_an_immediate_risk_that_nobody_was_alerted_to_rings(intake: Real) -> None:
    case_id = await taken(intake, "enquiry-0005", immediate_risk=RISK)

    async def rung() -> bool:
        return "RISK_NOT_ALERTED" in codes(intake, case_id)

    await until(rung, "the duty telephone")


async def test_an_alert_that_answers_the_risk_by_its_message_is_shown(intake: Real, wire: Wire) -> None:
    case_id = await taken(intake, "enquiry-0006", immediate_risk=RISK)
    (risk,) = [
        one for one in await said(intake, wire, case_id) if one["type"] == "immediate_risk.identified.v1"
    ]
    now = datetime.now(UTC)
    alert = SupervisorAlerted(
        alert="alert-1",
        kind=AlertKind.IMMEDIATE_RISK,
        role=DutyRole.DUTY_SERGEANT,
        alerted_at=now,
        acknowledge_by=now + timedelta(minutes=15),
        because_of=risk["id"],
    )
    await wire.say(case_id, alert, {name: risk[name] for name in ("openedat", "route", "policy")})

    async def shown() -> bool:
        case = (await intake.get(f"/cases/{case_id}"))["case"]
        return bool(case["immediate_risks"][0]["supervisor_alerted"])

    await until(shown, "the alert in the case")


async def test_what_is_sealed_after_a_commit_that_failed_is_under_keys_that_are_saved(
    intake: Real, stack: Stack
) -> None:
    administrator = await asyncpg.connect(stack.dsn(f"csods_{CODE}_intake", "administrator"))
    try:
        await administrator.execute(FAILS_ONCE)
        case_id = await taken(intake, "enquiry-committed-late")
    finally:
        await administrator.execute("DROP TRIGGER fails_once ON journal")
        await administrator.close()
    used = await intake.rows("SELECT unnest(keys) AS key FROM journal WHERE case_id = :case", case=case_id)
    saved = await intake.rows("SELECT key_id FROM data_keys WHERE case_id = :case", case=case_id)
    assert used
    assert {row.key for row in used} <= {row.key_id for row in saved}
