"""Only a status that says so is of the past (R-061, R-067)."""

from __future__ import annotations

import pytest

from contracts.codes import Source
from contracts.people import FindingKind
from contracts.risk import ImmediateRiskIdentified
from services.checks.adapters.police import PoliceRecords
from services.checks.domain.answers import Found
from tests.services.checks import told as t
from tests.services.checks.adapters.test_probation import ask, knowing
from tests.services.checks.adapters.wires import always, asked

MANAGED = "initial-1-offender-management-subject"


@pytest.mark.parametrize("status", ["CURRENT", "Current", "ACTIVE", "TRANSFERRED_IN"])
async def test_a_status_that_is_not_known_does_not_say_that_it_is_over(status: str) -> None:
    entry = {"reference": "MAN-1", "status": status, "force": "46", "registered": True, "level": 2}
    person = {
        "record_id": "REC-1",
        "surname": "Testperson",
        "forenames": "Ferdinand",
        "date_of_birth": "1988-04-17",
        "managed": [entry],
    }
    end = always(200, {"collection": "MANAGED", "persons": [person]})
    told = t.begun().when(
        t.replied(MANAGED, await asked(PoliceRecords(end.line(), Source.OFFENDER_MANAGEMENT)))
    )
    assert any(isinstance(one, ImmediateRiskIdentified) for one in told.events)


@pytest.mark.parametrize(("status", "read"), [("ACTIVE", 1), ("Active", 1), (None, 1), ("EXPIRED", 0)])
async def test_conditions_of_a_licence_that_is_not_said_to_be_over_are_read(
    status: str | None, read: int
) -> None:
    licence = {"status": status, "conditions": [{"category": "Contact", "condition": "None with children"}]}
    reply = await ask(knowing(details={"/licences/conditions": (200, {"data": {"licences": [licence]}})}))
    assert isinstance(reply, Found)
    kinds = [one.kind for record in reply.records for one in record.findings]
    assert kinds.count(FindingKind.LICENCE_CONDITION) == read
