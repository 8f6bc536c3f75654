"""How a correction of those whom a task is about is folded, in any order with what is answered. Never raises.

What a source of another force was reported to hold of who they were before stands against no concern until
it has looked again; that it holds nothing of them says nothing of who they are.
"""

from __future__ import annotations

from dataclasses import replace

from contracts.codes import Answer, Known, PartyRole
from contracts.crossing import TaskedPartiesCorrected
from contracts.fields import Key
from contracts.parts import About
from messaging.decider import Recorded
from services.decisions.domain.across import Across, Tasked
from services.decisions.domain.correction import Correction
from services.decisions.domain.evolve_agreeing import across
from services.decisions.domain.facts import Reported
from services.decisions.domain.instants import to_the_millisecond
from services.decisions.domain.state import Case


def corrected(case: Case, recorded: Recorded) -> Case:
    """By us, or of us: the task is about them as they are now."""
    event: TaskedPartiesCorrected = recorded.event
    said, held = correction(recorded), case.across.tasks.get(event.task)
    if held is None:
        before = case.across.corrections.get(event.task)
        early = before if before is not None and before.number >= said.number else said
        return across(case, corrections={**case.across.corrections, event.task: early})
    if said.number <= held.round:
        return case
    settled = _settled(case.across, event.task) if said.report_by is not None else frozenset[Key]()
    anew = across(
        case,
        tasks={**case.across.tasks, event.task: as_corrected(held, said)},
        settled=case.across.settled | settled,
    )
    return anew if recorded.heard else _doubted(anew, held, frozenset(said.fields))


def correction(recorded: Recorded) -> Correction:
    event: TaskedPartiesCorrected = recorded.event
    return Correction(
        number=event.correction,
        entry=recorded.id,
        fields={one.about: one.fields for one in event.corrected},
        at=event.corrected_at,
        taken_at=to_the_millisecond(recorded.recorded_at),
        acknowledge_by=event.acknowledge_by,
        report_by=event.report_by,
        parties=event.parties,
    )


def as_corrected(held: Tasked, said: Correction) -> Tasked:
    """Open again, if anything is asked: nothing that was answered of who they were before is an answer."""
    right = {**held.put_right, **dict.fromkeys(said.fields, said.number)}
    known = replace(held, correction=said, parties=said.parties, put_right=right)
    if said.acknowledge_by is None or said.report_by is None:
        return known
    answered = bool(held.acknowledged_at or held.returned_at)
    return replace(
        known,
        acknowledge_by=said.acknowledge_by,
        report_by=said.report_by,
        tasking=said.entry if answered else held.tasking,
        acknowledged_at=None,
        reported_at=None,
        returned_at=None,
        why_returned=None,
        search_wanted_at=said.taken_at if held.search_wanted_at else None,
    )


def _settled(held: Across, task: Key) -> frozenset[Key]:
    """What was rung for the task and had been done does not ring again."""
    return frozenset(alert for alert, (of, _) in held.rung_for.items() if of == task and held.settles(alert))


def _doubted(case: Case, held: Tasked, people: frozenset[About]) -> Case:
    """What that force said of them: that nothing is held of them, and that nobody manages them, is open; that
    they are managed stands, as said of who they were before."""
    answers = {
        asked: doubted(said)
        if asked.force == held.force and About(role=asked.about, child=asked.child) in people
        else said
        for asked, said in case.across.answers.items()
    }
    doubtful = across(case, answers=answers)
    status = case.across.status
    of_subject = any(one.role is PartyRole.SUBJECT for one in people)
    if status is None or not of_subject or case.across.status_by != held.force:
        return doubtful
    return across(doubtful, status=None if status.current is Known.NO else replace(status, of_before=True))


def doubted(said: Reported) -> Reported:
    """The more cautious counts until the source has looked again (C-45)."""
    kept = frozenset(
        replace(one, of_before=True) for one in said.answers if one.answer is not Answer.NO_TRACE
    )
    return replace(said, answers=kept, waits=True)
