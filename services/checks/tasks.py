"""What must happen later: sources are asked, agencies chased, our own alerts watched."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from contracts.calendar import london_date
from contracts.codes import NoAnswer, Source
from messaging.routes import Due, DueTask, Effect, Safety, TaskRoutes
from services.checks.adapters.searching import Search, reply
from services.checks.adapters.social_care import SocialCare
from services.checks.domain.answers import Accepted, CouldNotLook, NotNeeded, Reply
from services.checks.domain.commands import CheckAlerted, MarkOverdue, RecordRelated, RecordReply
from services.checks.domain.due import ASK, OVERDUE, RELATED, WATCH, parts
from services.checks.domain.matching import Described
from services.checks.domain.planning import described
from services.checks.domain.sources import OTHER_AGENCIES
from services.checks.domain.state import Ask, Checks

Now = Callable[[], Awaitable[datetime]]
Look = Callable[[DueTask, Checks], Awaitable[RecordRelated]]
"""Looks among the other live cases for the people of one."""
GRACE: Final = timedelta(seconds=15)
"""Between our own limit on an ask and the runtime's, so that a slow source is an answer and no stuck task."""


@dataclass(frozen=True, slots=True)
class Sources:
    """How each source is asked: at once, or (social care) by a question that it answers later; what has no
    line to us is asked by a person.
    """

    at_once: Mapping[Source, Search]
    social_care: SocialCare
    within: timedelta
    """Machine time for one ask with all its searches and tries."""


class Asking:
    """Performs one ask. Repeatable: a search changes nothing outside, and an enquiry has our reference."""

    def __init__(self, sources: Sources, now: Now) -> None:
        self._sources = sources
        self._now = now

    async def __call__(self, task: DueTask, case: Checks) -> RecordReply:
        check, attempt = parts(task.key)
        ask = case.asks.get(check)
        asked_at = await self._now()
        if ask is None or not _wanted(case, ask, attempt):
            return RecordReply(check, attempt, NotNeeded(), asked_at)
        people = described(case, ask.pair.role, ask.pair.child)
        if not people:  # the keys are gone, or the name was taken back
            return RecordReply(check, attempt, CouldNotLook(NoAnswer.NOT_ASKED_IN_TIME), asked_at)
        said = await self._ask(case.case_id, ask, people, london_date(asked_at))
        return RecordReply(check, attempt, said, asked_at)

    async def _ask(self, case_id: str, ask: Ask, people: tuple[Described, ...], today: date) -> Reply:
        within, search = self._sources.within, self._sources.at_once.get(ask.pair.source)
        if search is not None:
            return await reply(search, people, today, within)
        if ask.pair.source in OTHER_AGENCIES:
            return Accepted()
        try:
            async with asyncio.timeout(within.total_seconds()):
                return await self._sources.social_care.ask(case_id, ask, people[0], reference(case_id, ask))
        except TimeoutError:
            return CouldNotLook(NoAnswer.TIMED_OUT)


def reference(case_id: str, ask: Ask) -> str:
    """Ours, for the agency: the same while one answer is waited for, a new one to ask again after an
    answer.
    """
    return f"{case_id}/{ask.check}/{len(ask.answers)}"


def _wanted(case: Checks, ask: Ask, attempt: int) -> bool:
    waits = ask.next_ask_at is not None and not ask.superseded
    return waits and case.finished_at is None and attempt == ask.attempts + 1


def routes(sources: Sources, look: Look, now: Now) -> TaskRoutes:
    return {
        ASK: Effect(Asking(sources, now), Safety.REPEATABLE, timeout=sources.within + GRACE),
        RELATED: Effect(look, Safety.REPEATABLE),
        OVERDUE: Due(lambda task: MarkOverdue(*parts(task.key))),
        WATCH: Due(lambda task: CheckAlerted(task.key)),
    }
