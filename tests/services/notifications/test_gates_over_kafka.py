"""Every gate of what leaves, over Kafka: what another service asks for is stopped, or on its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from contracts.codes import NotSent
from contracts.people import Means, PersonName
from messaging.decider import Message
from services.notifications.domain.gates import SENDING
from tests.services.notifications.force import Force
from tests.services.notifications.told import closed, closing, contact, meeting
from tests.wire.asking import asking
from tests.wire.tried import code_of, name_of

pytestmark = pytest.mark.stack

STOPPED, ON_ITS_WAY = "notifications.message.blocked.v1", "notifications.message.queued.v1"
WHY = text("""
SELECT convert_from(core, 'UTF8')::jsonb -> 'data' ->> 'why' FROM journal
WHERE case_id = :case AND type = 'notifications.message.blocked.v1'
""")
Said = Callable[[datetime], tuple[Message, ...]]


def _meeting(at: datetime, *hours: str, leave_message: bool = True) -> Message:
    begins = at + timedelta(days=7)
    return meeting(Means.TELEPHONE, begins_at=begins, at=at, leave_message=leave_message, hours=hours)


def _letter(at: datetime) -> tuple[Message, ...]:
    return (closing(at=at),)


CASES: dict[str, tuple[Said, Said]] = {
    "NO_KEY": (lambda at: (closing(sealed=closed(), at=at),), _letter),
    "ADDRESS_NOT_SAFE": (lambda at: (closing(contact(Means.TELEPHONE), at=at),), _letter),
    "NO_SAFE_CONTACT": (
        lambda at: (_meeting(at, leave_message=False),),
        lambda at: (_meeting(at),),
    ),
    "OUTSIDE_SAFE_HOURS": (lambda at: (_meeting(at, "mornings"),), lambda at: (_meeting(at),)),
    "NOT_ON_THE_ALLOW_LIST what-varies": (
        lambda at: (closing(contact(name=PersonName(given="See https://x.invalid")), at=at),),
        _letter,
    ),
    "NOT_ON_THE_ALLOW_LIST one-closing": (
        lambda at: (closing(at=at), closing(at=at + timedelta(seconds=1))),
        _letter,
    ),
}


def test_every_gate_of_what_leaves_is_tried() -> None:
    assert sorted(map(code_of, CASES)) == sorted(gate.code for gate in SENDING)


async def said(force: Force, case_id: str, messages: tuple[Message, ...]) -> None:
    for one in messages:
        await force.say(one.source.rpartition("/")[2], case_id, one.event)


@pytest.mark.parametrize("key", CASES)
async def test_a_gate_stops_a_message_and_lets_one_go(force: Force, key: str) -> None:
    stops, passes = CASES[key]
    case, at = f"c-sending-{list(CASES).index(key)}", datetime.now(UTC) - timedelta(minutes=1)
    with asking() as asked:
        await said(force, f"{case}-stops", stops(at))
        await force.journalled(f"{case}-stops", STOPPED)
        async with force.operator.connect() as connection:
            kept = await connection.execute(WHY, {"case": f"{case}-stops"})
            assert NotSent(kept.scalar_one()) == code_of(key)
    assert code_of(key) in {gate.code for gate in asked.stopped()}
    with asking() as asked:
        await said(force, f"{case}-passes", passes(at))
        await force.journalled(f"{case}-passes", ON_ITS_WAY)
    assert set(map(name_of, SENDING)) <= set(map(name_of, asked.held()))
