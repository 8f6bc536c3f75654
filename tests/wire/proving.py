"""A row of `Tried` over HTTP: what is refused, with every reason; and what is accepted, gate by gate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from access.problems import MEDIA_TYPE, condition
from messaging.outcomes import Refusal, Unmet
from tests.given import Story
from tests.wire.asking import Asked, asking
from tests.wire.desk import Desk
from tests.wire.laying import unlike
from tests.wire.tried import Name, Tried, code_of, name_of
from tests.wire.unreached import Unreached, unreached

TURNED_AWAY: Final = (403, 422)
ACCEPTED: Final = (200, 201)


@dataclass(frozen=True)
class Laid:
    """One case of a row, in the journal, and the order that is given on it."""

    name: str
    case_id: str
    story: Story[Any]
    command: Any


Rows = Mapping[str, tuple[Laid, Laid]]


async def lay(desk: Desk, tried: Tried, named: str = "c-gate") -> Rows:
    """Both cases of every row, under names of their own."""
    rows: dict[str, tuple[Laid, Laid]] = {}
    for number, (key, row) in enumerate(tried.items()):
        name = f"{named}-{number:04}"
        rows[key] = _laid(desk, f"{name}-stops", *row[0]()), _laid(desk, f"{name}-passes", *row[1]())
    every = (one for both in rows.values() for one in both)
    stories = {one.case_id: one.story for one in every if one.story.history or one.story.unread}
    await desk.layer.lay(stories)
    return rows


def _laid(desk: Desk, name: str, story: Story[Any], command: Any) -> Laid:
    assert not (found := list(unlike(story))), (name, found)
    return Laid(name, desk.case_id(name, command), story, command)


@dataclass(frozen=True)
class Answer:
    """What came back, and the gates that were asked meanwhile."""

    response: httpx.Response
    asked: Asked

    @property
    def conditions(self) -> list[dict[str, Any]]:
        assert self.response.status_code == 409, self.response.text
        assert self.response.headers["content-type"] == MEDIA_TYPE
        found: list[dict[str, Any]] = self.response.json()["conditions"]
        return found


async def given(desk: Desk, one: Laid) -> Answer:
    """The order, at the hour of its story."""
    await desk.at(one.story.now)
    async with _feeds(desk, one.story):
        with asking() as asked:
            return Answer(await desk.give(one.case_id, one.command, one.name), asked)


async def ordered(desk: Desk, one: Laid) -> Answer:
    """The same, where what is sent makes this very command."""
    assert desk.served.orders.says_the_same(one.command)
    return await given(desk, one)


@asynccontextmanager
async def _feeds(desk: Desk, story: Story[Any]) -> AsyncIterator[None]:
    """Silent as long as the story says so."""
    for one in story.stale:
        await desk.silence(one.topic)
    yield
    if story.stale:
        await desk.hear_again()


async def refuses(desk: Desk, key: str, one: Laid) -> frozenset[Name]:
    """The gates of this code by which it was refused; all reasons come, word for word those of the rules."""
    answer = await ordered(desk, one)
    outcome = one.story.when(one.command).outcome
    assert isinstance(outcome, Refusal), outcome
    shown = desk.served.tells(one.story.state, one.command.by, outcome.unmet)
    assert _without_times(answer.conditions, one) == _without_times(list(map(condition, shown)), one)
    kept = await desk.refused(one.case_id)
    assert [Name(each["code"], tuple(each["requirements"])) for each in kept] == _names(outcome.unmet)
    said = {each["code"] for each in answer.conditions} & {code_of(key)}
    return frozenset(name for name in _names(outcome.unmet) if name.code in said)


def _names(unmet: Sequence[Unmet]) -> list[Name]:
    return [Name(str(one.code), one.requirements) for one in unmet]


def _without_times(conditions: list[dict[str, Any]], one: Laid) -> list[dict[str, Any]]:
    """Mail and feeds are unread since an instant of the machine's."""
    timed = {"UNREAD_MESSAGES", "FEED_STALE"} if one.story.unread or one.story.stale else set()
    return [each | {"words": ""} if each["code"] in timed else each for each in conditions]


async def turns_away(desk: Desk, one: Laid, before: Unreached) -> None:
    """It comes to no decision: somebody without a sign-in, or a body that is not taken."""
    answer = await given(desk, one)
    assert answer.response.status_code == before.answer, answer.response.text
    assert before.answer in TURNED_AWAY
    assert answer.response.headers["content-type"] == MEDIA_TYPE
    assert not answer.asked.said
    if before.at is not None:
        assert before.at in [each["path"] for each in answer.response.json()["errors"]]


async def accepts(desk: Desk, key: str, one: Laid) -> frozenset[Name]:
    """The gates of this code that were on the list of what was accepted, and held."""
    answer = await ordered(desk, one)
    assert answer.response.status_code in ACCEPTED, answer.response.text
    found = {name_of(gate) for gate in answer.asked.held()} - {
        name_of(gate) for gate in answer.asked.stopped()
    }
    return frozenset(name for name in found if name.code == code_of(key))


async def proves(desk: Desk, key: str, row: tuple[Laid, Laid]) -> None:
    """One gate of this code stops the one and lets the other pass; or nothing comes as far as this gate."""
    blocked, passed = row
    met = await accepts(desk, key, passed)
    if before := unreached().get((desk.served.name, key)):
        await turns_away(desk, blocked, before)
        assert any(name.requirements == before.requirements for name in met)
    else:
        assert await refuses(desk, key, blocked) & met
