"""One route a command: recorded once, or refused with every reason."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi import APIRouter

from access.commands import command
from access.issuer import Invented
from access.roles import Role
from access.runtime import Alarm, UnknownCase
from contracts.codes import Rank
from tests.access.service import CANARY, NOW, RING, SECRET, Categorise, Decision, Desk, Enquiry, Open, desk

ENQUIRY = {"applicant": CANARY, "children": [{"name": "Cleo Sample-Quill", "born": "2019-03-04"}]}
KEY = {"Idempotency-Key": "form-7781-2026"}


async def test_an_enquiry_opens_a_case_and_says_where_it_is(at: Desk) -> None:
    async with at.client("st-1001") as taker:
        reply = await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
    assert reply.status_code == 201
    assert reply.headers["location"] == "/cases/c-00000001"
    assert reply.json() == {
        "case_id": "c-00000001",
        "version": 1,
        "events": ["toy.opened.v1"],
        "replayed": False,
    }
    assert isinstance(at.memory.commands[0], Open)
    assert at.memory.commands[0].by.id == "st-1001"


async def test_the_same_form_sent_twice_opens_one_case(at: Desk) -> None:
    async with at.client() as taker:
        first = await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
        again = await taker.post("/enquiries", json=dict(reversed(ENQUIRY.items())), headers=KEY)
    assert again.json() == first.json() | {"replayed": True}
    assert len(at.memory.kept) == 1


async def test_the_same_key_with_another_content_is_not_taken(at: Desk) -> None:
    async with at.client() as taker:
        await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
        other = await taker.post("/enquiries", json=ENQUIRY | {"applicant": "Somebody Else"}, headers=KEY)
    assert other.status_code == 422
    assert other.json()["type"] == "urn:csods:problem:key_reused"


async def test_what_is_kept_of_a_body_tells_nothing_to_whoever_has_the_database(at: Desk) -> None:
    """The digest stands beside its key: nobody may find the body by trying guesses with that key."""
    async with at.client() as taker:
        await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
    [(digest, _)] = at.memory.done.values()
    content = orjson.dumps(ENQUIRY, option=orjson.OPT_SORT_KEYS)
    key = KEY["Idempotency-Key"].encode()
    for tried in (b"", key, KEY["Idempotency-Key"].upper().encode()):
        assert hmac.digest(tried, content, "sha256") != digest
        assert hmac.digest(tried, key + b"\0" + content, "sha256") != digest
    assert hashlib.sha256(content).digest() != digest
    assert hmac.digest(SECRET, key + b"\0" + content, "sha256") == digest


async def test_a_new_enquiry_needs_an_idempotency_key(at: Desk) -> None:
    async with at.client() as taker:
        assert (await taker.post("/enquiries", json=ENQUIRY)).status_code == 428
        short = await taker.post("/enquiries", json=ENQUIRY, headers={"Idempotency-Key": "x"})
    assert short.status_code == 422
    assert short.json()["errors"][0]["path"] == "header.Idempotency-Key"


async def test_the_same_key_on_two_cases_is_two_requests(at: Desk) -> None:
    order = {"seen": 1, "reason": "noted"}
    async with at.client() as officer:
        one = await officer.post("/cases/c-00000001/note", json=order, headers=KEY)
        two = await officer.post("/cases/c-00000002/note", json=order, headers=KEY)
    assert (one.json()["case_id"], two.json()["case_id"]) == ("c-00000001", "c-00000002")
    assert not two.json()["replayed"]


async def test_a_refusal_lists_every_condition_with_its_words_and_paragraph(at: Desk) -> None:
    async with at.client() as supervisor:
        reply = await supervisor.post(
            "/cases/c-00000001/category", json={"seen": 3, "reason": "nothing held"}
        )
    assert reply.status_code == 409
    said = reply.json()
    assert said["title"] == "Cannot yet"
    assert said["conditions"] == [
        {
            "code": "NO_SUPERVISOR",
            "words": "Name a supervisor first.",
            "paragraph": "G 34",
            "override": False,
        },
        {
            "code": "CASE_CHANGED",
            "words": "Look at what is new first.",
            "paragraph": "our own",
            "override": True,
        },
    ]


async def test_an_officer_without_the_role_is_turned_away_before_anything_is_weighed(at: Desk) -> None:
    async with at.client("st-1900") as clerk:
        reply = await clerk.post("/cases/c-00000001/category", json={"seen": 3, "reason": "nothing held"})
    assert reply.status_code == 403
    assert "supervisor" in reply.json()["detail"]
    assert at.memory.commands == []


async def test_what_cannot_be_recorded_says_so_and_whom_to_ring(at: Desk) -> None:
    at.memory.away = True
    async with at.client() as taker:
        reply = await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
    assert reply.status_code == 503
    assert reply.json()["title"] == "NOT RECORDED"
    assert reply.json()["ring"] == RING
    assert RING in reply.json()["detail"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"applicant": CANARY}, "body.children"),
        ({"applicant": CANARY, "children": [{"name": CANARY, "born": CANARY}]}, "body.children.0.born"),
        ({"applicant": CANARY, "children": [], CANARY: CANARY}, "body.?"),
        ({"applicant": [CANARY], "children": []}, "body.applicant"),
        ({"applicant": CANARY, "children": CANARY}, "body.children"),
        (
            {"applicant": CANARY, "children": [{"name": "x", "born": "2019-01-01", CANARY: 1}]},
            "body.children.0.?",
        ),
        ([CANARY], "body"),
    ],
)
async def test_an_invalid_request_is_shown_by_declared_paths_and_never_quoted(
    at: Desk, body: Any, path: str
) -> None:
    async with at.client() as taker:
        reply = await taker.post("/enquiries", json=body, headers=KEY)
    assert reply.status_code == 422
    assert path in [one["path"] for one in reply.json()["errors"]]
    assert CANARY.split(" ", maxsplit=1)[0] not in reply.text


async def test_broken_json_and_a_wrong_content_type_are_not_quoted(at: Desk) -> None:
    async with at.client() as taker:
        for content in (f'{{"applicant": "{CANARY}"'.encode(), CANARY.encode(), b"\xff\xfe"):
            headers = KEY | {"Content-Type": "application/json"}
            reply = await taker.post("/enquiries", content=content, headers=headers)
            assert reply.status_code in (400, 422)
            assert "Ferdinand" not in reply.text
        reply = await taker.post(
            "/enquiries", content=CANARY.encode(), headers=KEY | {"Content-Type": "text/plain"}
        )
        assert reply.status_code == 422
        assert "Ferdinand" not in reply.text


@pytest.mark.parametrize("odd", ['{"seen": 1, "reason": "x", "n": NaN}', '{"seen": 1, "reason": "\\ud800"}'])
async def test_what_only_some_take_for_json_is_no_fault_of_the_program(at: Desk, odd: str) -> None:
    async with at.client() as officer:
        headers = KEY | {"Content-Type": "application/json"}
        reply = await officer.post("/cases/c-00000001/note", content=odd.encode(), headers=headers)
    assert reply.status_code == 422


async def test_a_rule_of_a_body_is_said_in_its_own_words(at: Desk) -> None:
    async with at.client() as taker:
        reply = await taker.post("/enquiries", json={"applicant": "Ferdinand", "children": []}, headers=KEY)
    assert reply.json()["errors"] == [{"path": "body.applicant", "words": "give a first and a family name"}]


async def test_what_is_no_case_id_is_not_a_case(at: Desk) -> None:
    async with at.client() as officer:
        reply = await officer.post("/cases/Ferdinand%20T/note", json={"seen": 1, "reason": "noted"})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["path"] == "path.case_id"
    assert "Ferdinand" not in reply.text


async def test_a_fault_of_the_program_tells_nothing_of_what_was_sent(
    at: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    at.memory.broken = ValueError(f"no such applicant: {CANARY}")
    async with at.client() as taker:
        reply = await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["request_id"] == reply.headers["x-request-id"]
    assert "Ferdinand" not in reply.text
    assert "Ferdinand" not in "".join(capsys.readouterr())


async def test_what_stands_between_a_case_and_a_step_is_told_by_the_same_gates(at: Desk) -> None:
    async with at.client() as officer:
        case = (await officer.post("/enquiries", json=ENQUIRY, headers=KEY)).json()["case_id"]
        reply = await officer.get(f"/cases/{case}/check/categorise")
        clear = await officer.get(f"/cases/{case}/check/note")
    assert not reply.json()["clear"]
    assert [one["code"] for one in reply.json()["conditions"]] == ["NO_SUPERVISOR", "CASE_CHANGED"]
    assert clear.json()["clear"]
    assert at.book.entries[0].what == ("categorise",)


async def test_who_may_not_take_the_steps_is_not_told_what_stands_between(at: Desk) -> None:
    """The conditions say what is held about people."""
    async with at.client() as officer:
        case = (await officer.post("/enquiries", json=ENQUIRY, headers=KEY)).json()["case_id"]
    for nosy in ("st-1900", "st-1001"):
        async with at.client(nosy) as officer:
            reply = await officer.get(f"/cases/{case}/check/categorise")
        assert reply.status_code == 403
        assert "conditions" not in reply.json()


async def test_an_unknown_step_or_case_is_told_apart(at: Desk) -> None:
    async with at.client() as officer:
        step = await officer.get("/cases/c-00000001/check/marry")
        case = await officer.get("/cases/c-00000001/check/categorise")
    assert step.status_code == case.status_code == 404
    assert "categorise, note" in step.json()["detail"]


async def test_an_alarm_is_taken_on_by_a_named_officer(at: Desk) -> None:
    at.memory.ringing.append(Alarm(7, "c-00000001", "IMMEDIATE_RISK", "SUPERVISOR", "Immediate risk", NOW, 1))
    async with at.client("insp-3344") as duty:
        ringing = await duty.get("/alarms")
        assert (await duty.post("/alarms/7/acknowledge")).status_code == 204
        assert (await duty.post("/alarms/8/acknowledge")).status_code == 404
    assert ringing.json()[0]["words"] == "Immediate risk"
    assert at.memory.taken_on == [(7, "insp-3344")]


async def test_who_takes_an_alarm_that_they_cannot_end_is_told_that_it_rings_on(at: Desk) -> None:
    at.memory.ringing.append(Alarm(7, "c-00000001", "IMMEDIATE_RISK", "SUPERVISOR", "Immediate risk", NOW, 1))
    async with at.client("pc-4711") as constable:
        answer = await constable.post("/alarms/7/acknowledge")
    assert answer.status_code == 202
    assert "It rings on" in answer.json()["words"]
    assert at.memory.taken_on == [(7, "pc-4711")]


async def test_an_order_on_an_unknown_case_finds_nothing(at: Desk) -> None:
    at.memory.broken = UnknownCase("c-nowhere-1")
    async with at.client() as officer:
        reply = await officer.post("/cases/c-nowhere-1/note", json={"seen": 1, "reason": "noted"})
    assert reply.status_code == 404


def test_a_route_names_its_case_or_creates_it() -> None:
    router = APIRouter()
    with pytest.raises(ValueError, match="names its case"):
        command(router, "/category", Decision, lambda body, by: Categorise(by, body.seen), summary="")
    with pytest.raises(ValueError, match="names its case"):
        command(
            router,
            "/cases/{case_id}/x",
            Enquiry,
            lambda body, by: Open(by, body.applicant),
            summary="",
            creates=True,
        )


def of_several(*roles: Role) -> Invented:
    return Invented("ds-2277", "Thaddeus Several-Sample", Rank.SERGEANT, roles)


@pytest.mark.parametrize(
    ("roles", "path", "acts_as"),
    [
        ((Role.RESEARCHER, Role.SUPERVISOR), "category", Role.SUPERVISOR),
        ((Role.RESEARCHER, Role.CLERK, Role.SUPERVISOR), "category", Role.SUPERVISOR),
        ((Role.SUPERVISOR, Role.RESEARCHER), "category", Role.SUPERVISOR),
        ((Role.RESEARCHER, Role.SUPERVISOR), "note", Role.RESEARCHER),
    ],
)
async def test_who_has_several_roles_acts_under_the_one_that_the_act_is_for(
    at: Desk, roles: tuple[Role, ...], path: str, acts_as: Role
) -> None:
    """Else the case stays open to everybody of the role in which they have it in hand."""
    async with at.client() as taker:
        await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
    async with at.client(of_several(*roles)) as officer:
        body = {"seen": 1, "reason": "NO_CONCERN"}
        await officer.post(f"/cases/c-00000001/{path}", json=body)
    order: Any = at.memory.commands[-1]
    assert order.by.role == acts_as
    assert at.memory.actors[-1].role == acts_as, "by this the case is in hand"


async def test_of_two_roles_that_fit_the_one_that_the_sign_in_names_first_counts(tmp_path: Path) -> None:
    at = desk(tmp_path / "issuer")
    router = APIRouter()
    both = frozenset({Role.SUPERVISOR, Role.DUTY_OFFICER})
    command(
        router, "/cases/{case_id}/either", Decision, lambda body, by: Open(by, body.reason),
        summary="Either", roles=both,
    )  # fmt: skip
    at.served.include_router(router)
    async with at.client() as taker:
        await taker.post("/enquiries", json=ENQUIRY, headers=KEY)
    for first, second in ((Role.DUTY_OFFICER, Role.SUPERVISOR), (Role.SUPERVISOR, Role.DUTY_OFFICER)):
        async with at.client(of_several(Role.CLERK, first, second)) as officer:
            await officer.post("/cases/c-00000001/either", json={"seen": 1, "reason": "NO_CONCERN"})
        order: Any = at.memory.commands[-1]
        assert order.by.role == first
