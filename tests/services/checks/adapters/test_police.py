"""The police records search: every status and every kind of entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.codes import NoAnswer, Searched, Source
from contracts.people import FindingKind, PersonName
from services.checks.adapters.police import PoliceRecords
from services.checks.domain.answers import CouldNotLook, Found, Reply, WouldNotSay
from services.checks.domain.matching import Described
from tests.services.checks.adapters.wires import SOUGHT, TROUBLE, FarEnd, always, asked

NOTHING = {"collection": "LOCAL", "persons": []}
PERSON: dict[str, Any] = {
    "record_id": "REC-1",
    "surname": "Testperson",
    "forenames": "Ferdinand",
    "date_of_birth": "1988-04-17",
    "gender": "Male",
    "addresses": [
        {"lines": ["4 Imaginary Row"], "town": "Exampleton", "postcode": "ZZ99 1AB", "from": "2020-01-01"}
    ],
    "aliases": [{"surname": "Madeup", "forenames": "Ferdy"}],
    "warnings": [],
    "convictions": [],
    "orders": [],
    "intelligence": [],
    "managed": [],
}


async def ask(end: FarEnd, source: Source = Source.POLICE_LOCAL) -> Reply:
    return await asked(PoliceRecords(end.line(), source))


def holding(**entries: Any) -> FarEnd:
    return always(200, {"collection": "LOCAL", "persons": [PERSON | entries]})


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_no_trouble_is_read_as_nothing_held(trouble: str) -> None:
    make: Callable[[], FarEnd] = TROUBLE[trouble][0]
    assert await ask(make()) == CouldNotLook(NoAnswer(TROUBLE[trouble][1]))


async def test_it_may_refuse_to_show() -> None:
    assert await ask(always(403, {})) == WouldNotSay(NoAnswer.FILTERED)


async def test_404_is_no_empty_search() -> None:
    assert await ask(always(404, {})) == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    "body", [{"persons": []}, {"collection": "LOCAL"}, {"collection": "LOCAL", "persons": [{}]}]
)
async def test_an_answer_that_leaves_out_what_we_need_is_not_understood(body: dict[str, Any]) -> None:
    assert await ask(always(200, body)) == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    "entries",
    [
        {"orders": [{"kind": "SHPO", "condition": ""}]},
        {"orders": [{"kind": "SHPO", "condition": "No contact", "under": 99}]},
        {"convictions": [{"code": "", "description": "x", "date": "2014-05-20", "disposal": "FINE"}]},
    ],
)
async def test_an_entry_that_cannot_be_read_is_never_left_out_of_an_answer(entries: dict[str, Any]) -> None:
    assert await ask(holding(**entries)) == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("code", "under_18", "known"),
    [
        ("SOA2003/9", None, None),
        ("SOA1956/14", None, False),
        ("SOA1956/14", True, True),
        ("TA1968/1", None, None),
    ],
)
async def test_whether_the_victims_age_is_known_is_said_only_where_it_decides(
    code: str, under_18: bool | None, known: bool | None
) -> None:
    entry = {"code": code, "description": "An offence", "date": "2014-05-20", "disposal": "FINE"}
    reply = await ask(holding(convictions=[entry | {"victim_under_18": under_18}]))
    assert isinstance(reply, Found)
    (finding,) = reply.records[0].findings
    assert finding.victim_age_known is known


async def test_what_an_order_forbids_is_taken_only_where_every_code_is_known() -> None:
    known, unknown = ["NO_UNSUPERVISED_CONTACT"], ["NO_UNSUPERVISED_CONTACT", "NO_GARDENING"]
    for forbids, kinds in ((known, ("NO_UNSUPERVISED_CONTACT",)), (unknown, ())):
        order = {"kind": "SOPO", "condition": "Not to be alone with a child", "forbids": forbids}
        reply = await ask(holding(orders=[order]))
        assert isinstance(reply, Found)
        (finding,) = reply.records[0].findings
        assert finding.summary == "SHPO (SOPO): Not to be alone with a child"
        assert finding.detail is not None
        assert finding.detail.order is not None
        assert finding.detail.order.forbids == kinds


@pytest.mark.parametrize(
    ("source", "collection", "searched"),
    [
        (Source.POLICE_NATIONAL, "NATIONAL", Searched.NATIONAL_CONVICTIONS),
        (Source.POLICE_INTELLIGENCE, "INTELLIGENCE", Searched.NATIONAL_INTELLIGENCE),
        (Source.POLICE_LOCAL, "LOCAL", Searched.FORCE_CRIME_AND_INTELLIGENCE),
        (Source.OFFENDER_MANAGEMENT, "MANAGED", Searched.MANAGED_OFFENDERS),
    ],
)
async def test_an_empty_answer_is_nothing_held_in_that_collection(
    source: Source, collection: str, searched: Searched
) -> None:
    end = always(200, NOTHING | {"collection": collection})
    assert await ask(end, source) == Found(searched)
    assert end.bodies()[0]["collection"] == collection


@pytest.mark.parametrize("collection", ["MANAGED", "", "national"])
async def test_an_answer_from_elsewhere_is_no_answer(collection: str) -> None:
    end = always(200, NOTHING | {"collection": collection})
    assert await ask(end, Source.POLICE_NATIONAL) == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


async def test_names_and_dates_go_into_the_body_and_not_into_the_address() -> None:
    end = always(200, NOTHING)
    await ask(end)
    (request,) = end.asked
    assert str(request.url) == "http://far.invalid/v1/persons/search"
    assert request.headers["x-api-key"] == "a-key"
    assert end.bodies()[0] == {
        "surname": "Testperson",
        "forenames": "Ferdinand",
        "date_of_birth": "1988-04-17",
        "aliases": [],
        "addresses": [{"lines": ["4 Imaginary Row"], "postcode": "ZZ99 1AB"}],
        "collection": "LOCAL",
    }


async def test_a_date_that_can_be_changed_over_is_searched_both_ways() -> None:
    end = always(200, NOTHING)
    person = replace(SOUGHT, date_of_birth=date(1988, 4, 3))
    await asked(PoliceRecords(end.line(), Source.POLICE_LOCAL), person)
    assert [body["date_of_birth"] for body in end.bodies()] == ["1988-04-03", "1988-03-04"]


async def test_other_names_are_searched_too() -> None:
    end = always(200, NOTHING)
    person = Described(
        name=PersonName(given="Ferdinand", family="Testperson", other=("Max Mustername", "Quill"))
    )
    await asked(PoliceRecords(end.line(), Source.POLICE_LOCAL), person)
    assert end.bodies()[0]["aliases"] == [
        {"surname": "Mustername", "forenames": "Max"},
        {"surname": "Quill", "forenames": "Ferdinand"},
    ]


async def test_a_record_that_two_searches_bring_up_is_one() -> None:
    end = always(200, {"collection": "LOCAL", "persons": [PERSON]})
    reply = await asked(PoliceRecords(end.line(), Source.POLICE_LOCAL), SOUGHT, SOUGHT)
    assert isinstance(reply, Found)
    assert [one.record for one in reply.records] == ["REC-1"]
    assert reply.records[0].name.other == ("Ferdy Madeup",)


@pytest.mark.parametrize(
    ("entries", "kind", "words"),
    [
        (
            {
                "convictions": [
                    {
                        "code": "SOA2003/9",
                        "description": "An offence",
                        "date": "2014-05-20",
                        "disposal": "FINE",
                    }
                ]
            },
            FindingKind.SCHEDULE_34A_CONVICTION,
            "An offence, SOA2003/9: FINE",
        ),
        (
            {"orders": [{"kind": "SHPO", "condition": "No contact", "from": "2018-02-01"}]},
            FindingKind.ORDER_IN_FORCE,
            "SHPO: No contact",
        ),
        (
            {
                "orders": [
                    {"kind": "SHPO", "condition": "No contact", "from": "2018-02-01", "to": "2020-01-01"}
                ]
            },
            FindingKind.OTHER_RELEVANT_CONVICTION,
            "SHPO: No contact (no longer in force)",
        ),
        (
            {"managed": [{"reference": "MAN-1", "status": "CURRENT", "force": "46", "registered": True}]},
            FindingKind.REGISTERED_SEX_OFFENDER,
            "Entry MAN-1: registered sex offender, managed now.",
        ),
        (
            {"managed": [{"reference": "MAN-1", "status": "CURRENT", "force": "46", "registered": False}]},
            FindingKind.MAPPA_MANAGED,
            "Entry MAN-1: not on the register, managed now.",
        ),
        (
            {"managed": [{"reference": "MAN-1", "status": "ARCHIVED", "force": "46", "registered": True}]},
            FindingKind.OTHER_RELEVANT_CONVICTION,
            "Entry MAN-1: registered sex offender, managed in the past.",
        ),
        (
            {
                "intelligence": [
                    {
                        "reference": "INT-1",
                        "recorded": "2024-01-01",
                        "summary": "Invented.",
                        "source": "2",
                        "grade": "C",
                        "handling": "P",
                    }
                ]
            },
            FindingKind.RELEVANT_INTELLIGENCE,
            "Invented. (INT-1)",
        ),
        (
            {"warnings": [{"code": "VIOLENT", "words": "Violent"}]},
            FindingKind.CONCERNING_BEHAVIOUR,
            "Warning: Violent",
        ),
    ],
)
async def test_every_kind_of_entry_is_a_finding(
    entries: dict[str, Any], kind: FindingKind, words: str
) -> None:
    reply = await ask(holding(**entries))
    assert isinstance(reply, Found)
    (finding,) = reply.records[0].findings
    assert (finding.kind, finding.summary, finding.record) == (kind, words, "REC-1")
