"""Opening the databases of a command, and knowing which do not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from cli.exits import CannotReach, Misused
from cli.places import Place, Places
from messaging.kafka_log import KafkaLog

SET_UP: Final = text("SELECT to_regclass('public.journal') IS NOT NULL")
PATIENCE: Final = 5


def opened(dsn: str) -> AsyncEngine:
    """A connection at a time, none kept; errors never quote their parameters."""
    _, _, rest = dsn.partition("://")
    return create_async_engine(
        f"postgresql+asyncpg://{rest}",
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": PATIENCE, "command_timeout": 300, "server_settings": {"jit": "off"}},
    )


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """One service whose database answers and holds its tables."""

    place: Place
    looking: AsyncEngine
    _opened: list[AsyncEngine] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.place.name

    def acting(self) -> AsyncEngine:
        """With the service's own login. Raises Misused when it was not given."""
        if not self.place.acting:
            variable = f"CSODS_DATABASE_URL_{self.place.service.upper()}"
            raise Misused(f"to act on {self.name}, set {variable}: the operators' login only reads")
        if not self._opened:
            self._opened.append(opened(self.place.acting))
        return self._opened[0]

    async def close(self) -> None:
        for engine in (self.looking, *self._opened):
            await engine.dispose()


@dataclass(frozen=True, slots=True)
class Away:
    """A service whose database does not answer, and why, in words."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What a command works on: services `there`, `away`, and those without tables yet."""

    places: Places
    there: tuple[Reached, ...]
    away: tuple[Away, ...]
    empty: tuple[str, ...]

    @property
    def log(self) -> KafkaLog:
        return KafkaLog(self.places.kafka)

    def all_there(self) -> tuple[Reached, ...]:
        """Raises CannotReach when a database is away, or none holds anything."""
        if self.away:
            raise CannotReach("; ".join(f"{one.name}: {one.why}" for one in self.away))
        if not self.there:
            raise CannotReach("no database holds its tables yet: start the services first")
        return self.there

    def one(self) -> Reached:
        """The one service meant. Raises Misused when there are several."""
        there = self.all_there()
        if len(there) > 1:
            raise Misused(f"say which service with --service: {', '.join(one.name for one in there)}")
        return there[0]


@asynccontextmanager
async def reach(places: Places) -> AsyncIterator[Reach]:
    """Look at every database once, side by side; whether all must answer is for the command to say."""
    all_ = [Reached(place, opened(place.looking)) for place in places.services]
    try:
        found = await asyncio.gather(*(_ping(one) for one in all_))
        there = tuple(one for one, state in zip(all_, found, strict=True) if state is True)
        empty = tuple(one.name for one, state in zip(all_, found, strict=True) if state is False)
        away = tuple(state for state in found if isinstance(state, Away))
        yield Reach(places, there, away, empty)
    finally:
        for one in all_:
            await one.close()


async def _ping(one: Reached) -> bool | Away:
    try:
        async with asyncio.timeout(PATIENCE + 1), one.looking.connect() as connection:
            return bool((await connection.execute(SET_UP)).scalar_one())
    except (OSError, TimeoutError):
        return Away(one.name, "its database does not answer: is PostgreSQL running, and the address right?")
    except (SQLAlchemyError, asyncpg.PostgresError) as error:
        cause = getattr(error, "orig", None) or error
        return Away(one.name, f"its database turns us away ({type(cause).__name__}): look at the login")
