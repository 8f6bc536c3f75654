"""Checks as it runs: real Kafka, PostgreSQL and keys, simulated agencies behind the wire, HTTP as officers
use it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from contracts.codes import ContactKind
from contracts.people import Address, Child, Children, PersonName, SubjectDetails
from deploy.local.until import until
from deploy.simulators.people import Person, read_people
from messaging.decider import Message
from messaging.service import Changed
from services.checks.domain.events import EVENTS as KEPT_TO_ITSELF
from services.checks.store.blind import BlindIndex
from services.checks.store.projector import ChecksProjector
from tests.services.checks import told as t
from tests.services.checks.force import Force, now

pytestmark = pytest.mark.stack

PEOPLE = read_people()
RESEARCHER, INSPECTOR = "st-1002", "di-3301"
CANARIES = ("Ferdinand", "Testperson", "Mordecai", "Fictitious", "Imaginary Row", "Romulus")


@pytest.fixture(autouse=True)
def nothing_wrong(force: Force) -> Iterator[None]:
    yield
    for one in (force.agencies.police, force.agencies.probation, force.agencies.socialcare):
        one.order(mode="ok")


def new_case() -> str:
    return f"c-{secrets.token_hex(8)}"


def given(message: Message, hours_ago: float = 1.0) -> Message:
    """The same message, of a case whose contact was an hour ago."""
    at = now() - timedelta(hours=hours_ago)
    opening = {"openedat": at.isoformat(), "route": "RIGHT_TO_ASK", "policy": "KENT-2025@2025-03"}
    return message._replace(occurred_at=at, recorded_at=at, opening=opening)


def subject(person: Person) -> SubjectDetails:
    home = person.addresses[0]
    return SubjectDetails(
        name=PersonName(given=person.forenames, family=person.surname),
        date_of_birth=person.date_of_birth,
        address=Address(lines=home.lines, town=home.town, postcode=home.postcode),
    )


def child(person: Person) -> Child:
    name = PersonName(given=person.forenames, family=person.surname)
    return Child(ref="child-1", name=name, date_of_birth=person.date_of_birth)


def about(who: str, *, of: str = "cs4-child", contact: tuple[ContactKind, ...] = ()) -> Message:
    children = Children(named=(child(PEOPLE[of]),))
    return given(t.application(subject=subject(PEOPLE[who]), children=children, contact=contact))


async def begun(force: Force, who: str, **more: Any) -> str:
    case_id = new_case()
    await force.say(case_id, about(who, **more))
    await force.journalled(case_id, "checks.checks.requested.v1")
    return case_id


async def version(force: Force, case_id: str) -> int:
    return int((await force.get(f"/cases/{case_id}", RESEARCHER))["version"])


async def complete(force: Force, case_id: str, officer: str = RESEARCHER, **more: Any) -> Any:
    body = {
        "seen": await version(force, case_id),
        "outcome": "NO_IMMEDIATE_CONCERN",
        "progress": True,
    }
    return await force.post(f"/cases/{case_id}/initial-checks", body | more, officer)


async def test_nothing_is_held_anywhere_and_a_person_completes_the_checks(force: Force) -> None:
    case_id = await begun(force, "cs4-subject")
    answers = await force.answered(case_id, RESEARCHER)
    assert {one["answer"] for one in answers.values()} == {"NO_TRACE"}
    assert len(answers) == 7
    words = {one["words"] for one in answers.values()}
    assert "nothing held (searched: persons under probation supervision today)" in words
    done = await complete(force, case_id)
    assert done.status_code == 200, done.text
    assert done.json()["events"] == [
        "checks.initial_checks.completed.v1",
    ]

    async def out() -> bool:
        return "checks.initial_checks.completed.v1" in {one["type"] for one in await force.published(case_id)}

    await until(out, "the completed checks on Kafka")
    said = await force.published(case_id)
    assert {one["type"] for one in said} >= {
        "checks.checks.requested.v1",
        "checks.check.completed.v1",
        "checks.agency_check.requested.v1",
        "checks.agency_check.responded.v1",
    }
    assert {one["type"] for one in said}.isdisjoint(kind.TYPE for kind in KEPT_TO_ITSELF)
    assert {one["policy"] for one in said} == {"KENT-2025@2025-03"}


async def test_what_is_held_is_told_at_once_and_a_minute_later_somebody_is_rung(force: Force) -> None:
    case_id = await begun(force, "cs1-subject", contact=(ContactKind.LIVES_WITH_CHILD,))
    await force.journalled(case_id, "immediate_risk.identified.v1")
    answers = await force.answered(case_id, RESEARCHER)
    held = {check: one for check, one in answers.items() if one["answer"] == "HIT"}
    assert {"initial-1-police-national-subject", "initial-1-probation-subject"} <= set(held)
    shown = await force.get(f"/cases/{case_id}", RESEARCHER)
    assert shown["case"]["immediate_risks"]["nobody_alerted_yet"] >= 1
    findings = shown["personal"]["findings"]["initial-1-police-national-subject"]
    assert any(one["kind"] == "ORDER_IN_FORCE" for one in findings[0]["found"])
    tasks = await force.rows(
        "SELECT time, due_at - clock_timestamp() AS left FROM tasks"
        " WHERE case_id = :case AND kind = 'watch' AND state = 'open'",
        case=case_id,
    )
    assert {row.time for row in tasks} == {"machine"}
    assert all(timedelta() < row.left <= timedelta(seconds=60) for row in tasks)
    work = await force.get("/work", RESEARCHER)
    assert work["items"][0]["urgent"]


async def test_twins_wait_for_a_person(force: Force) -> None:
    case_id = await begun(force, "twin-clean")
    answers = await force.answered(case_id, RESEARCHER)
    check = "initial-1-police-local-subject"
    assert answers[check]["words"] == "possible match: you decide"
    refused = await complete(force, case_id)
    assert refused.status_code == 409
    assert "IDENTITY_NOT_SETTLED" in {one["code"] for one in refused.json()["conditions"]}
    shown = await force.get(f"/cases/{case_id}", RESEARCHER)
    records = {one["record"]: one for one in shown["personal"]["candidates"][check]}
    assert set(records) == {"REC-000551", "REC-000502"}
    assert "could be a twin" in " ".join(records["REC-000551"]["reasons_against"])
    for ambiguous in [name for name, one in answers.items() if one["answer"] == "AMBIGUOUS"]:
        mine = "REC-000502" if ambiguous == check else None
        chosen = await force.post(
            f"/cases/{case_id}/identity",
            {
                "seen": await version(force, case_id),
                "checks": [ambiguous],
                "outcome": "IS_THE_SUBJECT" if mine else "NONE_IS_THE_SUBJECT",
                "records": [mine] if mine else [],
                "reasons": "Compared with the photograph that the applicant gave.",
            },
            RESEARCHER,
        )
        assert chosen.status_code == 200, chosen.text
    assert (await complete(force, case_id)).status_code == 200


async def test_a_restricted_record_is_no_empty_answer(force: Force) -> None:
    case_id = await begun(force, "restricted")
    answers = await force.answered(case_id, RESEARCHER)
    assert answers["initial-1-probation-subject"]["words"].startswith(
        "would not or may not say: there is a record"
    )
    assert "01632 960102" in answers["initial-1-probation-subject"]["words"]
    await until(lambda: _rung(force, "SOURCE_WITHHOLDS"), "somebody rung about it")


async def _rung(force: Force, code: str) -> bool:
    return any(one["code"] == code for one in force.rung)


async def test_a_source_that_is_down_stops_the_checks_until_an_inspector_writes_why(force: Force) -> None:
    force.agencies.probation.order(mode="error-500")
    case_id = await begun(force, "cs4-subject")
    answers = await force.answered(case_id, RESEARCHER)
    probation = answers["initial-1-probation-subject"]
    assert probation["answer"] == "UNAVAILABLE"
    assert probation["words"].startswith("could not look, since ")
    assert probation["next_ask_at"]
    refused = await complete(force, case_id)
    assert {one["code"] for one in refused.json()["conditions"]} == {"COVERAGE_INCOMPLETE"}
    assert "probation service about the subject: could not look (not working)" in refused.text
    why = "Rang the duty officer, who holds nothing; written confirmation follows."
    assert (await complete(force, case_id, override=why)).status_code == 409
    assert (await complete(force, case_id, INSPECTOR, override=why)).status_code == 200


async def test_what_one_search_found_is_told_though_the_next_one_fails(force: Force) -> None:
    """With day and month changed over he is searched for in vain: the record system is down for that."""
    force.agencies.police.order(mode="down", match="1979-12-10")
    force.agencies.probation.order(mode="down")
    case_id = await begun(force, "cs1-subject", contact=(ContactKind.LIVES_WITH_CHILD,))
    await force.journalled(case_id, "immediate_risk.identified.v1")
    held = (await force.answered(case_id, RESEARCHER))["initial-1-police-national-subject"]
    assert (held["answer"], held["reason"]) == ("HIT", "not working")
    assert "nothing is known of it" in held["words"]
    assert held["next_ask_at"]
    refused = await complete(force, case_id)
    assert "COVERAGE_INCOMPLETE" in {one["code"] for one in refused.json()["conditions"]}
    force.agencies.police.order(mode="ok")
    pair = {"source": "POLICE_NATIONAL", "about": "SUBJECT"}
    await force.post(f"/cases/{case_id}/asks", {"pairs": [pair]}, RESEARCHER)
    whole = (await force.answered(case_id, RESEARCHER))["initial-2-police-national-subject"]
    assert (whole["answer"], whole["reason"], whole["answered_differently"]) == ("HIT", None, False)


async def test_an_outage_that_ends_is_asked_about_again(force: Force) -> None:
    force.agencies.probation.order(mode="down")
    case_id = await begun(force, "cs4-subject")
    await force.journalled(case_id, "checks.check.failed.v1")
    force.agencies.probation.order(mode="ok")
    tasks = await force.rows(
        "SELECT key, time, due_at > clock_timestamp() AS later FROM tasks"
        " WHERE case_id = :case AND kind = 'ask' AND state = 'open'",
        case=case_id,
    )
    assert [(row.key, row.time, row.later) for row in tasks] == [
        ("initial-1-probation-subject/2", "business", True)
    ]
    await force.post(
        f"/cases/{case_id}/asks", {"pairs": [{"source": "PROBATION", "about": "SUBJECT"}]}, RESEARCHER
    )
    answers = await force.answered(case_id, RESEARCHER)
    assert answers["initial-2-probation-subject"]["answer"] == "NO_TRACE"


async def test_the_risk_assessment_asks_everybody_again(force: Force) -> None:
    case_id = await begun(force, "cs4-subject")
    await force.answered(case_id, RESEARCHER)
    assert (await complete(force, case_id)).status_code == 200
    await force.say(case_id, given(t.progressed(), 0.2))
    await force.say(case_id, given(t.meeting(), 0.1))
    await force.journalled(case_id, "checks.risk_assessment.started.v1")
    answers = await force.answered(case_id, RESEARCHER)
    assert all(check.startswith("full-1") for check in answers)
    between = await force.get(f"/cases/{case_id}/check/complete-risk-assessment", RESEARCHER)
    assert between["clear"], between
    body = {
        "seen": await version(force, case_id),
        "credible_risk": "NONE_IDENTIFIED",
        "text": "Everything obtained was looked at again; nothing is held anywhere.",
    }
    assert (await force.post(f"/cases/{case_id}/risk-assessment", body, RESEARCHER)).status_code == 200
    shown = await force.get(f"/cases/{case_id}", RESEARCHER)
    assert {one["change"] for one in shown["personal"]["since_the_initial_checks"]} == {"as before"}
    assert shown["case"]["to_do"] == []


async def test_no_name_is_in_a_log_a_task_or_a_table_in_clear(
    force: Force, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id = await begun(force, "cs1-subject", contact=(ContactKind.LIVES_WITH_CHILD,))
    await force.answered(case_id, RESEARCHER)
    tables = ("journal", "tasks", "checks_work", "refusals", "quarantine")
    kept = ""
    for table in tables:
        rows = await force.rows(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608
        kept += "".join(row[0] for row in rows)
    cores = b"".join(bytes(row[0]) for row in await force.rows("SELECT core FROM journal")).decode()
    for canary in CANARIES:
        assert canary not in kept
        assert canary not in cores
        assert canary not in caplog.text
    ours = "case_id IN (SELECT case_id FROM cases)"  # others of this run may write to the same agency's topic
    assert await force.rows(f"SELECT topic, type, reason FROM quarantine WHERE {ours}") == []  # noqa: S608


async def test_what_a_desk_says_on_the_telephone_settles_what_it_may_not_write(force: Force) -> None:
    case_id = await begun(force, "restricted", contact=(ContactKind.SUPERVISED,))
    await force.answered(case_id, RESEARCHER)
    spoken = {"check": "initial-1-probation-subject", "answer": "HIT"}
    wrong = await force.post(f"/cases/{case_id}/spoken-answers", spoken, RESEARCHER)
    assert (wrong.status_code, "say what is held" in wrong.text) == (422, True)
    held = {"kind": "MAPPA_MANAGED", "record": "by telephone", "summary": "Managed at level 3."}
    told = await force.post(f"/cases/{case_id}/spoken-answers", spoken | {"findings": [held]}, RESEARCHER)
    assert told.status_code == 200, told.text
    answers = await force.answered(case_id, RESEARCHER)
    assert answers["initial-1-probation-subject"]["answer"] == "HIT"
    assert (await complete(force, case_id)).status_code == 200


async def test_whoever_takes_calls_reports_a_risk_and_sees_no_record(force: Force) -> None:
    case_id = await begun(force, "cs4-subject")
    risk = {"ground": "SAID_BY_APPLICANT", "risk": "The child is with the subject tonight."}
    reported = await force.post(f"/cases/{case_id}/immediate-risk", risk, "st-1001")
    assert reported.json()["events"] == ["immediate_risk.identified.v1"]
    async with force.client("st-1001") as client:
        assert (await client.get(f"/cases/{case_id}")).status_code == 403
    assert (await complete(force, case_id, "st-1001")).status_code == 403


async def test_the_work_list_and_the_search_say_nothing_personal(force: Force) -> None:
    case_id = await begun(force, "cs4-subject")
    found = await force.get(f"/cases?case_id={case_id}", RESEARCHER)
    assert [one["case_id"] for one in found["cases"]] == [case_id]
    assert found["cases"][0]["case"]["to_do"] == ["read the answers and complete the initial checks"]
    for which in ("all", "mine", "unallocated", "overdue", "held"):
        work = await force.get(f"/work?which={which}", RESEARCHER)
        assert not any(canary in str(work) for canary in CANARIES)


async def test_a_case_is_mine_once_i_have_acted_on_it(force: Force) -> None:
    case_id = await begun(force, "cs4-subject")

    async def listed(which: str, officer: str) -> set[str]:
        work = await force.get(f"/work?which={which}", officer)
        return {one["case_id"] for one in work["items"]}

    assert case_id in await listed("unallocated", RESEARCHER)
    assert case_id not in await listed("mine", RESEARCHER)
    risk = {"ground": "SAID_BY_APPLICANT", "risk": "The child is with the subject tonight."}
    await force.post(f"/cases/{case_id}/immediate-risk", risk, RESEARCHER)
    assert case_id in await listed("mine", RESEARCHER)
    assert case_id not in await listed("mine", "ds-2203")
    assert case_id not in await listed("unallocated", RESEARCHER)


async def test_an_older_line_of_the_work_list_never_overwrites_a_newer_one(force: Force) -> None:
    case_id = await begun(force, "cs4-subject")
    await force.answered(case_id, RESEARCHER)
    kept = "SELECT version, idle FROM checks_work WHERE case_id = :case"
    newest = (await force.rows(kept, case=case_id))[0].version
    snapshot = await force.program.runtime.read(case_id)
    assert snapshot is not None
    index = BlindIndex(SecretStr("a secret for tests, and long enough for it"))
    projector = ChecksProjector(t.REGISTER, index)
    async with force.program.runtime.engine.begin() as connection:
        old = Changed(case_id, newest - 1, snapshot.state._replace(finished_at=now()), now())
        await projector.write(connection, [projector.line(old)])
    [row] = await force.rows(kept, case=case_id)
    assert row.version >= newest, "the case may have gone on meanwhile"
    assert not row.idle
