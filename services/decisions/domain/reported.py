"""What other forces report of their own sources (G 66): how each stands for whom it was asked. Pure.

Which kind of thing was found does not cross. The last report of a force on a source and a person counts: it
says how that source stands there, with whatever was settled (C-45). A report that says so of no source says
of nobody that they have looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from contracts.codes import Answer, Source
from contracts.crossing import Action
from contracts.fields import ForceCode
from contracts.parts import Coverage
from contracts.people import FindingKind
from messaging.decider import Recorded
from services.decisions.domain.across import Tasked, writer
from services.decisions.domain.evolve_correcting import doubted
from services.decisions.domain.facts import Asked, Reported, SourceAnswer
from services.decisions.domain.state import Case


def with_answers(case: Case, recorded: Recorded) -> Case:
    """Of a report that was made to us; what we report ourselves is held as checks said it."""
    if not recorded.heard:
        return case
    answers, at, event = dict(case.across.answers), recorded.occurred_at, recorded.event
    held = case.across.tasks.get(event.task)
    for asked, said in _by_source(writer(recorded.source), event.answers).items():
        if asked not in answers or answers[asked].at <= at:
            of_another = held is not None and event.correction < held.put_right.get(asked.who, 0)
            answers[asked] = doubted(_reported(said, at)) if of_another else _reported(said, at)
    unsaid = _unsaid(case, held, recorded) if held is not None else case.across.unsaid
    return case._replace(across=replace(case.across, answers=answers, unsaid=unsaid))


def _unsaid(case: Case, held: Tasked, recorded: Recorded) -> dict[Asked, datetime]:
    """For each whom it was to search for: whether it said how any source answered. The later counts."""
    said, at = {one.about for one in recorded.event.answers}, recorded.occurred_at
    unsaid = {
        asked: since
        for asked, since in case.across.unsaid.items()
        if asked.force != held.force or asked.who not in said or since > at
    }
    if Action.SEARCH_RECORDS not in held.actions:
        return unsaid
    since_said = {
        asked.who for asked, one in case.across.answers.items() if asked.force == held.force and one.at > at
    }
    silent = (one for one in held.about if one not in said | since_said)
    theirs = {Asked(Source.POLICE_LOCAL, one.role, one.child, held.force): at for one in silent}
    return {**unsaid, **theirs}


def _by_source(force: ForceCode, answers: Iterable[Coverage]) -> dict[Asked, list[Coverage]]:
    found: dict[Asked, list[Coverage]] = {}
    for one in answers:
        found.setdefault(Asked(one.source, one.about.role, one.about.child, force), []).append(one)
    return found


def _reported(said: list[Coverage], at: datetime) -> Reported:
    answers = frozenset(_answer(one, one.answer, at) for one in said if one.answer is not None)
    return Reported(at, answers, waits=any(one.answer is None for one in said))


def _answer(one: Coverage, answer: Answer, at: datetime) -> SourceAnswer:
    """Of what was found the kind is not known here; a reason beside it says that not all was searched."""
    found = answer in (Answer.HIT, Answer.AMBIGUOUS)
    kinds = None if found else frozenset[FindingKind]()
    in_part = found and one.reason is not None
    return SourceAnswer(one.check or "", answer, at, kinds, one.reason, in_part=in_part)
