"""The page for a visit by HTTP: who gets it, that it is written down, and that there is one."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.services.decisions import telling_by_http as by
from tests.services.decisions.force import CLERK, CONSTABLE, INSPECTOR, SUPERVISOR, Force
from tests.services.decisions.test_disclosing_on_the_stack import WORDING, a_concern, prepared
from tests.services.decisions.test_service import REASONS

pytestmark = pytest.mark.stack

WHO_ASKED: Final = ("Ferdinand", "Testperson")
"""Of whom nothing stands on a page for somebody else (G 97)."""
TORN: Final = "The page is torn; it is with the supervisor, who destroys it."


async def test_one_page_for_who_goes_there_and_another_by_four_eyes(force: Force) -> None:
    """R-211, R-223, R-229."""
    case_id = await a_concern(force, "c-printing-00001")
    await prepared(force, case_id)
    (authority,) = await by.authorised(force, case_id)
    read = await by.released(force, case_id, authority)
    way, page = f"/cases/{case_id}/disclosure/pack", {"release": read["release"]}
    assert await refusals(force, way, page, SUPERVISOR) == {"RELEASED_TO_SOMEBODY_ELSE"}
    assert (await force.post(way, page, CLERK)).status_code == 403
    first = await force.post(f"{way}?as=html", page, CONSTABLE)
    assert first.status_code == 200, first.text
    assert WORDING in first.text
    assert "DO NOT LEAVE THIS PAGE" in first.text
    assert not [one for one in ("Ferdinand", "Testperson") if one in first.text], (
        "nothing of whoever asked (G 97)"
    )
    assert first.headers["cache-control"] == "no-store"
    for form in ("html", "pdf"):
        assert await refusals(force, f"{way}?as={form}", page, CONSTABLE) == {"PAGE_PRINTED_ALREADY"}
    more = page | {"reasons": TORN}
    assert (await force.post(f"{way}/another", more, CONSTABLE)).status_code == 403
    await force.done(f"{way}/another", more, INSPECTOR)
    second = await force.post(f"{way}?as=pdf", page, CONSTABLE)
    assert second.content.startswith(b"%PDF-")
    assert await refusals(force, f"{way}?as=pdf", page, CONSTABLE) == {"PAGE_PRINTED_ALREADY"}
    await each_was_written_down(force, case_id)
    await nothing_once_nobody_is_to_be_told(force, case_id, read, way)


async def refusals(force: Force, path: str, body: dict[str, Any], officer: str) -> set[str]:
    answer = await force.post(path, body, officer)
    assert answer.status_code == 409, answer.text
    return {one["code"] for one in answer.json()["conditions"]}


async def each_was_written_down(force: Force, case_id: str) -> None:
    kept = await force.rows(
        "SELECT officer, masked, why FROM reads WHERE case_id = :case AND route LIKE '%pack%'",
        case=case_id,
    )
    assert [(one.officer, one.masked) for one in kept] == [(CONSTABLE, False)] * 2
    assert all(one.why for one in kept)
    for row in await force.rows("SELECT j::text AS line FROM journal j WHERE case_id = :case", case=case_id):
        assert WORDING not in row.line
        assert TORN not in row.line


async def nothing_once_nobody_is_to_be_told(
    force: Force, case_id: str, read: dict[str, Any], way: str
) -> None:
    withdrawn = {"recipient": read["recipient"], "reasons": REASONS}
    await force.done(f"/cases/{case_id}/disclosure/recipients/withdrawal", withdrawn)
    page = {"release": read["release"]}
    assert await refusals(force, way, page, CONSTABLE) == {"WORDING_NOT_RELEASED"}
    assert await refusals(force, f"{way}/another", page | {"reasons": TORN}, INSPECTOR) >= {
        "WORDING_NOT_RELEASED"
    }
