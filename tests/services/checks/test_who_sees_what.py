"""What sources say of somebody, and who asked, is for officers on the case (A9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, cast

import pytest

from access.issuer import OFFICERS, Invented
from access.on_the_case import NOT_TOLD, WHAT_TO_DO
from access.roles import Role
from access.telling import Telling
from access.views import MASKED
from contracts.codes import AlertKind, Rank, Source
from contracts.decisions import SupervisorAcknowledged, SupervisorAssigned
from messaging.decider import Actor, Message, Recorded
from messaging.gates import Gate
from services.checks.api import routes
from services.checks.domain import (
    adults,
    gates,
    gates_matching,
    grading,
    judging,
    other_agencies,
    reading,
    related,
)
from services.checks.domain.decide import SPOKEN
from services.checks.handlers import ROUTES
from services.checks.http.on_the_case import MAY_SEE, TOLD_TO_ALL
from tests.at_desks import Desk, Service, desk, fresh
from tests.given import START
from tests.services.checks import told as t

CASE, WHY = "c-checks-0001", {"X-Reason": "looking at what came in today"}
SERVICE: Final = Service(
    "checks",
    t.DECIDER,
    lambda message: cast("Any", ROUTES[type(message.event)])(message),
    lambda: routes(t.REGISTER),
    lambda runtime: Telling(runtime, MAY_SEE.told),
)
NAMES = ("Ferdinand", "Testperson", "Madeup-Finch", "Poppy", "Imaginary Row", "HIT", "AMBIGUOUS")
PART = {"why": "I cover for my colleague, who is off sick."}
RISK = {"ground": "SAID_BY_APPLICANT", "risk": "The child is with him tonight."}
TELLS_SOMETHING = {
    "CASE_CHANGED",
    "UNREAD_MESSAGES",
    "COVERAGE_INCOMPLETE",
    "CHILD_NOT_CHECKED",
    "IDENTITY_NOT_SETTLED",
    "RESULTS_TOO_OLD",
    "RELATED_CASE_NOT_SETTLED",
    "NO_SUCH_RELATED_CASE",
    "CONSENT_NOT_NEEDED",
    "NO_RECORDS_TO_CHOOSE_FROM",
    "RECORD_NOT_AMONG_THEM",
    "RANK_TO_SETTLE",
    "NOTHING_TO_SETTLE",
    "NEVER_SAID",
    "NO_SUCH_CONDITION",
    "RANK_TO_CLEAR_CONDITION",
    "NO_SUCH_ITEM",
}
"""Of what a source said or holds, or of what the applicant did."""
Who = Invented | str


def another(officer: str, id_: str) -> Invented:
    """Of the same role."""
    return replace(OFFICERS[officer], id=id_)


RESEARCHER, ANOTHER_RESEARCHER = "st-1002", another("st-1002", "st-1098")
SERGEANT, ANOTHER_SERGEANT, AT_NIGHT = "ds-2203", "ps-2290", "insp-3344"
AUTHORISER = "di-3301"
SUPERVISES = SupervisorAssigned(supervisor=SERGEANT, rank=Rank.SERGEANT, assigned_at=START)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(SERVICE, tmp_path_factory.mktemp("checks") / "issuer")


@pytest.fixture
async def at(built: Desk) -> Desk:
    """Every source is asked about somebody, and one of them holds something."""
    at = fresh(built)
    await at.memory.hear(CASE, t.enquiry())
    await at.memory.hear(CASE, t.application())
    held = t.replied(t.LOCAL, t.found(Source.POLICE_LOCAL, t.record()))
    await at.memory.execute(CASE, held, Actor("system:46.checks"))
    return at


def by(officer: str, role: Role, message: Message) -> Message:
    return message._replace(actor=Actor(officer, OFFICERS[officer].rank, role, "46"))


async def get(at: Desk, officer: Who, path: str = "") -> Any:
    async with at.client(officer) as client:
        return await client.get(f"/cases/{CASE}{path}", headers=WHY)


async def post(at: Desk, path: str, body: Any, officer: Who) -> Any:
    async with at.client(officer) as client:
        return await client.post(f"/cases/{CASE}/{path}", json=body)


async def does(at: Desk, path: str, body: Any, officer: Who) -> None:
    answer = await post(at, path, body, officer)
    assert answer.status_code == 200, answer.text


async def sees(at: Desk, officer: Who, section: str = "subject") -> bool:
    """Whether it is shown; if not, that nothing is told of anybody and that it is said what to do."""
    answer = await get(at, officer)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    if section not in found["masked"]:
        return True
    assert found["personal"][section] == MASKED
    assert found["words"] == WHAT_TO_DO
    assert not [one for one in NAMES if one in answer.text]
    return False


async def asks_again(at: Desk, officer: Who) -> None:
    await does(at, "asks", {"pairs": [{"source": "PROBATION", "about": "SUBJECT"}]}, officer)


async def test_a_case_that_no_researcher_has_is_open_to_researchers_until_one_of_them_has_it(
    at: Desk,
) -> None:
    assert await sees(at, RESEARCHER)
    assert await sees(at, ANOTHER_RESEARCHER)
    await asks_again(at, RESEARCHER)
    assert await sees(at, RESEARCHER)
    assert not await sees(at, ANOTHER_RESEARCHER)


async def test_a_case_that_has_ended_waits_for_nobody(at: Desk) -> None:
    assert await sees(at, SERGEANT)
    await at.memory.hear(CASE, by(RESEARCHER, Role.RESEARCHER, t.finalised()))
    assert await sees(at, RESEARCHER)
    assert not await sees(at, SERGEANT)


@pytest.mark.proves("R-259", by="services.checks.http.on_the_case:hands")
@pytest.mark.parametrize(
    "section", ["applicant", "sources", "findings", "candidates", "since_the_initial_checks", "judged"]
)
async def test_what_sources_answered_and_who_asked_is_shown_on_the_case_alone(at: Desk, section: str) -> None:
    await asks_again(at, RESEARCHER)
    assert await sees(at, RESEARCHER, section)
    assert not await sees(at, ANOTHER_RESEARCHER, section)


async def test_the_open_part_says_what_is_to_be_done_and_by_whom(at: Desk) -> None:
    await asks_again(at, RESEARCHER)
    shown = (await get(at, ANOTHER_RESEARCHER)).json()["case"]
    assert shown["on_the_case"] == [RESEARCHER]
    assert shown["to_do"]
    assert not {"sources", "since_the_initial_checks"} & set(shown)


async def test_who_takes_part_sees_it_and_whoever_supervises_reads_why(at: Desk) -> None:
    await asks_again(at, RESEARCHER)
    await does(at, "participation", PART, ANOTHER_RESEARCHER)
    assert await sees(at, ANOTHER_RESEARCHER)
    assert await sees(at, RESEARCHER)
    (one,) = (await get(at, SERGEANT)).json()["personal"]["taking_part"]
    assert (one["officer"], one["why"]["text"]) == ("st-1098", PART["why"])
    assert (await get(at, RESEARCHER)).json()["personal"]["taking_part"] == MASKED


async def test_to_take_part_takes_the_case_from_nobody(at: Desk) -> None:
    await asks_again(at, RESEARCHER)
    await does(at, "participation", PART, ANOTHER_RESEARCHER)
    assert at.memory.kept[CASE][0].in_hand == RESEARCHER


async def test_who_takes_part_says_why_and_is_of_a_role_that_works_here(at: Desk) -> None:
    assert (await post(at, "participation", {}, ANOTHER_RESEARCHER)).status_code == 422
    assert (await post(at, "participation", PART, "pc-4711")).status_code == 403


async def test_nobody_comes_to_be_on_a_case_by_looking(at: Desk) -> None:
    await asks_again(at, RESEARCHER)
    for _ in range(2):
        assert not await sees(at, ANOTHER_RESEARCHER)
    assert at.book.entries[-1].masked


async def test_whoever_reports_a_risk_is_not_on_the_case_for_it_and_shuts_nobody_out(at: Desk) -> None:
    await does(at, "immediate-risk", RISK, ANOTHER_RESEARCHER)
    assert await sees(at, RESEARCHER)
    await asks_again(at, RESEARCHER)
    assert not await sees(at, ANOTHER_RESEARCHER)


async def test_to_whom_it_is_masked_acts_all_the_same_and_then_is_on_the_case(at: Desk) -> None:
    await asks_again(at, RESEARCHER)
    assert not await sees(at, ANOTHER_RESEARCHER)
    await asks_again(at, ANOTHER_RESEARCHER)
    assert await sees(at, ANOTHER_RESEARCHER)


async def test_whoever_supervises_or_covers_sees_it_and_no_other_supervisor(at: Desk) -> None:
    assert await sees(at, ANOTHER_SERGEANT)
    await at.memory.hear(CASE, t.from_decisions(SUPERVISES))
    assert await sees(at, SERGEANT)
    assert not await sees(at, ANOTHER_SERGEANT)
    covers = SUPERVISES.model_copy(update={"supervisor": ANOTHER_SERGEANT, "covering": True})
    await at.memory.hear(CASE, t.from_decisions(covers))
    assert await sees(at, ANOTHER_SERGEANT)
    assert await sees(at, SERGEANT)
    await at.memory.hear(CASE, t.from_decisions(SUPERVISES))
    assert not await sees(at, ANOTHER_SERGEANT)


async def test_while_an_immediate_risk_waits_whoever_answers_for_the_force_reads_whosever_case_it_is(
    at: Desk,
) -> None:
    await at.memory.hear(CASE, t.from_decisions(SUPERVISES))
    assert not await sees(at, AT_NIGHT)
    await does(at, "immediate-risk", RISK, RESEARCHER)
    assert await sees(at, AT_NIGHT)
    assert await sees(at, ANOTHER_SERGEANT)
    for risk in tuple(at.memory.kept[CASE][0].risks.values()):
        await at.memory.hear(CASE, t.alerted(risk.message))
    (alert,) = at.memory.kept[CASE][0].rung
    takes = SupervisorAcknowledged(
        alert=alert, kind=AlertKind.IMMEDIATE_RISK, rank=Rank.CONSTABLE, acknowledged_at=START
    )
    await at.memory.hear(CASE, t.from_decisions(takes))
    assert await sees(at, ANOTHER_SERGEANT), "nobody who may has taken it yet"
    takes = takes.model_copy(update={"rank": Rank.INSPECTOR})
    await at.memory.hear(CASE, by(AT_NIGHT, Role.DUTY_OFFICER, t.from_decisions(takes)))
    assert await sees(at, AT_NIGHT)
    assert await sees(at, SERGEANT)
    assert not await sees(at, ANOTHER_SERGEANT)


async def test_who_decided_on_the_case_is_on_it_here(at: Desk) -> None:
    await at.memory.hear(CASE, by(SERGEANT, Role.SUPERVISOR, t.progressed()))
    assert await sees(at, SERGEANT)
    assert not await sees(at, ANOTHER_SERGEANT)


@pytest.mark.parametrize(("source", "on_it"), [(t.DECISIONS, True), (t.CARE, False)])
def test_whom_somebody_outside_names_is_not_on_the_case(source: str, on_it: bool) -> None:
    said = by(SERGEANT, Role.SUPERVISOR, t.progressed())
    taken = Recorded(1, said.id, source, said.type, said.event, START, START, said.actor, heard=True)
    assert bool(t.DECIDER.evolve(t.DECIDER.initial(CASE), taken).worked_by) is on_it


async def test_an_authoriser_says_first_that_they_take_part(at: Desk) -> None:
    assert not await sees(at, AUTHORISER)
    await does(at, "participation", {"why": "I am asked to pass what could not be looked at."}, AUTHORISER)
    assert await sees(at, AUTHORISER)
    shown = (await get(at, AUTHORISER)).json()["personal"]
    assert shown["applicant"] == shown["adults"] == MASKED


async def asked(at: Desk, officer: Who) -> list[str]:
    found = (await get(at, officer, "/check/complete-initial-checks")).json()
    return [one["code"] for one in found["conditions"]]


async def test_why_a_step_is_refused_is_told_whole_to_officers_on_the_case(at: Desk) -> None:
    await asks_again(at, RESEARCHER)
    assert "COVERAGE_INCOMPLETE" in await asked(at, RESEARCHER)
    assert await asked(at, ANOTHER_RESEARCHER) == [NOT_TOLD.code]
    body = {"seen": 99, "outcome": "NO_IMMEDIATE_CONCERN", "progress": True}
    refused = (await post(at, "initial-checks", body, ANOTHER_RESEARCHER)).json()
    assert [one["words"] for one in refused["conditions"]] == [NOT_TOLD.words]


def conditions() -> Iterator[Gate[Any, Any]]:
    yield from (*gates.initial_gates(t.REGISTER), *gates.intelligence_gates(t.REGISTER))
    yield from (*gates.assessment_gates(t.REGISTER), *other_agencies.asking(t.REGISTER))
    for listed in (gates_matching.CHOOSE, gates_matching.SETTLE, adults.NAME, SPOKEN):
        yield from listed
    for module in (gates, reading, grading, related):
        for held in vars(module).values():
            listed = held if isinstance(held, tuple) else (held,)
            yield from (one for one in listed if isinstance(one, Gate))


def test_every_condition_is_told_to_all_or_to_those_on_the_case_alone() -> None:
    codes = {str(gate.code) for gate in conditions()} | {judging.RANK_TO_OVERRIDE.code}
    assert codes == TOLD_TO_ALL | TELLS_SOMETHING
    assert not TOLD_TO_ALL & TELLS_SOMETHING
