"""Stories side by side: each goes on in its time, and what was asked before is seen to first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from deploy.demo.play import Play
from deploy.demo.together import Course, together

START = datetime(2026, 11, 30, 9, tzinfo=UTC)


class Quiet:
    """A play on whose clock nothing ever falls due. `said`: what happened, in order."""

    def __init__(self) -> None:
        self.present = START
        self.said: list[str] = []

    async def reaches(self, instant: datetime) -> None:
        self.present = max(instant, self.present)
        self.said.append("quiet")

    async def settles(self) -> None:
        self.said.append("quiet")


class Told:
    def __init__(self, play: Quiet, name: str, hours: Sequence[float]) -> None:
        self.play, self.name, self.hours = play, name, hours

    async def course(self) -> Course:
        for hour in self.hours:
            self.play.said.append(self.name)
            yield START + timedelta(hours=hour)
        self.play.said.append(f"{self.name} ends")


def told(*stories: tuple[str, Sequence[float]]) -> list[str]:
    play = Quiet()
    asyncio.run(together(cast("Play", play), [Told(play, name, hours) for name, hours in stories]))
    return play.said


def test_each_goes_on_when_its_time_has_come() -> None:
    said = told(("long", (1, 5)), ("short", (2,)))
    assert [one for one in said if one != "quiet"] == ["long", "short", "long", "short ends", "long ends"]


def test_what_goes_on_at_the_same_instant_waits_until_all_is_quiet() -> None:
    assert told(("one", (0,)), ("other", (0,))) == [
        "quiet", "one", "other", "quiet", "one ends", "other ends", "quiet",
    ]  # fmt: skip


def test_a_story_that_is_past_its_time_goes_on_at_once() -> None:
    said = told(("late", (3,)), ("early", (-1,)))
    assert [one for one in said if one != "quiet"] == ["late", "early", "early ends", "late ends"]
