"""From an authority to the end of a concern: real Kafka, PostgreSQL and keys, HTTP as officers use it."""

from __future__ import annotations

import pytest

from contracts.codes import Answer, Source
from deploy.local.until import until
from messaging.decider import Actor
from tests.services.decisions import telling_by_http as by
from tests.services.decisions import told as t
from tests.services.decisions.force import CLERK, CONSTABLE, INSPECTOR, OTHER_SUPERVISOR, SUPERVISOR, Force
from tests.services.decisions.test_disclosing_on_the_stack import WORDING, a_concern, prepared
from tests.services.decisions.test_service import CANARIES, NOW, REASONS, codes, of_today, seen

pytestmark = pytest.mark.stack

SECRET = (*CANARIES, "Ottoline", "risk to your child", "her sister")


async def test_a_disclosure_in_person_from_the_authority_to_the_finalised_case(force: Force) -> None:
    """R-204, R-211, R-213, R-215 to R-220, R-233, R-240; A6 CS1."""
    case_id = await a_concern(force, "c-telling-00001")
    case = f"/cases/{case_id}"
    await prepared(force, case_id)
    assert "DISCLOSURE_NOT_AUTHORISED" in await codes(force, case_id, "release-wording")
    (authority,) = await by.authorised(force, case_id)
    assert await codes(force, case_id, "release-wording") == set()
    read = await by.released(force, case_id, authority)
    assert (read["text"], read["hash"]) == (WORDING, authority["hash"])
    address = f"{case}/wording/{read['release']}"
    for officer in (CLERK, OTHER_SUPERVISOR, INSPECTOR):
        assert (await force.reading(address, officer)).status_code == 403
    await by.signed(force, case_id, "mother")
    await by.told(force, case_id, read)
    assert (await force.reading(address, CONSTABLE)).status_code == 404
    assert {"SUBJECT_NOT_DECIDED", "RISK_TOOLS_NOT_CONSIDERED", "LETTER_NOT_GIVEN"} <= await codes(
        force, case_id, "finalise"
    )
    await by.not_informed(force, case_id)
    await by.letter_leaves(force, case_id)
    await by.looked_after(force, case_id)
    await by.posted(force, case_id)
    assert await codes(force, case_id, "finalise") == {"FINAL_ENTRY_MISSING"}
    refused = await force.post(f"{case}/finalisation", {"seen": await seen(force, case_id)}, INSPECTOR)
    assert {one["code"] for one in refused.json()["conditions"]} == {"NOT_THE_SUPERVISOR"}
    done = await by.finalised(force, case_id)
    assert done["events"][0] == "decisions.case.finalised.v1"
    kept = await force.rows(
        "SELECT officer, masked FROM reads WHERE case_id = :case AND route LIKE '%wording%'", case=case_id
    )
    assert {(CONSTABLE, False), (OTHER_SUPERVISOR, True)} <= {tuple(one) for one in kept}
    await nothing_tells(force, case_id)


async def nothing_tells(force: Force, case_id: str) -> None:
    """On no topic, in no table in clear, and to nobody who is not on the case."""
    await force.quiet()
    for topic in ("decisions", "notices", "closings"):
        for one in await force.published(case_id, topic):
            written = str(one).lower()
            assert not [
                word for word in ("disclos", "recipient", "wording", "undertaking") if word in written
            ]
    for row in await force.rows("SELECT j::text AS line FROM journal j WHERE case_id = :case", case=case_id):
        assert not [word for word in SECRET if word in row.line]
    masked = await force.get(f"/cases/{case_id}", CLERK)
    assert {"disclosure", "telling", "decision"} <= set(masked["masked"])
    shown = str({name: one for name, one in masked["case"].items() if name != "considered"})
    assert not [word for word in ("mother", "disclos", "wording", *SECRET) if word in shown]


async def test_told_in_other_words_is_recorded_and_rings(force: Force) -> None:
    """R-211: a fact is never refused into silence."""
    case_id = await a_concern(force, "c-telling-00002")
    await prepared(force, case_id)
    (authority,) = await by.authorised(force, case_id)
    read = await by.released(force, case_id, authority)
    await by.signed(force, case_id, "mother")
    done = await by.told(force, case_id, read, hash="0" * 64, reasons="She asked what he had done.")
    assert done["events"] == [
        "decisions.disclosure.delivered.v1",
        "decisions.supervisor.alerted.v1",
        "decisions.officer_alert.due.v1",
    ]
    (told,) = (await by.personal(force, case_id))["telling"]["told"]
    assert told["departures"] == ["in other words than were authorised (G 92a)"]
    (alarm,) = [one for one in await force.get("/alarms") if one["case_id"] == case_id]
    assert alarm["words"] == "somebody must look at a case now"
    await force.quiet()
    (alert,) = await force.published(case_id, "notices")
    assert alert["data"]["kind"] == "REVIEW_WANTED"
    assert "DELIVERY_NOT_REVIEWED" in await codes(force, case_id, "finalise")
    (standing,) = (await force.get(f"/cases/{case_id}"))["case"]["alerts"]
    await force.done(f"/cases/{case_id}/alerts/acknowledgement", {"alert": standing["alert"]})
    assert "DELIVERY_NOT_REVIEWED" not in await codes(force, case_id, "finalise")
    await nothing_tells(force, case_id)


GRANDMOTHER = {"name": {"given": "Wilhelmina", "family": "Sample"}, "date_of_birth": "1961-11-03"}


