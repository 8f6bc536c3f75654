"""What another force said, as officers read it over HTTP: on the case and its explanation, not elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from access.issuer import OFFICERS, LocalIssuer
from access.officers import Officers
from access.server import app
from access.views import MASKED
from contracts.crossing import View
from services.decisions import api
from tests.access.service import Book, settings
from tests.services.decisions import between as b
from tests.services.decisions import told as t
from tests.services.decisions.chronicle import Chronicle
from tests.services.decisions.domain import test_said_by_forces as s
from tests.services.decisions.test_explanation import CASE, WHY, Journal

ON_IT, CLERK, ANOTHER_SERGEANT, AUTHORISER = t.SERGEANT.id, "st-1900", "ds-2203", "di-3301"
Reads = Callable[..., Any]


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reads]:
    """Has an officer read a page of the case that a life has come to."""
    issuer, book = LocalIssuer(tmp_path_factory.mktemp("issuer"), profile="development"), Book()
    said, runtime = settings(issuer), Journal()
    served = app(
        "Decisions", [api.routes()], runtime=runtime, settings=said, secret=bytes(32),
        officers=Officers(said), reads=book,
    )  # fmt: skip

    async def read(life: Callable[[], Any], officer: str, page: str = "") -> Any:
        runtime.now_is = life().now
        headers = {"Authorization": f"Bearer {issuer.issue(officer)}", "X-Reason": WHY}
        door = httpx.ASGITransport(served)
        async with httpx.AsyncClient(transport=door, base_url="http://decisions.invalid") as client:
            answer = await client.get(f"/cases/{CASE}{page}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(OFFICERS, ON_IT, replace(OFFICERS[ANOTHER_SERGEANT], id=ON_IT))
        runtime.chronicle = Chronicle().kept(patch)
        patch.setattr(b, "DECIDER", runtime.chronicle.decider)
        yield read


def spoken() -> Any:
    return b.hearing(s.found(), b.position(View.DO_NOT_DISCLOSE))


async def test_what_another_force_found_and_why_it_holds_its_position_is_read_by_who_is_on_the_case(
    reads: Reads,
) -> None:
    shown = (await reads(spoken, ON_IT))["personal"]["other_forces"]
    assert [one["findings"] for one in shown["tasks"]] == [s.FINDINGS]
    assert [one["reasons"] for one in shown["positions"]] == ["Conditions manage it."]


@pytest.mark.parametrize("officer", [CLERK, ANOTHER_SERGEANT, AUTHORISER])
async def test_nobody_else_reads_either_on_the_case(reads: Reads, officer: str) -> None:
    shown = await reads(spoken, officer)
    assert shown["personal"]["other_forces"] == MASKED
    assert "niece" not in str(shown)
    assert "Conditions" not in str(shown)


@pytest.mark.parametrize(("officer", "reads_it"), [(ON_IT, True), (AUTHORISER, True), (CLERK, False)])
async def test_the_explanation_tells_both_to_who_may_read_it(
    reads: Reads, officer: str, reads_it: bool
) -> None:
    shown = str(await reads(spoken, officer, "/explanation"))
    assert (s.FINDINGS in shown) is reads_it
    assert ("Conditions manage it." in shown) is reads_it


async def test_who_applied_is_read_by_who_works_on_the_task_and_in_no_explanation(reads: Reads) -> None:
    def life() -> Any:
        return s.named(b.taken())

    shown = (await reads(life, ON_IT))["personal"]
    assert shown["applicant"]["name"]["family"] == "Asks-Sample"
    assert "Asks-Sample" not in str(await reads(life, ANOTHER_SERGEANT))
    assert "Asks-Sample" not in str(await reads(life, ON_IT, "/explanation"))


@pytest.mark.parametrize("life", s.LIVES)
async def test_no_alert_tells_a_clerk_that_or_which_force_takes_part(reads: Reads, life: str) -> None:
    case = (await reads(s.LIVES[life], CLERK))["case"]
    assert case["alerts"]
    for alert in case["alerts"]:
        assert s.NEUTRAL.fullmatch(alert["alert"])
        assert "force" not in alert["words"]
    assert "task-23" not in str(case)
    assert "Warwickshire" not in str(case)
