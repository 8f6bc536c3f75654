"""By role and by being on the case (A9): open to those whose work it is until one of them has it in hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from access.issuer import OFFICERS, Invented
from access.on_the_case import NOT_TOLD, WHAT_TO_DO
from access.roles import Role
from access.views import MASKED
from contracts.codes import Rank
from contracts.decisions import SupervisorAssigned
from messaging.decider import Actor, Message
from messaging.gates import Gate
from services.intake.domain.gates import GATES
from services.intake.domain.gating import RANK_TO_OVERRIDE
from services.intake.http.bodies import FindByPeople
from services.intake.http.on_the_case import TOLD_TO_ALL
from tests.at_desks import Desk, desk, fresh
from tests.given import START
from tests.services.intake.at_desks import INTAKE
from tests.services.intake.invented import CLEAR, acknowledged, alerted, from_checks, from_decisions
from tests.services.intake.test_api import CASE, FORM, INFORMATION, KEY, NAMES, RISK

WHY = {"X-Reason": "the applicant has rung back"}
PART = {"why": "The applicant rang back, and I took the call."}
TELLS_SOMETHING = {
    "ADULT_IS_SUBJECT",
    "NO_RESPONSIBLE_ADULT",
    "NOT_PROGRESSED",
    "NOT_TO_BE_CONTACTED",
    "REMOTE_NEEDS_REASONS",
    "FLAGS_NOT_ACKNOWLEDGED",
}
"""Of who the people are, or of what was found or decided."""


def another(officer: str, id_: str) -> Invented:
    """Of the same role."""
    return replace(OFFICERS[officer], id=id_)


TAKER, ANOTHER_TAKER = "st-1001", another("st-1001", "st-1099")
INTERVIEWER, ANOTHER_INTERVIEWER = "pc-4711", another("pc-4711", "pc-4799")
RESEARCHER, ANOTHER_RESEARCHER = "st-1002", another("st-1002", "st-1098")
SERGEANT, ANOTHER_SERGEANT, AT_NIGHT = "ds-2203", "ps-2290", "insp-3344"
CLERK = "st-1900"
Who = Invented | str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(INTAKE, tmp_path_factory.mktemp("intake") / "issuer")


@pytest.fixture
def at(built: Desk) -> Desk:
    return fresh(built)


async def post(at: Desk, path: str, body: Any, officer: Who, **headers: str) -> Any:
    async with at.client(officer) as client:
        return await client.post(path, json=body, headers=headers)


async def taken(at: Desk, **more: Any) -> None:
    answer = await post(at, "/enquiries", FORM | more, TAKER, **KEY)
    assert answer.status_code == 201, answer.text


async def shown(at: Desk, officer: Who) -> dict[str, Any]:
    async with at.client(officer) as client:
        answer = await client.get(f"/cases/{CASE}", headers=WHY)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def sees(at: Desk, officer: Who, section: str = "applicant") -> bool:
    """Whether this is shown; if not, that nobody is named and that it is said what to do."""
    found = await shown(at, officer)
    if section not in found["masked"]:
        return True
    assert found["personal"][section] == MASKED
    assert found["words"] == WHAT_TO_DO
    assert not any(name in str(found) for name in NAMES)
    return False


async def does(at: Desk, path: str, body: Any, officer: Who) -> None:
    answer = await post(at, f"/cases/{CASE}/{path}", body, officer)
    assert answer.status_code == 200, answer.text


def by(officer: str, role: Role, message: Message) -> Message:
    return message._replace(actor=Actor(officer, OFFICERS[officer].rank, role, "46"))


@pytest.mark.proves("R-259", by="services.intake.http.on_the_case:hands")
async def test_who_applied_is_for_whoever_took_the_call_and_for_no_other_call_taker(at: Desk) -> None:
    await taken(at)
    assert await sees(at, TAKER)
    assert not await sees(at, ANOTHER_TAKER)


async def test_a_case_that_no_interviewer_has_is_open_to_interviewers_until_one_of_them_has_it(
    at: Desk,
) -> None:
    await taken(at)
    assert await sees(at, INTERVIEWER)
    assert await sees(at, ANOTHER_INTERVIEWER)
    await does(at, "allocation", {"to": INTERVIEWER}, TAKER)
    assert await sees(at, INTERVIEWER)
    assert not await sees(at, ANOTHER_INTERVIEWER)


async def test_a_case_that_has_ended_waits_for_nobody(at: Desk) -> None:
    await taken(at)
    assert await sees(at, INTERVIEWER)
    await does(
        at, "redirection", {"to": "SCOTLAND", "wording": "please-ring@1", "concern_passed_on": True}, TAKER
    )
    assert not await sees(at, INTERVIEWER)
    assert await sees(at, TAKER)
    await does(at, "participation", PART, INTERVIEWER)
    assert await sees(at, INTERVIEWER)


async def test_a_meeting_that_an_inspector_arranges_is_in_the_hands_of_its_interviewer(at: Desk) -> None:
    await taken(at)
    meeting = {
        "meeting": "meeting-1",
        "kind": "FACE_TO_FACE",
        "place": "NEUTRAL",
        "begins_at": "2026-06-04T10:00:00+01:00",
        "neutral_place_offered": True,
        "appointment": FORM["applicant_contact"] | {"place": "Sample Library"},
        "wording": "appointment@1",
        "interviewer": INTERVIEWER,
        "override": "Nobody who is trained is here to arrange it.",
    }
    await does(at, "meetings", meeting, AT_NIGHT)
    assert await sees(at, INTERVIEWER)
    assert not await sees(at, ANOTHER_INTERVIEWER)


async def test_whoever_recorded_something_is_on_the_case_though_it_is_allocated_to_another(at: Desk) -> None:
    await taken(at)
    await does(at, "identity/not-verified", {"why": "NO_DOCUMENT"}, ANOTHER_INTERVIEWER)
    assert not await sees(at, INTERVIEWER)
    await does(at, "allocation", {"to": INTERVIEWER}, TAKER)
    assert await sees(at, INTERVIEWER)
    assert await sees(at, ANOTHER_INTERVIEWER)


async def test_nobody_comes_to_be_on_a_case_by_looking(at: Desk) -> None:
    await taken(at)
    for _ in range(2):
        assert not await sees(at, ANOTHER_TAKER)
    assert (await shown(at, TAKER))["case"]["on_the_case"] == [TAKER]
    assert at.book.entries[0].masked


async def test_who_takes_part_sees_it_and_whoever_supervises_reads_why(at: Desk) -> None:
    await taken(at)
    await does(at, "participation", PART, ANOTHER_TAKER)
    assert await sees(at, ANOTHER_TAKER)
    assert await sees(at, TAKER)
    (one,) = (await shown(at, SERGEANT))["personal"]["taking_part"]
    assert (one["officer"], one["why"]["text"]) == (ANOTHER_TAKER.id, PART["why"])
    assert (await shown(at, ANOTHER_TAKER))["personal"]["taking_part"] == MASKED


async def test_who_takes_part_says_why(at: Desk) -> None:
    await taken(at)
    answer = await post(at, f"/cases/{CASE}/participation", {"why": "because"}, ANOTHER_TAKER)
    assert answer.status_code == 422
    assert not await sees(at, ANOTHER_TAKER)


async def test_a_role_that_has_no_part_in_intake_takes_none(at: Desk) -> None:
    await taken(at)
    assert (await post(at, f"/cases/{CASE}/participation", PART, "st-1950")).status_code == 403


async def test_to_take_part_gives_nobody_more_than_their_role_needs(at: Desk) -> None:
    await taken(at)
    await does(at, "participation", PART, ANOTHER_RESEARCHER)
    assert await sees(at, ANOTHER_RESEARCHER, "subject")
    found = await shown(at, ANOTHER_RESEARCHER)
    assert found["personal"]["account"] == MASKED
    assert found["words"] is None


async def test_a_clerk_has_no_work_here_and_reads_an_address_only_after_saying_why(at: Desk) -> None:
    await taken(at)
    assert not await sees(at, CLERK, "applicant_contact")
    await does(at, "participation", {"why": "The letter came back undelivered."}, CLERK)
    assert await sees(at, CLERK, "applicant_contact")


async def test_whoever_reports_a_risk_is_not_on_the_case_for_it_and_shuts_nobody_out(at: Desk) -> None:
    await taken(at)
    await does(at, "immediate-risk", RISK, ANOTHER_INTERVIEWER)
    assert await sees(at, INTERVIEWER)
    await does(at, "immediate-risk", RISK, ANOTHER_TAKER)
    assert not await sees(at, ANOTHER_TAKER)


async def test_whoever_supervises_or_covers_sees_it_and_no_other_supervisor(at: Desk) -> None:
    await taken(at)
    assert await sees(at, ANOTHER_SERGEANT)
    supervises = SupervisorAssigned(supervisor=SERGEANT, rank=Rank.SERGEANT, assigned_at=START)
    await at.memory.hear(CASE, from_decisions(supervises))
    assert await sees(at, SERGEANT)
    assert not await sees(at, ANOTHER_SERGEANT)
    assert not await sees(at, AT_NIGHT)
    covers = SupervisorAssigned(
        supervisor=ANOTHER_SERGEANT, rank=Rank.SERGEANT, covering=True, assigned_at=START
    )
    await at.memory.hear(CASE, from_decisions(covers))
    assert await sees(at, ANOTHER_SERGEANT)
    assert await sees(at, SERGEANT)
    await at.memory.hear(CASE, from_decisions(supervises))
    assert not await sees(at, ANOTHER_SERGEANT)


async def test_while_an_immediate_risk_waits_whoever_answers_for_the_force_reads_whosever_case_it_is(
    at: Desk,
) -> None:
    await taken(at)
    supervises = SupervisorAssigned(supervisor=SERGEANT, rank=Rank.SERGEANT, assigned_at=START)
    await at.memory.hear(CASE, from_decisions(supervises))
    await does(at, "immediate-risk", RISK, TAKER)
    for officer in (ANOTHER_SERGEANT, AT_NIGHT):
        assert await sees(at, officer, "immediate_risks")
    assert not await sees(at, ANOTHER_TAKER)
    (risk,) = at.memory.kept[CASE][0].risks.values()
    await at.memory.hear(CASE, from_decisions(alerted(risk.message)))
    takes = by(AT_NIGHT, Role.DUTY_OFFICER, from_decisions(acknowledged()))
    await at.memory.hear(CASE, takes)
    assert await sees(at, AT_NIGHT, "immediate_risks")
    assert await sees(at, SERGEANT, "immediate_risks")
    assert not await sees(at, ANOTHER_SERGEANT, "immediate_risks")


async def test_so_they_do_while_one_waits_that_another_service_reported(at: Desk) -> None:
    await taken(at)
    supervises = SupervisorAssigned(supervisor=SERGEANT, rank=Rank.SERGEANT, assigned_at=START)
    await at.memory.hear(CASE, from_decisions(supervises))
    assert not await sees(at, AT_NIGHT)
    await at.memory.hear(CASE, from_decisions(alerted("m-reported-by-checks")))
    assert await sees(at, AT_NIGHT)
    takes = by(SERGEANT, Role.SUPERVISOR, from_decisions(acknowledged()))
    await at.memory.hear(CASE, takes)
    assert not await sees(at, AT_NIGHT)


async def test_to_whom_it_is_masked_acts_all_the_same_and_then_is_on_the_case(at: Desk) -> None:
    await taken(at, channel="STATION")
    supervises = SupervisorAssigned(supervisor=SERGEANT, rank=Rank.SERGEANT, assigned_at=START)
    await at.memory.hear(CASE, from_decisions(supervises))
    assert not await sees(at, ANOTHER_SERGEANT)
    looked = {"flags": ["PRIVACY_NOT_OFFERED"], "reasons": "The visitor asked at the desk by choice."}
    await does(at, "flags/acknowledgement", looked, ANOTHER_SERGEANT)
    assert await sees(at, ANOTHER_SERGEANT)


async def test_who_acted_in_another_service_of_ours_is_on_the_case_here(at: Desk) -> None:
    await taken(at)
    assert await sees(at, ANOTHER_RESEARCHER)
    await at.memory.hear(CASE, by(RESEARCHER, Role.RESEARCHER, from_checks(CLEAR)))
    assert await sees(at, RESEARCHER)
    assert not await sees(at, ANOTHER_RESEARCHER)


async def test_whom_somebody_outside_names_is_not_on_the_case(at: Desk) -> None:
    await taken(at)
    outside = by(RESEARCHER, Role.RESEARCHER, from_checks(CLEAR))._replace(source="csods/custody-46")
    await at.memory.hear(CASE, outside)
    assert await sees(at, ANOTHER_RESEARCHER)


async def test_what_police_learnt_is_open_until_somebody_has_it_in_hand(at: Desk) -> None:
    await post(at, "/information", INFORMATION, INTERVIEWER, **KEY)
    assert await sees(at, ANOTHER_INTERVIEWER, "information")
    await does(at, "allocation", {"to": INTERVIEWER}, SERGEANT)
    assert await sees(at, INTERVIEWER, "information")
    assert not await sees(at, ANOTHER_INTERVIEWER, "information")


async def test_what_follows_from_who_the_people_are_or_what_was_decided_is_masked_too(at: Desk) -> None:
    await taken(at)
    assert (await shown(at, TAKER))["personal"]["circumstances"]["under_18"] is False
    assert not await sees(at, ANOTHER_TAKER, "circumstances")
    assert not {"under_18", "meeting_place", "progressed", "flags"} & set((await shown(at, TAKER))["case"])


async def asked(at: Desk, officer: Who, step: str = "meeting") -> list[str]:
    async with at.client(officer) as client:
        found = (await client.get(f"/cases/{CASE}/check/{step}")).json()
    return [one["code"] for one in found["conditions"]]


async def test_why_a_step_is_refused_is_told_whole_to_officers_on_the_case(at: Desk) -> None:
    await taken(at)
    await does(at, "allocation", {"to": INTERVIEWER}, TAKER)
    assert await asked(at, INTERVIEWER) == ["NOT_PROGRESSED"]
    assert await asked(at, ANOTHER_INTERVIEWER) == [NOT_TOLD.code]
    assert await asked(at, ANOTHER_INTERVIEWER, "meeting-form") == [
        *(code for code in await asked(at, INTERVIEWER, "meeting-form") if code in TOLD_TO_ALL)
    ]


async def test_a_name_is_not_tried_out_against_a_case_of_others(at: Desk) -> None:
    await taken(at)
    adult = {"name": FORM["subject"]["name"], "relation": "an uncle"}
    for officer, code in ((TAKER, "ADULT_IS_SUBJECT"), (ANOTHER_TAKER, NOT_TOLD.code)):
        answer = await post(at, f"/cases/{CASE}/responsible-adult", adult, officer)
        assert [one["code"] for one in answer.json()["conditions"]] == [code]
    assert "ring who has it" in NOT_TOLD.words


def gates() -> Iterator[Gate[Any, Any]]:
    for listed in GATES.values():
        yield from listed


def test_every_condition_is_told_to_all_or_to_those_on_the_case_alone() -> None:
    codes = {gate.code for gate in gates()} | {RANK_TO_OVERRIDE.code}
    assert codes == TOLD_TO_ALL | TELLS_SOMETHING
    assert not TOLD_TO_ALL & TELLS_SOMETHING


def test_a_search_by_name_does_not_ask_as_whom_somebody_is_in_a_case() -> None:
    assert set(FindByPeople.model_fields) == {"name", "date_of_birth"}