async def second_recipient(force: Force, case_id: str) -> None:
    """Chosen, identified, assessed, and worded for herself."""
    way = f"/cases/{case_id}/disclosure"
    her = {"recipient": "grandmother", "reasons": REASONS}
    await force.done(
        f"{way}/recipients", her | {"role": "RECIPIENT", "person": GRANDMOTHER, "children": [t.CHILD]}
    )
    proof = {"recipient": "grandmother", "proofs": ["passport"], "adult": True}
    await force.done(f"{way}/recipients/identity", proof, CONSTABLE)
    await force.done(f"{way}/recipients/knowledge", her | {"accuracy": "NOTHING_KNOWN", "sufficient": False})
    await force.done(f"{way}/recipients/suitability", her | {"suitable": True})
    said = {"extent": "LIMITED", "text": WORDING, "use": REASONS, "support": ["Invented Helpline"]}
    await force.done(f"{way}/wordings", her | said)
    tests = {
        "seen": await seen(force, case_id),
        "recipients": ["mother", "grandmother"],
        "stages": [
            {"stage": stage, "satisfied": True, "evidence": ["police-national-1"]}
            for stage in ("G83a", "G83b", "G83c")
        ],
        **dict.fromkeys(("necessary", "pressing", "proportionate", "extent"), REASONS),
    }
    await force.done(f"{way}/tests", tests)


async def test_two_recipients_are_told_a_limited_wording_each_with_a_hash_of_their_own(force: Force) -> None:
    """A6 CS3: PARTIAL_DISCLOSURE, per-recipient wording hash; never only one recipient recorded."""
    case_id = await a_concern(force, "c-telling-00003")
    await prepared(force, case_id)
    await second_recipient(force, case_id)
    authorities = await by.authorised(force, case_id)
    assert {one["recipient"] for one in authorities} == {"mother", "grandmother"}
    assert len({one["hash"] for one in authorities}) == 2
    for authority in authorities:
        assert "DISCLOSURE_DECISION_OPEN" in await codes(force, case_id, "finalise")
        read = await by.released(force, case_id, authority)
        await by.signed(force, case_id, authority["recipient"])
        await by.told(force, case_id, read)
    await by.not_informed(force, case_id)
    await by.letter_leaves(force, case_id)
    await by.looked_after(force, case_id)
    await by.posted(force, case_id)
    await by.finalised(force, case_id)
    (entry,) = await force.rows(
        "SELECT convert_from(core, 'UTF8') AS line FROM journal"
        " WHERE case_id = :case AND type = 'decisions.case_record.final_entry.v1'",
        case=case_id,
    )
    assert '"outcome":"PARTIAL_DISCLOSURE"' in entry.line


async def test_nobody_is_told_though_there_is_a_concern_and_what_was_done_is_recorded(force: Force) -> None:
    """A6 CS2: NO_DISCLOSURE with protective action, and the letter goes out."""
    case_id = await a_concern(force, "c-telling-00004")
    case = f"/cases/{case_id}"
    await nobody_told(force, case_id)
    action = {"action": "HARASSMENT_WARNING", "at": by.now(), "reference": "53/9/26", "reasons": REASONS}
    await force.done(f"{case}/protective-actions", action)
    await by.letter_leaves(force, case_id)
    await by.looked_after(force, case_id)
    await by.posted(force, case_id)
    await by.finalised(force, case_id)
    (entry,) = await force.rows(
        "SELECT convert_from(core, 'UTF8') AS line FROM journal"
        " WHERE case_id = :case AND type = 'decisions.case_record.final_entry.v1'",
        case=case_id,
    )
    assert '"outcome":"NO_DISCLOSURE"' in entry.line
    assert '"protective_action":true' in entry.line
    await late_hit(force, case_id)


async def nobody_told(force: Force, case_id: str) -> None:
    """Everything is assessed, the test is not satisfied in its third stage, and that is decided."""
    way = await prepared(force, case_id)
    tests = {
        "seen": await seen(force, case_id),
        "recipients": ["mother"],
        "stages": [
            {"stage": stage, "satisfied": stage != "G83c", "evidence": ["police-national-1"]}
            for stage in ("G83a", "G83b", "G83c")
        ],
        **dict.fromkeys(("necessary", "pressing", "proportionate", "extent"), REASONS),
    }
    await force.done(f"{way}/tests", tests)
    none = {
        "seen": await seen(force, case_id),
        "reasons": REASONS,
        "on_presumption": REASONS,
        "on_knowledge": REASONS,
    }
    await force.done(f"{way}/none", none)


async def late_hit(force: Force, case_id: str) -> None:
    """A hit on the ended case: another case is open, linked both ways, on the work list (C-50)."""
    hit = t.answered(Source.PROBATION, Answer.HIT, at=NOW)._replace(actor=Actor("st-1002", "STAFF"))
    await force.say(case_id, of_today(hit, 0.001))

    async def goes_on() -> list[str]:
        found: list[str] = (await force.get(f"/cases/{case_id}"))["case"]["goes_on_in"]
        return found

    async def linked() -> bool:
        return bool(await goes_on())

    await until(linked, "a case that goes on")
    (other,) = await goes_on()
    shown = await force.get(f"/cases/{other}")
    assert shown["case"]["goes_on_from"] == case_id
    assert {one["clock"] for one in shown["case"]["clocks"]} >= {"CATEGORISATION", "WHOLE_CASE"}
    assert other in {one["case_id"] for one in (await force.get("/work?which=unallocated"))["items"]}
    assert other in {one["case_id"] for one in await force.get("/alarms")}
    await force.done(f"/cases/{other}/supervision", {}, SUPERVISOR)
    own = await force.get(f"/cases/{other}")
    assert own["personal"]["subject"]["name"]["family"] == "Sample-Quill"
