"""HTTP: what an officer, or the online form, sends and gets back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts.codes import InitialItem, MeetingItem
from contracts.intake import ApplicationMade, EnquiryReceived
from contracts.risk import ImmediateRiskIdentified
from tests.at_desks import Desk, desk, fresh
from tests.given import START
from tests.services.intake.at_desks import INTAKE
from tests.services.intake.invented import PROGRESSED, RECORD, from_decisions

KEY = {"Idempotency-Key": "enquiry-0001"}
CASE = "c-enquiry-0001"
WHY = {"X-Reason": "I take the call of this applicant"}
NAMES = ("Ferdinand", "Testperson", "Quentin", "Quill", "Pip", "01632 960201")

FORM: dict[str, Any] = {
    "channel": "TELEPHONE",
    "wording": "annex-a@1",
    "contacted_at": "2026-06-01T08:55:00Z",
    "applicant": {
        "name": {"given": "Ferdinand", "family": "Testperson"},
        "date_of_birth": "1984-03-02",
    },
    "applicant_contact": {
        "name": {"given": "Ferdinand", "family": "Testperson"},
        "safe": {"means": ["TELEPHONE"], "telephone": "01632 960201", "hours": ["MON-FRI 09:00-15:00"]},
    },
    "subject": {"name": {"given": "Quentin", "family": "Sample-Quill"}, "approximate_age": 46},
    "children": [
        {
            "name": {"given": "Pip", "family": "Testperson"},
            "applicant_is": "PARENT",
            "subject_is": "PARTNER_OF_PARENT",
            "contact": ["LIVES_WITH_CHILD"],
        }
    ],
    "account": {"text": "He moved in with Pip's mother in April."},
    "told": [{"item": item.value, "wording": "initial-information@1"} for item in InitialItem],
}
RISK = {"ground": "CHILD_WITH_SUBJECT_NOW", "details": {"risk": "He is alone with Pip now."}}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(INTAKE, tmp_path_factory.mktemp("intake") / "issuer")


@pytest.fixture
def at(built: Desk) -> Desk:
    return fresh(built)


async def send(at: Desk, path: str, body: Any, officer: str = "st-1001", **headers: str) -> Any:
    async with at.client(officer) as client:
        return await client.post(path, json=body, headers=headers)


async def look(at: Desk, path: str, officer: str = "st-1001", **headers: str) -> Any:
    async with at.client(officer) as client:
        return await client.get(path, headers=headers)


async def taken(at: Desk, body: Any = FORM) -> Any:
    return await send(at, "/enquiries", body, **KEY)


async def test_which_partner_sent_the_applicant_is_shown_with_whether_they_agreed(at: Desk) -> None:
    referred = {"party": "socialcare-kent", "agreed": False, "their_reference": "SC-4471"}
    assert (await taken(at, FORM | {"referred_by": referred})).status_code == 201
    shown = (await look(at, f"/cases/{CASE}", **WHY)).json()["personal"]["circumstances"]
    assert shown["referred_by"]["partner"] == "Children's social care, Kent"
    assert shown["referred_by"]["agreed"] is False
    assert [one["code"] for one in shown["flags"]] == ["REFERRAL_NOT_AGREED"]


async def test_an_enquiry_is_taken_and_becomes_an_application(at: Desk) -> None:
    answer = await taken(at)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/cases/{CASE}"
    assert answer.json()["events"] == [
        "intake.enquiry.received.v1",
        "intake.initial_information.given.v1",
        "intake.application.made.v1",
    ]
    received, _, made = at.memory.said
    assert isinstance(received, EnquiryReceived)
    assert isinstance(made, ApplicationMade)
    assert made.children.clear().named[0].ref == "child-1"


async def test_the_same_form_sent_twice_has_one_effect(at: Desk) -> None:
    first, second = await taken(at), await taken(at)
    assert (second.status_code, second.json()["replayed"]) == (201, True)
    assert second.json()["case_id"] == first.json()["case_id"]
    assert len(at.memory.said) == 3


async def test_another_form_under_the_same_key_is_refused(at: Desk) -> None:
    await taken(at)
    answer = await taken(at, FORM | {"channel": "STATION"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:csods:problem:key_reused")


async def test_a_form_needs_a_key(at: Desk) -> None:
    assert (await send(at, "/enquiries", FORM)).status_code == 428


async def test_a_contact_in_the_future_is_refused_with_our_time(at: Desk) -> None:
    answer = await taken(at, FORM | {"contacted_at": "2026-06-01T09:05:01Z"})
    assert answer.status_code == 409
    (condition,) = answer.json()["conditions"]
    assert condition["code"] == "TIME_IN_THE_FUTURE"
    assert "10:00:00" in condition["words"]


async def test_the_smallest_form_is_a_channel_and_shows_what_is_missing(at: Desk) -> None:
    answer = await taken(at, {"channel": "ONLINE", "wording": "annex-a@1"})
    assert answer.status_code == 201
    shown = (await look(at, f"/cases/{CASE}", **WHY)).json()["case"]
    assert shown["is"] == "enquiry"
    assert "the subject's surname, without which no source can be searched" in shown["missing"]
    assert shown["to_do"][0]["step"] == "ask the applicant for what is missing"
    assert shown["clocks"]["INITIAL_CHECKS"]["limit"] == "2026-06-02T09:00:00Z"


async def test_the_online_form_counts_only_what_was_acknowledged(at: Desk) -> None:
    told = [
        {"item": item.value, "wording": "initial-information@1", "acknowledged": item.value != "G28h"}
        for item in InitialItem
    ]
    await send(at, "/enquiries", FORM | {"channel": "ONLINE", "told": told}, "system-tools", **KEY)
    shown = (await look(at, f"/cases/{CASE}", **WHY)).json()["case"]
    assert [item for item, one in shown["told"].items() if one is None] == ["G28h"]


async def test_an_unknown_channel_names_the_field_and_quotes_nothing(at: Desk) -> None:
    answer = await taken(at, FORM | {"channel": "PIGEON FROM FERDINAND"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"path": "body.channel", "words": "is not one of the choices"}]
    assert "FERDINAND" not in answer.text


async def test_what_is_wrong_inside_personal_data_is_said_by_its_path(at: Desk) -> None:
    wrong = FORM | {"subject": {"name": {"given": "Quentin", "surname": "Quill"}}}
    answer = await taken(at, wrong)
    assert answer.status_code == 422
    assert not any(name in answer.text for name in NAMES)


async def test_an_immediate_risk_in_the_form_is_said_at_once(at: Desk) -> None:
    body = {"channel": "TELEPHONE", "wording": "annex-a@1", "immediate_risk": RISK}
    answer = await taken(at, body)
    assert "immediate_risk.identified.v1" in answer.json()["events"]


@pytest.mark.parametrize("officer", ["st-1001", "st-1002", "pc-4711", "di-3301", "st-1900", "st-1950"])
async def test_anybody_who_is_signed_in_may_report_an_immediate_risk(at: Desk, officer: str) -> None:
    await taken(at, {"channel": "TELEPHONE", "wording": "annex-a@1"})
    answer = await send(at, f"/cases/{CASE}/immediate-risk", RISK, officer)
    assert answer.status_code == 200
    assert isinstance(at.memory.said[-1], ImmediateRiskIdentified)


async def test_a_risk_on_a_case_that_nobody_knows_is_404(at: Desk) -> None:
    assert (await send(at, "/cases/c-nobody-knows/immediate-risk", RISK)).status_code == 404


async def test_everything_that_stands_in_the_way_comes_at_once(at: Desk) -> None:
    await taken(at, {"channel": "TELEPHONE", "wording": "annex-a@1"})
    answer = await send(at, f"/cases/{CASE}/initial-form", {"form": "annex-a@1"})
    assert answer.status_code == 409
    conditions = answer.json()["conditions"]
    assert [one["code"] for one in conditions] == ["INITIAL_INFORMATION_NOT_GIVEN", "DETAILS_MISSING"]
    assert all(one["words"] and one["paragraph"] for one in conditions)


async def test_what_stands_between_is_what_blocks(at: Desk) -> None:
    await taken(at)
    asked = (await look(at, f"/cases/{CASE}/check/meeting", "pc-4711")).json()
    assert (asked["clear"], [one["code"] for one in asked["conditions"]]) == (False, ["NOT_PROGRESSED"])
    assert asked["conditions"][0]["override"]


@pytest.mark.parametrize("step", ["initial-form", "meeting", "remote-meeting", "meeting-form", "redirection"])
async def test_every_step_can_be_asked_about(at: Desk, step: str) -> None:
    await taken(at)
    assert (await look(at, f"/cases/{CASE}/check/{step}")).status_code == 200


async def test_a_correction_says_which_version_was_read(at: Desk) -> None:
    await taken(at)
    body = {"why": "MISTYPED", "seen": 3, "subject": {"name": {"given": "Quentin", "family": "Sample"}}}
    answer = await send(at, f"/cases/{CASE}/corrections", body)
    assert answer.json()["events"] == ["intake.fact.corrected.v1", "intake.correction.traced.v1"]
    again = await send(at, f"/cases/{CASE}/corrections", body)
    assert again.json()["conditions"][0]["code"] == "CASE_CHANGED"


async def test_a_case_goes_from_the_first_call_to_the_complete_form(at: Desk) -> None:
    await taken(at)
    assert (await send(at, f"/cases/{CASE}/initial-form", {"form": "annex-a@1"})).status_code == 200
    await at.memory.hear(CASE, from_decisions(RECORD))
    await at.memory.hear(CASE, from_decisions(PROGRESSED))
    arranged = {
        "meeting": "meeting-1",
        "kind": "FACE_TO_FACE",
        "place": "NEUTRAL",
        "begins_at": "2026-06-04T10:00:00+01:00",
        "neutral_place_offered": True,
        "appointment": FORM["applicant_contact"] | {"place": "Sample Library"},
        "wording": "appointment@1",
    }
    assert (await send(at, f"/cases/{CASE}/meetings", arranged, "pc-4711")).status_code == 200
    at.memory.now_is = START + timedelta(days=3)
    proof = {"proofs": ["PASSPORT"], "how": "IN_PERSON", "evidence": {"last_four": ["4711"]}}
    assert (await send(at, f"/cases/{CASE}/identity", proof, "pc-4711")).status_code == 200
    held = {
        "meeting": "meeting-1",
        "kind": "FACE_TO_FACE",
        "place": "NEUTRAL",
        "held_at": "2026-06-04T10:00:00+01:00",
        "record": {"lived_experience": "Pip sleeps there on Fridays."},
        "prior_knowledge_asked": True,
        "prior_knowledge": ["NOTHING_KNOWN"],
        "lived_experience_explored": True,
        "ongoing_concern": False,
        "advice": ["KEEPING_CHILDREN_SAFE"],
        "advice_by_letter": True,
        "warnings": [
            {"item": item.value, "wording": "meeting-warnings@1", "acknowledged": True}
            for item in MeetingItem
        ],
    }
    answer = await send(at, f"/cases/{CASE}/meetings/held", held, "pc-4711")
    assert answer.json()["events"] == ["intake.meeting.held.v1"]
    form = {
        "form": "annex-a@1",
        "recommendation": "RISK_ASSESSMENT",
        "genuineness": "GENUINE",
        "notes": {"contact_record": "Seen at the library; calm and clear."},
    }
    answer = await send(at, f"/cases/{CASE}/meeting-form", form, "pc-4711")
    assert (answer.status_code, answer.json().get("conditions")) == (200, None)
    shown = (await look(at, f"/cases/{CASE}", "pc-4711", **WHY)).json()
    assert (shown["case"]["to_do"], shown["personal"]["circumstances"]["flags"]) == ([], [])
    assert shown["masked"] == ["taking_part"]
    judged = shown["personal"]["meeting_form"]
    assert {"recommendation", "genuineness", "contact_record"} <= set(judged)
    other = (await look(at, f"/cases/{CASE}", "st-1900", **WHY)).json()
    assert not any(judged[one] in str(other) for one in ("recommendation", "genuineness"))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("allocation", {"to": "pc-4711"}),
        (
            "initial-information",
            {"channel": "TELEPHONE", "items": [{"item": "G28a", "wording": "initial-information@1"}]},
        ),
        (
            "warnings",
            {"items": [{"item": "G40a", "wording": "meeting-warnings@1", "acknowledged": True}]},
        ),
        ("identity/not-verified", {"why": "NO_DOCUMENT"}),
        (
            "responsible-adult",
            {"name": {"given": "Augusta", "family": "Testperson"}, "relation": "aunt"},
        ),
        (
            "delay",
            {"expected_by": "2026-06-20", "channel": "TELEPHONE", "wording": "delay@1", "told_already": True},
        ),
        ("redirection", {"to": "SCOTLAND", "wording": "please-ring@1", "concern_passed_on": True}),
    ],
)
async def test_each_command_has_its_route(at: Desk, path: str, body: Any) -> None:
    await taken(at)
    assert (await send(at, f"/cases/{CASE}/{path}", body)).status_code == 200


async def test_a_supervisor_excuses_the_adult_and_looks_at_flags(at: Desk) -> None:
    await taken(at, FORM | {"channel": "STATION"})
    excuse = {
        "reasons": "Nobody can be found for now.",
        "social_services_considered": True,
        "social_services_told": True,
    }
    path = f"/cases/{CASE}/responsible-adult/none"
    assert (await send(at, path, excuse)).json()["conditions"][0]["code"] == "RANK"
    assert (await send(at, path, excuse, "ds-2203")).status_code == 200
    looked = {"flags": ["PRIVACY_NOT_OFFERED"], "reasons": "The visitor asked at the desk by choice."}
    path = f"/cases/{CASE}/flags/acknowledgement"
    assert (await send(at, path, looked, "ds-2203")).status_code == 200
    assert (await send(at, path, looked, "ds-2203")).json()["conditions"][0]["code"] == "NOTHING_FLAGGED"


async def test_an_agency_that_confirms_is_named(at: Desk) -> None:
    await taken(at)
    unnamed = {"proofs": ["AGENCY_CONFIRMATION"], "how": "BY_AGENCY"}
    assert (await send(at, f"/cases/{CASE}/identity", unnamed)).status_code == 422


@pytest.mark.parametrize(
    ("officer", "masked"),
    [
        ("st-1001", ["meetings", "meeting_form", "taking_part"]),
        ("pc-4711", ["taking_part"]),
        ("ds-2203", []),
        (
            "st-1002",
            [
                "applicant_contact",
                "responsible_adult",
                "account",
                "meetings",
                "meeting_form",
                "taking_part",
            ],
        ),
    ],
)
async def test_everybody_sees_what_they_need_to_know(at: Desk, officer: str, masked: list[str]) -> None:
    await taken(at)
    answer = (await look(at, f"/cases/{CASE}", officer, **WHY)).json()
    assert answer["masked"] == masked
    assert at.book.entries[-1].case_id == CASE


async def test_who_must_act_reads_what_the_risk_is(at: Desk) -> None:
    await taken(at, FORM | {"immediate_risk": RISK})
    shown = (await look(at, f"/cases/{CASE}", "insp-3344", **WHY)).json()
    (risk,) = shown["personal"]["immediate_risks"]
    assert risk["details"]["risk"] == "He is alone with Pip now."
    assert shown["case"]["immediate_risks"][0]["taken_by_a_supervisor"] is False


async def test_nothing_personal_stands_outside_the_masked_sections(at: Desk) -> None:
    await taken(at)
    shown = (await look(at, f"/cases/{CASE}", "st-1900", **WHY)).json()
    assert not any(name in str(shown["case"]) for name in NAMES)


async def test_a_case_is_not_shown_without_a_reason(at: Desk) -> None:
    await taken(at)
    assert (await look(at, f"/cases/{CASE}")).status_code == 422


async def test_nobody_gets_in_without_signing_in(at: Desk) -> None:
    async with at.client(None) as client:
        assert (await client.post("/enquiries", json=FORM, headers=KEY)).status_code == 401


INFORMATION: dict[str, Any] = {
    "source": "OFFICER",
    "kinds": ["IMPENDING_CONTACT"],
    "information": {"text": "He was seen at the school gate with a child he does not know."},
    "subject": {"name": {"given": "Quentin", "family": "Sample-Quill"}},
    "children": [{"name": {"given": "Pip", "family": "Testperson"}, "contact": ["LIVES_WITH_CHILD"]}],
}


async def test_an_officer_reports_what_nobody_applied_for(at: Desk) -> None:
    answer = await send(at, "/information", INFORMATION, "pc-4711", **KEY)
    assert (answer.status_code, answer.json()["events"]) == (201, ["intake.indirect_information.received.v1"])
    shown = (await look(at, f"/cases/{CASE}", "ds-2203", **WHY)).json()
    assert shown["case"]["is"] == "information"
    assert shown["case"]["route"] == "Right to Know"
    assert shown["personal"]["received"][0]["kinds"] == ["contact with a named child is impending"]
    assert shown["personal"]["information"][0]["text"].startswith("He was seen")
    assert not any(name in str(shown["case"]) for name in NAMES)


async def test_what_police_learnt_of_somebody_is_masked_without_need(at: Desk) -> None:
    """That somebody was arrested, or is managed, is of their record."""
    await send(at, "/information", INFORMATION, "pc-4711", **KEY)
    shown = (await look(at, f"/cases/{CASE}", "st-1900", **WHY)).json()
    assert {"received", "information"} <= set(shown["masked"])
    assert "impending" not in str(shown)


async def test_a_report_has_no_place_for_an_applicant(at: Desk) -> None:
    answer = await send(at, "/information", INFORMATION | {"applicant": FORM["applicant"]}, **KEY)
    assert answer.status_code == 422


async def test_nobody_can_be_seen_where_nobody_applied(at: Desk) -> None:
    await send(at, "/information", INFORMATION, **KEY)
    for step in ("initial-form", "meeting", "redirection"):
        between = (await look(at, f"/cases/{CASE}/check/{step}", "ds-2203")).json()
        assert "NOBODY_APPLIED" in {one["code"] for one in between["conditions"]}
