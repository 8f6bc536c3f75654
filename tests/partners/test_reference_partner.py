"""A referral from its offer to its end: a force as it runs, and a partner that knows contracts alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts import referrals as r
from contracts.codes import CameTo, NotTakenOn, ReferralOutcome
from contracts.people import PersonName
from tests.partners.conftest import PARTNER
from tests.partners.hearing import heard, is_kind, receipt
from tests.partners.reference_partner import Partner
from tests.services.decisions import told as t
from tests.services.decisions.force import CONSTABLE, SUPERVISOR, Force

pytestmark = pytest.mark.stack
CASE = "c-partner-00001"
CONCERN = "He is alone with the child after school, twice a week."
OFFER: dict[str, Any] = {
    "referral": "front-door-1",
    "party": PARTNER,
    "kind": "CHILD_PROTECTION",
    "parts": ["CHILDREN", "CONCERN", "SUBJECT"],
    "children": ["child-1"],
    "basis": "CHILDREN_ACT_1989_S47",
    "concern": CONCERN,
    "reasons": "The child lives with him, and nobody else looks.",
}


async def a_case(force: Force, case_id: str) -> str:
    now = datetime.now(UTC)
    await force.say(case_id, t.enquiry(now))
    await force.say(case_id, t.application(now))
    await force.journalled(case_id, "intake.application.made.v1")
    return f"/cases/{case_id}"


async def test_a_referral_is_offered_taken_on_corrected_and_done(force: Force, partner: Partner) -> None:
    case = await a_case(force, CASE)
    await force.done(f"{case}/supervision", {}, SUPERVISOR)
    await force.done(f"{case}/referrals", OFFER, CONSTABLE)
    offered = await heard(partner, is_kind(r.ReferralOffered))
    assert offered.case == CASE
    assert isinstance(offered.event, r.ReferralOffered)
    facts = offered.event.facts.clear()
    assert facts.concern == CONCERN
    assert [one.ref for one in facts.children] == ["child-1"]
    assert "Ferdinand" not in str(facts.model_dump())

    taken = await partner.take_on(offered, "SC/2026/1")
    assert (await receipt(partner, taken)).outcome is CameTo.APPLIED
    assert partner.is_taken(taken)
    corrected = t.corrected(datetime.now(UTC), subject=t.subject(name=PersonName(family="Putright")))
    await force.say(CASE, corrected)
    told = (await heard(partner, is_kind(r.SharedFactsCorrected))).event
    assert isinstance(told, r.SharedFactsCorrected)
    assert told.facts is not None
    assert "Putright" in str(told.facts.clear().model_dump())

    done = await partner.end(CASE, "front-door-1", ReferralOutcome.STATUTORY_ENQUIRY)
    assert (await receipt(partner, done)).outcome is CameTo.APPLIED
    shares = await force.rows(
        "SELECT type FROM journal WHERE case_id = :case AND type = 'decisions.information.shared.v1'",
        case=CASE,
    )
    assert len(shares) == 2, "the offer and its correction"


async def test_what_was_never_offered_is_held_and_what_was_said_twice_is_taken_once(
    force: Force, partner: Partner
) -> None:
    await a_case(force, "c-partner-00002")
    wrong = r.ReferralTakenOn(referral="never-offered", taken_on_at=datetime.now(UTC))
    held = await receipt(partner, await partner.say("c-partner-00002", wrong))
    assert (held.outcome, held.codes) == (CameTo.HELD, ("REFERRAL_UNKNOWN",))
    assert partner.is_taken(held.message) is None
    unknown = await receipt(partner, await partner.say("c-nobody-knows-1", wrong))
    assert unknown.codes == ("CASE_UNKNOWN",)
    assert unknown.your_case == "c-nobody-knows-1"


async def test_a_referral_that_is_not_taken_on_rings_an_officer(force: Force, partner: Partner) -> None:
    case = await a_case(force, "c-partner-00003")
    await force.done(f"{case}/referrals", OFFER | {"referral": "front-door-3"}, CONSTABLE)
    await heard(partner, is_kind(r.ReferralOffered))
    refused = r.ReferralNotTakenOn(
        referral="front-door-3", reason=NotTakenOn.THRESHOLD_NOT_MET, decided_at=datetime.now(UTC)
    )
    await partner.say("c-partner-00003", refused)
    await force.journalled("c-partner-00003", "decisions.supervisor.alerted.v1")


async def test_without_a_legal_basis_nothing_leaves(force: Force) -> None:
    case = await a_case(force, "c-partner-00004")
    refused = await force.post(f"{case}/referrals", OFFER | {"basis": None}, CONSTABLE)
    assert refused.status_code == 409
    assert {one["code"] for one in refused.json()["conditions"]} == {"LEGAL_BASIS_MISSING"}
    assert (
        await force.rows(
            "SELECT 1 FROM outbox WHERE topic LIKE '%socialcare%' AND case_id = 'c-partner-00004'"
        )
        == []
    )
