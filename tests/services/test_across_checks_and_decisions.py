"""What police hold becomes what decisions knows: checks and decisions as they run, on a stack of their own.

The agencies are simulated, the people invented; intake is played by hand.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from contracts.codes import ContactKind
from deploy.local.spec import StackSpec
from deploy.local.stack import Stack
from deploy.local.until import until
from tests.services.checks.force import CODE
from tests.services.checks.force import Force as ChecksForce
from tests.services.checks.test_service import INSPECTOR, RESEARCHER, about, new_case
from tests.services.decisions.force import Force as DecisionsForce

pytestmark = pytest.mark.stack
NATIONAL = "initial-1-police-national-subject"
FACTS, BREACH, ALERTED = (
    "checks.facts.established.v1",
    "checks.breach.suspected.v1",
    "decisions.supervisor.alerted.v1",
)


@dataclass
class Both:
    checks: ChecksForce
    decisions: DecisionsForce

    async def begun(self, who: str, *contact: ContactKind, of: str = "cs4-child") -> str:
        """An application about this person, and a supervisor for the case."""
        case_id = new_case()
        await self.checks.say(case_id, about(who, of=of, contact=contact))
        await self.checks.journalled(case_id, "checks.checks.requested.v1")
        await self.decisions.journalled(case_id, "decisions.case_record.created.v1")
        return case_id

    async def supervised(self, case_id: str) -> None:
        await self.decisions.done(f"/cases/{case_id}/supervision", {})

    async def shown(self, case_id: str) -> dict[str, Any]:
        """What checks shows of records, once every source has answered."""
        await self.checks.answered(case_id, RESEARCHER)
        shown: dict[str, Any] = (await self.checks.get(f"/cases/{case_id}", RESEARCHER))["personal"]
        return shown

    async def said(self, case_id: str) -> set[str]:
        return {one["type"] for one in await self.checks.published(case_id)}


@pytest.fixture(scope="module")
def own() -> Iterator[Stack]:
    with Stack.start(StackSpec(), f"test-{secrets.token_hex(6)}", disposable=True) as found:
        yield found


@pytest.fixture(scope="module")
async def both(own: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Both]:
    home = tmp_path_factory.mktemp("both")
    checks = await ChecksForce.begin(own, home)
    decisions = await DecisionsForce.begin(own, CODE, home)
    yield Both(checks, decisions)
    await decisions.end()
    await checks.end()


@pytest.fixture(autouse=True)
def nothing_wrong(both: Both) -> Iterator[None]:
    yield
    for one in (both.checks.agencies.police, both.checks.agencies.probation):
        one.order(mode="ok")


async def test_case_study_1_the_breach_rings_while_another_source_is_still_down(both: Both) -> None:
    both.checks.agencies.probation.order(mode="down")
    case_id = await both.begun("cs1-subject", ContactKind.UNSUPERVISED_THROUGH_FAMILY, of="cs1-child-1")
    await both.checks.journalled(case_id, BREACH)

    async def out() -> bool:
        return BREACH in await both.said(case_id)

    await until(out, "the suspected breach on the topic")
    await both.decisions.journalled(case_id, BREACH, ALERTED)

    async def rung() -> bool:
        said = [one for one in both.decisions.rung if one["code"] == "IMMEDIATE_RISK"]
        return any(case_id in one["words"] for one in said)

    await until(rung, "the duty telephone of decisions")
    shown = await both.checks.get(f"/cases/{case_id}", RESEARCHER)
    (probation,) = [one for one in shown["personal"]["sources"] if one["source"] == "probation service"]
    assert probation["answer"] in (None, "UNAVAILABLE")
    (broken,) = shown["personal"]["suspected_breaches"]
    assert (broken["order"], broken["contact"]) == (
        "SHPO (SOPO)",
        ["could meet the child unsupervised through the family"],
    )

    async def known_to_be_alerted() -> bool:
        now = await both.checks.get(f"/cases/{case_id}", RESEARCHER)
        return bool(now["case"]["immediate_risks"]["nobody_alerted_yet"] == 0)

    await until(known_to_be_alerted, "checks to hear that a supervisor is alerted")


async def test_one_alert_for_the_breach_and_the_risk_that_it_is(both: Both) -> None:
    case_id = await both.begun("cs1-subject", ContactKind.UNSUPERVISED_THROUGH_FAMILY, of="cs1-child-1")
    await both.checks.answered(case_id, RESEARCHER)
    await both.decisions.journalled(case_id, BREACH)
    query = "SELECT 1 FROM journal WHERE case_id = :case AND type = :type"
    risks = await both.checks.rows(query, case=case_id, type="immediate_risk.identified.v1")

    async def each_alerted() -> bool:
        return len(await both.decisions.rows(query, case=case_id, type=ALERTED)) == len(risks)

    await until(each_alerted, "one alert for each risk, and none for the breach beside it")


async def test_case_study_2_intelligence_and_no_conviction(both: Both) -> None:
    case_id = await both.begun("cs2-subject", ContactKind.OTHER)
    shown = await both.shown(case_id)
    assert {one["answer"] for one in shown["facts"].values()} == {"no"}
    (item,) = shown["intelligence"]
    assert item["grade"] == "2CP"
    assert shown["conditions"] == []


async def test_case_study_3_registered_and_managed_for_offences_against_adults(both: Both) -> None:
    case_id = await both.begun("cs3-subject", ContactKind.SUPERVISED)
    await both.supervised(case_id)
    facts = (await both.shown(case_id))["facts"]
    assert [one["answer"] for one in facts.values()] == ["yes", "no", "yes"]
    assert (facts["mappa"]["level"], facts["mappa"]["lead"], facts["mappa"]["area"]) == (2, "Police", "46")

    async def heard() -> bool:
        case = await both.decisions.get(f"/cases/{case_id}")
        held = case["personal"].get("facts_of_the_subject")
        return held is not None and [held[name]["answer"] for name in facts] == ["yes", "no", "yes"]

    await until(heard, "decisions to show the three facts")


async def test_intelligence_of_old_is_graded_over_http_and_decisions_hears_it(both: Both) -> None:
    case_id = await both.begun("cs3-subject", ContactKind.SUPERVISED)
    await both.supervised(case_id)
    items = (await both.shown(case_id))["intelligence"]
    (old,) = [one for one in items if one["grade"] == "not graded"]
    assert old["grade_of_old"] == "B24"
    work = await both.checks.get(f"/cases?case_id={case_id}", RESEARCHER)
    assert "examine intelligence and grade it" in work["cases"][0]["case"]["to_do"]
    body = {"item": old["item"], "grade": {"source": 2, "intelligence": "D", "handling": "C"}}
    body |= {"examined": "One report by a neighbour, never followed up; nothing bears it out."}
    refused = await both.checks.post(f"/cases/{case_id}/grades", body, RESEARCHER)
    assert {one["code"] for one in refused.json()["conditions"]} == {"HANDLING_CONDITIONS_NEEDED"}
    body["grade"] |= {"conditions": "Not outside MAPPA."}
    assert (await both.checks.post(f"/cases/{case_id}/grades", body, RESEARCHER)).status_code == 200
    async with both.checks.client("st-1001") as client:
        assert (await client.post(f"/cases/{case_id}/grades", json=body)).status_code == 403

    async def heard() -> bool:
        held = (await both.decisions.get(f"/cases/{case_id}"))["personal"].get("intelligence")
        return held is not None and (held["not_graded"], len(held["graded"])) == (0, 1)

    await until(heard, "decisions to count the item as graded")


async def test_a_licence_that_nobody_has_classified_is_read_over_http(both: Both) -> None:
    case_id = await both.begun("cs1-subject", ContactKind.SUPERVISED)
    conditions = (await both.shown(case_id))["conditions"]
    residence, contact = (
        next(one for one in conditions if words in one["words"]) for words in ("reside", "Contact")
    )
    assert contact["forbids"] == ["nobody has said yet: read it"]
    for one, forbids in ((residence, "NOT_ABOUT_CONTACT"), (contact, "NO_CONTACT_WITH_CHILDREN")):
        body = {"condition": one["condition"], "forbids": [forbids], "reasons": "Read the licence itself."}
        assert (await both.checks.post(f"/cases/{case_id}/conditions", body, RESEARCHER)).status_code == 200
    await both.decisions.journalled(case_id, BREACH, ALERTED)
    less = {"condition": contact["condition"], "forbids": ["NOT_ABOUT_CONTACT"], "reasons": "Read it again."}
    refused = await both.checks.post(f"/cases/{case_id}/conditions", less, RESEARCHER)
    assert {one["code"] for one in refused.json()["conditions"]} == {"RANK_TO_CLEAR_CONDITION"}
    assert (await both.checks.post(f"/cases/{case_id}/conditions", less, INSPECTOR)).status_code == 200


async def test_a_recipient_is_looked_up_among_managed_offenders(both: Both) -> None:
    case_id = await both.begun("cs4-subject", ContactKind.SUPERVISED)
    await both.checks.answered(case_id, RESEARCHER)
    adult = {
        "role": "RECIPIENT",
        "name": {"given": "Gideon", "family": "Phantom-Barrow"},
        "date_of_birth": "1969-09-27",
    }
    assert (await both.checks.post(f"/cases/{case_id}/adults", adult, RESEARCHER)).status_code == 200
    answers = await both.checks.answered(case_id, RESEARCHER)
    assert answers["initial-2-offender-management-recipient"]["answer"] == "HIT"
    await both.decisions.quiet()
    risks = "SELECT 1 FROM journal WHERE case_id = :case AND type = 'immediate_risk.identified.v1'"
    assert not await both.checks.rows(risks, case=case_id)
