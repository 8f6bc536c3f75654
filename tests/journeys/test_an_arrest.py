"""An arrest on custody's topic, with all four services as they run, stops a judgement on another case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from deploy.local.force import Force
from deploy.local.until import until
from deploy.simulators import forms
from deploy.simulators.people import read_people
from tests.journeys.officers import CLERK, SUPERVISOR, Officers

pytestmark = pytest.mark.stack
ARREST, LINKED = "custody.arrest.made.v1", "decisions.case.linked.v1"
RECEIVED = "intake.indirect_information.received.v1"
CONCERNED = "checks.person.also_concerned.v1"
CONCERN = {
    "grounds": ["G73d"],
    "line_of_risk": "He is alone with the child every day.",
    "children": ["child-1"],
    "credible_risk": "It is credible.",
    "reasons": "What was seen.",
}


@pytest.fixture
async def officers(force: Force) -> AsyncIterator[Officers]:
    async with httpx.AsyncClient(timeout=60) as http:
        made = Officers(force, http)
        yield made
        await made.close()


async def enquired(officers: Officers) -> str:
    """A father has asked about the man; somebody supervises the case."""
    taken = await officers.done("intake", "/enquiries", forms.fathers_enquiry(read_people()), CLERK)
    case_id: str = taken["case_id"]
    await officers.journalled("decisions", case_id, "decisions.case_record.created.v1")
    await officers.journalled("checks", case_id, "checks.checks.requested.v1")
    await officers.done("decisions", f"/cases/{case_id}/supervision", {})
    return case_id


def arrest(reference: str) -> dict[str, Any]:
    subject = forms.subject(read_people()["cs4-subject"])
    return {
        "reference": reference,
        "arrested": "INDECENT_IMAGES",
        "kinds": ["FOUND_IN_INVESTIGATION"],
        "subject": {"clear": subject},
        "information": {"clear": {"text": "Arrested at the home of his partner, where a child lives."}},
    }


async def opened_by(officers: Officers, text: str) -> str:
    """The case that intake made of what custody said; there is one of it."""
    found: list[str] = []

    async def there() -> bool:
        asked = "SELECT case_id FROM intake_work WHERE channel = 'CUSTODY' ORDER BY contact_at DESC"
        found[:] = [one.case_id for one in await officers.rows("intake", asked)]
        return bool(found)

    await until(there, f"a case of {text}")
    return found[0]


async def test_an_arrest_is_linked_to_a_live_case_and_a_pending_judgement_there_is_refused(
    officers: Officers,
) -> None:
    live = await enquired(officers)
    seen = (await officers.get("decisions", f"/cases/{live}"))["version"]
    await officers.system_says("custody-46", "46CU-1187-26", ARREST, arrest("46CU/1187/26"))
    known = await opened_by(officers, "46CU/1187/26")
    await officers.journalled("checks", known, "checks.checks.requested.v1")
    await officers.journalled("decisions", known, "decisions.clocks.started.v1")
    await officers.journalled("checks", known, CONCERNED)
    for case_id in (known, live):
        await officers.journalled("decisions", case_id, LINKED)

    refused = await officers.post("decisions", f"/cases/{live}/concern", CONCERN | {"seen": seen})
    assert refused.status_code == 409, refused.text
    words = {one["code"]: one["words"] for one in refused.json()["conditions"]}
    assert "a link to another case that concerns the same person" in words["CASE_CHANGED"]

    shown = (await officers.get("decisions", f"/cases/{live}"))["case"]
    assert [one["case_id"] for one in shown["linked"]] == [known]
    await officers.done("decisions", f"/cases/{known}/supervision", {})
    shown = await officers.get("decisions", f"/cases/{known}")
    assert [one["case_id"] for one in shown["case"]["linked"]] == [live]
    assert shown["case"]["route"] == "Right to Know"
    assert shown["personal"]["information"][0]["text"].startswith("Arrested at the home")
    explained = await officers.get("decisions", f"/cases/{live}/explanation")
    assert "it was linked to another case that concerns the same person" in str(explained)

    bail = {
        "reference": "46CU/1187/26",
        "how": "BAILED",
        "information": {"clear": {"text": "Away from her."}},
    }
    await officers.system_says("custody-46", "46CU-1187-26", "custody.detention.ended.v1", bail)
    await officers.journalled("decisions", known, RECEIVED, 2)
    assert len(await officers.rows("intake", "SELECT 1 FROM intake_work WHERE channel = 'CUSTODY'")) == 1


async def test_nobody_is_ever_written_to_of_a_case_in_which_nobody_applied(officers: Officers) -> None:
    said = await officers.rows(
        "notifications",
        "SELECT type FROM journal WHERE case_id IN (:case)",
        case=await opened_by(officers, "46CU/1187/26"),
    )
    assert not {one.type for one in said} - {
        "decisions.officer_alert.due.v1",
        "notifications.message.sent.v1",
    }


async def test_a_child_at_risk_rings_whatever_else_is_unknown(officers: Officers) -> None:
    risk = {
        "risk_id": "their-1",
        "ground": "OFFICER_JUDGEMENT",
        "identified_at": "2026-01-01T00:00:00.000Z",
        "reported_at": "2026-01-01T00:00:00.000Z",
        "risk": {"clear": {"risk": "He left custody and went to the school."}},
    }
    await officers.system_says("custody-46", "46CU-2201-26", "immediate_risk.identified.v1", risk)

    async def rung() -> bool:
        return "IMMEDIATE_RISK" in {
            one["code"] for one in await officers.get("decisions", "/alarms", SUPERVISOR)
        }

    await until(rung, "an alarm of an immediate risk")


async def test_the_formal_report_is_on_the_forces_record_system_by_itself(officers: Officers) -> None:
    case_id = await opened_by(officers, "46CU/1187/26")
    await officers.journalled("decisions", case_id, "decisions.record_entry.made.v1")
    shown = await officers.get("decisions", f"/cases/{case_id}/record-entries")
    report = shown["entries"][0]
    assert (report["entry"], report["entered"], report["by_hand"]) == ("formal-report", True, False)
    assert (await officers.get("decisions", f"/cases/{case_id}"))["case"]["force_reference"] == report[
        "reference"
    ]
