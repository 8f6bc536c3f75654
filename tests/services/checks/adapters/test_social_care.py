"""Social care is asked by HTTP, answers elsewhere, and is told no more than it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from contracts.codes import Basis, NoAnswer, PartyRole, Source, Stage
from services.checks.adapters.social_care import SocialCare
from services.checks.domain.answers import Accepted, CouldNotLook, Reply, WouldNotSay
from services.checks.domain.state import Ask, Pair
from tests.services.checks.adapters.wires import SOUGHT, TROUBLE, FarEnd, always

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
ASK = Ask(
    check="initial-1-social-care-child-1",
    stage=Stage.INITIAL,
    round=1,
    pair=Pair(Source.SOCIAL_CARE, PartyRole.CHILD, "child-1"),
    begun_at=AT,
    until=AT,
    next_ask_at=AT,
    basis=Basis.CONSENT_NOT_NEEDED,
)


async def ask(end: FarEnd, one: Ask = ASK) -> Reply:
    return await SocialCare(end.line()).ask("c-invented", one, SOUGHT, "c-invented/ref/0")


@pytest.mark.parametrize(
    "trouble", [name for name in TROUBLE if name not in ("no JSON", "empty object", "a list")]
)
async def test_no_trouble_is_read_as_accepted(trouble: str) -> None:
    make: Callable[[], FarEnd] = TROUBLE[trouble][0]
    assert await ask(make()) == CouldNotLook(NoAnswer(TROUBLE[trouble][1]))


@pytest.mark.parametrize("status", [404, 409, 410])
async def test_whatever_else_it_says_is_not_accepted(status: int) -> None:
    assert await ask(always(status, {})) == CouldNotLook(NoAnswer.NOT_UNDERSTOOD)


async def test_accepted_is_no_answer() -> None:
    assert await ask(always(202, {"reference": "SC-1"})) == Accepted()


async def test_it_may_see_no_legal_basis() -> None:
    assert await ask(always(403, {})) == WouldNotSay(NoAnswer.NO_LEGAL_BASIS)


@pytest.mark.proves("R-122", by="services.checks.adapters.social_care:SocialCare.ask")
async def test_it_is_told_one_person_a_purpose_and_a_footing() -> None:
    end = always(202, {"reference": "SC-1"})
    await ask(end)
    (request,) = end.asked
    assert request.headers["idempotency-key"] == "c-invented/ref/0"
    assert end.bodies() == [
        {
            "case_id": "c-invented",
            "check": "initial-1-social-care-child-1",
            "about": {"role": "CHILD", "child": "child-1"},
            "person": {
                "surname": "Testperson",
                "forenames": "Ferdinand",
                "date_of_birth": "1988-04-17",
                "addresses": [{"lines": ["4 Imaginary Row"], "town": "Exampleton", "postcode": "ZZ99 1AB"}],
            },
            "scope": "KNOWN_TO_CHILDREN_SOCIAL_CARE",
            "purpose": "INITIAL_CHECKS",
            "basis": "CONSENT_NOT_NEEDED",
        }
    ]


async def test_nobody_is_asked_about_without_a_footing() -> None:
    with pytest.raises(ValueError, match="footing"):
        await ask(always(202, {}), ASK._replace(basis=None))
