"""From a concern to the authority to disclose: real Kafka, PostgreSQL and keys, HTTP as officers use it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts.codes import Answer, CredibleRisk, Source
from contracts.people import FindingKind
from tests.services.decisions import told as t
from tests.services.decisions.force import CLERK, CONSTABLE, INSPECTOR, OTHER_SUPERVISOR, Force
from tests.services.decisions.test_service import CANARIES, NOW, REASONS, codes, of_today, progress, seen

pytestmark = pytest.mark.stack

WORDING = "Dorian Sample-Quill is a risk to your child. Do not leave them alone together."
MOTHER = {"name": {"given": "Ottoline", "family": "Sample"}, "date_of_birth": "1990-02-28"}
STAGES = [
    {"stage": stage, "satisfied": True, "evidence": ["police-national-1"]}
    for stage in ("G83a", "G83b", "G83c")
]


async def a_concern(force: Force, case_id: str) -> str:
    """Convicted of an offence of Schedule 34A, met, assessed, and categorised as a concern by HTTP."""
    at = NOW - timedelta(hours=2)
    hit = t.answered(Source.POLICE_NATIONAL, Answer.HIT, at=at, kind=FindingKind.SCHEDULE_34A_CONVICTION)
    for fact, ago in (
        (t.enquiry(at), 2.0),
        (t.application(at), 1.9),
        (t.requested(at=at), 1.8),
        (hit, 1.7),
        (t.initial_checks(at), 1.5),
    ):
        await force.say(case_id, of_today(fact, ago))
    await force.journalled(case_id, "checks.initial_checks.completed.v1", "decisions.clocks.started.v1")
    case = f"/cases/{case_id}"
    await force.done(f"{case}/supervision", {})
    await force.done(f"{case}/force-record", {"system": "ATHENA", "reference": "53/4712/26"})
    await force.done(f"{case}/progress", progress(await seen(force, case_id)))
    credible = t.risk_assessment(NOW, credible=CredibleRisk.CREDIBLE)
    for fact, ago in ((t.meeting_held(NOW), 1.0), (credible, 0.8)):
        await force.say(case_id, of_today(fact, ago))
    await force.journalled(case_id, "checks.risk_assessment.completed.v1")
    body = {"line_of_risk": REASONS, "children": [t.CHILD], "credible_risk": REASONS, "reasons": REASONS}
    concern = {"seen": await seen(force, case_id), "grounds": ["G73a"], **body}
    await force.done(f"{case}/concern", concern)
    return case_id


async def prepared(force: Force, case_id: str) -> str:
    """Everything that the authority rests on, up to the wording."""
    way = f"/cases/{case_id}/disclosure"
    mother = {"recipient": "mother", "reasons": REASONS}
    children = {"children": [t.CHILD], "reasons": REASONS}
    await force.done(f"{way}/connection", {"sufficient": True, **children})
    await force.done(
        f"{way}/recipients", {"recipient": "mother", "role": "RECIPIENT", "person": MOTHER, **children}
    )
    proof = {"recipient": "mother", "proofs": ["passport"], "adult": True}
    await force.done(f"{way}/recipients/identity", proof, CONSTABLE)
    known = {"accuracy": "NOTHING_KNOWN", "sufficient": False}
    await force.done(f"{way}/recipients/knowledge", mother | known)
    await force.done(f"{way}/recipients/suitability", mother | {"suitable": True})
    await force.done(f"{way}/impact", {"subject_at_risk": False, "reasons": REASONS})
    await force.done(f"{way}/representations/none", {"exceptions": {"G88b": REASONS}})
    protection = {"in_accordance": True, "condition": "safeguarding", "policy_document": "DPA/35/26"}
    by_law = {"power": "COMMON_LAW", "reasons": REASONS}
    await force.done(f"{way}/data-protection", protection | by_law)
    tests = {
        "seen": await seen(force, case_id),
        "recipients": ["mother"],
        "stages": STAGES,
        **dict.fromkeys(("necessary", "pressing", "proportionate", "extent"), REASONS),
    }
    await force.done(f"{way}/tests", tests)
    said = {"extent": "LIMITED", "text": WORDING, "use": REASONS, "support": ["Invented Helpline"]}
    await force.done(f"{way}/wordings", mother | said)
    return way


async def shown(force: Force, case_id: str, officer: str) -> dict[str, Any]:
    found: dict[str, Any] = await force.get(f"/cases/{case_id}", officer)
    return found


async def test_a_concern_goes_by_three_tests_to_the_authority_of_an_inspector(force: Force) -> None:
    """R-184, R-190 to R-194, R-208 to R-211, R-214; A9."""
    case_id = await a_concern(force, "c-authority-0001")
    assert {"RECIPIENT_MISSING", "CONNECTION_NOT_ASSESSED", "REPRESENTATIONS_NOT_SOUGHT"} <= await codes(
        force, case_id, "apply-three-tests"
    )
    way = await prepared(force, case_id)
    assert await codes(force, case_id, "seek-authority") == set()
    disclosure = (await shown(force, case_id, "ds-2203"))["personal"]["disclosure"]
    (wording,) = disclosure["wordings"]
    assert (wording["text"], disclosure["tests"]["satisfied"]) == (WORDING, True)
    assert "disclosure" in (await shown(force, case_id, INSPECTOR))["masked"]
    version = await seen(force, case_id)
    await force.done(
        f"{way}/authority", {"seen": version, "wordings": [wording["wording"]], "reasons": REASONS}
    )
    read = await shown(force, case_id, INSPECTOR)
    (to_read,) = read["personal"]["disclosure"]["wordings"]
    assert to_read["text"] == WORDING
    assert "disclosure" in (await shown(force, case_id, OTHER_SUPERVISOR))["masked"]
    order = {
        "seen": read["version"],
        "wording": to_read["wording"],
        "hash": to_read["hash"],
        "independent": True,
        "reasons": REASONS,
    }
    own = await force.post(f"{way}/authority/given", order | {"independent": False})
    assert own.status_code == 409
    assert {one["code"] for one in own.json()["conditions"]} == {
        "RANK_TOO_LOW", "AUTHORISER_SUPERVISES", "AUTHORISER_PROPOSED", "NOT_INDEPENDENT",
    }  # fmt: skip
    sergeant = await force.post(f"{way}/authority/given", order, OTHER_SUPERVISOR)
    assert [one["code"] for one in sergeant.json()["conditions"]] == ["RANK_TOO_LOW"]
    assert sergeant.json()["conditions"][0]["paragraph"] == "G 91, 92(a)"
    assert (await force.post(f"{way}/authority/given", order, CONSTABLE)).status_code == 403
    given = await force.done(f"{way}/authority/given", order, INSPECTOR)
    assert given["events"] == ["decisions.disclosure.authorised.v1", "decisions.judgement.weighed.v1"]
    await closed_to_others(force, case_id)


async def closed_to_others(force: Force, case_id: str) -> None:
    """Nothing of it leaves the service, stands in clear, or shows to an officer who is not on the case."""
    for officer in (CLERK, INSPECTOR, OTHER_SUPERVISOR):
        masked = await shown(force, case_id, officer)
        assert "disclosure" in masked["masked"]
        assert masked["case"]["stage"] == "after the decision"
        assert "disclos" not in str(masked["case"]).lower()
    await force.quiet()
    said = [
        one["type"] for topic in ("decisions", "notices") for one in await force.published(case_id, topic)
    ]
    assert not [type_ for type_ in said if "disclos" in type_ or "recipient" in type_ or "wording" in type_]
    for row in await force.rows("SELECT j::text AS line FROM journal j WHERE case_id = :case", case=case_id):
        assert not [word for word in (*CANARIES, "Ottoline", "risk to your child") if word in row.line]


async def test_an_authority_that_is_refused_leaves_the_case_with_its_supervisor(force: Force) -> None:
    """C-40; and C-44: what the subject says afterwards is recorded."""
    case_id = await a_concern(force, "c-authority-0002")
    way = await prepared(force, case_id)
    (wording,) = (await shown(force, case_id, "ds-2203"))["personal"]["disclosure"]["wordings"]
    seek = {"seen": await seen(force, case_id), "wordings": [wording["wording"]], "reasons": REASONS}
    await force.done(f"{way}/authority", seek)
    refusal = {"seen": await seen(force, case_id), "wording": wording["wording"], "reasons": REASONS}
    await force.done(f"{way}/authority/refused", refusal, INSPECTOR)
    course = (await shown(force, case_id, "ds-2203"))["personal"]["course"]
    assert course["stage"] == "disclosure not authorised"
    await force.done(
        f"{way}/representations", {"received_at": NOW.isoformat(), "said": "It was long ago."}, CONSTABLE
    )
    said = (await shown(force, case_id, "ds-2203"))["personal"]["disclosure"]["representations"]
    assert (said["said"], said["to_be_weighed"]) == (["It was long ago."], True)
    assert {"REPRESENTATIONS_NOT_WEIGHED", "TEST_OUT_OF_DATE"} <= await codes(
        force, case_id, "seek-authority"
    )


async def test_neither_the_subject_nor_a_child_is_offered_as_a_recipient(force: Force) -> None:
    case_id = "c-authority-0003"
    way = f"/cases/{case_id}/disclosure"
    wrong: tuple[dict[str, Any], ...] = ({"role": "SUBJECT"}, {"role": "CHILD"}, {"children": []})
    for body in wrong:
        order = {"recipient": "mother", "role": "RECIPIENT", "children": [t.CHILD], "reasons": REASONS}
        assert (await force.post(f"{way}/recipients", order | body)).status_code == 422
