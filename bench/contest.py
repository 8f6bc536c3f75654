"""Contenders take turns, each in a process of its own; what counts is the ratio within one round."""

from __future__ import annotations

import asyncio
import logging
import statistics
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import orjson

from bench.meter import Told

log = logging.getLogger(__name__)
TURN_LIMIT = 300.0
"""Seconds after which a turn has failed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Of one contender in one round."""

    messages: int
    seconds: float
    processor: float

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of its processor a message, the servers' not among them."""
        return self.processor / self.messages * 1e6

    @classmethod
    def together(cls, turns: Sequence[Turn]) -> Turn:
        """Of several side by side: all their messages, until the last of them has ended."""
        return cls(
            sum(one.messages for one in turns),
            max(one.seconds for one in turns),
            sum(one.processor for one in turns),
        )


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest of some rounds."""

    median: float
    least: float
    greatest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(statistics.median(values), min(values), max(values))


Prepared = Callable[[int], Awaitable[Told]]


@dataclass(frozen=True, slots=True)
class Contender:
    """`program` is a module of `bench.contenders`; `prepare` makes what one turn needs, unmeasured.

    It is given which of those side by side that is for, from 0.
    """

    name: str
    program: str
    prepare: Prepared


Rounds = Mapping[str, Sequence[Turn]]


async def contest(contenders: Sequence[Contender], rounds: int, beside: int = 1) -> Rounds:
    """Every contender once a round, so many of it `beside` each other; who begins changes by the round."""
    turns: dict[str, list[Turn]] = {one.name: [] for one in contenders}
    for number in range(rounds):
        shift = number % len(contenders)
        for one in (*contenders[shift:], *contenders[:shift]):
            turns[one.name].append(await turn(one, beside))
            log.debug("%s: %.0f/s", one.name, turns[one.name][-1].rate)
    return turns


async def turn(contender: Contender, beside: int = 1) -> Turn:
    """One turn. RuntimeError, with what a contender wrote, when it fails; the others beside it end too."""
    told = [await contender.prepare(number) for number in range(beside)]
    turns = [asyncio.create_task(_alone(contender, one)) for one in told]
    try:
        return Turn.together(await asyncio.gather(*turns))
    finally:
        for one in turns:
            one.cancel()
        await asyncio.gather(*turns, return_exceptions=True)


async def _alone(contender: Contender, told: Told) -> Turn:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"bench.contenders.{contender.program}",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(TURN_LIMIT):
            out, trouble = await process.communicate(orjson.dumps(asdict(told)))
    except TimeoutError:
        raise RuntimeError(f"{contender.name} did not end within {TURN_LIMIT:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        said = trouble.decode(errors="replace")[-3000:]
        raise RuntimeError(f"{contender.name} failed:\n{said}")
    return Turn(**orjson.loads(out.splitlines()[-1]))


def ratio(rounds: Rounds, ours: str, theirs: str) -> Spread:
    """Our rate as a multiple of theirs, round by round."""
    return Spread.of(
        [mine.rate / other.rate for mine, other in zip(rounds[ours], rounds[theirs], strict=True)]
    )


def cost_ratio(rounds: Rounds, ours: str, theirs: str) -> Spread:
    """Our processor time a message as a multiple of theirs, round by round."""
    return Spread.of(
        [mine.cost / other.cost for mine, other in zip(rounds[ours], rounds[theirs], strict=True)]
    )
