"""What a case waits for here, soonest first: for the work list and the case view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from contracts.codes import Answer, PartyRole, Stage
from services.checks.domain import breach, grading, news
from services.checks.domain.coverage import Lack, Standing, standing
from services.checks.domain.immediate import unanswered
from services.checks.domain.patience import limit_of
from services.checks.domain.related import is_information
from services.checks.domain.sources import OTHER_AGENCIES
from services.checks.domain.state import Checks, Pair


class Step(StrEnum):
    TELL_SUPERVISOR = "TELL_SUPERVISOR"
    SETTLE_MATCHES = "SETTLE_MATCHES"
    SETTLE_ANSWERS = "SETTLE_ANSWERS"
    LOOK_AT_ADULTS = "LOOK_AT_ADULTS"
    READ_CONDITIONS = "READ_CONDITIONS"
    GRADE_INTELLIGENCE = "GRADE_INTELLIGENCE"
    RING_SOURCES = "RING_SOURCES"
    RING_AGENCIES = "RING_AGENCIES"
    COMPLETE_INITIAL_CHECKS = "COMPLETE_INITIAL_CHECKS"
    SETTLE_RELATED_CASES = "SETTLE_RELATED_CASES"
    COMPLETE_INTELLIGENCE_CHECKS = "COMPLETE_INTELLIGENCE_CHECKS"
    COMPLETE_RISK_ASSESSMENT = "COMPLETE_RISK_ASSESSMENT"
    WAIT_FOR_DETAILS = "WAIT_FOR_DETAILS"


WORDS: Final[Mapping[Step, str]] = {
    Step.TELL_SUPERVISOR: "tell a supervisor of the immediate risk: nobody has been alerted yet",
    Step.SETTLE_MATCHES: "decide whether possible matches are of the subject",
    Step.SETTLE_ANSWERS: "say which of a source's differing answers counts",
    Step.LOOK_AT_ADULTS: "look at possible matches of another named adult among managed offenders",
    Step.READ_CONDITIONS: "read the order or licence, and say what it forbids",
    Step.GRADE_INTELLIGENCE: "examine intelligence and grade it",
    Step.RING_SOURCES: "ring the sources that could not look or would not say",
    Step.RING_AGENCIES: "ring the agencies that only a person can ask, and record what they say",
    Step.COMPLETE_INITIAL_CHECKS: "read the answers and complete the initial checks",
    Step.SETTLE_RELATED_CASES: "say whether somebody is the same person as in another live case",
    Step.COMPLETE_INTELLIGENCE_CHECKS: "read the answers and complete the intelligence checks",
    Step.COMPLETE_RISK_ASSESSMENT: "read the answers and complete the risk assessment",
    Step.WAIT_FOR_DETAILS: "find out the surname in Latin letters: without it sources can only be rung",
}


GO_ON: Final = "go on with the case: whoever has it sees with what"
TELLING: Final = frozenset(
    {
        Step.SETTLE_MATCHES,
        Step.SETTLE_ANSWERS,
        Step.LOOK_AT_ADULTS,
        Step.READ_CONDITIONS,
        Step.GRADE_INTELLIGENCE,
        Step.SETTLE_RELATED_CASES,
    }
)
"""Steps that say what a source holds: for who is on the case (A9)."""


def openly(steps: Sequence[Step]) -> list[str]:
    """In words for everybody else."""
    return [WORDS[one] for one in steps if one not in TELLING] or ([GO_ON] if steps else [])


_LOOKED_UP: Final = frozenset({PartyRole.APPLICANT, PartyRole.RESPONSIBLE_ADULT, PartyRole.RECIPIENT})
"""Who is looked up and is no reason to hold a judgement back (C-23)."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """`due`: aware UTC, business time."""

    step: Step
    due: datetime | None


def to_do(case: Checks, lacking: Sequence[Standing]) -> tuple[ToDo, ...]:
    """Nothing when the case is finished or not open here. `lacking` as `coverage` finds it."""
    if case.opened_at is None or case.finished_at is not None:
        return ()
    return tuple(_steps(case, lacking))


def stage_due(case: Checks) -> datetime | None:
    """When the present stage has to be complete."""
    if case.counts_from is None:
        return None
    return limit_of(case.stage, case.counts_from, case.route, case.policy)


def _steps(case: Checks, lacking: Sequence[Standing]) -> Iterator[ToDo]:
    due = stage_due(case)
    if unanswered(case):
        yield ToDo(Step.TELL_SUPERVISOR, case.opened_at)
    if not case.asks:
        yield ToDo(Step.WAIT_FOR_DETAILS, due)
        return
    for step in of_records(case):
        yield ToDo(step, due)
    if case.possible:
        yield ToDo(Step.SETTLE_RELATED_CASES, due)
    if _judged(case):
        return
    lacks = {one.lack for one in lacking}
    if Lack.POSSIBLE_MATCH in lacks:
        yield ToDo(Step.SETTLE_MATCHES, due)
    if Lack.NOT_SEARCHABLE in lacks:
        yield ToDo(Step.WAIT_FOR_DETAILS, due)
    if lacks & {Lack.WITHHELD, Lack.COULD_NOT_LOOK, Lack.LOOKED_IN_PART}:
        yield ToDo(Step.RING_SOURCES, due)
    if any(one.lack is Lack.NO_ANSWER_YET and one.pair.source in OTHER_AGENCIES for one in lacking):
        yield ToDo(Step.RING_AGENCIES, due)
    yield _completing(case, due)


def _completing(case: Checks, due: datetime | None) -> ToDo:
    if case.stage is Stage.FULL:
        return ToDo(Step.COMPLETE_RISK_ASSESSMENT, due)
    if not is_information(case) or case.initial is None:
        return ToDo(Step.COMPLETE_INITIAL_CHECKS, due)
    began = case.counts_from
    whole = limit_of(Stage.FULL, began, case.route, case.policy) if began else None
    return ToDo(Step.COMPLETE_INTELLIGENCE_CHECKS, whole)


def of_records(case: Checks) -> Iterator[Step]:
    """What a person has to make of records, whether the stage is complete or not."""
    if not case.heard_from:
        return
    if breach.unread(case):
        yield Step.READ_CONDITIONS
    if any(standing(case, pair).differing for pair in _answered_twice(case)):
        yield Step.SETTLE_ANSWERS
    others = (pair for pair in case.latest if pair.role in _LOOKED_UP)
    if any(standing(case, pair).answer is Answer.AMBIGUOUS for pair in others):
        yield Step.LOOK_AT_ADULTS
    if grading.ungraded(case):
        yield Step.GRADE_INTELLIGENCE


def _answered_twice(case: Checks) -> set[Pair]:
    once: set[Pair] = set()
    twice: set[Pair] = set()
    for ask in case.asks.values():
        if ask.answers:
            (twice if ask.pair in once or len(ask.answers) > 1 else once).add(ask.pair)
    return twice


def _judged(case: Checks) -> bool:
    """Whether the present stage is complete, and nothing material has come since."""
    first = case.intelligence if is_information(case) else case.initial
    judged = first if case.stage is Stage.INITIAL else case.assessment
    return judged is not None and not news.since(case, judged)
