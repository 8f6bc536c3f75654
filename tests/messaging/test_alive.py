"""A service says that it lives, past every case; who judges is told of each feed that may be incomplete."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from contracts.envelope import PartyEnvelope
from contracts.unread import ALIVE, ServiceAlive
from messaging import alive
from messaging.alive import Pulse, Reading
from messaging.decider import Stale
from messaging.service import Feed
from tests.messaging.ground import Hand
from tests.messaging.toy import depot

pytestmark = pytest.mark.stack
LIMIT = timedelta(minutes=2)


async def beat(hand: Hand, principal: str, source: str, topic: str) -> tuple[bytes, bytes]:
    """Key and value of what a service says of itself, as its database stands."""
    pulse = Pulse(principal, source, [topic], timedelta(hours=1))
    assert pulse.due
    async with hand.engine.connect() as connection:
        ((_, value, key, headers),) = await pulse.records(connection)
    assert not pulse.due
    assert headers == []
    return key, value


async def of_shop(hand: Hand, **said: datetime) -> tuple[bytes, bytes]:
    key, value = await beat(hand, "t.shop", f"{hand.name}/shop", f"{hand.name}.shop")
    document = orjson.loads(value)
    document["data"] |= {name: at.isoformat() for name, at in said.items()}
    return key, orjson.dumps(document)


def judging(hand: Hand) -> Hand:
    return Hand(hand.database, hand.name, replace(hand.rules, stale_after=LIMIT), hand.shop)


async def stale(hand: Hand) -> list[tuple[str, str]]:
    async with hand.engine.connect() as connection:
        found = await alive.stale(connection, hand.rules)
    assert all(isinstance(one, Stale) and one.since.tzinfo for one in found)
    return [(one.topic.removeprefix(f"{hand.name}."), one.why) for one in found]


async def feed(hand: Hand, **columns: str) -> None:
    """The row of the feed as given: SQL by column."""
    names, values = ", ".join(columns), ", ".join(columns.values())
    sql = f"INSERT INTO feeds (topic, partition, {names}) VALUES ('{hand.name}.shop', 9, {values})"  # noqa: S608
    await hand.database.change(f"DELETE FROM feeds WHERE topic = '{hand.name}.shop'; {sql}")  # noqa: S608


async def test_what_is_sent_is_what_the_contract_says(alone: Hand) -> None:
    await alone.ordered("kept")
    await alone.take(alone.parcel(depot.Ordered(weight=13), "kept"))
    key, value = await beat(alone, "46.checks", "csods/46/checks", f"{alone.name}.depot")
    document = orjson.loads(value)
    read = PartyEnvelope.model_validate(document)
    assert (read.type, read.subject, key) == (ALIVE, "46.checks", b"46.checks")
    assert (ALIVE, "sequence" in document, "caseid" in document) == (alive.TYPE, False, False)
    data = ServiceAlive.model_validate(document["data"], strict=False)
    assert data.kept_since is not None
    assert data.unpublished_since is not None
    assert data.kept_since <= data.sent_at
    assert data.read_until is None


async def test_it_is_heard_past_every_case_and_inbox(hand: Hand) -> None:
    said = await of_shop(hand)
    assert await hand.take(said) == {"alive": 1}
    assert await hand.one("SELECT count(*) FROM cases WHERE case_id = 't.shop'") == 0
    assert await hand.one("SELECT count(*) FROM inbox WHERE topic = :topic", topic=f"{hand.name}.shop") == 0
    assert await hand.one("SELECT count(*) FROM feeds WHERE topic = :topic", topic=f"{hand.name}.shop") == 1
    counts = "SELECT counts FROM intervals WHERE topic = :topic"
    assert await hand.one(counts, topic=f"{hand.name}.shop") in ({"alive": 1}, '{"alive": 1}')


async def test_two_in_one_batch_and_one_that_comes_late_leave_the_last(hand: Hand) -> None:
    now = datetime.now(UTC)
    before, last = await of_shop(hand, sent_at=now - timedelta(seconds=9)), await of_shop(hand, sent_at=now)
    assert await hand.take(before, last, hand.parcel(depot.Ordered(weight=1), "between")) == {
        "alive": 2,
        "applied": 1,
    }
    await hand.take(before)
    spoke = await hand.one("SELECT spoke_at FROM feeds WHERE topic = :topic", topic=f"{hand.name}.shop")
    assert abs((spoke - now).total_seconds()) < 0.01


async def test_a_clock_that_runs_ahead_makes_nothing_fresher(hand: Hand) -> None:
    await hand.take(await of_shop(hand, sent_at=datetime.now(UTC) + timedelta(days=1)))
    ahead = "SELECT spoke_at > clock_timestamp() FROM feeds WHERE topic = :topic"
    assert await hand.one(ahead, topic=f"{hand.name}.shop") is False


async def test_what_only_looks_like_it_is_kept(hand: Hand) -> None:
    key, value = await of_shop(hand)
    document = orjson.loads(value)
    wrong_data = orjson.dumps(document | {"data": {"sent_at": "yesterday"}})
    wrong_writer = orjson.dumps(document | {"source": "somebody/else"})
    assert await hand.take((key, wrong_data), (key, wrong_writer)) == {"quarantined": 2}
    (outside,) = hand.rules.feeds
    rules = replace(hand.rules, feeds=(replace(outside, ours=False),))
    stranger = Hand(hand.database, hand.name, rules, hand.shop)
    stranger.reached = hand.reached
    assert await stranger.take((key, value)) == {"quarantined": 1}, "an outside party is none of our services"


async def test_a_feed_is_stale_when_its_writer_is_silent_and_not_before(hand: Hand) -> None:
    told = judging(hand)
    assert await stale(told) == [], "nothing was ever read"
    await feed(hand, known_since="clock_timestamp()", read_until="clock_timestamp()")
    assert await stale(told) == [], "it has not had the time to speak"
    ago = "clock_timestamp() - interval '121 seconds'"
    await feed(hand, known_since=ago, read_until="clock_timestamp()")
    assert await stale(told) == [("shop", "SILENT")]
    await hand.take(await of_shop(hand))
    assert await stale(told) == []
    assert await stale(hand) == [], "nobody judges there"


async def test_a_feed_is_stale_when_it_is_not_read_here_or_its_writer_is_behind(hand: Hand) -> None:
    told = judging(hand)
    now, ago = "clock_timestamp()", "clock_timestamp() - interval '121 seconds'"
    await feed(hand, known_since=ago, spoke_at=now, read_until=ago)
    assert await stale(told) == [("shop", "UNREAD_HERE")]
    await feed(hand, known_since=ago, spoke_at=now, read_until=now, its_read_until=ago)
    assert await stale(told) == [("shop", "UNREAD_THERE")]
    await feed(hand, known_since=ago, spoke_at=now, read_until=now, its_unpublished_since=ago)
    assert await stale(told) == [("shop", "UNPUBLISHED")]
    await feed(hand, known_since=ago, spoke_at=now, read_until=now, its_kept_since=ago)
    assert await stale(told) == [], "what is kept is of a case, and said by that case"


async def test_an_outside_party_need_not_speak_but_must_be_read(hand: Hand) -> None:
    (ours,) = hand.rules.feeds
    outside = Feed(ours.topic, ours.source, False, ours.carries)
    told = Hand(hand.database, hand.name, replace(hand.rules, feeds=(outside,), stale_after=LIMIT), hand.shop)
    ago = "clock_timestamp() - interval '121 seconds'"
    await feed(hand, known_since=ago, read_until="clock_timestamp()")
    assert await stale(told) == []
    await feed(hand, known_since=ago, read_until=ago)
    assert await stale(told) == [("shop", "UNREAD_HERE")]


async def test_who_decides_meets_it_in_the_moment_of_the_decision(hand: Hand) -> None:
    seen: list[tuple[Stale, ...]] = []

    def decide(parcel: depot.Parcel, command: object, moment: object) -> object:
        seen.append(moment.stale)  # type: ignore[attr-defined]
        return depot.decide(parcel, command, moment)  # type: ignore[arg-type]

    rules = replace(hand.rules, stale_after=LIMIT, decider=replace(hand.rules.decider, decide=decide))  # type: ignore[arg-type]
    told = Hand(hand.database, hand.name, rules, hand.shop)
    await told.ordered("moment")
    await feed(hand, known_since="clock_timestamp() - interval '1 day'", read_until="clock_timestamp()")
    await told.applier.weigh(told.case("moment"), depot.Weigh(1))
    assert [one.why for one in seen[-1]] == ["SILENT"]


async def test_a_partition_has_been_read_up_to_when_its_end_was_asked_for(hand: Hand) -> None:
    part = (f"{hand.name}.shop", 0)
    reading = Reading(hand.engine)
    until = "SELECT extract(epoch FROM clock_timestamp() - read_until)::float FROM feeds WHERE topic = :topic"

    async def age() -> float | None:
        found: float | None = await hand.one(until, topic=part[0])
        return found

    now = time.monotonic()
    await reading.looked(now - 60, {part: 5}, {part: 3})
    assert await age() is None, "two are unread, and nobody knows since when"
    await reading.looked(now - 30, {part: 9}, {part: 4})
    assert await age() is None
    await reading.looked(now - 10, {part: 9}, {part: 6})
    aged = await age()
    assert aged is not None
    assert 59 < aged < 75, "the end of a minute ago has been reached"
    await reading.looked(now - 1, {part: 9}, {part: 9})
    aged = await age()
    assert aged is not None
    assert aged < 15
