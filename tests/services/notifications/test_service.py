"""The whole service: what decisions and intake say on Kafka ends in the mailbox, once, and is told on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from contracts.codes import CorrectionReason, Delivery
from contracts.intake import FactCorrected
from contracts.people import Means, PersonName, SubjectDetails
from contracts.sealed import Sealed
from deploy.local.until import until
from tests.services.notifications.force import Force
from tests.services.notifications.told import NOON, alert, closing, contact, meeting

pytestmark = pytest.mark.stack

SENT = "notifications.message.sent.v1"
BLOCKED = "notifications.message.blocked.v1"


async def test_a_closing_notice_becomes_one_letter_and_three_facts(force: Force) -> None:
    to = contact(name=PersonName(given="Ferdinand", family="Posted"))
    await force.say("decisions", "c-post-0001", closing(to).event)
    await force.journalled("c-post-0001", SENT)
    await force.quiet()
    [letter] = force.letters("Ferdinand Posted")
    assert letter["channel"] == "LETTER"
    assert "There is no information to disclose to you" in letter["body"]
    said = await force.published("c-post-0001")
    assert [one["type"] for one in said] == [
        SENT,
        "notifications.non_disclosure_letter.issued.v1",
        "notifications.applicant.outcome_notified.v1",
        "notifications.safety_advice.given.v1",
    ]
    assert "Posted" not in str(said)


async def test_an_officer_alert_arrives_and_says_nothing_of_anybody(force: Force) -> None:
    await force.say("decisions", "c-alert-001", alert()._replace(case_id="c-alert-001").event)
    await force.journalled("c-alert-001", SENT)
    [page] = [one for one in force.letters("duty Sergeant") if one["channel"] == "ALERT"]
    assert page["body"].startswith("Immediate risk to a child: case CS-ABCD-EFGH-IJKL.")


async def test_an_unsafe_address_stops_the_letter_and_rings_the_supervisor(force: Force) -> None:
    to = contact(Means.TELEPHONE, name=PersonName(given="Ferdinand", family="Unsafe"))
    await force.say("decisions", "c-block-001", closing(to).event)
    await force.journalled("c-block-001", BLOCKED)

    async def rings() -> bool:
        with force.mailbox.client() as reader:
            return any(one["code"] == "NOT_SENT" for one in reader.get("/v1/rings").json()["rings"])

    await until(rings, "the supervisor is rung")
    assert force.letters("Ferdinand Unsafe") == []
    async with force.client() as supervisor:
        waiting = (await supervisor.get("/work")).json()["items"]
        ringing = (await supervisor.get("/alarms")).json()
        mine = [one for one in ringing if one["case_id"] == "c-block-001"]
        assert "c-block-001" in [one["case_id"] for one in waiting]
        assert "hand the letter over" in mine[0]["words"]
        assert (await supervisor.post(f"/alarms/{mine[0]['id']}/acknowledge")).status_code == 204
        stands = (await supervisor.get("/cases/c-block-001/check/send-letter-again")).json()
    assert [one["code"] for one in stands["conditions"]] == ["ADDRESS_NOT_SAFE"]


async def test_a_letter_is_printed_handed_over_and_never_posted(force: Force) -> None:
    to = contact(name=PersonName(given="Ferdinand", family="Handed"))
    await force.say(
        "decisions", "c-hand-0001", closing(to, delivery=Delivery.HAND, reference="CS-HAND-0001").event
    )
    await force.journalled("c-hand-0001", "notifications.message.queued.v1")
    async with force.client() as officer:
        assert (await officer.get("/cases/c-hand-0001/letters/closing-1")).status_code == 404
        printed = await officer.post("/cases/c-hand-0001/letters/print", json={"letter": "closing-1"})
        assert printed.status_code == 200, printed.text
        letter = (await officer.get("/cases/c-hand-0001/letters/closing-1")).json()
        assert letter["body"].startswith("Ferdinand Handed\n")
        at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        early = await officer.post(
            "/cases/c-hand-0001/letters/handed-over", json={"letter": "closing-1", "delivered_at": at}
        )
        assert [one["code"] for one in early.json()["conditions"]] == ["TIME_AHEAD"]
        body = {"letter": "closing-1", "delivered_at": datetime.now(UTC).isoformat()}
        key = {"Idempotency-Key": "handed-over-1"}
        handed = await officer.post("/cases/c-hand-0001/letters/handed-over", json=body, headers=key)
        again = await officer.post("/cases/c-hand-0001/letters/handed-over", json=body, headers=key)
        shown = (await officer.get("/cases/c-hand-0001")).json()
        found = (await officer.get("/cases", params={"reference": "CS-HAND-0001"})).json()
    assert "notifications.non_disclosure_letter.hand_delivered.v1" in handed.json()["events"]
    assert again.json()["replayed"]
    assert shown["case"]["messages"][0]["standing"] == "sent"
    assert shown["personal"]["applicant_contact"]["name"]["family"] == "Handed"
    assert [one["case_id"] for one in found["cases"]] == ["c-hand-0001"]
    assert force.letters("Ferdinand Handed") == []


async def test_every_reading_is_written_down_and_nobody_can_change_it(force: Force) -> None:
    await force.say("decisions", "c-read-0001", closing().event)
    await force.journalled("c-read-0001", SENT)
    async with force.client("st-1900") as clerk:
        shown = await clerk.get("/cases/c-read-0001")
    assert shown.json()["masked"] == ["applicant_contact", "why_not", "taking_part"]
    assert "Ferdinand" not in shown.text
    query = "SELECT count(*) FROM reads WHERE case_id = 'c-read-0001' AND officer = 'st-1900' AND masked"
    assert await force.count(query) == 1
    for change in ("UPDATE reads SET why = 'x'", "DELETE FROM reads", "SELECT why FROM reads"):
        with pytest.raises(Exception, match="permission denied"):
            async with force.program.runtime.engine.begin() as connection:
                await connection.execute(text(change))


async def test_an_appointment_waits_for_safe_hours(force: Force) -> None:
    now = datetime.now(UTC)
    later = (now + timedelta(days=3)).strftime("%a").upper()
    event = meeting(
        Means.EMAIL, begins_at=now + timedelta(days=9), hours=(f"{later} 10:00-10:30",), at=now
    ).event
    await force.say("intake", "c-wait-0001", event)
    await force.journalled("c-wait-0001", "notifications.message.queued.v1")
    waiting = (
        "SELECT count(*) FROM tasks WHERE case_id = 'c-wait-0001' AND kind = 'send' AND state = 'open'"
        " AND due_at > now() + interval '20 hours'"
    )
    assert await force.count(waiting) == 1


async def test_what_intake_says_of_the_subject_stays_closed_here(force: Force) -> None:
    """No key is kept here but that of the applicant's contact: the other boxes of the message stay shut."""
    both = FactCorrected(
        corrected_at=NOON,
        why=CorrectionReason.LEARNT_LATER,
        applicant_contact=Sealed.of(contact()),
        subject=Sealed.of(SubjectDetails(name=PersonName(given="Cleo", family="Sample-Quill"))),
    )
    await force.say("intake", "c-shut-0001", both)
    await force.journalled("c-shut-0001", FactCorrected.TYPE)
    found = await force.program.runtime.read("c-shut-0001")
    assert found is not None
    assert found.state.corrected.opened == contact()
    boxes = (
        "SELECT count(*) FROM journal"
        " WHERE case_id = :case AND convert_from(core, 'UTF8') LIKE '%\"subject\":{\"box\"%'"
    )
    assert await force.count(boxes, case="c-shut-0001") == 1
    labels = "SELECT count(*) FROM data_keys WHERE label <> 'applicant_contact'"
    assert await force.count(labels) == 0
    assert await force.count("SELECT count(*) FROM data_keys") > 0


async def test_the_mailbox_away_delays_a_letter_and_loses_none(force: Force) -> None:
    to = contact(name=PersonName(given="Ferdinand", family="Delayed"))
    force.mailbox.order(mode="down", match="/v1/messages/", times=1)
    await force.say("decisions", "c-down-0001", closing(to, at=NOON).event)
    await force.journalled("c-down-0001", SENT)
    assert len(force.letters("Ferdinand Delayed")) == 1


async def test_a_letter_whose_receipt_was_lost_is_posted_once(force: Force) -> None:
    to = contact(name=PersonName(given="Ferdinand", family="Lost-Receipt"))
    force.mailbox.order(mode="lost-answer", match="PUT", times=1)
    await force.say("decisions", "c-lost-0001", closing(to).event)
    await force.journalled("c-lost-0001", SENT)
    assert len(force.letters("Ferdinand Lost-Receipt")) == 1
    tries = "SELECT attempts FROM tasks WHERE case_id = 'c-lost-0001' AND kind = 'send'"
    assert await force.count(tries) == 2
