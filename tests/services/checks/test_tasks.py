"""Asking as a task: safe to repeat, never stuck on a slow source, not done when nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import date, datetime, timedelta
from types import MappingProxyType

import httpx

from contracts.codes import Answer, NoAnswer, PartyRole, Source
from messaging.routes import Due, DueTask, Effect, Safety
from services.checks.adapters.searching import Search, Shown
from services.checks.adapters.social_care import SocialCare
from services.checks.domain.answers import Accepted, CouldNotLook, Found, NotNeeded
from services.checks.domain.commands import AskOtherAgencies, CheckAlerted, MarkOverdue, RecordRelated
from services.checks.domain.due import ASK, OVERDUE, RELATED, WATCH
from services.checks.domain.matching import Described
from services.checks.domain.sources import SCOPE
from services.checks.domain.state import Checks, Pair
from services.checks.tasks import Asking, Sources, routes
from tests.given import START
from tests.services.checks.adapters.wires import FarEnd, always
from tests.services.checks.told import (
    CARE_CHILD,
    PROBATION,
    RESEARCHER,
    begun,
    care_says,
    finalised,
    found,
    heard,
    replied,
)

WITHIN = timedelta(seconds=5)
NOTHING: tuple[Shown, ...] = ()


class Searched:
    """A source that has nothing, and counts."""

    searched = SCOPE[Source.PROBATION]

    def __init__(self) -> None:
        self.people: list[tuple[Described, ...]] = []

    async def all_about(self, people: tuple[Described, ...], today: date) -> AsyncGenerator[Shown]:
        assert today == START.date()
        self.people.append(people)
        for one in NOTHING:
            yield one


class Silent:
    """A source that never answers."""

    searched = SCOPE[Source.PROBATION]

    async def all_about(self, people: tuple[Described, ...], today: date) -> AsyncGenerator[Shown]:
        await asyncio.Event().wait()
        for one in NOTHING:
            yield one


async def now() -> datetime:
    return START


def task(key: str) -> DueTask:
    return DueTask("c-given", ASK, key, {}, START, 1, "t-1")


def asking(
    search: Searched | Silent | None = None, care: FarEnd | None = None, within: timedelta = WITHIN
) -> Asking:
    end = care or always(202, {"reference": "SC-1"})
    at_once: dict[Source, Search] = {Source.PROBATION: search or Searched()}
    return Asking(Sources(at_once, SocialCare(end.line()), within), now)


async def test_a_source_is_asked_about_the_person_as_known_now() -> None:
    search = Searched()
    command = await asking(search)(task(f"{PROBATION}/1"), begun().state)
    assert command == replied(PROBATION, Found(found(Source.PROBATION).searched))
    (people,) = search.people
    assert people[0].name is not None
    assert people[0].name.family == "Testperson"


async def test_a_source_that_never_answers_is_an_answer_and_no_stuck_task() -> None:
    command = await asking(Silent(), within=timedelta(milliseconds=10))(task(f"{PROBATION}/1"), begun().state)
    assert command.reply == CouldNotLook(NoAnswer.TIMED_OUT)


async def test_nobody_is_asked_when_nobody_waits_for_the_answer() -> None:
    search = Searched()
    answered = begun().when(replied(PROBATION, found(Source.PROBATION))).state
    finished = heard(begun(), finalised()).state
    for case, key in (
        (answered, f"{PROBATION}/1"),
        (finished, f"{PROBATION}/1"),
        (begun().state, f"{PROBATION}/2"),
        (begun().state, "initial-9-probation-subject/1"),
    ):
        assert (await asking(search)(task(key), case)).reply == NotNeeded()
    assert search.people == []


async def test_a_person_whose_name_cannot_be_read_here_was_not_looked_for() -> None:
    erased = begun().state._replace(told=MappingProxyType({}))
    command = await asking()(task(f"{PROBATION}/1"), erased)
    assert command.reply == CouldNotLook(NoAnswer.NOT_ASKED_IN_TIME)


async def test_social_care_is_chased_under_the_same_reference_and_asked_anew_under_another() -> None:
    end = always(202, {"reference": "SC-1"})
    told = begun()
    assert (await asking(care=end)(task(f"{CARE_CHILD}/1"), told.state)).reply == Accepted()
    told = told.when(replied(CARE_CHILD, CouldNotLook(NoAnswer.DOWN)))
    told = heard(told, care_says(CARE_CHILD, Answer.UNAVAILABLE, reason=NoAnswer.DOWN))
    await asking(care=end)(task(f"{CARE_CHILD}/2"), told.state)
    assert keys(end) == [f"c-given/{CARE_CHILD}/0", f"c-given/{CARE_CHILD}/2"]


def keys(end: FarEnd) -> list[str]:
    return [request.headers["idempotency-key"] for request in end.asked]


async def finds_nobody(_task: DueTask, _case: Checks) -> RecordRelated:
    return RecordRelated(())


async def test_an_agency_without_a_line_to_us_is_sent_nothing() -> None:
    school = Pair(Source.SCHOOL, PartyRole.CHILD, "child-1")
    told = begun().when(AskOtherAgencies(RESEARCHER, (school,), "The child told a teacher something."))
    end = always(500, {})
    assert (await asking(care=end)(task(f"{told.state.latest[school]}/1"), told.state)).reply == Accepted()
    assert not end.asked


def test_every_task_that_a_case_makes_has_a_route() -> None:
    end = FarEnd(lambda _: httpx.Response(202))
    made = routes(Sources(MappingProxyType({}), SocialCare(end.line()), WITHIN), finds_nobody, now)
    assert set(made) == {ASK, OVERDUE, RELATED, WATCH}
    assert made[RELATED] == Effect(finds_nobody, Safety.REPEATABLE)
    ask, overdue, watch = made[ASK], made[OVERDUE], made[WATCH]
    assert isinstance(ask, Effect)
    assert ask.safety is Safety.REPEATABLE
    assert ask.timeout > WITHIN
    assert isinstance(overdue, Due)
    assert overdue.to_command(task(f"{CARE_CHILD}/2")) == MarkOverdue(CARE_CHILD, 2)
    assert isinstance(watch, Due)
    assert watch.to_command(task("found-initial-x")) == CheckAlerted("found-initial-x")
