"""Processes of one service call each other: nobody waits for a look. Looks are an hour apart here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from deploy.local.spec import Principal, StackSpec, TopicSpec
from deploy.local.stack import Stack
from deploy.local.until import until
from messaging import calls, relay, sweep
from messaging.calls import PUBLISH, SWEEP, Caller, listen
from messaging.clock import DatabaseClock
from messaging.consume import Wire
from messaging.decider import Actor
from messaging.relay import Relay
from messaging.runtime import Options, Runtime
from tests.messaging.ground import Hand
from tests.messaging.toy import depot

pytestmark = pytest.mark.stack

HOUR = timedelta(hours=1)
SOON = timedelta(seconds=20)
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE query LIKE 'LISTEN%' AND datname = current_database()
"""


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "IDLE", HOUR)
    monkeypatch.setattr(sweep, "IDLE", HOUR)


Begin = Callable[[str], Any]


@pytest.fixture
async def begin(alone: Hand, stack: Stack) -> AsyncIterator[Begin]:
    """Begins a process's runtime with these roles, on one database with the others."""
    topics = tuple(TopicSpec(name, 1) for name in (f"{alone.name}.shop", f"{alone.name}.depot"))
    who = Principal(f"{alone.name}.depot", reads=(topics[0].name,), writes=(topics[1].name,))
    await asyncio.to_thread(stack.extend, StackSpec(topics, (who,)))
    begun: list[Runtime[depot.Parcel]] = []

    async def one(roles: str) -> Runtime[depot.Parcel]:
        wire = Wire(stack.bootstrap, who.name, stack.login(who.name)["sasl_plain_password"])
        options = Options(wire, f"depot-{len(begun)}", b"toy secret", frozenset(roles.split(",")))
        again = alone.database.again()
        made = Runtime(alone.rules, again, DatabaseClock(), {}, alone.bell, options)
        begun.append(made)
        await made.start()
        return made

    yield one
    for runtime in reversed(begun):
        await runtime.stop()


async def test_what_one_process_commits_another_publishes_at_once(alone: Hand, begin: Begin) -> None:
    await alone.ordered("called")
    publishes = await begin("relay")
    takes = await begin("api")
    await until(lambda: _none(alone, "outbox"), "what was there is published", SOON)
    for weight in (7, 8):
        await takes.execute(alone.case("called"), depot.Weigh(weight), Actor("clerk"))
        await until(lambda: _none(alone, "outbox"), "the relay was called", SOON)
    assert publishes.relay.at_work


async def test_what_one_process_is_to_ring_another_rings_at_once(alone: Hand, begin: Begin) -> None:
    await begin("sweep")
    raises = await begin("api")
    for number in ("one", "two"):
        await raises.standing.raise_("BROKEN", number, number)
        await until(partial(_rung, alone, number), "it has rung", SOON)


async def test_who_is_cut_off_from_the_database_listens_again_and_does_what_it_may_have_missed(
    alone: Hand,
) -> None:
    heard: list[str] = []
    told = {channel: partial(heard.append, channel) for channel in (PUBLISH, SWEEP)}
    listening = asyncio.create_task(listen(alone.engine, told))
    caller = Caller(alone.engine)
    try:
        await until(lambda: _heard(heard, PUBLISH, SWEEP), "as it begins, it does all", SOON)
        await alone.rows(CUT)
        await until(lambda: _heard(heard, PUBLISH, SWEEP, PUBLISH, SWEEP), "and when it is back", SOON)
        caller.say(SWEEP)
        await until(lambda: _heard(heard, PUBLISH, SWEEP, PUBLISH, SWEEP, SWEEP), "a call", SOON)
    finally:
        listening.cancel()
        await asyncio.gather(listening, caller.stop(), return_exceptions=True)


async def test_whatever_is_to_be_said_while_one_call_is_made_is_one_call_more(alone: Hand) -> None:
    said = _statements(alone, "pg_notify")
    caller = Caller(alone.engine)
    caller.say(PUBLISH)
    async with asyncio.timeout(SOON.total_seconds()):
        while not said:  # noqa: ASYNC110 - the very turn of the loop in which the call is on its way
            await asyncio.sleep(0)
    for _ in range(500):
        caller.say(PUBLISH)
    await caller.stop()
    assert len(said) == 2


async def test_who_cannot_say_it_says_the_next_thing(alone: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    said = _statements(alone, "pg_notify")
    caller = Caller(alone.engine)
    with monkeypatch.context() as away:
        away.setattr(calls, "call", _away)
        caller.say(PUBLISH)
        await caller.stop()
    assert not said
    caller.say(SWEEP)
    await caller.stop()
    assert said


async def test_who_stands_by_is_not_driven_to_ask_for_the_lease_by_every_commit(alone: Hand) -> None:
    first, second = (Relay(alone.engine, _nobody, alone.applier.keys, lambda *_: ()) for _ in range(2))
    begun = [asyncio.create_task(first.run())]
    await until(lambda: _is(lambda: first.at_work), "there is a relay", SOON)
    asked = _statements(alone, "pg_try_advisory_lock")
    begun.append(asyncio.create_task(second.run()))
    await until(lambda: _is(lambda: len(asked) > 0), "the second has asked", SOON)
    for _ in range(200):
        second.wake()
        await asyncio.sleep(0.002)
    assert len(asked) <= 3, "once a second"
    assert not second.at_work
    await first.stop()
    await until(lambda: _is(lambda: second.at_work), "the second takes over", SOON)
    await second.stop()
    await asyncio.gather(*begun)


async def _away(*_: object) -> None:
    raise ConnectionResetError


def _nobody() -> Any:
    raise AssertionError("nothing is to be sent")


def _statements(hand: Hand, part: str) -> list[str]:
    """Those with this part, from now on."""
    found: list[str] = []

    def seen(_: Any, __: Any, statement: str, *___: Any) -> None:
        if part in statement:
            found.append(statement)

    event.listen(hand.engine.sync_engine, "before_cursor_execute", seen)
    return found


async def _none(hand: Hand, table: str) -> bool:
    return bool(await hand.one(f"SELECT count(*) FROM {table}") == 0)  # noqa: S608 - our own word


async def _rung(hand: Hand, what_for: str) -> bool:
    return any(ring.words == what_for for ring in hand.bell.rung)


async def _heard(heard: list[str], *expected: str) -> bool:
    return heard == list(expected)


async def _is(holds: Callable[[], bool]) -> bool:
    return holds()
