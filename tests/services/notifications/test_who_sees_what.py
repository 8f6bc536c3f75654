"""Where an applicant is written to, and the letter itself, are for officers on the case (A9)."""

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
from contracts.codes import Delivery
from contracts.people import Means
from messaging.decider import Actor, Message, Recorded
from messaging.gates import Gate
from services.notifications.api import routes
from services.notifications.domain.decide import DECIDER
from services.notifications.domain.gates import GATES
from services.notifications.handlers import ROUTES
from services.notifications.http.on_the_case import MAY_SEE, TOLD_TO_ALL
from tests.at_desks import Desk, Service, desk, fresh
from tests.services.notifications.told import NOON, alert, closing, contact, meeting

CASE, WHY = "c-letter-0001", {"X-Reason": "handing the letter over today"}
SERVICE: Final = Service(
    "notifications",
    DECIDER,
    lambda message: cast("Any", ROUTES[type(message.event)])(message),
    routes,
    lambda runtime: Telling(runtime, MAY_SEE.told),
)
NAMES = ("Ferdinand", "Testperson", "Invented Row", "01632 960011")
OF_THE_APPLICANT = {
    "NO_KEY",
    "ADDRESS_NOT_SAFE",
    "NO_SAFE_CONTACT",
    "OUTSIDE_SAFE_HOURS",
    "NOT_ON_THE_ALLOW_LIST",
}
"""Whether, how and when it is safe to write to them."""
Who = Invented | str


def another(officer: str, id_: str) -> Invented:
    """Of the same role."""
    return replace(OFFICERS[officer], id=id_)


INTERVIEWER, ANOTHER_INTERVIEWER = "pc-4711", another("pc-4711", "pc-4799")
SERGEANT, ANOTHER_SERGEANT, AT_NIGHT = "ds-2203", "ps-2290", "insp-3344"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(SERVICE, tmp_path_factory.mktemp("notifications") / "issuer")


@pytest.fixture
def at(built: Desk) -> Desk:
    at = fresh(built)
    at.memory.now_is = NOON
    return at


def by(officer: str, role: Role, message: Message) -> Message:
    return message._replace(actor=Actor(officer, OFFICERS[officer].rank, role, "46"))


async def to_hand(at: Desk, officer: str = SERGEANT, role: Role = Role.SUPERVISOR) -> None:
    await at.memory.hear(CASE, by(officer, role, closing(contact(), delivery=Delivery.HAND)))


async def get(at: Desk, officer: Who, path: str = "") -> Any:
    async with at.client(officer) as client:
        return await client.get(f"/cases/{CASE}{path}", headers=WHY)


async def post(at: Desk, path: str, body: Any, officer: Who) -> Any:
    async with at.client(officer) as client:
        return await client.post(f"/cases/{CASE}/{path}", json=body)


async def does(at: Desk, path: str, body: Any, officer: Who) -> None:
    answer = await post(at, path, body, officer)
    assert answer.status_code == 200, answer.text


async def sees(at: Desk, officer: Who) -> bool:
    """Whether the contact is shown; if not, that nobody is named and that it is said what to do."""
    answer = await get(at, officer)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    if "applicant_contact" not in found["masked"]:
        return True
    assert found["personal"]["applicant_contact"] == MASKED
    assert found["words"] == WHAT_TO_DO
    assert not any(name in answer.text for name in NAMES)
    return False


async def test_a_letter_that_nobody_has_in_hand_is_open_to_those_who_may_hand_it_over(at: Desk) -> None:
    await to_hand(at)
    assert await sees(at, INTERVIEWER)
    assert await sees(at, ANOTHER_INTERVIEWER)
    await does(at, "letters/print", {"letter": "closing-1"}, INTERVIEWER)
    assert await sees(at, INTERVIEWER)
    assert not await sees(at, ANOTHER_INTERVIEWER)


async def test_a_case_of_which_all_has_left_waits_for_nobody(at: Desk) -> None:
    await to_hand(at)
    assert await sees(at, INTERVIEWER)
    handed = {"letter": "closing-1", "delivered_at": NOON.isoformat()}
    await does(at, "letters/handed-over", handed, SERGEANT)
    assert await sees(at, SERGEANT)
    assert not await sees(at, INTERVIEWER)


async def test_whoever_had_it_asked_for_elsewhere_is_on_the_case_here(at: Desk) -> None:
    await to_hand(at)
    assert await sees(at, SERGEANT)
    assert not await sees(at, ANOTHER_SERGEANT)
    assert not await sees(at, AT_NIGHT)


async def test_the_interviewer_who_arranged_to_meet_the_applicant_is_on_the_case(at: Desk) -> None:
    await at.memory.hear(CASE, by(INTERVIEWER, Role.INTERVIEWER, meeting(Means.EMAIL)))
    assert await sees(at, INTERVIEWER)
    assert not await sees(at, ANOTHER_INTERVIEWER)


