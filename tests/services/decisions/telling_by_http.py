"""A telling by HTTP, from a wording to the finalised case, each act as an officer of the force does it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from messaging.decider import Actor
from services.decisions.domain import commands as c
from services.decisions.domain.closing import slot
from services.decisions.domain.events_telling import RiskTool
from tests.services.decisions import told as t
from tests.services.decisions.force import CONSTABLE, INSPECTOR, Force
from tests.services.decisions.test_service import NOW, REASONS, of_today, seen

ALL_TOLD = ["G93a", "G93b", "G93c", "G93d", "G93e"]
VISIT = {"place_words": "At her sister's house", "present": ["A social worker"], "identity": "Passport"}
SERVICE = Actor("system:decisions")


def now() -> str:
    return datetime.now(UTC).isoformat()


async def personal(force: Force, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await force.get(f"/cases/{case_id}"))["personal"]
    return found


async def authorised(force: Force, case_id: str) -> list[dict[str, Any]]:
    """Authority for every wording that stands proposed; the authorities that were given."""
    way = f"/cases/{case_id}/disclosure"
    wordings = (await personal(force, case_id))["disclosure"]["wordings"]
    sought = {"seen": await seen(force, case_id), "wordings": [one["wording"] for one in wordings]}
    await force.done(f"{way}/authority", sought | {"reasons": REASONS})
    for one in wordings:
        given = {"wording": one["wording"], "hash": one["hash"], "independent": True, "reasons": REASONS}
        await force.done(f"{way}/authority/given", given | {"seen": await seen(force, case_id)}, INSPECTOR)
    held: list[dict[str, Any]] = (await personal(force, case_id))["disclosure"]["authorities"]
    return held


async def released(force: Force, case_id: str, authority: dict[str, Any]) -> dict[str, Any]:
    """Released to the constable, who reads it: what there is to speak."""
    body = {"seen": await seen(force, case_id), "authority": authority["authority"], "to": CONSTABLE}
    await force.done(f"/cases/{case_id}/disclosure/releases", body)
    (release,) = [
        one
        for one in (await personal(force, case_id))["telling"]["releases"]
        if one["recipient"] == authority["recipient"] and one["may_be_spoken"]
    ]
    read: dict[str, Any] = await force.get(f"/cases/{case_id}/wording/{release['release']}", CONSTABLE)
    return read


async def signed(force: Force, case_id: str, recipient: str) -> None:
    way = f"/cases/{case_id}/disclosure/undertaking"
    explained = {"recipient": recipient, "script": "undertaking@1", "at": now()}
    await force.done(f"{way}/explanation", explained, CONSTABLE)
    await force.done(
        f"{way}/signature", {"recipient": recipient, "at": now(), "witness": CONSTABLE}, CONSTABLE
    )


async def told(force: Force, case_id: str, read: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {
        "recipient": read["recipient"],
        "release": read["release"],
        "hash": read["hash"],
        "at": now(),
        "how": "IN_PERSON",
        "telling": "POLICE",
        "told": ALL_TOLD,
        "script": "disclosure-warnings@1",
        "left_in_writing": False,
        "identity_checked": True,
        "visit": VISIT,
        "officers": [CONSTABLE],
    }
    return await force.done(f"/cases/{case_id}/disclosure/deliveries", body | more, CONSTABLE)


async def letter_leaves(force: Force, case_id: str) -> None:
    """The slot of the closing letter has come."""
    snapshot = await force.program.runtime.read(case_id)
    assert snapshot is not None
    due = slot(snapshot.state)
    assert due is not None, "a letter is owed"
    await force.program.runtime.execute(case_id, c.ClosingSlotCame(due), SERVICE)


async def looked_after(force: Force, case_id: str) -> None:
    """What the end of a concern asks for besides: a safety plan, tools and considerations; and advice, played
    by hand.
    """
    plan = {"children": [t.CHILD], "owner": "pc-4711", "reasons": REASONS}
    await force.done(f"/cases/{case_id}/safety-plans", plan)
    await considered(force, case_id)
    await force.say(case_id, of_today(t.advice(NOW), 0.05))
    await force.journalled(case_id, "notifications.safety_advice.given.v1")


async def considered(force: Force, case_id: str) -> None:
    case = f"/cases/{case_id}"
    for tool in RiskTool:
        await force.done(f"{case}/risk-tools", {"tool": tool.value, "used": False, "reasons": REASONS})
    for what in t.ALWAYS_CONSIDERED:
        body = {"what": what.value, "acted": False, "reasons": REASONS}
        await force.done(f"{case}/considerations", body)


async def posted(force: Force, case_id: str) -> None:
    await force.say(case_id, of_today(t.letter(NOW), 0.01))
    await force.journalled(case_id, "notifications.non_disclosure_letter.issued.v1")


async def not_informed(force: Force, case_id: str) -> None:
    body = {"seen": await seen(force, case_id), "reasons": REASONS}
    await force.done(f"/cases/{case_id}/disclosure/subject/not-informed", body)


async def finalised(force: Force, case_id: str) -> dict[str, Any]:
    case = f"/cases/{case_id}"
    entry = {"seen": await seen(force, case_id), "request": REASONS, "outcome": REASONS}
    await force.done(f"{case}/final-entry", entry)
    return await force.done(f"{case}/finalisation", {"seen": await seen(force, case_id)})
