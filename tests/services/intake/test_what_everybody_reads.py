"""What is to be done is told in full to who is on the case, and tells others nothing of anybody (A9)."""

from __future__ import annotations

import pytest

from contracts.decisions import ApplicationProgressed
from contracts.people import Reasons
from contracts.sealed import Sealed
from tests.at_desks import Desk, desk, fresh
from tests.given import START
from tests.services.intake.at_desks import INTAKE
from tests.services.intake.invented import from_decisions
from tests.services.intake.test_api import CASE, FORM
from tests.services.intake.test_who_sees_what import ANOTHER_TAKER, shown, taken

YOUNG = {"applicant": FORM["applicant"] | {"date_of_birth": "2010-03-02"}}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return desk(INTAKE, tmp_path_factory.mktemp("intake") / "issuer")


async def steps(built: Desk, *, progressed: bool, **more: object) -> list[str]:
    at = fresh(built)
    await taken(at, **more)
    if progressed:
        said = ApplicationProgressed(
            decided_at=START, reasons=Sealed.of(Reasons(text="The contact is close."))
        )
        await at.memory.hear(CASE, from_decisions(said))
    found = await shown(at, ANOTHER_TAKER)
    assert "circumstances" in found["masked"]
    return [one["step"] for one in found["case"]["to_do"]]


async def test_to_another_call_taker_an_applicant_under_18_looks_like_any_other(built: Desk) -> None:
    assert await steps(built, progressed=True, **YOUNG) == await steps(built, progressed=True)


async def test_to_another_call_taker_a_case_that_goes_on_looks_like_one_that_does_not(built: Desk) -> None:
    assert await steps(built, progressed=True) == await steps(built, progressed=False)
