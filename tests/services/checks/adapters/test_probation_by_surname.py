"""Probation compares a forename letter by letter: without a date of birth the surname alone is asked too."""

from __future__ import annotations

import httpx
import pytest

from contracts.people import PersonName
from services.checks.domain.answers import Found
from services.checks.domain.matching import Described
from tests.services.checks.adapters.test_probation import DETAILS, PERSON, ask, page_of
from tests.services.checks.adapters.wires import FarEnd

HELD = PERSON | {"firstName": "William", "aliases": []}


def exactly(request: httpx.Request) -> httpx.Response:
    """As the published search compares: whatever is given must be the same."""
    if request.url.path != "/v1/persons":
        status, body = DETAILS[request.url.path.removeprefix(f"/v1/persons/{HELD['hmppsId']}")]
        return httpx.Response(status, json=body)
    asked = request.url.params
    wanted = {"firstName": asked.get("first_name"), "lastName": asked.get("last_name")}
    fits = all(value is None or value.casefold() == HELD[name].casefold() for name, value in wanted.items())
    return httpx.Response(200, json=page_of(*([HELD] if fits else [])))


@pytest.mark.parametrize("given", ["Bill", "Will", "Wiliam"])
async def test_a_short_or_misspelt_forename_is_not_searched_for_alone(
    given: str,
) -> None:
    sought = Described(name=PersonName(given=given, family="Testperson"), approximate_age=38)
    reply = await ask(FarEnd(exactly), sought)
    assert not isinstance(reply, Found) or reply.records