async def test_whoever_an_alert_rings_because_of_has_nothing_in_hand(at: Desk) -> None:
    await at.memory.hear(CASE, by(SERGEANT, Role.SUPERVISOR, alert()))
    await to_hand(at, INTERVIEWER, Role.INTERVIEWER)
    assert await sees(at, ANOTHER_SERGEANT)


@pytest.mark.parametrize(("source", "on_it"), [("csods/46/decisions", True), ("csods/custody-46", False)])
def test_whom_somebody_outside_names_is_not_on_the_case(source: str, on_it: bool) -> None:
    told = by(SERGEANT, Role.SUPERVISOR, closing(contact()))
    taken = Recorded(1, told.id, source, told.type, told.event, NOON, NOON, told.actor, heard=True)
    assert bool(DECIDER.evolve(DECIDER.initial(CASE), taken).worked_by) is on_it


@pytest.mark.proves("R-259", by="services.notifications.http.on_the_case:hands")
async def test_the_letter_is_read_by_officers_on_the_case_alone(at: Desk) -> None:
    await to_hand(at)
    await does(at, "letters/print", {"letter": "closing-1"}, INTERVIEWER)
    letter = await get(at, INTERVIEWER, "/letters/closing-1")
    assert letter.json()["body"].startswith("Ferdinand Testperson")
    refused = await get(at, ANOTHER_INTERVIEWER, "/letters/closing-1")
    assert (refused.status_code, refused.json()["detail"]) == (403, WHAT_TO_DO)
    read = at.book.entries[-1]
    assert (read.officer.actor.id, read.masked, read.what) == ("pc-4799", True, ())


async def test_who_takes_part_sees_it_and_whoever_supervises_reads_why(at: Desk) -> None:
    await to_hand(at)
    await does(at, "letters/print", {"letter": "closing-1"}, INTERVIEWER)
    await does(at, "participation", {"why": "HANDS_OVER"}, ANOTHER_INTERVIEWER)
    assert await sees(at, ANOTHER_INTERVIEWER)
    assert (await get(at, ANOTHER_INTERVIEWER, "/letters/closing-1")).status_code == 200
    (one,) = (await get(at, SERGEANT)).json()["personal"]["taking_part"]
    assert (one["officer"], one["why"]) == ("pc-4799", "hands a letter over")
    assert (await get(at, INTERVIEWER)).json()["personal"]["taking_part"] == MASKED


async def test_who_takes_part_says_why(at: Desk) -> None:
    await to_hand(at)
    assert (await post(at, "participation", {}, ANOTHER_INTERVIEWER)).status_code == 422
    assert (await post(at, "participation", {"why": "COVERS"}, "st-1900")).status_code == 403


async def test_to_take_part_takes_no_message_from_whoever_has_it(at: Desk) -> None:
    await to_hand(at)
    await does(at, "letters/print", {"letter": "closing-1"}, INTERVIEWER)
    await does(at, "participation", {"why": "COVERS"}, ANOTHER_INTERVIEWER)
    assert at.memory.kept[CASE][0].messages["closing-1"].owner == INTERVIEWER


async def test_no_letter_waits_for_an_authoriser_who_says_first_that_they_take_part(at: Desk) -> None:
    await to_hand(at)
    assert not await sees(at, "di-3301")
    await does(at, "participation", {"why": "ANSWERS_AN_ALARM"}, "di-3301")
    assert await sees(at, "di-3301")


async def test_nobody_comes_to_be_on_a_case_by_looking(at: Desk) -> None:
    await to_hand(at)
    for _ in range(2):
        assert not await sees(at, ANOTHER_SERGEANT)
    assert (await get(at, SERGEANT)).json()["case"]["on_the_case"] == [SERGEANT]


async def test_why_it_may_not_be_sent_is_told_to_officers_on_the_case(at: Desk) -> None:
    """That it did not go everybody reads: somebody must tell the applicant."""
    await at.memory.hear(CASE, by(SERGEANT, Role.SUPERVISOR, closing(contact(Means.TELEPHONE))))
    (message,) = (await get(at, ANOTHER_SERGEANT)).json()["case"]["messages"]
    assert message["standing"] == "may not be sent"
    assert (await get(at, ANOTHER_SERGEANT)).json()["personal"]["why_not"] == MASKED
    assert "closing-1" in (await get(at, SERGEANT)).json()["personal"]["why_not"]
    codes = {}
    for officer in (SERGEANT, ANOTHER_SERGEANT):
        found = (await get(at, officer, "/check/send-letter-again")).json()
        codes[officer] = [one["code"] for one in found["conditions"]]
    assert codes == {SERGEANT: ["ADDRESS_NOT_SAFE"], ANOTHER_SERGEANT: [NOT_TOLD.code]}


def gates() -> Iterator[Gate[Any, Any]]:
    for listed in GATES.values():
        yield from listed


def test_every_condition_is_told_to_all_or_to_those_on_the_case_alone() -> None:
    assert {str(gate.code) for gate in gates()} == TOLD_TO_ALL | OF_THE_APPLICANT
    assert not TOLD_TO_ALL & OF_THE_APPLICANT
