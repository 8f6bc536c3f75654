"""Every message type of the published language, killed over at every point of every service that reads it."""

from __future__ import annotations

import pytest

from contracts import decisions, intake
from contracts.event import Event
from contracts.parties import SERVICES
from deploy.local.stack import Stack
from tests.faults.killed import Killed

pytestmark = pytest.mark.thorough

OPENS: tuple[type[Event], ...] = (intake.EnquiryReceived, intake.ApplicationMade, decisions.CaseRecordCreated)
"""What comes before anything else of a case, as far as the service reads it."""
OVER_A_MESSAGE = ("received", "inbox written", "before commit", "after commit", "before offsets", "mid batch")
EFFECTS = {"checks": "ask", "notifications": "send"}


def over(kind: str) -> str:
    """Bytes that every message of the type holds."""
    return f'"type":"{kind}"'


async def killed_over_every_message(service: Killed) -> None:
    for point in OVER_A_MESSAGE:
        for number, kind in enumerate(service.read):
            case = f"{point.replace(' ', '-')}-{number:03}"
            await service.hears(case, *(one for one in OPENS if one is not kind), kind)
            await service.dies(point, over(kind.TYPE))


async def killed_over_its_events(service: Killed) -> set[str]:
    """Types of its own over which it was killed, of those that come about when nobody gives it a command.

    Some come about only once their clock or a lease has run out: those are not waited for.
    """
    published = await service.rows("SELECT DISTINCT type FROM journal WHERE topic IS NOT NULL AND NOT heard")
    killed: set[str] = set()
    for number, (type_,) in enumerate(sorted(published)):
        for other, kind in enumerate(service.read):
            case = f"published-{number:03}-{other:03}"
            await service.hears(case, *(one for one in OPENS if one is not kind), kind)
        if await service.may_die("sent but pointer not removed", over(type_)):
            killed.add(type_)
    return killed


async def adds_up(service: Killed) -> None:
    report = await service.settles()
    assert report.findings == []
    taken = await service.rows(
        "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM waiting) + "
        "(SELECT count(*) FROM quarantine WHERE state = 'open')"
    )
    assert taken == [(service.sent,)], "each is taken, or kept, once"


@pytest.mark.parametrize("name", SERVICES)
async def test_whatever_type_is_in_hand_when_it_is_killed_nothing_is_lost_or_taken_twice(
    name: str, own_stack: Stack
) -> None:
    service = await Killed.begin(own_stack, "46", name)
    try:
        await killed_over_every_message(service)
        await adds_up(service)
    finally:
        await service.end()


@pytest.mark.parametrize("name", ["checks", "decisions", "notifications"])
async def test_whatever_it_was_publishing_or_doing_when_it_is_killed_is_published_and_done(
    name: str, own_stack: Stack
) -> None:
    service = await Killed.begin(own_stack, "46", name)
    try:
        await service.hears("an-effect-000", *OPENS, *service.read)
        await service.settles()
        assert await killed_over_its_events(service)
        if name in EFFECTS:
            await service.hears("an-effect-001", *OPENS, *service.read)
            await service.dies("effect done but result not written", EFFECTS[name])
        await adds_up(service)
    finally:
        await service.end()
