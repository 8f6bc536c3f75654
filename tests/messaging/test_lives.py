"""A topic made anew under its old name is read from its beginning, and the count goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from messaging import operate, where
from messaging.faults import Fenced
from messaging.intervals import Partition, follow
from messaging.lives import Life, Lives, Place, at_brokers, counted
from messaging.rows import Position, Record
from tests.messaging.ground import Hand

FIRST, SECOND, THIRD = (UUID(int=one) for one in (1, 2, 3))


class Readers:
    """The places of one reader in its database, with brokers of which any topic begins at `begin`."""

    def __init__(self, hand: Hand, topic: str) -> None:
        self.hand = hand
        self.part = (topic, 0)
        self.begin = 0
        self.told: list[UUID] = []
        self.asked = 0

    async def _anew(self, _topic: str, id_: UUID) -> None:
        self.told.append(id_)

    async def _begins(self, parts: Sequence[Partition]) -> Mapping[Partition, int]:
        self.asked += 1
        return dict.fromkeys(parts, self.begin)

    async def place(self, id_: UUID | None) -> Place:
        ids = {} if id_ is None else {self.part[0]: id_}
        lives = Lives(self.hand.engine, self._anew)
        return (await lives.places([self.part], ids, self._begins))[self.part]

    async def read(self, place: Place, many: int) -> None:
        """Accounts for so many records, from this place on."""
        records = [Record(Position(*self.part, place.position + one), b"case", b"{}") for one in range(many)]
        async with self.hand.engine.begin() as connection:
            await follow(connection, records, ["applied"] * many, {self.part: place.position})


@pytest.fixture
def reader(hand: Hand, unique: str) -> Readers:
    return Readers(hand, f"{unique}.of.its.own")


async def test_a_topic_that_is_the_same_is_read_on(reader: Readers) -> None:
    reader.begin = 7
    place = await reader.place(FIRST)
    assert place == Place(7)
    assert await reader.place(FIRST) == Place(7), "nothing was read yet"
    await reader.read(place, 5)
    assert await reader.place(FIRST) == Place(12)
    assert reader.told == []
    assert reader.asked == 1


async def test_one_that_is_made_anew_is_read_from_its_beginning_and_somebody_is_told(reader: Readers) -> None:
    await reader.read(await reader.place(FIRST), 5)
    place = await reader.place(SECOND)
    assert (place.position, place.position - place.ahead) == (6, 0)
    assert reader.told == [SECOND]
    assert await reader.place(SECOND) == place
    assert reader.told == [SECOND], "once"
    await reader.read(place, 3)
    assert await reader.place(SECOND) == Place(9, 6)


async def test_one_that_was_never_read_is_made_anew_too(reader: Readers) -> None:
    await reader.place(FIRST)
    place = await reader.place(SECOND)
    assert place.position - place.ahead == 0
    again = await reader.place(THIRD)
    assert again.position > place.position


async def test_a_new_one_is_read_from_nought_whatever_a_leader_of_the_old_one_says(reader: Readers) -> None:
    """Where it truly begins later, records are gone unread, and that rings."""
    await reader.read(await reader.place(FIRST), 5)
    reader.begin = 500
    place = await reader.place(SECOND)
    assert place.position - place.ahead == 0


async def test_one_that_comes_back_is_read_again_from_its_beginning(reader: Readers) -> None:
    """As after a failover to other brokers, and back.

    What was accounted for under the first before it was found out may have been of the second: where it seems
    to have been left is not believed.
    """
    await reader.read(await reader.place(FIRST), 5)
    await reader.read(await reader.place(SECOND), 2)
    reader.begin = 3
    back = await reader.place(FIRST)
    assert back.position - back.ahead == 3, "what has expired was read, or has rung"
    assert reader.told == [SECOND, FIRST]


async def test_where_the_brokers_do_not_say_it_is_taken_for_the_same(reader: Readers) -> None:
    await reader.read(await reader.place(FIRST), 5)
    assert await reader.place(None) == Place(5)
    anew = await reader.place(SECOND)
    assert await reader.place(None) == anew
    assert reader.told == [SECOND]


async def test_a_database_of_before_learns_its_topic_without_a_seam(reader: Readers) -> None:
    await reader.read(Place(0), 5)
    assert await reader.place(FIRST) == Place(5)
    assert reader.told == []


async def test_whoever_still_accounts_for_the_old_topic_is_fenced(reader: Readers) -> None:
    """Else the count would be further than the new topic was read, and so much of it never seen."""
    old = await reader.place(FIRST)
    await reader.read(old, 5)
    old = await reader.place(FIRST)
    await reader.place(SECOND)
    with pytest.raises((Fenced, IntegrityError)):
        await reader.read(old, 3)


async def test_of_two_who_find_it_at_once_one_begins_it(reader: Readers) -> None:
    await reader.read(await reader.place(FIRST), 5)
    found = await asyncio.gather(*(reader.place(SECOND) for _ in range(4)), return_exceptions=True)
    places = {one for one in found if isinstance(one, Place)}
    assert places == {await reader.place(SECOND)} == {Place(6, 6)}


async def test_an_operator_finds_a_record_by_either_count(reader: Readers) -> None:
    await reader.read(await reader.place(FIRST), 5)
    await reader.read(await reader.place(SECOND), 2)
    engine = reader.hand.engine
    kept, there = Position(*reader.part, 7), Position(*reader.part, 1)
    assert await where.stands_at(engine, kept, SECOND) == there
    assert await where.stands_at(engine, Position(*reader.part, 3), SECOND) is None, "that topic is gone"
    assert await where.stands_at(engine, Position(*reader.part, 3), FIRST) == Position(*reader.part, 3)
    found = await where.accounted(engine, there, SECOND)
    assert found is not None
    assert (found["from_offset"], found["to_offset"]) == (6, 8)
    assert await where.accounted(engine, Position(*reader.part, 2), SECOND) is None, "not yet"
    assert await where.accounted(engine, there, THIRD) is None, "it does not know that topic"


async def test_tools_look_at_a_database_that_is_still_to_be_migrated(alone: Hand) -> None:
    """It is they that say so."""
    reader = Readers(alone, "of.before")
    await reader.read(Place(0), 5)
    await alone.database.change("DROP TABLE lives CASCADE")
    [row] = await operate.positions(alone.engine)
    assert (row["position"], row["ahead"]) == (5, 0)
    assert await where.accounted(alone.engine, Position("of.before", 0, 4), FIRST) is not None


LIVES = [Life(FIRST, 0, 0), Life(SECOND, 6, 6), Life(FIRST, 9, 9)]


@pytest.mark.parametrize(
    ("id_", "offset", "count"),
    [
        (FIRST, 0, 9),
        (FIRST, 4, 13),
        (SECOND, 0, 6),
        (SECOND, 1, 7),
        (SECOND, 2, None),
        (THIRD, 0, None),
        (None, 4, 13),
    ],
)
def test_an_offset_is_counted_by_the_topic_that_it_is_of(
    id_: UUID | None, offset: int, count: int | None
) -> None:
    """Five were read of the first, two of the second; then the first came back, and was read anew."""
    assert counted(LIVES, offset, id_) == count


def test_of_a_database_that_never_asked_offsets_are_the_brokers() -> None:
    assert counted([], 7, FIRST) == at_brokers([], 7, FIRST) == 7
    assert counted(LIVES[:1], 7, None) == at_brokers(LIVES[:1], 7, None) == 7


def test_of_what_was_read_before_it_asked_too() -> None:
    lives = [Life(FIRST, 5, 0)]
    assert counted(lives, 2, FIRST) == at_brokers(lives, 2, FIRST) == 2
